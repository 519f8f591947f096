import type { Issue } from "../../components/core/errors";
import type { Kind } from "../../components/catalog";
import { shapeOn } from "../../providers/registry";
import { resolveDatabaseArgs } from "../../components/database";
import type { LandfallConfig } from "../config/load";
import { archiveBucket, databaseArgs } from "../parts";

/** Kinds that must stand where the services run, and why. */
const TOGETHER: { readonly [K in Kind]?: string } = {
  network: "no private network spans two providers",
  secrets: "services read their secrets with the identity that their own provider gives them",
};

/** Secrets travel in the way that compute can read them. */
function checkSecrets({ topology, used }: LandfallConfig): Issue[] {
  const { provider, shape } = topology.compute;
  if (used.secrets === undefined || used.secrets.provider !== provider) return [];
  const described = shapeOn(provider, "compute", shape);
  const readsStore = described?.features.secretsByReference;
  const allowed = readsStore === true ? "managed" : shape === "vm" || shape === "vm-group" ? "host" : "platform";
  if (readsStore === undefined || used.secrets.shape === allowed) return [];
  const reason = readsStore === true ? "reads its secrets from a store" : `reads no store: ${readsStore.missing}`;
  const at = `topology ${topology.name} secrets.shape`;
  return [{ at, problem: `does not fit compute: ${described!.service} ${reason}`, got: used.secrets.shape, allowed }];
}

/** An app speaks the Kafka protocol, or the API of a plain queue. */
function checkProtocol({ app, topology, used }: LandfallConfig): Issue[] {
  if (app.queue === undefined || used.queue === undefined || used.queue.shape === app.queue.protocol) return [];
  const at = `topology ${topology.name} queue.shape`;
  const problem = `the app ${app.name} speaks ${app.queue.protocol}`;
  return [{ at, problem, got: used.queue.shape, allowed: app.queue.protocol }];
}

/** The second region has what the services reach on the provider of the first. */
function checkStandby({ topology, used }: LandfallConfig): Issue[] {
  if (topology.standby === undefined) return [];
  const { provider } = topology.compute;
  return (["database", "cache", "queue"] as const).flatMap((kind): Issue[] => {
    const got = used[kind]?.provider;
    if (got === undefined || got === provider) return [];
    const at = `topology ${topology.name} ${kind}.provider`;
    return [{ at, problem: "has no second region beside compute", got, allowed: provider }];
  });
}

/** What stands on the machine needs its machine, and only one of them. */
function checkColocation({ topology, used }: LandfallConfig): Issue[] {
  const { compute } = topology;
  const at = `topology ${topology.name}`;
  return (["database", "cache"] as const).flatMap((kind): Issue[] => {
    if (used[kind]?.shape !== "colocated") return [];
    const allowed = { allowed: "managed, or compute of the shape vm", got: compute.shape };
    if (used[kind].provider !== compute.provider) {
      const problem = "is colocated, yet compute stands on another provider";
      return [{ at: `${at} ${kind}.provider`, problem, got: used[kind].provider, allowed: compute.provider }];
    }
    if (compute.shape !== "vm")
      return [{ at: `${at} ${kind}.shape`, problem: "needs a machine to stand on", ...allowed }];
    return [];
  });
}

/** Backups are in their bucket as long as they are to be kept, and can be taken away then. */
function checkArchive(config: LandfallConfig): Issue[] {
  const name = archiveBucket(config);
  if (name === undefined) return [];
  const { backupRetentionDays } = resolveDatabaseArgs(databaseArgs(config, "postgres"));
  const { expireDays, retainDays } = config.app.buckets[name]!;
  const at = `app.buckets.${name}`;
  const lost: Issue = {
    at: `${at}.expireDays`,
    problem: "ends the backups of the database before their time",
    got: expireDays,
    allowed: `more than ${backupRetentionDays}, the database's backupRetentionDays`,
  };
  const stuck: Issue = {
    at: `${at}.retainDays`,
    problem: "keeps the backups of the database beyond their time",
    got: retainDays,
    allowed: `${backupRetentionDays} at most, the database's backupRetentionDays`,
  };
  return [
    ...(expireDays !== undefined && expireDays <= backupRetentionDays ? [lost] : []),
    ...(retainDays !== undefined && retainDays > backupRetentionDays ? [stuck] : []),
  ];
}

function checkZone(config: LandfallConfig): Issue[] {
  const { domain, used } = config;
  const provider = used.dns?.provider;
  const zone = provider === undefined ? undefined : config.providers[provider]?.settings["zone"];
  if (domain === undefined || typeof zone !== "string" || domain === zone || domain.endsWith(`.${zone}`)) return [];
  return [
    {
      at: "landfall:domain",
      problem: `is not in the zone ${zone}`,
      got: domain,
      allowed: `${zone} or a name below it`,
    },
  ];
}

/** Parts on different providers that could not reach each other. */
export function checkPairs(config: LandfallConfig): Issue[] {
  const { provider } = config.topology.compute;
  const apart = (Object.keys(TOGETHER) as Kind[]).flatMap((kind): Issue[] => {
    const part = config.used[kind];
    if (part === undefined || part.provider === provider) return [];
    const at = `topology ${config.topology.name} ${kind}.provider`;
    return [{ at, problem: `stands apart from compute: ${TOGETHER[kind]}`, got: part.provider, allowed: provider }];
  });
  const { dns, edge } = config.used;
  if (edge !== undefined && dns?.provider !== edge.provider) {
    apart.push({
      at: `topology ${config.topology.name} dns.provider`,
      problem: "the edge answers under records of its own provider",
      got: dns?.provider ?? "none",
      allowed: edge.provider,
    });
  }
  return [
    ...apart,
    ...checkSecrets(config),
    ...checkProtocol(config),
    ...checkColocation(config),
    ...checkStandby(config),
    ...checkArchive(config),
    ...checkZone(config),
  ];
}
