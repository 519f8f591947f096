import type * as eks from "@pulumi/aws/eks";
import * as pulumi from "@pulumi/pulumi";
import type { ComputeDriver } from "../../../components/compute";
import type { DriverContext } from "../../../components/core/driver";
import type { FrontArgs } from "../../../components/workload/front";
import { deployWorkload, type Workload } from "../../../components/workload/workload";
import type { AwsCloud } from "../cloud";
import { certificate, requireHostname } from "./certificate";
import { administrators, kubernetesOf } from "./kubernetes-access";
import { cluster } from "./kubernetes-cluster";
import { machines } from "./kubernetes-machines";
import { serviceRights } from "./kubernetes-rights";
import { TLS_POLICY } from "./load-balancer";
import { networkNodes, requireNetwork } from "./network";
import type { AwsNetworkNodes } from "../network";

/** What other drivers of AWS read of compute on Kubernetes. */
export type AwsKubernetesNodes = {
  readonly cluster: eks.Cluster;
  readonly workload: Workload;
};

const BALANCER = "service.beta.kubernetes.io/aws-load-balancer";

/** Keys and values as an annotation holds several: `a=1,b=2`. */
const pairs = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");

/**
 * A Network Load Balancer, made by EKS itself, that ends TLS and sends straight to the copies of the front. Annotations:
 * https://docs.aws.amazon.com/eks/latest/userguide/auto-configure-nlb.html (read 2026-11-21)
 */
const front = (
  context: DriverContext,
  { publicSubnets, vpc }: AwsNetworkNodes,
  certificateArn: pulumi.Output<string>,
): FrontArgs => ({
  loadBalancerClass: "eks.amazonaws.com/nlb",
  annotations: {
    [`${BALANCER}-scheme`]: "internet-facing",
    [`${BALANCER}-nlb-target-type`]: "ip",
    [`${BALANCER}-subnets`]: pulumi.all(publicSubnets.map(({ id }) => id)).apply((ids) => ids.join(",")),
    [`${BALANCER}-ssl-cert`]: certificateArn,
    [`${BALANCER}-ssl-ports`]: "443",
    [`${BALANCER}-ssl-negotiation-policy`]: TLS_POLICY,
    [`${BALANCER}-attributes`]: pairs({
      "load_balancing.cross_zone.enabled": "true",
      // It holds no data, and the cluster could not let it go.
      "deletion_protection.enabled": "false",
    }),
    [`${BALANCER}-target-group-attributes`]: pairs({
      "proxy_protocol_v2.enabled": "true",
      "preserve_client_ip.enabled": "false",
      "deregistration_delay.timeout_seconds": "30",
    }),
    [`${BALANCER}-additional-resource-tags`]: pairs(context.tags),
  },
  tls: "balancer",
  client: { toldBy: "proxy-protocol", from: vpc.cidrBlock.apply((cidr) => [cidr]) },
  trafficPolicy: "Cluster",
});

/**
 * EKS in Auto Mode, with the services as pods behind nginx and a Network Load Balancer.
 *
 * The `aws` CLI has to be on PATH, since it signs in to the cluster, and the program has to come from one of the
 * administrators' networks.
 */
export const computeKubernetes =
  (cloud: AwsCloud): ComputeDriver =>
  (context, args) => {
    const hostname = requireHostname(args);
    const network = networkNodes(args);
    const made = cluster(cloud, context, network, args);
    const kubernetes = kubernetesOf(cloud, context, made);
    const admitted = administrators(cloud, context, made);
    const hosts = machines({ cloud, context, args, network, cluster: made, kubernetes });
    const { roles, ready } = serviceRights(context, args, network, made);
    const workload = deployWorkload(context, {
      cluster: kubernetes,
      args,
      front: front(context, network, certificate(cloud, context, args)),
      // A copy is given its role when it starts, so another role means other copies.
      podAnnotations: (service): Record<string, pulumi.Input<string>> =>
        roles[service] === undefined ? {} : { "landfall/role": roles[service].arn },
      dependsOn: [...hosts, ...ready, ...admitted],
    });
    const nodes: AwsKubernetesNodes = { cluster: made, workload };
    return {
      outputs: {
        url: pulumi.output(`https://${hostname}`),
        origin: { type: "CNAME", value: workload.front.address, publicCertificate: true },
        egressCidrs: requireNetwork(args).egressCidrs,
      },
      nodes,
    };
  };
