import { refuse } from "../../../components/core/errors";
import * as oci from "@pulumi/oci";
import * as pulumi from "@pulumi/pulumi";
import type { ComputeDriver, ResolvedComputeArgs } from "../../../components/compute";
import { nodesOn } from "../../../components/core/component";
import type { DriverContext } from "../../../components/core/driver";
import { HEALTH_PATH } from "../../../components/host/host";
import { clusterProvider } from "../../../components/workload/cluster";
import type { FrontArgs } from "../../../components/workload/front";
import { deployWorkload, type Workload } from "../../../components/workload/workload";
import type { OciCloud } from "../cloud";
import { kubeconfig } from "./kubernetes-access";
import { scalingAddons } from "./kubernetes-addons";
import { cluster, nodePool } from "./kubernetes-cluster";
import { clusterTypeOf, kubernetesIssues } from "./kubernetes-limits";
import { podRanges } from "./kubernetes-ranges";
import { clusterGroups } from "./kubernetes-security";
import { computeIssues } from "../limits";
import { listeners, loadBalancer, type Balancer, type OciBalancedNodes } from "../load-balancer";
import { backendSet } from "../load-balancer/backends";
import type { OciNetworkNodes } from "../network";

/** What other drivers of Oracle Cloud find behind a cluster. */
export interface OciKubernetesNodes extends OciBalancedNodes {
  readonly cluster: oci.containerengine.Cluster;
  readonly nodePool: oci.containerengine.NodePool;
  readonly workload: Workload;
}

const HEALTH_SECONDS = 15;

/** Where nginx in front of the pods takes what the load balancer has taken the encryption off. */
const frontPort = ({ hostname }: Pick<ResolvedComputeArgs, "hostname">): number => (hostname === undefined ? 80 : 443);

/**
 * The balancer of the cluster's own, which is private and costs nothing: it knows the machines as they come and go, and
 * has one address. Names: https://docs.oracle.com/en-us/iaas/Content/ContEng/Tasks/contengcreatingloadbalancer_topic-Summaryofannotations.htm
 * (read 2026-11-21).
 */
function frontArgs(context: DriverContext, network: OciNetworkNodes, group: oci.core.NetworkSecurityGroup): FrontArgs {
  const nlb = (name: string) => `oci-network-load-balancer.oraclecloud.com/${name}`;
  return {
    annotations: {
      "oci.oraclecloud.com/load-balancer-type": "nlb",
      "oci.oraclecloud.com/security-rule-management-mode": "None",
      [nlb("internal")]: "true",
      [nlb("subnet")]: network.privateSubnet.id,
      [nlb("oci-network-security-groups")]: group.id,
      [nlb("freeform-tags")]: JSON.stringify(context.tags),
    },
    tls: "balancer",
    // A machine hands requests on under an address of its own, or of its pods.
    client: { toldBy: "x-forwarded-for", from: [network.cidr, podRanges(network.cidr).podsCidr] },
    trafficPolicy: "Cluster",
    isPrivate: true,
  };
}

/** Requests go from the load balancer, where HTTPS ends, to the one address of the cluster. */
function behindBalancer(
  cloud: OciCloud,
  context: DriverContext,
  balancer: Balancer,
  args: ResolvedComputeArgs,
  address: pulumi.Output<string>,
): oci.loadbalancer.Backend {
  const loadBalancerId = balancer.loadBalancer.id;
  const port = frontPort(args);
  const set = backendSet(context, loadBalancerId, {
    name: "cluster",
    health: { path: HEALTH_PATH, port, intervalSeconds: HEALTH_SECONDS },
    // nginx keeps browsers with their copy.
    sticky: false,
    overHttps: args.hostname !== undefined,
  });
  listeners(cloud, context, balancer, args, { backendSet: set, routingPolicy: undefined });
  return new oci.loadbalancer.Backend(
    context.child("cluster-backend"),
    { loadBalancerId, backendsetName: set.name, ipAddress: address, port },
    context.options(),
  );
}

/**
 * Kubernetes Engine (OKE), behind a load balancer of the stack's own: there HTTPS ends with the certificate of the
 * Certificates service, which the cluster's own controller could not be told, and there WAF stands.
 *
 * The API of the cluster lets in `adminCidrs`, so that the program itself must run in one of these networks, and it needs
 * the `oci` command (see `kubeconfig`). Rules between pods (NetworkPolicy) are stored, and held only once Calico is added:
 * https://docs.oracle.com/iaas/Content/ContEng/Concepts/contengpodnetworking.htm (read 2026-11-21).
 *
 * A cluster that was made enhanced, because its machines follow the load, cannot become basic again: whoever takes
 * `maxCount` back sets `landfall:oci.clusterType` to `enhanced`.
 */
export const computeKubernetes =
  (cloud: OciCloud): ComputeDriver =>
  (context, args) => {
    refuse([...computeIssues(args), ...kubernetesIssues({ ...args, shape: "kubernetes" }, cloud.settings)]);
    const network = nodesOn<OciNetworkNodes>("oci", args.network!);
    const balancer = loadBalancer(cloud, context, network, args);
    const groups = clusterGroups(cloud, context, network, balancer.group, {
      adminCidrs: args.adminCidrs,
      port: frontPort(args),
    });
    const of = { args, type: clusterTypeOf(cloud.settings, args), network, groups };
    const made = cluster(cloud, context, of);
    const pool = nodePool(cloud, context, made, of);
    const addons = args.maxCount > args.count ? scalingAddons(cloud, context, made, pool, args) : [];

    const workload = deployWorkload(context, {
      cluster: clusterProvider(context, { kubeconfig: kubeconfig(cloud, made), secret: false, identifier: made.id }),
      args,
      front: frontArgs(context, network, groups.front),
      dependsOn: [pool, ...addons],
    });
    const backend = behindBalancer(cloud, context, balancer, args, workload.front.address);

    const nodes: OciKubernetesNodes = { balancer, cluster: made, nodePool: pool, workload };
    // Nobody is sent to the address before something stands behind it.
    const ipAddress = pulumi.all([balancer.address.ipAddress, backend.id]).apply(([known]) => known);
    const url = args.hostname === undefined ? pulumi.interpolate`http://${ipAddress}` : `https://${args.hostname}`;
    return {
      outputs: {
        url: pulumi.output(url),
        origin: { type: "A", value: ipAddress, publicCertificate: args.hostname !== undefined },
        egressCidrs: args.network!.egressCidrs,
      },
      nodes,
    };
  };
