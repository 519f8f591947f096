import * as pulumi from "@pulumi/pulumi";
import { Compute, type ComputeArgs, type ComputeShape, type ServiceArgs } from "../../../components/compute";
import { plain, type Bindings } from "../../../components/core/binding";
import { Dns, type DnsDriver } from "../../../components/dns";
import { Edge, type EdgeArgs } from "../../../components/edge";
import { secretsInPlace } from "../../../components/in-place-secrets";
import { Network, type NetworkArgs } from "../../../components/network";
import { Secrets } from "../../../components/secrets";
import { connectProviders, type Connections } from "../../../providers/connections";
import type { OciSettings } from "../../../providers/oci/config";
import type { Recording } from "../../../src/plan/recorder";
import { recordOn, testStack } from "../../support/harness";
import { resolveWith, type Answers, type ResolvedResource } from "../../support/resolve";
import { connectionOf } from "./shop";

export const CERTIFICATE = "ocid1.certificate.oc1.iad.aaaademo";
export const HOSTNAME = "api.example.com";

/** What a test changes of a shop that stands behind a load balancer. */
export interface BalancedShop {
  readonly shape?: ComputeShape;
  readonly settings?: Partial<OciSettings>;
  readonly standard?: Readonly<Record<string, string>>;
  readonly network?: Partial<NetworkArgs>;
  readonly compute?: Partial<Omit<ComputeArgs, "services">>;
  /** Replaces parts of the services, or adds one. */
  readonly services?: Readonly<Record<string, Partial<ServiceArgs>>>;
  /** @default - no edge */
  readonly edge?: Partial<EdgeArgs>;
}

const pinnedSettings: Partial<OciSettings> = {
  availabilityDomains: ["Uocm:US-ASHBURN-AD-1", "Uocm:US-ASHBURN-AD-2"],
  imageId: "ocid1.image.oc1.iad.pinned",
  certificateOcid: CERTIFICATE,
};

const base = { buckets: {}, calls: [], routes: [], environment: {} };

/** A service in the background. */
export const worker: ServiceArgs = { ...base, image: "ghcr.io/acme/worker:1.0.0" };

function servicesOf(shop: BalancedShop, secrets: Bindings): Record<string, ServiceArgs> {
  const services: Record<string, ServiceArgs> = {
    api: {
      ...base,
      image: "ghcr.io/acme/api:1.0.0",
      port: 8000,
      routes: ["/api"],
      health: { path: "/health" },
      environment: { LOG_LEVEL: plain("info"), ...secrets },
      calls: ["web"],
    },
    web: {
      ...base,
      image: "ghcr.io/acme/web:1.0.0",
      port: 3000,
      routes: ["/"],
      health: { path: "/healthz", intervalSeconds: 30 },
    },
  };
  for (const [name, change] of Object.entries(shop.services ?? {})) {
    services[name] = { ...(services[name] ?? { ...base, image: `ghcr.io/acme/${name}:1.0.0` }), ...change };
  }
  return services;
}

/** A zone whose records are only noted. */
const noted: DnsDriver = (context) => ({
  outputs: {
    zoneId: pulumi.output("zone"),
    nameServers: pulumi.output([]),
    addRecord: (of, key, record) =>
      new pulumi.ComponentResource("test:index:Record", `${context.name}-${key}`, record, { parent: of.component }),
  },
  nodes: {},
});

function secretsOf(connections: Connections, shape: ComputeShape): Secrets {
  const inPlace = { provider: "oci", shape: "platform", service: "test", driver: secretsInPlace, providers: [] };
  const placement =
    shape === "containers" || shape === "kubernetes" ? inPlace : connections.place("secrets", "oci", "managed");
  return new Secrets(
    "secrets",
    { stack: testStack, secrets: { MAIL_KEY: { kind: "given", value: pulumi.secret("canary-mail-key") } } },
    placement,
  );
}

