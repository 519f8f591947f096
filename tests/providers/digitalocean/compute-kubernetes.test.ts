import { Database } from "../../../components/database";
import { kubernetesIssues } from "../../../providers/digitalocean/compute/kubernetes-limits";
import { countByType, isSecret, onlyOf, testStack } from "../../support/harness";
import { resolved, type ResolvedResource } from "../../support/resolve";
import { recordShop, resolveShop, type Shop } from "./shop";

const CLUSTER = "digitalocean:index/kubernetesCluster:KubernetesCluster";
const POOL = "digitalocean:index/kubernetesNodePool:KubernetesNodePool";
const SERVICE = "kubernetes:core/v1:Service";
const LABELS = [
  "landfall-app:shop",
  "landfall-component:compute",
  "landfall-stack:test",
  "landfall-topology:test",
  "managed-by:pulumi",
];
const WORKLOAD = "shop-test-network-workload";

const cluster: Shop = { shape: "kubernetes", settings: { certificateName: "api" } };
const scaling: Shop = { ...cluster, compute: { count: 2, maxCount: 6, size: "medium" } };

const annotationsOf = (resources: readonly ResolvedResource[]) =>
  resolved(resources, SERVICE, "compute-front").inputs["metadata"].annotations;

describe("Kubernetes on DigitalOcean", () => {
  it("is a cluster whose API lets administrators in alone, with a first machine that never changes", async () => {
    const { resources } = await resolveShop(cluster);
    const { tags, nodePool, ...inputs } = resolved(resources, CLUSTER).inputs;
    expect(inputs).toEqual({
      region: "nyc3",
      vpcUuid: "network-vpc-id",
      version: "1.35",
      ha: false,
      autoUpgrade: true,
      surgeUpgrade: true,
      maintenancePolicy: { day: "sunday", startTime: "04:00" },
      controlPlaneFirewall: { enabled: true, allowedAddresses: ["203.0.113.7/32"] },
      registryIntegration: false,
      destroyAllAssociatedResources: false,
    });
    expect(tags).toEqual(LABELS);
    expect(nodePool).toEqual({
      name: "system",
      size: "s-1vcpu-2gb",
      nodeCount: 1,
      autoScale: false,
      tags: [...(tags as string[]), WORKLOAD],
    });
    expect(onlyOf(await recordShop(cluster), CLUSTER).ignoreChanges).toEqual(["version"]);
  });

  it("takes another version, and an API that stands several times, where that is set", async () => {
    const settings = { ...cluster.settings, kubernetesVersion: "1.36.1-do.0", kubernetesHighAvailability: true };
    expect(onlyOf(await recordShop({ ...cluster, settings }), CLUSTER).inputs).toMatchObject({
      version: "1.36.1-do.0",
      ha: true,
    });
  });

  it("has its machines in a pool apart, so that another size does not make another cluster", async () => {
    const { resources } = await resolveShop(cluster);
    expect(resolved(resources, POOL).inputs).toEqual({
      clusterId: "compute-cluster-id",
      size: "s-1vcpu-2gb",
      nodeCount: 1,
      tags: [...resolved(resources, CLUSTER).inputs["tags"], WORKLOAD],
    });
  });

  it("adds and takes away machines with the load, by a measure of its own", async () => {
    const { resources } = await resolveShop(scaling);
    const { tags: _, ...inputs } = resolved(resources, POOL).inputs;
    expect(inputs).toEqual({
      clusterId: "compute-cluster-id",
      size: "s-2vcpu-4gb",
      autoScale: true,
      minNodes: 2,
      maxNodes: 6,
    });
    expect(resources.map(({ name }) => name)).toContain("compute-metrics");
    const still = await resolveShop(cluster);
    expect(still.resources.map(({ name }) => name)).not.toContain("compute-metrics");
  });

  it("ends HTTPS at the balancer that the cluster makes", async () => {
    const { resources, value } = await resolveShop(cluster);
    const name = "service.beta.kubernetes.io/do-loadbalancer";
    expect(annotationsOf(resources)).toEqual({
      [`${name}-type`]: "REGIONAL",
      [`${name}-size-unit`]: "1",
      [`${name}-protocol`]: "http",
      [`${name}-tls-ports`]: "443",
      [`${name}-certificate-name`]: "api",
      [`${name}-redirect-http-to-https`]: "true",
      [`${name}-enable-backend-keepalive`]: "true",
      [`${name}-http-idle-timeout-seconds`]: "60",
      [`${name}-disable-lets-encrypt-dns-records`]: "true",
    });
    expect(countByType(await recordShop(cluster))).not.toHaveProperty(["digitalocean:index/loadBalancer:LoadBalancer"]);
    expect(value).toEqual({
      url: "https://api.example.com",
      origin: { type: "A", value: "192.0.2.41", publicCertificate: true },
      egressCidrs: [],
    });
  });

  it("keeps connections open where a service wants that", async () => {
    const { resources } = await resolveShop({ ...cluster, services: { api: { webSockets: true } } });
    expect(annotationsOf(resources)).toMatchObject({
      "service.beta.kubernetes.io/do-loadbalancer-http-idle-timeout-seconds": "600",
    });
  });

  it("believes the balancer alone about who a browser is", async () => {
    const { resources } = await resolveShop(cluster);
    const config = resolved(resources, "kubernetes:core/v1:ConfigMap", "compute-front").inputs["data"];
    const text = Object.values(config as Record<string, string>).join("\n");
    expect(text.match(/set_real_ip_from [^;]+/g)).toEqual(
      expect.arrayContaining(["set_real_ip_from 10.20.0.0/16", "set_real_ip_from 10.108.0.0/16"]),
    );
  });

  it("asks for the name of a certificate where DigitalOcean cannot prove the hostname", async () => {
    await expect(recordShop({ ...cluster, settings: {}, zone: true })).rejects.toThrow(
      /landfall:digitalocean\.certificateName: is missing/,
    );
  });

  it("is reached by a command that fetches what opens the cluster, with the stack's token as a secret", async () => {
    const { resources } = await resolveShop(cluster);
    const { kubeconfig } = resolved(resources, "pulumi:providers:kubernetes").inputs;
    expect(isSecret(kubeconfig)).toBe(true);
    const given = kubeconfig.value as string;
    expect(given).not.toContain("canary-cluster-token");
    const config = JSON.parse(given);
    expect(config.clusters[0].cluster).toEqual({
      server: "https://cluster.k8s.ondigitalocean.com",
      "certificate-authority-data": "Y2VydGlmaWNhdGU=",
    });
    expect(config.users[0].user.exec).toEqual({
      apiVersion: "client.authentication.k8s.io/v1beta1",
      command: "doctl",
      args: [
        "kubernetes",
        "cluster",
        "kubeconfig",
        "exec-credential",
        "--version=v1beta1",
        "--context=default",
        "compute-cluster-id",
      ],
      env: [{ name: "DIGITALOCEAN_ACCESS_TOKEN", value: "t" }],
      interactiveMode: "Never",
    });
  });

  it("is let in to a managed database", async () => {
    const { resources } = await resolveShop({
      ...cluster,
      database: (connections, network) =>
        new Database(
          "database",
          { stack: testStack, engine: "postgres", databaseName: "shop", size: "small", network },
          connections.place("database", "digitalocean", "managed"),
        ),
    });
    expect(resolved(resources, "digitalocean:index/databaseFirewall:DatabaseFirewall").inputs["rules"]).toEqual([
      { type: "k8s", value: "compute-cluster-id" },
    ]);
  });
});

