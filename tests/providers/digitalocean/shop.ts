import * as pulumi from "@pulumi/pulumi";
import { Compute, type ComputeArgs, type ComputeShape, type ServiceArgs } from "../../../components/compute";
import { plain } from "../../../components/core/binding";
import type { Database } from "../../../components/database";
import { Dns } from "../../../components/dns";
import { Network, type NetworkArgs } from "../../../components/network";
import { Secrets } from "../../../components/secrets";
import { connectProviders, type Connections } from "../../../providers/connections";
import type { DigitaloceanSettings } from "../../../providers/digitalocean/config";
import type { Recording } from "../../../src/plan/recorder";
import { recordOn, testStack } from "../../support/harness";
import { resolveWith, type ResolvedResource } from "../../support/resolve";

export const MAIL_CANARY = "canary-mail-key";
export const SSH_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJd8WnJ0b3Q2Y2xvdWQtbGFuZGZhbGwtZGVtbw ops";

/** What a test changes of the shop. */
export interface Shop {
  readonly shape: ComputeShape;
  readonly settings?: Partial<DigitaloceanSettings>;
  /** `null` leaves the network out. */
  readonly network?: Partial<NetworkArgs> | null;
  readonly compute?: Partial<Omit<ComputeArgs, "services">>;
  /** Replaces parts of the services, adds one or leaves one out. */
  readonly services?: Readonly<Record<string, Partial<ServiceArgs> | undefined>>;
  /** Whether a zone stands at Cloudflare. */
  readonly zone?: boolean;
  /** A database that compute is told of. */
  readonly database?: (connections: Connections, network: Network | undefined) => Database;
}

const connectionOf = ({ settings, zone, shape }: Shop) => ({
  digitalocean: { settings: { ...settings }, standard: { token: "t" }, used: { compute: { shape } } },
  ...(zone === true ? { cloudflare: { settings: { zoneId: "0123456789abcdef0123456789abcdef" }, standard: {} } } : {}),
});

const service: ServiceArgs = {
  image: "ghcr.io/acme/any:1.0.0",
  routes: [],
  environment: {},
  buckets: {},
  calls: [],
};

/** An api with a route, a plain setting and a secret. */
function servicesOf({ services }: Shop, secrets: Secrets): Record<string, ServiceArgs> {
  const all: Record<string, ServiceArgs> = {
    api: {
      ...service,
      image: "ghcr.io/acme/api:1.4.0",
      port: 8000,
      routes: ["/api"],
      health: { path: "/api/health" },
      environment: { PORT: plain("8000"), MAIL_KEY: secrets.bindings["MAIL_KEY"]! },
    },
  };
  for (const [name, change] of Object.entries(services ?? {})) {
    if (change === undefined) delete all[name];
    else all[name] = { ...(all[name] ?? service), ...change };
  }
  return all;
}

/** Builds the shop on DigitalOcean. */
export function buildShop(connections: Connections, shop: Shop): Compute {
  const stack = testStack;
  const { shape, network: args } = shop;
  const network =
    args === null
      ? undefined
      : new Network("network", { stack, ...args }, connections.place("network", "digitalocean", "managed"));
  const secrets = new Secrets(
    "secrets",
    { stack, secrets: { MAIL_KEY: { kind: "given", value: pulumi.secret(MAIL_CANARY) } } },
    connections.place("secrets", "digitalocean", shape === "containers" ? "platform" : "host"),
  );
  const dns =
    shop.zone === true
      ? new Dns("dns", { stack, zone: "example.com" }, connections.place("dns", "cloudflare", "managed"))
      : undefined;
  return new Compute(
    "compute",
    {
      stack,
      services: servicesOf(shop, secrets),
      size: "small",
      network,
      secrets,
      database: shop.database?.(connections, network),
      dns,
      hostname: "api.example.com",
      adminCidrs: ["203.0.113.7/32"],
      sshPublicKeys: [SSH_KEY],
      ...shop.compute,
    },
    connections.place("compute", "digitalocean", shape),
  );
}

/** Records the shop as a first preview would see it. */
export const recordShop = (shop: Shop): Promise<Recording> =>
  recordOn(connectionOf(shop), (connections) => void buildShop(connections, shop));

let lastNumber = 0;

/** What the cloud would know of a resource once it is there. */
const known = ({ type, name, inputs }: ResolvedResource) => ({
  name: `${name}-name`,
  ipv4Address: "192.0.2.1",
  ipv4AddressPrivate: `10.20.0.${++lastNumber}`,
  ipAddress: "192.0.2.9",
  ip: "192.0.2.5",
  fingerprint: `${name}-fingerprint`,
  defaultIngress: "https://shop.ondigitalocean.app/",
  liveUrl: "https://shop.ondigitalocean.app/",
  dedicatedIps: [{ ip: "192.0.2.21" }, { ip: "192.0.2.22" }],
  egresses: [{ publicGateways: [{ ipv4: "192.0.2.31" }] }],
  endpoint: "https://cluster.k8s.ondigitalocean.com",
  clusterSubnet: "10.108.0.0/16",
  kubeConfigs: [{ clusterCaCertificate: "Y2VydGlmaWNhdGU=", token: "canary-cluster-token" }],
  status: { loadBalancer: { ingress: [{ ip: "192.0.2.41" }] } },
  result: type.endsWith("RandomPassword") ? "Canary01Canary02Canary03" : undefined,
  ...inputs,
});

/** Evaluates the shop with every value known: what it registers, and what compute hands on. */
export function resolveShop(shop: Shop) {
  lastNumber = 0;
  return resolveWith({ state: known }, async () => {
    const { url, egressCidrs, origin } = buildShop(await connectProviders(connectionOf(shop)), shop);
    return pulumi.output({ url, egressCidrs, origin: { ...origin, value: origin.value } });
  });
}
