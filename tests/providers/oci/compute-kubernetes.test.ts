import { kubernetesIssues } from "../../../providers/oci/compute/kubernetes-limits";
import { newestNodeImage } from "../../../providers/oci/compute/kubernetes-lookups";
import { podRanges } from "../../../providers/oci/compute/kubernetes-ranges";
import { countByType, ofType, onlyOf } from "../../support/harness";
import { resolved, type ResolvedResource } from "../../support/resolve";
import {
  CERTIFICATE,
  inputsOf,
  recordBalanced,
  resolveBalanced,
  worker,
  type BalancedShop,
} from "./load-balancer-shop";

const CLUSTER = "oci:ContainerEngine/cluster:Cluster";
const POOL = "oci:ContainerEngine/nodePool:NodePool";
const ADDON = "oci:ContainerEngine/addon:Addon";
const POLICY = "oci:Identity/policy:Policy";
const RULE = "oci:Core/networkSecurityGroupSecurityRule:NetworkSecurityGroupSecurityRule";
const SERVICE = "kubernetes:core/v1:Service";
const OPTION = "oci:ContainerEngine/getNodePoolOption:getNodePoolOption";

const cluster = (shop: BalancedShop = {}): BalancedShop => ({ shape: "kubernetes", ...shop });
const scaling = cluster({ compute: { count: 2, maxCount: 4 } });

/** What a rule lets pass and whom, in a line. */
const told = ({ direction, protocol, tcpOptions, icmpOptions, ...of }: ResolvedResource["inputs"]): string => {
  const { min, max } = tcpOptions?.destinationPortRange ?? {};
  const ports = min === undefined ? "" : ` ${min === max ? min : `${min}-${max}`}`;
  const icmp = icmpOptions === undefined ? "" : ` ${icmpOptions.type},${icmpOptions.code}`;
  return `${direction} ${of["source"] ?? of["destination"]} ${protocol}${ports}${icmp}`;
};

const rulesOf = (resources: readonly ResolvedResource[], group: string): string[] =>
  Object.values(inputsOf(resources, RULE))
    .filter(({ networkSecurityGroupId }) => networkSecurityGroupId === group)
    .map(told)
    .sort();

const kubeconfigOf = (resources: readonly ResolvedResource[]) =>
  JSON.parse(resolved(resources, "pulumi:providers:kubernetes").inputs["kubeconfig"] as string);

