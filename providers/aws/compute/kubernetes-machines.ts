import * as eks from "@pulumi/aws/eks";
import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import * as core from "@pulumi/kubernetes/core/v1";
import type { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import type { ResolvedComputeArgs } from "../../../components/compute";
import type { DriverContext } from "../../../components/core/driver";
import { labelsOf } from "../../../components/workload/names";
import { managedPolicy, type AwsCloud } from "../cloud";
import { grantAccess } from "./kubernetes-access";
import { clusterMachine } from "./kubernetes-limits";
import type { AwsNetworkNodes } from "../network";
import { attach, serviceRole } from "../policy";

const EC2 = "ec2.amazonaws.com";

/** What machines of Auto Mode need: https://docs.aws.amazon.com/eks/latest/userguide/auto-learn-iam.html (read 2026-11-21) */
const POLICIES = { node: "AmazonEKSWorkerNodeMinimalPolicy", images: "AmazonEC2ContainerRegistryPullOnly" } as const;

/** What the machines of a cluster are made of. */
interface MachineStage {
  readonly cloud: AwsCloud;
  readonly context: DriverContext;
  readonly args: ResolvedComputeArgs;
  readonly network: AwsNetworkNodes;
  readonly cluster: eks.Cluster;
  readonly kubernetes: Provider;
}

/** An object of the cluster itself, of a kind that EKS brings along. */
const object = (
  { context, kubernetes }: MachineStage,
  role: string,
  args: { readonly apiVersion: string; readonly kind: string; readonly name: string; readonly spec: pulumi.Inputs },
  dependsOn: readonly pulumi.Resource[],
): CustomResource =>
  new CustomResource(
    context.child(role),
    {
      apiVersion: args.apiVersion,
      kind: args.kind,
      metadata: { name: args.name, labels: labelsOf(context) },
      spec: args.spec,
    },
    context.options({ provider: kubernetes, dependsOn: [...dependsOn] }),
  );

/** The role of the machines: they join the cluster and fetch images, and no pod gets at it. */
function machineRole({ cloud, context, cluster }: MachineStage) {
  const role = serviceRole(context, "machines", "Machines of the cluster", EC2);
  const rights = Object.entries(POLICIES).map(([name, policy]) =>
    attach(context, `machines-${name}`, role, managedPolicy(cloud.region, policy)),
  );
  const access = grantAccess(cloud, context, cluster, {
    role: "machines",
    principalArn: role.arn,
    type: "EC2",
    policy: "AmazonEKSAutoNodePolicy",
  });
  return { role, ready: [...rights, access] };
}

const CLASS = "landfall";

/** The group that EKS makes for a cluster; known once the cluster is there. */
const ownGroup = ({ id, vpcConfig }: eks.Cluster): pulumi.Output<string> =>
  pulumi.all([id, vpcConfig]).apply(([, { clusterSecurityGroupId }]) => clusterSecurityGroupId);

/** Where machines stand and what they wear: besides the cluster's own group the one that databases let in. */
function machineClass(stage: MachineStage): CustomResource {
  const { context, args, network, cluster } = stage;
  const { role, ready } = machineRole(stage);
  return object(
    stage,
    "machines",
    {
      apiVersion: "eks.amazonaws.com/v1",
      kind: "NodeClass",
      name: CLASS,
      spec: {
        role: role.name,
        subnetSelectorTerms: network.privateSubnets.map(({ id }) => ({ id })),
        securityGroupSelectorTerms: [{ id: ownGroup(cluster) }, { id: network.workloadSecurityGroup.id }],
        networkPolicy: "DefaultAllow",
        networkPolicyEventLogs: "Disabled",
        ephemeralStorage: { size: `${args.diskGiB}Gi` },
        tags: { ...context.tags },
      },
    },
    ready,
  );
}

/** Machines of the asked type, on demand, in the given zones. The type comes first: prices are read from there. */
const template = (instanceType: string, zones: readonly pulumi.Input<string>[]) => ({
  spec: {
    nodeClassRef: { group: "eks.amazonaws.com", kind: "NodeClass", name: CLASS },
    requirements: [
      { key: "node.kubernetes.io/instance-type", operator: "In", values: [instanceType] },
      { key: "karpenter.sh/capacity-type", operator: "In", values: ["on-demand"] },
      { key: "kubernetes.io/arch", operator: "In", values: ["amd64"] },
      { key: "topology.kubernetes.io/zone", operator: "In", values: [...zones] },
    ],
  },
});

const POOL = { apiVersion: "karpenter.sh/v1", kind: "NodePool" } as const;

/**
 * Machines that are always there, as many as are wanted at the least. A pool for each zone, since EKS spreads the machines
 * of one pool as it likes: https://docs.aws.amazon.com/eks/latest/userguide/auto-static-capacity.html (read 2026-11-21)
 */
function steadyPools(stage: MachineStage, instanceType: string, machines: CustomResource): CustomResource[] {
  const zones = stage.network.privateSubnets.map(({ availabilityZone }) => availabilityZone);
  const { count } = stage.args;
  return zones.slice(0, count).map((zone, index) => {
    const replicas = Math.floor(count / zones.length) + (index < count % zones.length ? 1 : 0);
    const name = `steady-${index + 1}`;
    const spec = {
      replicas,
      // One more while a machine is exchanged for a newer one.
      limits: { nodes: replicas + 1 },
      disruption: { budgets: [{ nodes: "1" }] },
      template: template(instanceType, [zone]),
    };
    return object(stage, name, { ...POOL, name, spec }, [machines]);
  });
}

/** Machines that come when copies find no room, and go when they are not needed. */
function growingPool(stage: MachineStage, instanceType: string, vcpus: number, machines: CustomResource) {
  const { count, maxCount } = stage.args;
  if (maxCount <= count) return [];
  const zones = stage.network.privateSubnets.map(({ availabilityZone }) => availabilityZone);
  const spec = {
    limits: { cpu: String((maxCount - count) * vcpus) },
    disruption: { consolidationPolicy: "WhenEmptyOrUnderutilized", consolidateAfter: "5m", budgets: [{ nodes: "1" }] },
    template: template(instanceType, zones),
  };
  return [object(stage, "growing", { ...POOL, name: "growing", spec }, [machines])];
}

/** Policies of the network are looked at only where the cluster is told so: https://docs.aws.amazon.com/eks/latest/userguide/auto-net-pol.html (read 2026-11-21) */
const networkPolicies = ({ context, kubernetes }: MachineStage): core.ConfigMap =>
  new core.ConfigMap(
    context.child("network-policies"),
    {
      metadata: { name: "amazon-vpc-cni", namespace: "kube-system", labels: labelsOf(context) },
      data: { "enable-network-policy-controller": "true" },
    },
    context.options({ provider: kubernetes }),
  );

/** What tells how busy copies are, without which none is added. */
const metrics = ({ context, cluster }: MachineStage, pools: readonly CustomResource[]): eks.Addon =>
  new eks.Addon(
    context.child("metrics"),
    {
      clusterName: cluster.name,
      addonName: "metrics-server",
      resolveConflictsOnCreate: "OVERWRITE",
      resolveConflictsOnUpdate: "OVERWRITE",
      tags: context.tags,
    },
    // It is well only once it runs somewhere.
    context.options({ dependsOn: [...pools] }),
  );

/**
 * The machines of a cluster: `count` of them always, up to `maxCount` under load, all of one type.
 *
 * @returns What has to stand before anything runs.
 */
export function machines(stage: MachineStage): readonly pulumi.Resource[] {
  const { instanceType, vcpus } = clusterMachine(stage.args);
  const made = machineClass(stage);
  const pools = [...steadyPools(stage, instanceType, made), ...growingPool(stage, instanceType, vcpus, made)];
  return [...pools, metrics(stage, pools), networkPolicies(stage)];
}