/** Builds network, secrets, compute and, where one is asked for, an edge. */
export function buildBalanced(connections: Connections, shop: BalancedShop): Compute {
  const shape = shop.shape ?? "containers";
  const network = new Network(
    "network",
    { stack: testStack, nat: "single", ...shop.network },
    connections.place("network", "oci", "managed"),
  );
  const secrets = secretsOf(connections, shape);
  const compute = new Compute(
    "compute",
    {
      stack: testStack,
      services: servicesOf(shop, secrets.bindings),
      size: "medium",
      count: 2,
      network,
      secrets,
      hostname: HOSTNAME,
      adminCidrs: ["203.0.113.7/32"],
      sshPublicKeys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExample ops"],
      ...shop.compute,
    },
    connections.place("compute", "oci", shape),
  );
  if (shop.edge !== undefined) {
    const dns = new Dns(
      "dns",
      { stack: testStack, zone: "example.com" },
      { provider: "oci", shape: "managed", service: "test", driver: noted, providers: [] },
    );
    const { origin } = compute;
    new Edge(
      "edge",
      { stack: testStack, dns, hostname: HOSTNAME, origin, compute, ...shop.edge },
      connections.place("edge", "oci", "managed"),
    );
  }
  return compute;
}

const connection = (shop: BalancedShop) => {
  const { oci } = connectionOf({ settings: { ...pinnedSettings, ...shop.settings } });
  const standard = { ...oci.standard, ...shop.standard };
  return { oci: { ...oci, standard, used: { compute: { shape: shop.shape ?? "containers" } } } };
};

/** Records the shop as a first preview would see it. */
export const recordBalanced = (shop: BalancedShop = {}): Promise<Recording> =>
  recordOn(connection(shop), (connections) => void buildBalanced(connections, shop));

const CLOUD: Answers = {
  state: ({ type, name, inputs }) => ({
    ipAddress: "192.0.2.3",
    natIp: "192.0.2.1",
    defaultSecurityListId: `${name}-security-list`,
    managementEndpoint: "https://own-management.kms.us-ashburn-1.oraclecloud.com",
    hex: "0a1b2c3d",
    ...inputs,
    ...(Array.isArray(inputs["services"])
      ? { services: [{ serviceName: "All IAD Services In Oracle Services Network" }] }
      : {}),
    ...(type === "oci:ContainerEngine/cluster:Cluster" ? { endpoints: [{ publicEndpoint: "192.0.2.7:6443" }] } : {}),
    ...(type === "kubernetes:core/v1:Service" ? { status: { loadBalancer: { ingress: [{ ip: "10.20.64.9" }] } } } : {}),
  }),
  found: {
    "oci:Core/getServices:getServices": { services: [{ id: "ocid1.service.oc1.iad.found" }] },
    "oci:LoadBalancer/getBackendSetHealth:getBackendSetHealth": { status: "OK" },
    "oci:ContainerEngine/getClusterKubeConfig:getClusterKubeConfig": {
      content: "clusters:\n- cluster:\n    certificate-authority-data: Y2VydGlmaWNhdGU=\n    server: https://x\n",
    },
    "oci:ContainerEngine/getNodePoolOption:getNodePoolOption": {
      sources: [
        ["amd", "Oracle-Linux-8.10-2026.02.28-0-OKE-1.35.2-1402"],
        ["newer", "Oracle-Linux-8.10-2026.04.30-3-OKE-1.35.2-1462"],
        ["arm", "Oracle-Linux-8.10-aarch64-2026.06.15-0-OKE-1.35.2-1505"],
        ["cards", "Oracle-Linux-8.10-Gen2-GPU-2026.06.15-0-OKE-1.35.2-1505"],
        ["other", "Oracle-Linux-9.8-2026.08.14-0-OKE-1.36.4-1820"],
      ].map(([image, sourceName]) => ({ imageId: `ocid1.image.oc1.iad.${image}`, sourceName, sourceType: "IMAGE" })),
    },
  },
};

/** Evaluates the shop with every value known, and what compute hands on. */
export const resolveBalanced = (shop: BalancedShop = {}) =>
  resolveWith(CLOUD, async () => {
    const { url, origin, egressCidrs } = buildBalanced(await connectProviders(connection(shop)), shop);
    return pulumi.output({ url, origin: origin.value, egressCidrs, isPublic: origin.publicCertificate });
  });

/** Inputs by logical name of all resources of a type. */
export const inputsOf = (
  resources: readonly ResolvedResource[],
  type: string,
): Record<string, ResolvedResource["inputs"]> =>
  Object.fromEntries(resources.filter((it) => it.type === type).map(({ name, inputs }) => [name, inputs]));
