import type * as digitalocean from "@pulumi/digitalocean";
import type * as pulumi from "@pulumi/pulumi";
import { nodesOn } from "../../../components/core/component";
import type { DriverContext } from "../../../components/core/driver";
import type { Exposure } from "../../../components/core/exposure";
import type { Network } from "../../../components/network";
import { labelTags, type DigitaloceanCloud } from "../cloud";
import type { DigitaloceanNetworkNodes } from "../network";

/** Minor versions come in this hour of UTC. */
export const MAINTENANCE = { day: "sunday", hour: "04:00" } as const;

/** Where a cluster stands: in the app's VPC where it has one, else in the region's own. */
export const clusterPlace = (
  { datacenter }: DigitaloceanCloud,
  context: DriverContext,
  { network }: { readonly network?: Network | undefined },
): Required<Pick<digitalocean.DatabaseClusterArgs, "region" | "tags">> &
  Pick<digitalocean.DatabaseClusterArgs, "privateNetworkUuid"> => ({
  region: datacenter,
  ...(network === undefined
    ? {}
    : { privateNetworkUuid: nodesOn<DigitaloceanNetworkNodes>("digitalocean", network).vpc.id }),
  tags: labelTags(context),
});

/** The name that clients call: the private one from inside the app's VPC, else the one on the internet. */
export const hostOf = (
  { host, privateHost }: digitalocean.DatabaseCluster,
  { exposure, network }: { readonly exposure: Exposure; readonly network?: Network | undefined },
): pulumi.Output<string> => (exposure === "private" && network !== undefined ? privateHost : host);
