import { refuse } from "../../../components/core/errors";
import type * as digitalocean from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import type { ComputeDriver } from "../../../components/compute";
import { nodesOn } from "../../../components/core/component";
import { clusterProvider } from "../../../components/workload/cluster";
import { metricsServer } from "../../../components/workload/metrics-server";
import { deployWorkload, type Workload } from "../../../components/workload/workload";
import type { DigitaloceanCloud } from "../cloud";
import { kubeconfig } from "./kubernetes-access";
import { cluster, nodePool } from "./kubernetes-cluster";
import { frontArgs } from "./kubernetes-front";
import { kubernetesIssues } from "./kubernetes-limits";
import { admit } from "../database/access";
import type { DigitaloceanNetworkNodes } from "../network";

/** What other drivers of DigitalOcean find behind a cluster. */
export interface DigitaloceanKubernetesNodes {
  readonly [key: string]: unknown;
  readonly cluster: digitalocean.KubernetesCluster;
  readonly nodePool: digitalocean.KubernetesNodePool;
  readonly workload: Workload;
}

/**
 * DigitalOcean Kubernetes (DOKS): a small machine that is always there, a pool of machines of the asked size, whose number
 * follows the load where it may, and a load balancer that the cluster makes, where HTTPS ends. Rules between pods are held
 * (Cilium).
 *
 * The API of the cluster lets in `adminCidrs`, so that the program itself must run in one of these networks, and it needs
 * `doctl` (see `kubeconfig`). Machines have public addresses that they send from, whatever gateway the network has, and
 * DigitalOcean's own firewall lets nobody in at these.
 */
export const computeKubernetes =
  (cloud: DigitaloceanCloud): ComputeDriver =>
  (context, args) => {
    refuse(kubernetesIssues(args));
    const network = nodesOn<DigitaloceanNetworkNodes>("digitalocean", args.network!);
    const made = cluster(cloud, context, network, args);
    const pool = nodePool(context, made, network, args);
    admit(args, { type: "k8s", value: made.id });

    const provider = clusterProvider(context, { kubeconfig: kubeconfig(cloud, made), identifier: made.id });
    if (args.maxCount > args.count) metricsServer(context, provider, { dependsOn: [pool] });
    const front = frontArgs(cloud, context, network, made, args);
    const workload = deployWorkload(context, { cluster: provider, args, front, dependsOn: [pool] });

    const nodes: DigitaloceanKubernetesNodes = { cluster: made, nodePool: pool, workload };
    return {
      outputs: {
        url: pulumi.output(`https://${args.hostname}`),
        origin: { type: "A", value: workload.front.address, publicCertificate: true },
        // Machines come and go, each with an address of its own.
        egressCidrs: pulumi.output<string[]>([]),
      },
      nodes,
    };
  };
