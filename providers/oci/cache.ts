import { refuse } from "../../components/core/errors";
import { createHash } from "node:crypto";
import { generatedPassword } from "../../components/generated-password";
import * as oci from "@pulumi/oci";
import * as pulumi from "@pulumi/pulumi";
import type { CacheDriver, ResolvedCacheArgs } from "../../components/cache";
import { secret } from "../../components/core/binding";
import { nodesOn } from "../../components/core/component";
import type { DriverContext } from "../../components/core/driver";
import { shownAs, type OciCloud } from "./cloud";
import { cacheIssues, cacheMemoryOf, cacheVersionOf } from "./limits-backing";
import type { OciNetworkNodes } from "./network";
import { workloadOnly } from "./private-access";

/** What other drivers of Oracle Cloud find behind a cache. */
export interface OciCacheNodes {
  readonly [key: string]: unknown;
  readonly cluster: oci.redis.RedisCluster;
}

const PORT = 6379;

/** Where there is a standby: Oracle spreads three nodes over the fault domains, and two of them can agree. */
const NODES_WITH_STANDBY = 3;

/**
 * The name of the user that every cluster begins with. That one has no password; a user of the same name takes its place
 * (https://docs.oracle.com/en-us/iaas/Content/ocicache/add-cache-user.htm, read 2026-11-21).
 */
const USERNAME = "default";

/** Every key, channel and command but those that change the server or its users. */
const RIGHTS = "allkeys allchannels +@all -@admin";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** What makes room when memory is full; a set never changes, so that another policy is another set. */
function configSet({ compartmentId }: OciCloud, context: DriverContext, args: ResolvedCacheArgs, version: string) {
  return new oci.redis.OciCacheConfigSet(
    context.child("settings"),
    {
      compartmentId,
      displayName: shownAs(context, "settings"),
      softwareVersion: version,
      configurationDetails: { items: [{ configKey: "maxmemory-policy", configValue: args.evictionPolicy }] },
      freeformTags: context.tags,
    },
    context.options(),
  );
}

/** Gives the cluster a user with a password in place of the one without. */
function guard(
  { compartmentId }: OciCloud,
  context: DriverContext,
  cluster: oci.redis.RedisCluster,
  password: pulumi.Output<string>,
): oci.redis.RedisClusterAttachOciCacheUser {
  const { app, stack } = context.stack;
  const user = new oci.redis.OciCacheUser(
    context.child("user"),
    {
      compartmentId,
      name: USERNAME,
      description: `Services of ${app} in stack ${stack}`,
      aclString: RIGHTS,
      authenticationMode: {
        authenticationType: "PASSWORD",
        hashedPasswords: pulumi.secret(password).apply((it) => [sha256(it)]),
      },
      status: "ON",
      freeformTags: context.tags,
    },
    context.options({ additionalSecretOutputs: ["authenticationMode"] }),
  );
  return new oci.redis.RedisClusterAttachOciCacheUser(
    context.child("attachment"),
    { redisClusterId: cluster.id, ociCacheUsers: [user.id] },
    context.options(),
  );
}

/** OCI Cache in the private subnet, over TLS, with a password. Nothing that it holds outlives all of its nodes. */
export const cache =
  (cloud: OciCloud): CacheDriver =>
  (context, args) => {
    refuse(cacheIssues(args));
    if (args.network === undefined) throw new Error("OCI Cache needs the network of its clients");
    const network = nodesOn<OciNetworkNodes>("oci", args.network);
    const softwareVersion = cacheVersionOf(args)!;
    const group = workloadOnly(cloud, context, network, PORT);
    const cluster = new oci.redis.RedisCluster(
      context.child("cluster"),
      {
        compartmentId: cloud.compartmentId,
        displayName: shownAs(context, "cluster"),
        softwareVersion,
        clusterMode: "NONSHARDED",
        nodeCount: args.highAvailability ? NODES_WITH_STANDBY : 1,
        nodeMemoryInGbs: cacheMemoryOf(args),
        ociCacheConfigSetId: configSet(cloud, context, args, softwareVersion).id,
        subnetId: network.privateSubnet.id,
        nsgIds: [group.id],
        freeformTags: context.tags,
      },
      context.options(),
    );
    const result = generatedPassword(context, "password", { length: 32, special: false }, context.options());
    const attachment = guard(cloud, context, cluster, result);
    // Services come once the password is asked for: before that the cluster would take any.
    const password = pulumi.all([result, attachment.id]).apply(([known]) => known);
    const host = cluster.primaryFqdn;
    const nodes: OciCacheNodes = { cluster };
    return {
      outputs: {
        host,
        port: pulumi.output(PORT),
        username: pulumi.output(USERNAME),
        password: secret(password),
        url: pulumi.interpolate`rediss://${USERNAME}@${host}:${PORT}`,
      },
      nodes,
    };
  };
