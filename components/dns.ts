import type * as pulumi from "@pulumi/pulumi";
import { buildWith, Component, type ComponentArgs } from "./core/component";
import type { Driver, DriverContext, Placement } from "./core/driver";

export type DnsFeature =
  /** Answers are signed. */
  | "dnssec"
  /** A record may stand for the provider's own edge instead of the origin. */
  | "proxied";

export type DnsShape = "managed";

export interface DnsArgs extends ComponentArgs {
  /** The zone, e.g. `example.com`. */
  readonly zone: string;
}

export interface DnsRecordArgs {
  /** The full name, e.g. `api.example.com`; a trailing dot is taken off. */
  readonly name: pulumi.Input<string>;
  readonly type: pulumi.Input<"A" | "AAAA" | "CNAME" | "TXT">;
  readonly value: pulumi.Input<string>;
  /** Seconds. @default 300 */
  readonly ttlSeconds?: number;
  /** Whether the provider's edge answers in the origin's place. @default false */
  readonly proxied?: boolean;
}

/** Adds one record to the zone and returns what others may wait for. */
export type AddRecord = (context: DriverContext, key: string, record: DnsRecordArgs) => pulumi.Resource;

export interface DnsOutputs {
  readonly zoneId: pulumi.Output<string>;
  /** Empty where an existing zone is used, whose delegation is the owner's. */
  readonly nameServers: pulumi.Output<string[]>;
  readonly addRecord: AddRecord;
}

export type DnsDriver = Driver<DnsArgs, DnsOutputs>;

/** A zone and its records. A zone that this stack makes holds data: protected and kept on delete. */
export class Dns extends Component<DnsOutputs> {
  readonly zone: string;
  readonly zoneId: pulumi.Output<string>;
  readonly nameServers: pulumi.Output<string[]>;

  constructor(name: string, args: DnsArgs, placement: Placement<DnsDriver>) {
    super("Dns", name, args.stack, placement, buildWith(placement, args), ({ zoneId, nameServers }) => ({
      zone: args.zone,
      zoneId,
      nameServers,
    }));
    this.zone = args.zone;
    this.zoneId = this.outputs.zoneId;
    this.nameServers = this.outputs.nameServers;
  }

  /**
   * Adds a record.
   * @param key - Tells the record apart from the others of this stack; part of its logical name.
   */
  record(key: string, record: DnsRecordArgs): pulumi.Resource {
    return this.outputs.addRecord(this.context, key, record);
  }
}
