import { refuse } from "../../../components/core/errors";
import * as digitalocean from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import type { CacheDriver, EvictionPolicy } from "../../../components/cache";
import { secret } from "../../../components/core/binding";
import { cacheIssues, cacheSlug, NEWEST_VERSION } from "./limits";
import type { DigitaloceanCloud } from "../cloud";
import { AccessList, firewall, type DigitaloceanClusterNodes } from "../database/access";
import { clusterPlace, hostOf, MAINTENANCE } from "../database/cluster";
import { nodesOf } from "../database/limits";
import { storeName } from "../../../components/core/store-name";
import { CLUSTER_NAME } from "../store-names";

/** The API's words, which are not those of Valkey's own configuration. */
const EVICTION: Readonly<Record<EvictionPolicy, string>> = {
  noeviction: "noeviction",
  "allkeys-lru": "allkeys_lru",
  "volatile-lru": "volatile_lru",
};

/**
 * A cluster of Valkey over TLS, which nobody is let in to but the app's compute, or the networks that are named. What must
 * be kept is written to disk every ten minutes when it has changed: a restart loses what came after. DigitalOcean makes no
 * backups of Valkey.
 *
 * A cache that is to be kept from now on is another cluster, since the one before held nothing that was promised to last.
 */
export const cache =
  (cloud: DigitaloceanCloud): CacheDriver =>
  (context, args) => {
    refuse(cacheIssues(args));
    const { persistent } = args;
    const cluster = new digitalocean.DatabaseCluster(
      context.child(persistent ? "store" : "cluster"),
      {
        name: storeName(context, persistent ? "store" : "cluster", CLUSTER_NAME),
        engine: "valkey",
        version: args.version ?? NEWEST_VERSION,
        size: cacheSlug(args),
        nodeCount: nodesOf(args),
        evictionPolicy: EVICTION[args.evictionPolicy],
        maintenanceWindows: [MAINTENANCE],
        ...clusterPlace(cloud, context, args),
      },
      persistent ? context.dataOptions({ ignoreChanges: ["name"] }) : context.options({ ignoreChanges: ["name"] }),
    );
    new digitalocean.DatabaseValkeyConfig(
      context.child("settings"),
      { clusterId: cluster.id, ssl: true, ...(persistent ? { persistence: "rdb", frequentSnapshots: true } : {}) },
      context.options(),
    );
    const access = new AccessList();
    firewall(context, "firewall", cluster.id, access);
    const host = hostOf(cluster, args);
    const nodes: DigitaloceanClusterNodes = { cluster, access };
    return {
      outputs: {
        host,
        port: cluster.port,
        username: cluster.user,
        password: secret(cluster.password),
        url: pulumi.interpolate`rediss://${cluster.user}@${host}:${cluster.port}`,
        ...(args.exposure === "public" ? { allow: (_context, cidrs) => access.allow(cidrs) } : {}),
      },
      nodes,
    };
  };
