import * as eks from "@pulumi/aws/eks";
import * as iam from "@pulumi/aws/iam";
import type * as pulumi from "@pulumi/pulumi";
import type { ResolvedComputeArgs } from "../../../components/compute";
import type { DriverContext } from "../../../components/core/driver";
import { namespaceName, serviceAccountName } from "../../../components/workload/names";
import { serviceGrants } from "./grants";
import { trustWithTags } from "./kubernetes-cluster";
import type { AwsNetworkNodes } from "../network";
import { allow, policyDocument } from "../policy";

const PODS = "pods.eks.amazonaws.com";

/** What services may do at AWS. */
export interface Rights {
  /** The role of each service that has one, by the service's name. */
  readonly roles: Readonly<Record<string, iam.Role>>;
  /** What has to stand before a copy starts: one that is there already never gets a role. */
  readonly ready: readonly pulumi.Resource[];
}

/** Gives each service that was granted buckets or topics a role of its own, which its copies alone can take. */
export function serviceRights(
  context: DriverContext,
  args: ResolvedComputeArgs,
  network: AwsNetworkNodes,
  cluster: eks.Cluster,
): Rights {
  const roles: Record<string, iam.Role> = {};
  const ready: pulumi.Resource[] = [];
  for (const name of Object.keys(args.services).sort()) {
    const granted = serviceGrants(args, [name]);
    if (granted.length === 0) continue;
    const role = new iam.Role(
      context.child(`service-${name}`),
      {
        description: `What the service ${name} may do`,
        assumeRolePolicy: policyDocument([
          trustWithTags(PODS, {
            StringEquals: { "aws:SourceAccount": network.vpc.ownerId },
            ArnEquals: { "aws:SourceArn": cluster.arn },
          }),
        ]),
        tags: context.tags,
      },
      context.options(),
    );
    roles[name] = role;
    const policies = granted.map(({ what, statements }) => allow(context, `service-${name}-${what}`, role, statements));
    const association = new eks.PodIdentityAssociation(
      context.child(`service-${name}`),
      {
        clusterName: cluster.name,
        namespace: namespaceName(context),
        serviceAccount: serviceAccountName(name),
        roleArn: role.arn,
        tags: context.tags,
      },
      context.options(),
    );
    ready.push(...policies, association);
  }
  return { roles, ready };
}