describe("Kubernetes on Oracle Cloud", () => {
  it("is a free cluster with an API for administrators alone", async () => {
    const { resources } = await resolveBalanced(cluster());
    const { compartmentId, freeformTags, ...inputs } = resolved(resources, CLUSTER).inputs;
    expect(compartmentId).toMatch(/^ocid1\.compartment/);
    expect(inputs).toEqual({
      vcnId: "network-vcn-id",
      kubernetesVersion: "v1.35.2",
      type: "BASIC_CLUSTER",
      clusterPodNetworkOptions: [{ cniType: "FLANNEL_OVERLAY" }],
      endpointConfig: { subnetId: "network-public-id", isPublicIpEnabled: true, nsgIds: ["compute-api-group-id"] },
      options: {
        addOns: { isKubernetesDashboardEnabled: false, isTillerEnabled: false },
        kubernetesNetworkConfig: { podsCidr: "10.244.0.0/16", servicesCidr: "10.96.0.0/16" },
        serviceLbSubnetIds: ["network-private-id"],
        serviceLbConfig: { freeformTags },
        persistentVolumeConfig: { freeformTags },
      },
    });
    expect(rulesOf(resources, "compute-api-group-id")).toEqual([
      "EGRESS 0.0.0.0/0 6 443",
      "EGRESS compute-nodes-group-id 1 3,4",
      "EGRESS compute-nodes-group-id 6",
      "INGRESS 203.0.113.7/32 6 6443",
      "INGRESS compute-nodes-group-id 1 3,4",
      "INGRESS compute-nodes-group-id 6 12250",
      "INGRESS compute-nodes-group-id 6 6443",
    ]);
  });

  it("has private machines in every availability domain, which nobody but the cluster calls", async () => {
    const { resources } = await resolveBalanced(cluster());
    const { compartmentId: _, freeformTags, ...inputs } = resolved(resources, POOL).inputs;
    expect(inputs).toEqual({
      clusterId: "compute-cluster-id",
      kubernetesVersion: "v1.35.2",
      nodeShape: "VM.Standard.E4.Flex",
      nodeShapeConfig: { ocpus: 1, memoryInGbs: 8 },
      nodeSourceDetails: {
        sourceType: "IMAGE",
        imageId: "ocid1.image.oc1.iad.newer",
        bootVolumeSizeInGbs: "50",
      },
      nodeConfigDetails: {
        size: 2,
        placementConfigs: [
          { availabilityDomain: "Uocm:US-ASHBURN-AD-1", subnetId: "network-private-id" },
          { availabilityDomain: "Uocm:US-ASHBURN-AD-2", subnetId: "network-private-id" },
        ],
        nsgIds: ["network-workload-id", "compute-nodes-group-id"],
        isPvEncryptionInTransitEnabled: true,
        nodePoolPodNetworkOptionDetails: { cniType: "FLANNEL_OVERLAY" },
        freeformTags,
      },
      nodeMetadata: { areLegacyImdsEndpointsDisabled: "true" },
      nodeEvictionNodePoolSettings: { evictionGraceDuration: "PT15M", isForceDeleteAfterGraceDuration: true },
    });
    expect(rulesOf(resources, "compute-nodes-group-id")).toEqual([
      "INGRESS 0.0.0.0/0 1 3,4",
      "INGRESS compute-api-group-id 6",
      "INGRESS compute-front-group-id 6 10256",
      "INGRESS compute-front-group-id 6 30000-32767",
      "INGRESS compute-nodes-group-id all",
    ]);
  });

  it("takes the newest image for the version and the processor, or the one that is set", async () => {
    const arm = await resolveBalanced(cluster({ compute: { instanceType: "VM.Standard.A1.Flex" } }));
    expect(resolved(arm.resources, POOL).inputs["nodeSourceDetails"].imageId).toBe("ocid1.image.oc1.iad.arm");
    const next = await resolveBalanced(cluster({ settings: { kubernetesVersion: "v1.36.4" } }));
    expect(resolved(next.resources, POOL).inputs["nodeSourceDetails"].imageId).toBe("ocid1.image.oc1.iad.other");
    const set = await resolveBalanced(cluster({ settings: { nodeImageId: "ocid1.image.oc1.iad.set" } }));
    expect(resolved(set.resources, POOL).inputs["nodeSourceDetails"].imageId).toBe("ocid1.image.oc1.iad.set");
    expect(set.lookUps.map(({ token }) => token)).not.toContain(OPTION);
  });

  it("finds no image where none fits, and none with drivers for graphics cards", () => {
    const sources = [
      { imageId: "arm", sourceName: "Oracle-Linux-8.10-aarch64-2026.06.15-0-OKE-1.35.2-1505" },
      { imageId: "cards", sourceName: "Oracle-Linux-8.10-Gen2-GPU-2026.06.15-0-OKE-1.35.2-1505" },
    ];
    expect(newestNodeImage(sources, "v1.35.2", "VM.Standard.E4.Flex")).toBeUndefined();
    expect(newestNodeImage(sources, "v1.35.2", "VM.Standard.A1.Flex")).toBe("arm");
    expect(newestNodeImage(sources, "v1.36.4", "VM.Standard.A1.Flex")).toBeUndefined();
  });

  it("is reached by a command that fetches a token, and by no secret", async () => {
    const standard = { userOcid: "ocid1.user.oc1..aaaa", auth: "SecurityToken", privateKey: "canary-key" };
    const { resources } = await resolveBalanced(cluster({ standard }));
    const config = kubeconfigOf(resources);
    expect(config.clusters[0].cluster).toEqual({
      server: "https://192.0.2.7:6443",
      "certificate-authority-data": "Y2VydGlmaWNhdGU=",
    });
    expect(config.users[0].user.exec).toEqual({
      apiVersion: "client.authentication.k8s.io/v1beta1",
      command: "oci",
      args: ["ce", "cluster", "generate-token", "--cluster-id", "compute-cluster-id", "--region", "us-ashburn-1"],
      env: [
        { name: "OCI_CLI_USER", value: "ocid1.user.oc1..aaaa" },
        { name: "OCI_CLI_TENANCY", value: "ocid1.tenancy.oc1..aaaaaaaademo" },
        { name: "OCI_CLI_AUTH", value: "security_token" },
      ],
      interactiveMode: "Never",
    });
    expect(JSON.stringify(config)).not.toContain("canary");
  });

  it("ends HTTPS at the load balancer, which sends to the one private address of the cluster", async () => {
    const { resources, value } = await resolveBalanced(cluster());
    const listeners = inputsOf(resources, "oci:LoadBalancer/listener:Listener");
    expect(listeners["compute-https"]).toMatchObject({
      port: 443,
      defaultBackendSetName: "cluster",
      sslConfiguration: { certificateIds: [CERTIFICATE], protocols: ["TLSv1.2", "TLSv1.3"] },
    });
    expect(resolved(resources, "oci:LoadBalancer/backend:Backend").inputs).toEqual({
      loadBalancerId: "compute-balancer-id",
      backendsetName: "cluster",
      ipAddress: "10.20.64.9",
      port: 443,
    });
    expect(rulesOf(resources, "compute-front-group-id")).toEqual([
      "EGRESS compute-nodes-group-id 6 10256",
      "EGRESS compute-nodes-group-id 6 30000-32767",
      "INGRESS compute-balancer-group-id 6 443",
    ]);
    expect(rulesOf(resources, "compute-balancer-group-id")).toContain("EGRESS compute-front-group-id 6 443");
    expect(value).toEqual({
      url: "https://api.example.com",
      origin: "192.0.2.3",
      egressCidrs: ["192.0.2.1/32"],
      isPublic: true,
    });
  });

  it("keeps the balancer of the cluster private, and its rules its own", async () => {
    const { resources } = await resolveBalanced(cluster());
    const { annotations } = resolved(resources, SERVICE, "compute-front").inputs["metadata"];
    expect(annotations).toEqual({
      "oci.oraclecloud.com/load-balancer-type": "nlb",
      "oci.oraclecloud.com/security-rule-management-mode": "None",
      "oci-network-load-balancer.oraclecloud.com/internal": "true",
      "oci-network-load-balancer.oraclecloud.com/subnet": "network-private-id",
      "oci-network-load-balancer.oraclecloud.com/oci-network-security-groups": "compute-front-group-id",
      "oci-network-load-balancer.oraclecloud.com/freeform-tags": expect.stringContaining('"landfall-app":"shop"'),
    });
  });

  it("answers by address, over HTTP, without a hostname", async () => {
    const { resources, value } = await resolveBalanced(cluster({ compute: { hostname: undefined, count: 2 } }));
    expect(resolved(resources, "oci:LoadBalancer/backend:Backend").inputs).toMatchObject({ port: 80 });
    expect(value).toMatchObject({ url: "http://192.0.2.3", isPublic: false });
  });

  it("stands behind WAF where there is an edge", async () => {
    const { resources } = await resolveBalanced(cluster({ edge: { managedRules: true } }));
    expect(resolved(resources, "oci:Waf/appFirewall:AppFirewall").inputs["loadBalancerId"]).toBe("compute-balancer-id");
  });

  it("has no add-ons where nothing follows the load", async () => {
    const counts = countByType(await recordBalanced(cluster()));
    expect(counts).toMatchObject({ [CLUSTER]: 1, [POOL]: 1 });
    expect(counts).not.toHaveProperty([ADDON]);
    expect(counts).not.toHaveProperty([POLICY]);
  });

  it("has add-ons of Oracle's where copies and machines follow the load, and leaves them the size", async () => {
    const { resources } = await resolveBalanced(scaling);
    expect(resolved(resources, CLUSTER).inputs["type"]).toBe("ENHANCED_CLUSTER");
    const addon = { clusterId: "compute-cluster-id", removeAddonResourcesOnDelete: true };
    expect(inputsOf(resources, ADDON)).toEqual({
      "compute-certificates": { ...addon, addonName: "CertManager" },
      "compute-metrics": { ...addon, addonName: "KubernetesMetricsServer" },
      "compute-autoscaler": {
        ...addon,
        addonName: "ClusterAutoscaler",
        configurations: [
          { key: "authType", value: "workload" },
          { key: "nodes", value: "2:4:compute-nodes-id" },
        ],
      },
    });
    const { statements } = resolved(resources, POLICY).inputs;
    expect(statements).toHaveLength(6);
    for (const statement of statements as string[]) {
      expect(statement).toMatch(
        /^Allow any-user to (manage|use|read|inspect) [a-z-]+ in compartment id ocid1\.compartment/,
      );
      expect(statement).toContain("request.principal.service_account = 'cluster-autoscaler'");
      expect(statement).toContain("request.principal.cluster_id = 'compute-cluster-id'");
    }
    const recording = await recordBalanced(scaling);
    expect(onlyOf(recording, POOL).ignoreChanges).toContain("nodeConfigDetails.size");
    expect(onlyOf(await recordBalanced(cluster()), POOL).ignoreChanges).not.toContain("nodeConfigDetails.size");
  });

  it("gives what runs in the cluster up before the machines", async () => {
    const recording = await recordBalanced(scaling);
    const namespace = onlyOf(recording, "kubernetes:core/v1:Namespace");
    const urns = [POOL, ADDON].flatMap((type) => ofType(recording, type)).map(({ urn }) => urn);
    const certificates = urns.filter((urn) => urn.endsWith("compute-certificates"));
    for (const urn of urns.filter((it) => !certificates.includes(it))) expect(namespace.dependsOn).toContain(urn);
  });

  it("stands in the public subnet, still closed, without a NAT gateway", async () => {
    const { resources } = await resolveBalanced(cluster({ network: { nat: "none" } }));
    const [placed] = resolved(resources, POOL).inputs["nodeConfigDetails"].placementConfigs;
    expect(placed.subnetId).toBe("network-public-id");
  });

  it("keeps the ranges inside of the cluster apart from the network's", () => {
    expect(podRanges("10.20.0.0/16").podsCidr).toBe("10.244.0.0/16");
    expect(podRanges("10.244.16.0/20")).toEqual({ podsCidr: "172.24.0.0/16", servicesCidr: "172.25.0.0/16" });
    expect(podRanges("10.96.0.0/24").servicesCidr).toBe("172.25.0.0/16");
  });
});

