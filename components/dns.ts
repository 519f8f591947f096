import * as pulumi from "@pulumi/pulumi";
import { buildWith, Component, type ComponentArgs } from "./core/component";
import type { Driver, DriverContext, Placement } from "./core/driver";
import { refuse, type Issue } from "./core/errors";

export type DnsFeature =
  /** Answers are signed. */
  | "dnssec"
  /** A record may stand for the provider's own edge instead of the origin. */
  | "proxied"
  /** A name leads to the first of two origins that is well. */
  | "failover";

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

/** A name that leads to the primary origin as long as it is well, else to the standby. */
export interface DnsFailoverArgs {
  readonly name: string;
  readonly primary: DnsTarget;
  readonly standby: DnsTarget;
  /** Path that answers 200 over HTTPS when an origin is well. */
  readonly healthPath: string;
  /** Seconds between two checks. @default 30 */
  readonly intervalSeconds?: number;
  /** Checks that fail before an origin counts as down. @default 3 */
  readonly failures?: number;
  /** Seconds that resolvers may keep the answer. @default 60 */
  readonly ttlSeconds?: number;
  /** Whether the provider's edge answers in the origins' place. @default false */
  readonly proxied?: boolean;
}

export interface DnsTarget {
  readonly type: "A" | "CNAME";
  readonly value: pulumi.Output<string>;
}

/** Adds a name that fails over. */
export type AddFailover = (context: DriverContext, key: string, args: Required<DnsFailoverArgs>) => pulumi.Resource;

/** Adds one record to the zone and returns what others may wait for. */
export type AddRecord = (context: DriverContext, key: string, record: DnsRecordArgs) => pulumi.Resource;

export interface DnsOutputs {
  readonly zoneId: pulumi.Output<string>;
  /** Empty where an existing zone is used, whose delegation is the owner's. */
  readonly nameServers: pulumi.Output<string[]>;
  readonly addRecord: AddRecord;
  /** Whether the zone's own name may be an alias, which DNS itself does not know (RFC 1034, section 3.6.2). @default false */
  readonly apexAlias?: boolean;
  /** Only where the capabilities say `failover`. */
  readonly addFailover?: AddFailover;
}

export type DnsDriver = Driver<DnsArgs, DnsOutputs>;

/** An alias of a zone's own name, at a provider that takes none. */
export const apexIssue = (hostname: string, service: string): Issue => ({
  at: "dns.provider",
  problem: `${service} takes no alias at the top of a zone, and ${hostname} would have to be one`,
  fix: "give it a name below the domain, or choose a dns provider that does",
});

/** A zone and its records. A zone that this stack makes holds data: protected and kept on delete. */
export class Dns extends Component<DnsOutputs> {
  readonly zone: string;
  readonly zoneId: pulumi.Output<string>;
  readonly nameServers: pulumi.Output<string[]>;
  /** The same zone at another provider, which resolvers ask until, or once, the registrar names it. */
  private also: Dns | undefined;

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
   * @throws IssuesError for an alias of the zone's own name where the provider takes none.
   */
  record(key: string, record: DnsRecordArgs): pulumi.Resource {
    if (!this.takes(record)) refuse([apexIssue(this.zone, this.service)]);
    this.answerThere(key, record);
    return this.outputs.addRecord(this.context, key, record);
  }

  /**
   * Gives the other zone, where there is one, a record that this one's provider makes by means of its own. One that the other
   * cannot have is left out there, and told.
   */
  answerThere(key: string, record: DnsRecordArgs): void {
    if (this.also === undefined) return;
    if (this.also.takes(record)) this.also.record(key, { ...record, proxied: false });
    else {
      const lacking = `the zone at ${this.also.service} cannot lead ${this.zone} there: it takes no alias at its top.`;
      void pulumi.log.warn(`${lacking} Let the registrar name the servers of ${this.service} meanwhile.`, this);
    }
  }

  private takes({ type, name }: DnsRecordArgs): boolean {
    return type !== "CNAME" || name !== this.zone || this.outputs.apexAlias === true;
  }

  /** Gives another provider's zone every record from now on as well, so that either may be the one that is asked. */
  answerAlsoFrom(zone: Dns): void {
    this.also = zone;
  }

  /** Adds a name that leads to the standby while the primary is down. */
  failover(key: string, args: DnsFailoverArgs): pulumi.Resource {
    this.answerThere(key, { name: args.name, ...args.primary });
    if (this.outputs.addFailover === undefined) throw new Error(`${this.service} cannot fail over`);
    const { intervalSeconds = 30, failures = 3, ttlSeconds = 60, proxied = false } = args;
    return this.outputs.addFailover(this.context, key, { ...args, intervalSeconds, failures, ttlSeconds, proxied });
  }
}
