import * as pulumi from "@pulumi/pulumi";
import { plain } from "../../../components/core/binding";
import { countByType, ofType, onlyOf } from "../../support/harness";
import { resolved, type ResolvedResource } from "../../support/resolve";
import { recordShop, resolveShop, statementsOf, valueOf } from "./record-shop";
import { buildShop, type Shop } from "./shop";

const CLUSTER = "aws:eks/cluster:Cluster";
const ROLE = "aws:iam/role:Role";
const ENTRY = "aws:eks/accessEntry:AccessEntry";
const ACCESS = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation";
const IDENTITY = "aws:eks/podIdentityAssociation:PodIdentityAssociation";
const CLASS = "kubernetes:eks.amazonaws.com/v1:NodeClass";
const POOL = "kubernetes:karpenter.sh/v1:NodePool";
const SERVICE = "kubernetes:core/v1:Service";
const ACCOUNT = "123456789012";
const arn = (type: string, name: string) => `arn:aws:test:us-east-1:${ACCOUNT}:${type}/${name}`;

const policy = (name: string) => `arn:aws:eks::aws:cluster-access-policy/${name}`;

const ADMIN = "203.0.113.7/32";

/** The shop on a cluster. */
const cluster = (shop: Shop = {}): Shop => ({
  shape: "kubernetes",
  ...shop,
  network: { nat: "single", ...shop.network },
  database: { password: "generated" },
  compute: { size: "medium", count: 2, diskGiB: 30, adminCidrs: [ADMIN], ...shop.compute },
});

const poolsOf = (resources: readonly ResolvedResource[]) =>
  Object.fromEntries(
    resources.filter(({ type }) => type === POOL).map(({ inputs }) => [inputs["metadata"].name, inputs["spec"]]),
  );

describe("a cluster on AWS", () => {
  it("is EKS in Auto Mode, with machines of its own, and nothing that looks after them", async () => {
    expect(countByType(await recordShop(cluster()))).toMatchObject({
      [CLUSTER]: 1,
      [CLASS]: 1,
      [POOL]: 2,
      "aws:eks/addon:Addon": 1,
      [IDENTITY]: 1,
      "aws:acm/certificate:Certificate": 1,
      "kubernetes:apps/v1:Deployment": 3,
    });
  });

  it("lets administrators in alone, writes down what it does, and encrypts what it keeps secret", async () => {
    const { tags, vpcConfig, ...inputs } = resolved(await resolveShop(cluster()), CLUSTER).inputs;
    expect(inputs).toEqual({
      name: "shop-test-compute",
      version: "1.35",
      roleArn: arn("Role", "compute-cluster"),
      accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: true },
      encryptionConfig: { provider: { keyArn: arn("Key", "compute-cluster") }, resources: ["secrets"] },
      enabledClusterLogTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
      upgradePolicy: { supportType: "STANDARD" },
      bootstrapSelfManagedAddons: false,
      computeConfig: { enabled: true },
      kubernetesNetworkConfig: { elasticLoadBalancing: { enabled: true } },
      storageConfig: { blockStorage: { enabled: true } },
      deletionProtection: false,
    });
    expect(vpcConfig).toEqual({
      subnetIds: ["network-private-1-id", "network-private-2-id"],
      endpointPrivateAccess: true,
      endpointPublicAccess: true,
      publicAccessCidrs: [ADMIN],
    });
    expect(tags).toMatchObject({ "landfall-app": "shop", "landfall-component": "compute" });
  });

  it("has its log kept for a year, under the name that EKS writes to, and made first", async () => {
    const recording = await recordShop(cluster());
    const log = ofType(recording, "aws:cloudwatch/logGroup:LogGroup").find(({ name }) => name === "compute-cluster")!;
    expect(log.inputs).toMatchObject({ name: "/aws/eks/shop-test-compute/cluster", retentionInDays: 365 });
    const { dependsOn, deleteBeforeReplace } = onlyOf(recording, CLUSTER);
    expect(dependsOn).toContain(log.urn);
    expect(deleteBeforeReplace).toBe(true);
  });

  it("takes the version that the stack names", async () => {
    const settings = { kubernetesVersion: "1.34" };
    expect(onlyOf(await recordShop(cluster({ settings })), CLUSTER).inputs["version"]).toBe("1.34");
  });

  it("is entered by the machines, by whoever made it and by the administrators that the stack names", async () => {
    const entries = async (shop: Shop) =>
      (await resolveShop(cluster(shop)))
        .filter(({ type }) => type === ACCESS)
        .map(({ inputs }) => [inputs["principalArn"], inputs["policyArn"]]);
    const machines = [arn("Role", "compute-machines"), policy("AmazonEKSAutoNodePolicy")];
    expect(await entries({})).toEqual([machines]);
    const admin = `arn:aws:iam::${ACCOUNT}:role/ops`;
    const admitted = await entries({ settings: { clusterAdminArns: [admin] } });
    expect(admitted).toEqual(expect.arrayContaining([machines, [admin, policy("AmazonEKSClusterAdminPolicy")]]));
    const types = (await resolveShop(cluster()))
      .filter(({ type }) => type === ENTRY)
      .map(({ inputs }) => inputs["type"]);
    expect(types).toEqual(["EC2"]);
  });

  it("is signed in to by the aws CLI, so that nothing of it is secret", async () => {
    const config = async (standard: Shop["standard"]) => {
      const resources = await resolveShop(cluster({ standard }));
      const { inputs } = resolved(resources, "pulumi:providers:kubernetes");
      expect(inputs["clusterIdentifier"]).toBe("compute-cluster.rds.example");
      return JSON.parse(inputs["kubeconfig"] as string) as {
        clusters: { cluster: object }[];
        users: { user: { exec: { command: string; args: string[] } } }[];
      };
    };
    const { clusters, users } = await config({});
    expect(clusters[0]!.cluster).toEqual({
      server: "compute-cluster.rds.example",
      "certificate-authority-data": "authority",
    });
    const { command, args } = users[0]!.user.exec;
    expect([command, ...args].join(" ")).toBe(
      "aws --region us-east-1 eks get-token --cluster-name shop-test-compute --output json",
    );
    const roleArn = `arn:aws:iam::${ACCOUNT}:role/deploy`;
    const other = await config({ profile: "shop", assumeRoles: [{ roleArn }] });
    expect(other.users[0]!.user.exec.args.join(" ")).toBe(
      `--region us-east-1 --profile shop eks get-token --cluster-name shop-test-compute --output json --role-arn ${roleArn}`,
    );
  });
});

