import type * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "./driver";

/**
 * Where a backing part can be reached from: its private network alone, or the internet, over TLS and only from networks
 * that are let in.
 */
export type Exposure = "private" | "public";

/**
 * Lets networks in to a part that has an address on the internet: all of them together, in CIDR notation, and only these.
 * Called after compute is built, so that the part never waits for the addresses of what calls it.
 */
export type AllowCidrs = (context: DriverContext, cidrs: pulumi.Output<string[]>) => void;
