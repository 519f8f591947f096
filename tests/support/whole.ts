import { stringify } from "yaml";
import { secret } from "./engine";

/** Kinds that a provider's store holds data of. */
export const STORES = ["database", "cache", "object-storage"] as const;
export type StoreKind = (typeof STORES)[number];

export const CLOUDS = ["aws", "oci", "digitalocean", "cloudflare"] as const;
export type CloudId = (typeof CLOUDS)[number];

/** Every ordered pair of providers. */
export const PAIRS = CLOUDS.flatMap((from) => CLOUDS.filter((to) => to !== from).map((to) => [from, to] as const));

type Parts = Readonly<Record<string, object | null>>;

/** Everything on one provider, its DNS aside. */
const PLACES: Readonly<Record<CloudId, Parts>> = {
  aws: {
    network: { provider: "aws" },
    compute: { provider: "aws", shape: "vm", size: "small" },
    database: { provider: "aws", shape: "managed", engine: "postgres", size: "small", storageGiB: 20 },
    cache: { provider: "aws", shape: "managed", size: "small" },
    "object-storage": { provider: "aws" },
    secrets: { provider: "aws", shape: "managed" },
  },
  oci: {
    network: { provider: "oci" },
    compute: { provider: "oci", shape: "vm", size: "small" },
    database: { provider: "oci", shape: "managed", engine: "postgres", size: "small", storageGiB: 20 },
    // OCI Cache keeps nothing; what has to outlive it stands on the machine.
    cache: { provider: "oci", shape: "colocated" },
    "object-storage": { provider: "oci" },
    secrets: { provider: "oci", shape: "managed" },
  },
  digitalocean: {
    network: { provider: "digitalocean" },
    compute: { provider: "digitalocean", shape: "vm", size: "small" },
    database: { provider: "digitalocean", shape: "managed", engine: "postgres", size: "small", storageGiB: 30 },
    cache: { provider: "digitalocean", shape: "managed", size: "micro" },
    "object-storage": { provider: "digitalocean" },
    secrets: { provider: "digitalocean", shape: "host" },
  },
  cloudflare: {
    network: null,
    compute: { provider: "cloudflare", shape: "workers", size: "small" },
    database: { provider: "cloudflare", shape: "managed", engine: "sqlite" },
    cache: null,
    "object-storage": { provider: "cloudflare" },
    secrets: { provider: "cloudflare", shape: "managed" },
  },
};

const NONE: Parts = { queue: null, "static-site": null, edge: null, monitoring: null };

/** A topology that says nothing which is not laid over. */
const BASE = "cloudflare";

/** The topology of an app that stands on one provider, as `landfall:override` or a side of a move says it. */
export const overrideOf = (cloud: CloudId): Parts => ({ ...NONE, ...PLACES[cloud] });

/** The other side of a move: everything on a provider. */
export const sideOn = (cloud: CloudId) => ({ topology: BASE, override: overrideOf(cloud) });

/** An app that keeps data in one kind of store. */
const appWith = (kinds: readonly StoreKind[]) => ({
  name: "ledger",
  services: {
    api: {
      image: "ghcr.io/acme/api:1.0.0",
      port: 8000,
      routes: ["/"],
      health: { path: "/health" },
      worker: { file: "tests/fixtures/worker-shop/workers/api.mjs", compatibilityDate: "2026-11-01" },
      ...(kinds.includes("database") ? { database: true } : {}),
      ...(kinds.includes("cache") ? { cache: true } : {}),
      ...(kinds.includes("object-storage") ? { buckets: { files: "read-write" } } : {}),
    },
  },
  ...(kinds.includes("database") ? { database: { engines: { postgres: { version: "16" }, sqlite: {} } } } : {}),
  ...(kinds.includes("cache") ? { cache: { engines: ["valkey"], persistent: true } } : {}),
  ...(kinds.includes("object-storage") ? { buckets: { files: { versioned: false } } } : {}),
});

/** The text of a stack's file: an app that keeps data in some kinds, all of it on one provider. */
export function wholeOn(
  cloud: CloudId,
  kinds: readonly StoreKind[],
  more: Readonly<Record<string, unknown>> = {},
): string {
  const config = {
    "landfall:app": appWith(kinds),
    "landfall:topology": BASE,
    "landfall:override": overrideOf(cloud),
    "landfall:domain": "example.com",
    "landfall:email": "ops@example.com",
    "landfall:adminCidrs": ["203.0.113.7/32"],
    "landfall:sshPublicKeys": [
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExampleExam example",
    ],
    "aws:region": "us-east-1",
    "oci:region": "us-ashburn-1",
    "oci:tenancyOcid": "ocid1.tenancy.oc1..example",
    "landfall:oci": { compartmentId: "ocid1.compartment.oc1..example", namespace: "examplenamespace" },
    "digitalocean:token": secret,
    "digitalocean:spacesAccessId": secret,
    "digitalocean:spacesSecretKey": secret,
    "landfall:digitalocean": { region: "nyc" },
    "cloudflare:apiToken": secret,
    "landfall:cloudflare": {
      accountId: "00000000000000000000000000000000",
      secretsStoreId: "00000000000000000000000000000000",
      zone: "example.com",
    },
    ...more,
  };
  const said = Object.entries(config).filter(([, value]) => value !== undefined);
  return stringify({ config: Object.fromEntries(said) });
}