describe("machines of a cluster on AWS", () => {
  it("stand in private subnets and wear the group that databases let in", async () => {
    const { spec } = resolved(await resolveShop(cluster()), CLASS).inputs;
    expect(spec).toMatchObject({
      role: "compute-machines-0a1b2c3",
      subnetSelectorTerms: [{ id: "network-private-1-id" }, { id: "network-private-2-id" }],
      securityGroupSelectorTerms: [{ id: "sg-of-cluster" }, { id: "network-workload-id" }],
      networkPolicy: "DefaultAllow",
      ephemeralStorage: { size: "30Gi" },
    });
  });

  it("are always there in each zone, as many as are wanted", async () => {
    const pools = poolsOf(await resolveShop(cluster({ compute: { count: 3 } })));
    expect(Object.keys(pools)).toEqual(["steady-1", "steady-2"]);
    expect(pools["steady-1"]).toEqual({
      replicas: 2,
      limits: { nodes: 3 },
      disruption: { budgets: [{ nodes: "1" }] },
      template: {
        spec: {
          nodeClassRef: { group: "eks.amazonaws.com", kind: "NodeClass", name: "landfall" },
          requirements: [
            { key: "node.kubernetes.io/instance-type", operator: "In", values: ["t3.medium"] },
            { key: "karpenter.sh/capacity-type", operator: "In", values: ["on-demand"] },
            { key: "kubernetes.io/arch", operator: "In", values: ["amd64"] },
            { key: "topology.kubernetes.io/zone", operator: "In", values: ["us-east-1a"] },
          ],
        },
      },
    });
    expect(pools["steady-2"].replicas).toBe(1);
    expect(Object.keys(poolsOf(await resolveShop(cluster({ compute: { count: 1 } }))))).toEqual(["steady-1"]);
  });

  it.each([
    [undefined, "8"],
    ["m7i.2xlarge", "32"],
    ["c7i.large", "8"],
  ])("come under load up to as many as are allowed: %s", async (instanceType, cpu) => {
    const pools = poolsOf(await resolveShop(cluster({ compute: { count: 2, maxCount: 6, instanceType } })));
    expect(pools["growing"].limits).toEqual({ cpu });
    expect(pools["growing"]).not.toHaveProperty("replicas");
  });

  it("are there before anything runs, and go after it", async () => {
    const recording = await recordShop(cluster());
    const namespace = onlyOf(recording, "kubernetes:core/v1:Namespace");
    for (const it of [...ofType(recording, POOL), ...ofType(recording, IDENTITY)]) {
      expect(namespace.dependsOn).toContain(it.urn);
    }
  });

  it("hold pods to the policies of the network", async () => {
    const policies = (await resolveShop(cluster())).find(({ name }) => name === "compute-network-policies")!;
    expect(policies.inputs).toMatchObject({
      metadata: { name: "amazon-vpc-cni", namespace: "kube-system" },
      data: { "enable-network-policy-controller": "true" },
    });
  });
});

