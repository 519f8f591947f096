import { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../core/driver";

/** How a cluster is reached. */
export interface ClusterAccess {
  /** A kubeconfig, as JSON or YAML. */
  readonly kubeconfig: pulumi.Input<string>;
  /** Whether the kubeconfig holds a token or a key. @default true */
  readonly secret?: boolean;
  /** The cloud's own id of the cluster: another one means another cluster, and whatever ran in this one is made anew. */
  readonly identifier: pulumi.Input<string>;
}

/** The explicit provider of one cluster, a child of the component that made it. */
export const clusterProvider = (
  context: DriverContext,
  { kubeconfig, secret = true, identifier }: ClusterAccess,
): Provider =>
  new Provider(
    context.child("cluster"),
    {
      kubeconfig: secret ? pulumi.secret(kubeconfig) : kubeconfig,
      clusterIdentifier: identifier,
      enableServerSideApply: true,
    },
    { parent: context.component },
  );
