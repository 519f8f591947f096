import type * as pulumi from "@pulumi/pulumi";
import { buildWith, Component, type ComponentArgs } from "./core/component";
import type { Driver, Placement } from "./core/driver";

/** What a provider's network may or may not have. */
export type NetworkFeature =
  /** Subnets that the internet cannot reach. */
  | "privateSubnets"
  /** Outgoing traffic of private subnets through a gateway. */
  | "natGateway"
  /** Subnets spread over availability zones. */
  | "zones";

export type NetworkShape = "managed";

/** Gateways for what private subnets send out: none, one for all zones, or one in each zone. */
export type Nat = "none" | "single" | "per-zone";

export interface NetworkArgs extends ComponentArgs {
  /**
   * The private address range, in CIDR notation, /16 to /24.
   * @default "10.20.0.0/16"
   */
  readonly cidr?: string;
  /**
   * How many availability zones the subnets spread over.
   * @default 2
   */
  readonly zones?: number;
  /**
   * Gateways for private subnets; each costs money, so none unless asked.
   * @default "none"
   */
  readonly nat?: Nat;
}

export type ResolvedNetworkArgs = Required<NetworkArgs>;

export interface NetworkOutputs {
  /** The cloud's identifier of the network. */
  readonly id: pulumi.Output<string>;
  /** Public addresses that private parts send from, in CIDR notation; empty without a gateway. */
  readonly egressCidrs: pulumi.Output<string[]>;
}

export type NetworkDriver = Driver<ResolvedNetworkArgs, NetworkOutputs>;

export function resolveNetworkArgs(args: NetworkArgs): ResolvedNetworkArgs {
  return { ...args, cidr: args.cidr ?? "10.20.0.0/16", zones: args.zones ?? 2, nat: args.nat ?? "none" };
}

export function requiredNetworkFeatures(args: Pick<NetworkArgs, "nat">): NetworkFeature[] {
  return args.nat !== undefined && args.nat !== "none" ? ["natGateway"] : [];
}

/** A private network with its subnets, routes and gateways. */
export class Network extends Component<NetworkOutputs> {
  readonly id: pulumi.Output<string>;
  readonly egressCidrs: pulumi.Output<string[]>;

  constructor(name: string, args: NetworkArgs, placement: Placement<NetworkDriver>) {
    const resolved = resolveNetworkArgs(args);
    super("Network", name, args.stack, placement, buildWith(placement, resolved), (outputs) => ({ ...outputs }));
    this.id = this.outputs.id;
    this.egressCidrs = this.outputs.egressCidrs;
  }
}