describe("services in a cluster on AWS", () => {
  it("have a role where they were granted something, which their own copies alone can take", async () => {
    const resources = await resolveShop(cluster());
    const { inputs } = resolved(resources, IDENTITY);
    expect(inputs).toMatchObject({
      namespace: "shop-test",
      serviceAccount: "service-backend",
      roleArn: arn("Role", "compute-service-backend"),
    });
    const [trust] = statementsOf(resolved(resources, ROLE, "compute-service-backend").inputs["assumeRolePolicy"]);
    expect(trust).toMatchObject({
      Principal: { Service: "pods.eks.amazonaws.com" },
      Action: ["sts:AssumeRole", "sts:TagSession"],
      Condition: {
        StringEquals: { "aws:SourceAccount": ACCOUNT },
        ArnEquals: { "aws:SourceArn": arn("Cluster", "compute-cluster") },
      },
    });
    expect(resources.some(({ name }) => name === "compute-service-backend-buckets")).toBe(true);
    const { template } = resolved(resources, "kubernetes:apps/v1:Deployment", "compute-service-backend").inputs["spec"];
    expect(template.metadata.annotations).toEqual({ "landfall/role": arn("Role", "compute-service-backend") });
  });

  it("have no role where they were granted nothing", async () => {
    const resources = await resolveShop(cluster({ services: { backend: { buckets: {} } } }));
    expect(resources.filter(({ type }) => type === IDENTITY)).toEqual([]);
  });

  it("are told their secrets by the cluster, and refuse those of a store", async () => {
    const { stringData } = resolved(await resolveShop(cluster()), "kubernetes:core/v1:Secret").inputs;
    expect(Object.keys(stringData.value ?? stringData).sort()).toEqual(["DATABASE_PASSWORD", "JWT_SECRET", "MAIL_KEY"]);
    const id = pulumi.output("arn");
    const environment = { PORT: plain("1"), KEY: { kind: "reference", reference: { provider: "aws", id } } } as const;
    await expect(recordShop(cluster({ services: { backend: { environment } } }))).rejects.toThrow(
      "a pod was given KEY, which stands in the store of aws",
    );
  });

  it("answer through a load balancer that ends TLS and says who the browser is", async () => {
    const resources = await resolveShop(cluster());
    const { metadata, spec } = resolved(resources, SERVICE, "compute-front").inputs;
    expect(spec).toMatchObject({ type: "LoadBalancer", loadBalancerClass: "eks.amazonaws.com/nlb" });
    const key = "service.beta.kubernetes.io/aws-load-balancer";
    expect(metadata.annotations).toEqual({
      [`${key}-scheme`]: "internet-facing",
      [`${key}-nlb-target-type`]: "ip",
      [`${key}-subnets`]: "network-public-1-id,network-public-2-id",
      [`${key}-ssl-cert`]: arn("Certificate", "compute-certificate"),
      [`${key}-ssl-ports`]: "443",
      [`${key}-ssl-negotiation-policy`]: "ELBSecurityPolicy-TLS13-1-2-2021-06",
      [`${key}-attributes`]: "load_balancing.cross_zone.enabled=true,deletion_protection.enabled=false",
      [`${key}-target-group-attributes`]:
        "proxy_protocol_v2.enabled=true,preserve_client_ip.enabled=false,deregistration_delay.timeout_seconds=30",
      [`${key}-additional-resource-tags`]:
        "landfall-app=shop,landfall-component=compute,landfall-stack=test,landfall-topology=test,managed-by=pulumi",
    });
    const config = resolved(resources, "kubernetes:core/v1:ConfigMap", "compute-front").inputs["data"];
    expect(config["default.conf.template"]).toContain("set_real_ip_from 10.20.0.0/16;");
  });

  it("are found at the load balancer's name, and send from the network's gateway", async () => {
    const { url, origin, egress } = await valueOf(cluster(), (connections, shop) => {
      const compute = buildShop(connections, shop);
      return pulumi.output({ url: compute.url, origin: compute.origin.value, egress: compute.egressCidrs });
    });
    expect(url).toBe("https://api.example.com");
    expect(origin).toBe("compute-front.elb.example");
    expect(egress).toEqual(["198.51.100.7/32"]);
  });
});
