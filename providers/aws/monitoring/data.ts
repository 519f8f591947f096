import type * as rds from "@pulumi/aws/rds";
import type { Cache } from "../../../components/cache";
import { nodesOn } from "../../../components/core/component";
import type { Database } from "../../../components/database";
import type { AwsCacheNodes } from "../cache";
import type { AwsDatabaseNodes } from "../database";
import type { AwsAuroraNodes } from "../database/aurora";
import type { Figure, Watch, Watched } from "./watch";

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;

/** GiB of one of Aurora's units: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.how-it-works.html */
const GIB_OF_UNIT = 2;

/**
 * RDS lets in one connection for so many bytes of the class's memory, at most so many:
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html#RDS_Limits.MaxConnections
 */
const BYTES_OF_CONNECTION = 9_531_392;
const MOST_CONNECTIONS = 5000;

/**
 * What the server itself keeps of the class's memory, which does not count for connections. AWS does not say how much; so
 * much leaves a class of 1 GiB about 80 connections, of the 112 that its whole memory would stand for.
 */
const KEPT_MIB = 300;

/** Aurora that scales down to half a unit or nothing never lets in more. */
const MOST_OF_SMALL_AURORA = 2000;

const SIZES_GIB: Readonly<Record<string, number>> = { micro: 1, small: 2, medium: 4, large: 8, xlarge: 16 };

/**
 * GiB of an instance class, e.g. 8 of `db.m7g.large`: sizes double from one to the next, and classes for memory (r, x) have
 * two and four times that of the others. Undefined where the class is none of those.
 */
export function memoryOf(instanceClass: string): number | undefined {
  const [, family = "", size = ""] = instanceClass.split(".");
  const times = /^(\d+)xlarge$/.exec(size);
  const usual = times === null ? SIZES_GIB[size] : Number(times[1]) * SIZES_GIB["xlarge"]!;
  if (usual === undefined || !/^[tmrx]/.test(family)) return undefined;
  return usual * (family.startsWith("r") ? 2 : family.startsWith("x") ? 4 : 1);
}

/** How many connections a server lets in by its memory; the most there are where that is not known. */
export function connectionsOf(memoryGiB: number | undefined): number {
  if (memoryGiB === undefined) return MOST_CONNECTIONS;
  return Math.min(MOST_CONNECTIONS, Math.floor((memoryGiB * GIB - KEPT_MIB * MIB) / BYTES_OF_CONNECTION));
}

const share = (whole: number, percent: number) => Math.floor((whole * percent) / 100);

/** @param source - The server that it is a copy of, whose storage it has: RDS is not told the size of a copy's. */
function serverWatches(role: string, server: rds.Instance, source = server): Watch[] {
  const figure = (name: string): Figure => ({
    namespace: "AWS/RDS",
    name,
    dimensions: { DBInstanceIdentifier: server.identifier },
    statistic: "Average",
    period: 60,
  });
  return [
    { metric: "cpu", role, title: `cpu of ${role}`, figures: { value: figure("CPUUtilization") } },
    {
      metric: "disk",
      role,
      title: `free storage of ${role}, bytes`,
      figures: { value: figure("FreeStorageSpace") },
      threshold: (percent) => source.allocatedStorage.apply((gib) => share(gib * GIB, 100 - percent)),
      below: true,
    },
    {
      metric: "databaseConnections",
      role,
      title: `connections to ${role}`,
      figures: { value: figure("DatabaseConnections") },
      threshold: (percent) => server.instanceClass.apply((name) => share(connectionsOf(memoryOf(name)), percent)),
    },
  ];
}

function clusterWatches({ cluster }: AwsAuroraNodes): Watch[] {
  const role = "database";
  const figure = (name: string, statistic: Figure["statistic"]): Figure => ({
    namespace: "AWS/RDS",
    name,
    dimensions: { DBClusterIdentifier: cluster.clusterIdentifier },
    statistic,
    period: 60,
  });
  const most = cluster.serverlessv2ScalingConfiguration.apply((scaling) => {
    const { minCapacity = 0, maxCapacity = 0 } = scaling ?? {};
    const byMemory = connectionsOf(maxCapacity * GIB_OF_UNIT);
    return minCapacity <= 0.5 ? Math.min(MOST_OF_SMALL_AURORA, byMemory) : byMemory;
  });
  return [
    // CPU and memory grow and shrink together; this is how much of both is in use of the most that they may grow to.
    { metric: "cpu", role, title: "capacity of the database", figures: { value: figure("ACUUtilization", "Average") } },
    {
      metric: "databaseConnections",
      role,
      title: "connections to the database",
      figures: { value: figure("DatabaseConnections", "Maximum") },
      threshold: (percent) => most.apply((connections) => share(connections, percent)),
    },
  ];
}

/** What can be watched of the database. */
export function databaseWatched(database: Database | undefined): Watched {
  if (database === undefined) return { watches: [], gaps: { databaseConnections: "there is no database on AWS" } };
  switch (database.shape) {
    case "managed": {
      const { server, replicas } = nodesOn<AwsDatabaseNodes>("aws", database);
      const copies = replicas.flatMap((replica, index) => serverWatches(`replica-${index + 1}`, replica, server));
      return { watches: [...serverWatches("database", server), ...copies], gaps: {} };
    }
    case "serverless": {
      const gaps = { disk: "Aurora's storage grows by itself, so that it has no share that is full" };
      return { watches: clusterWatches(nodesOn<AwsAuroraNodes>("aws", database)), gaps };
    }
    default:
      return {
        watches: [],
        gaps: { databaseConnections: "CloudWatch does not ask a server that stands on a machine" },
      };
  }
}

/** What can be watched of the cache: its first node, since every node holds the same. */
export function cacheWatched(cache: Cache | undefined): Watched {
  if (cache === undefined || cache.shape !== "managed") return { watches: [], gaps: {} };
  const { group } = nodesOn<AwsCacheNodes>("aws", cache);
  const figure = (name: string): Figure => ({
    namespace: "AWS/ElastiCache",
    name,
    dimensions: { CacheClusterId: group.memberClusters.apply(([first]) => first ?? ""), CacheNodeId: "0001" },
    statistic: "Average",
    period: 60,
  });
  return {
    watches: [
      { metric: "cpu", role: "cache", title: "cpu of the cache", figures: { value: figure("CPUUtilization") } },
      {
        metric: "memory",
        role: "cache",
        title: "memory of the cache",
        figures: { value: figure("DatabaseMemoryUsagePercentage") },
      },
    ],
    gaps: {},
  };
}
