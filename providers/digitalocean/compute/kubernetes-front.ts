import type * as digitalocean from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import type { ResolvedComputeArgs } from "../../../components/compute";
import type { DriverContext } from "../../../components/core/driver";
import type { FrontArgs } from "../../../components/workload/front";
import type { DigitaloceanCloud } from "../cloud";
import { certificateName, IDLE_SECONDS } from "./balancer";
import type { DigitaloceanNetworkNodes } from "../network";

/**
 * What DigitalOcean's controller in the cluster is told of the load balancer: HTTPS ends there, and goes on as HTTP. Names:
 * https://docs.digitalocean.com/products/kubernetes/how-to/configure-load-balancers/ (read 2026-11-21).
 */
export function frontArgs(
  cloud: DigitaloceanCloud,
  context: DriverContext,
  network: DigitaloceanNetworkNodes,
  cluster: digitalocean.KubernetesCluster,
  args: ResolvedComputeArgs,
): FrontArgs {
  const staysOpen = Object.values(args.services).some(({ webSockets }) => webSockets);
  const balancer = {
    // A balancer of the other kind passes connections on and knows nothing of HTTPS.
    type: "REGIONAL",
    "size-unit": "1",
    protocol: "http",
    "tls-ports": "443",
    "certificate-name": certificateName(cloud, context, args),
    "redirect-http-to-https": "true",
    "enable-backend-keepalive": "true",
    "http-idle-timeout-seconds": String(staysOpen ? IDLE_SECONDS.webSockets : IDLE_SECONDS.requests),
    // The record of the hostname is the zone's matter, and may lead to an edge.
    "disable-lets-encrypt-dns-records": "true",
  };
  return {
    annotations: Object.fromEntries(
      Object.entries(balancer).map(([name, value]) => [`service.beta.kubernetes.io/do-loadbalancer-${name}`, value]),
    ),
    tls: "balancer",
    // A machine hands requests on under an address of its own, or of its pods.
    client: { toldBy: "x-forwarded-for", from: pulumi.all([network.cidr, cluster.clusterSubnet]) },
    trafficPolicy: "Cluster",
  };
}
