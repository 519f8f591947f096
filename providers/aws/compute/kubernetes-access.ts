import * as eks from "@pulumi/aws/eks";
import type { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../../components/core/driver";
import { fingerprint } from "../../../components/core/naming";
import { clusterProvider } from "../../../components/workload/cluster";
import { partitionOf, type AwsCloud } from "../cloud";

/** A policy of EKS itself, which says what somebody may do in a cluster. */
export const accessPolicy = (region: string, name: string): string =>
  `arn:${partitionOf(region)}:eks::aws:cluster-access-policy/${name}`;

/** Lets a role into the cluster with the rights of a policy of EKS. */
export function grantAccess(
  cloud: AwsCloud,
  context: DriverContext,
  cluster: eks.Cluster,
  access: {
    readonly role: string;
    readonly principalArn: pulumi.Input<string>;
    readonly type: "STANDARD" | "EC2";
    readonly policy: string;
  },
): eks.AccessPolicyAssociation {
  const { role, principalArn, type, policy } = access;
  const entry = new eks.AccessEntry(
    context.child(role),
    { clusterName: cluster.name, principalArn, type, tags: context.tags },
    context.options(),
  );
  return new eks.AccessPolicyAssociation(
    context.child(role),
    {
      clusterName: cluster.name,
      principalArn: entry.principalArn,
      policyArn: accessPolicy(cloud.region, policy),
      accessScope: { type: "cluster" },
    },
    context.options({ dependsOn: [entry] }),
  );
}

/** Lets in the administrators besides whoever makes the cluster. */
export const administrators = (
  cloud: AwsCloud,
  context: DriverContext,
  cluster: eks.Cluster,
): readonly pulumi.Resource[] =>
  (cloud.settings.clusterAdminArns ?? []).map((principalArn) =>
    grantAccess(cloud, context, cluster, {
      role: `admin-${fingerprint(principalArn)}`,
      principalArn,
      type: "STANDARD",
      policy: "AmazonEKSClusterAdminPolicy",
    }),
  );

/** What `aws eks get-token` is called with, so that it signs in as the stack itself does. */
function tokenArguments({ region, signIn = {} }: AwsCloud, cluster: string): string[] {
  const { profile, roleArn } = signIn;
  return [
    ...["--region", region],
    ...(profile === undefined ? [] : ["--profile", profile]),
    ...["eks", "get-token", "--cluster-name", cluster, "--output", "json"],
    ...(roleArn === undefined ? [] : ["--role-arn", roleArn]),
  ];
}

/**
 * How the cluster is reached. The token is asked for at every run, by the `aws` CLI, which therefore has to be on PATH: so
 * nothing in it is secret.
 */
const kubeconfig = (cloud: AwsCloud, { name, endpoint, certificateAuthority }: eks.Cluster): pulumi.Output<string> =>
  pulumi.all([name, endpoint, certificateAuthority.data]).apply(([cluster, server, authority]) =>
    JSON.stringify({
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: cluster, cluster: { server, "certificate-authority-data": authority } }],
      users: [
        {
          name: cluster,
          user: {
            exec: {
              apiVersion: "client.authentication.k8s.io/v1beta1",
              command: "aws",
              args: tokenArguments(cloud, cluster),
              interactiveMode: "Never",
            },
          },
        },
      ],
      contexts: [{ name: cluster, context: { cluster, user: cluster } }],
      "current-context": cluster,
    }),
  );

/** The explicit provider of the cluster. Its endpoint tells it from a later one of the same name. */
export const kubernetesOf = (cloud: AwsCloud, context: DriverContext, cluster: eks.Cluster): Provider =>
  clusterProvider(context, { kubeconfig: kubeconfig(cloud, cluster), secret: false, identifier: cluster.endpoint });