describe("limits of Kubernetes on Oracle Cloud", () => {
  const service = { ...worker, health: undefined, replicas: 1, cpu: 0.25, memoryMiB: 256, machine: "shared" } as const;
  const asked = { shape: "kubernetes", size: "medium", instanceType: undefined, count: 2, maxCount: 2, services: {} };
  const at = (...given: Parameters<typeof kubernetesIssues>) => kubernetesIssues(...given).map((issue) => issue.at);

  it("have nothing against what fits, and nothing to say of other shapes", () => {
    expect(at({ ...asked, adminCidrs: ["203.0.113.7/32"], services: { worker: service } }, {})).toEqual([]);
    expect(at({ ...asked, shape: "vm", maxCount: 9999, adminCidrs: [] }, {})).toEqual([]);
  });

  it("ask for the network that the program runs in", async () => {
    expect(at({ ...asked, adminCidrs: [] }, {})).toEqual(["landfall:adminCidrs"]);
    await expect(recordBalanced(cluster({ compute: { adminCidrs: [] } }))).rejects.toThrow(
      /landfall:adminCidrs: is empty/,
    );
  });

  it("have no scaling without add-ons", () => {
    expect(at({ ...asked, maxCount: 4 }, { clusterType: "basic" })).toEqual(["landfall:oci.clusterType"]);
    expect(at({ ...asked, maxCount: 4 }, { clusterType: "enhanced" })).toEqual([]);
  });

  it("have no more machines than pods have addresses", () => {
    expect(at({ ...asked, maxCount: 512 }, {})).toEqual([]);
    expect(at({ ...asked, maxCount: 513 }, {})).toEqual(["compute.maxCount"]);
  });

  it("have room for every copy", () => {
    const copies = { ...service, memoryMiB: 4096, replicas: 4 };
    expect(at({ ...asked, services: { worker: copies } }, {})).toEqual(["compute.size"]);
    expect(at({ ...asked, size: "xlarge", services: { worker: copies } }, {})).toEqual([]);
    expect(at({ ...asked, instanceType: "VM.Standard2.1", services: { worker: copies } }, {})).toEqual([]);
  });

  it("have no wallet", () => {
    const database = { shape: "serverless" } as Parameters<typeof kubernetesIssues>[2];
    expect(at(asked, {}, database)).toEqual(["database.shape"]);
  });
});