describe("limits of Kubernetes on DigitalOcean", () => {
  const service = {
    image: "ghcr.io/acme/api:1.0.0",
    routes: [],
    calls: [],
    machine: "shared",
    port: undefined,
    schedule: undefined,
    worker: undefined,
    replicas: 1,
    cpu: 0.25,
    memoryMiB: 256,
  } as const;
  const asked = { size: "medium", instanceType: undefined, count: 2, maxCount: 2, services: { worker: service } };
  const at = (given: Parameters<typeof kubernetesIssues>[0]) => kubernetesIssues(given).map((issue) => issue.at);

  it("have nothing against what fits", () => {
    expect(at({ ...asked, adminCidrs: ["203.0.113.7/32"] })).toEqual([]);
  });

  it("ask for the network that the program runs in", async () => {
    expect(at({ ...asked, adminCidrs: [] })).toEqual(["landfall:adminCidrs"]);
    await expect(recordShop({ ...cluster, compute: { adminCidrs: [] } })).rejects.toThrow(
      /landfall:adminCidrs: is empty/,
    );
  });

  it("have no machine of less than 2 GB", () => {
    expect(at({ ...asked, services: {}, instanceType: "s-1vcpu-1gb" })).toEqual(["compute.instanceType"]);
    expect(at({ ...asked, instanceType: "s-2vcpu-4gb-amd" })).toEqual([]);
  });

  it("have room for every copy", () => {
    const copies = { ...service, memoryMiB: 2048, replicas: 3 };
    expect(at({ ...asked, services: { worker: copies } })).toEqual(["compute.size"]);
    expect(at({ ...asked, size: "large", services: { worker: copies } })).toEqual([]);
    expect(at({ ...asked, instanceType: "c-2", services: { worker: copies } })).toEqual([]);
  });
});
