import { text } from "../properties";
import { BIRTHDAY, named, type Birth, type Blueprint, type Blueprints } from "./blueprint";

const uuid: Blueprint["id"] = (it) => it.identity.uuid();

/** The port of each engine's clients. */
const PORTS: Readonly<Record<string, number>> = { pg: 25060, valkey: 25061, kafka: 25073 };

/** Where a cluster, or a copy of one, is reached, and the user and database that it begins with. */
function connection(it: Birth, engine: string) {
  const host = `${named(it)}-do-user-1-0.${it.identity.token(1)}.db.ondigitalocean.com`;
  const port = PORTS[engine] ?? 25060;
  const user = engine === "valkey" ? "default" : "doadmin";
  const password = `AVNS_${it.identity.token(19, "password")}`;
  const scheme = engine === "valkey" ? "rediss" : "postgresql";
  return {
    host,
    privateHost: `private-${host}`,
    port,
    user,
    password,
    database: engine === "pg" ? "defaultdb" : "",
    uri: `${scheme}://${user}:${password}@${host}:${port}`,
    privateUri: `${scheme}://${user}:${password}@private-${host}:${port}`,
  };
}

/** An object of a cluster, which is known by the cluster's id and its own name. */
const inCluster = (kind: string, outputs: NonNullable<Blueprint["outputs"]> = () => ({})): Blueprint => ({
  id: (it) => `${text(it.inputs.clusterId)}/${kind}/${named(it)}`,
  outputs: (it) => ({ name: named(it), ...outputs(it) }),
});

const spacesRegion = (it: Birth): string => text(it.inputs.region, "nyc3");

/** A check or an alert. */
const watching: Blueprint = { id: uuid, outputs: (it) => ({ name: named(it) }) };

/** Databases, caches, queues, buckets, zones and monitoring on DigitalOcean. */
export const digitaloceanData: Blueprints = {
  "digitalocean:index/databaseCluster:DatabaseCluster": {
    id: uuid,
    outputs: (it) => ({
      name: named(it),
      clusterUrn: `do:dbaas:${it.id}`,
      projectId: it.identity.uuid("project"),
      privateNetworkUuid: text(it.inputs.privateNetworkUuid, it.identity.uuid("network")),
      storageSizeMib: text(it.inputs.storageSizeMib, "10240"),
      ...connection(it, text(it.inputs.engine)),
    }),
  },
  "digitalocean:index/databaseReplica:DatabaseReplica": {
    id: (it) => `${text(it.inputs.clusterId)}/replicas/${named(it)}`,
    outputs: (it) => ({ name: named(it), uuid: it.identity.uuid("replica"), ...connection(it, "pg") }),
  },
  "digitalocean:index/databaseDb:DatabaseDb": inCluster("database"),
  "digitalocean:index/databaseUser:DatabaseUser": inCluster("user", (it) => ({
    role: "normal",
    password: `AVNS_${it.identity.token(19, "password")}`,
  })),
  "digitalocean:index/databaseKafkaTopic:DatabaseKafkaTopic": inCluster("topic", () => ({ state: "active" })),
  "digitalocean:index/databaseFirewall:DatabaseFirewall": {
    id: (it) => `${text(it.inputs.clusterId)}-${it.identity.digits(26)}`,
  },
  "digitalocean:index/databaseValkeyConfig:DatabaseValkeyConfig": {
    id: (it) => `${text(it.inputs.clusterId)}/valkey-config`,
  },
  "digitalocean:index/spacesBucket:SpacesBucket": {
    id: (it) => named(it),
    outputs: (it) => ({
      name: named(it),
      bucketUrn: `do:space:${it.id}`,
      endpoint: `${spacesRegion(it)}.digitaloceanspaces.com`,
      bucketDomainName: `${named(it)}.${spacesRegion(it)}.digitaloceanspaces.com`,
    }),
  },
  "digitalocean:index/spacesBucketObject:SpacesBucketObject": {
    id: (it) => text(it.inputs.key),
    outputs: () => ({ versionId: "1" }),
  },
  "digitalocean:index/spacesBucketCorsConfiguration:SpacesBucketCorsConfiguration": {
    id: (it) => text(it.inputs.bucket),
  },
  "digitalocean:index/spacesKey:SpacesKey": {
    id: (it) => `DO00${it.identity.token(16).toUpperCase()}`,
    outputs: (it) => ({
      name: named(it),
      accessKey: it.id,
      secretKey: it.identity.token(43, "secret"),
      createdAt: BIRTHDAY,
    }),
  },
  "digitalocean:index/cdn:Cdn": {
    id: uuid,
    outputs: (it) => ({
      certificateId: it.identity.uuid("certificate"),
      createdAt: BIRTHDAY,
      endpoint: text(it.inputs.origin).replace(".digitaloceanspaces.com", ".cdn.digitaloceanspaces.com"),
    }),
  },
  "digitalocean:index/domain:Domain": {
    id: (it) => text(it.inputs.name),
    outputs: (it) => ({ domainUrn: `do:domain:${it.id}`, ttl: 1800 }),
  },
  "digitalocean:index/dnsRecord:DnsRecord": {
    id: (it) => `1${it.identity.digits(9)}`,
    outputs: (it) => {
      const name = named(it);
      const zone = text(it.inputs.domain);
      return { name, fqdn: name === "@" ? zone : `${name}.${zone}` };
    },
  },
  "digitalocean:index/monitorAlert:MonitorAlert": { id: uuid, outputs: (it) => ({ uuid: it.id }) },
  "digitalocean:index/uptimeCheck:UptimeCheck": watching,
  "digitalocean:index/uptimeAlert:UptimeAlert": watching,
};
