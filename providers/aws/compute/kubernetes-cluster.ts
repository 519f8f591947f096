import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as eks from "@pulumi/aws/eks";
import * as iam from "@pulumi/aws/iam";
import type { ResolvedComputeArgs } from "../../../components/compute";
import type { DriverContext } from "../../../components/core/driver";
import { physicalName, type NameRule } from "../../../components/core/naming";
import { LOG_RETENTION_DAYS } from "../../../components/core/retention";
import { managedPolicy, type AwsCloud } from "../cloud";
import { kubernetesVersionOf } from "./kubernetes-limits";
import type { AwsNetworkNodes } from "../network";
import { allow, attach, policyDocument, trust, type Statement } from "../policy";
import { serviceKey, type ServiceKey } from "../service-key";

const EKS = "eks.amazonaws.com";

const NAME: NameRule = {
  maxLength: 100,
  allowed: /[A-Za-z0-9_-]/,
  separator: "-",
  lowercase: false,
  source: "https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html",
};

/** What EKS manages in the account: https://docs.aws.amazon.com/eks/latest/userguide/auto-learn-iam.html (read 2026-11-21) */
const POLICIES = {
  cluster: "AmazonEKSClusterPolicy",
  compute: "AmazonEKSComputePolicy",
  disks: "AmazonEKSBlockStoragePolicy",
  balancers: "AmazonEKSLoadBalancingPolicy",
  networking: "AmazonEKSNetworkingPolicy",
} as const;

/** All that the control plane can tell of itself. */
const LOGS = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

/** A service that takes a role and says on whose behalf. */
export const trustWithTags = (service: string, condition?: Statement["Condition"]): Statement => ({
  ...trust(service),
  Action: ["sts:AssumeRole", "sts:TagSession"],
  ...(condition === undefined ? {} : { Condition: condition }),
});

/** EKS's own policies allow no tags but its own: https://docs.aws.amazon.com/eks/latest/userguide/auto-learn-iam.html#tag-prop */
function taggingStatements(): readonly Statement[] {
  const ofCluster = { "aws:RequestTag/eks:eks-cluster-name": "${aws:PrincipalTag/eks:eks-cluster-name}" };
  const may = (Sid: string, Action: readonly string[], also: Statement["Condition"] = {}): Statement => ({
    Sid,
    Effect: "Allow",
    Action,
    Resource: ["*"],
    Condition: { StringEquals: ofCluster, ...also },
  });
  return [
    may("TagMachines", ["ec2:CreateFleet", "ec2:RunInstances", "ec2:CreateLaunchTemplate"], {
      StringLike: {
        "aws:RequestTag/eks:kubernetes-node-class-name": "*",
        "aws:RequestTag/eks:kubernetes-node-pool-name": "*",
      },
    }),
    may("TagDisks", ["ec2:CreateVolume", "ec2:CreateSnapshot"]),
    may("TagNetworkCards", ["ec2:CreateNetworkInterface"], {
      StringLike: { "aws:RequestTag/eks:kubernetes-cni-node-name": "*" },
    }),
    may("TagBalancers", [
      "elasticloadbalancing:CreateLoadBalancer",
      "elasticloadbalancing:CreateTargetGroup",
      "elasticloadbalancing:CreateListener",
      "elasticloadbalancing:CreateRule",
      "ec2:CreateSecurityGroup",
    ]),
  ];
}

/** The right to encrypt what the cluster stores. */
const encryptStatements = ({ key }: ServiceKey): readonly Statement[] => [
  {
    Sid: "EncryptSecrets",
    Effect: "Allow",
    Action: ["kms:Encrypt", "kms:Decrypt", "kms:ListGrants", "kms:DescribeKey"],
    Resource: [key.arn],
  },
];

/** The role that EKS works under, and what has to stand as long as it works. */
function clusterRole({ region }: AwsCloud, context: DriverContext, key: ServiceKey) {
  const role = new iam.Role(
    context.child("cluster"),
    {
      description: "EKS, for the cluster of the app",
      assumeRolePolicy: policyDocument([trustWithTags(EKS)]),
      tags: context.tags,
    },
    context.options(),
  );
  const managed = Object.entries(POLICIES).map(([name, policy]) =>
    attach(context, `cluster-${name}`, role, managedPolicy(region, policy)),
  );
  const own = [
    allow(context, "cluster-tags", role, taggingStatements()),
    allow(context, "cluster-secrets", role, encryptStatements(key)),
  ];
  return { role, rights: [...managed, ...own] };
}

/**
 * A cluster of EKS in Auto Mode, where AWS looks after machines, their network, disks and load balancers. Secrets are
 * encrypted with a key of the stack's own. Administrators reach it from their own networks, the machines from inside.
 */
export function cluster(
  cloud: AwsCloud,
  context: DriverContext,
  network: AwsNetworkNodes,
  { adminCidrs }: Pick<ResolvedComputeArgs, "adminCidrs">,
): eks.Cluster {
  const name = physicalName([context.stack.app, context.stack.stack, context.name], NAME);
  const key = serviceKey(context, "cluster", {
    description: "Encrypts the secrets of the cluster",
    statements: () => [],
    options: context.options(),
  });
  const { role, rights } = clusterRole(cloud, context, key);
  // EKS writes to a group of this name, and would make one that keeps everything for ever.
  const logs = new cloudwatch.LogGroup(
    context.child("cluster"),
    { name: `/aws/eks/${name}/cluster`, retentionInDays: LOG_RETENTION_DAYS, tags: context.tags },
    context.options(),
  );
  return new eks.Cluster(
    context.child("cluster"),
    {
      name,
      version: kubernetesVersionOf(cloud.settings),
      roleArn: role.arn,
      vpcConfig: {
        subnetIds: network.privateSubnets.map(({ id }) => id),
        endpointPrivateAccess: true,
        endpointPublicAccess: true,
        publicAccessCidrs: [...adminCidrs],
      },
      accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: true },
      encryptionConfig: { provider: { keyArn: key.key.arn }, resources: ["secrets"] },
      enabledClusterLogTypes: LOGS,
      // What is left behind costs six times as much; AWS upgrades the cluster in its place.
      upgradePolicy: { supportType: "STANDARD" },
      bootstrapSelfManagedAddons: false,
      // No pools of EKS's own, and so no role for their machines: those of the stack have the size that is asked for.
      computeConfig: { enabled: true },
      kubernetesNetworkConfig: { elasticLoadBalancing: { enabled: true } },
      storageConfig: { blockStorage: { enabled: true } },
      // It holds no data, and AWS would refuse to let it go when the stack moves on.
      deletionProtection: false,
      tags: context.tags,
    },
    // The name is taken until the cluster is gone.
    context.options({ deleteBeforeReplace: true, dependsOn: [...rights, key.policy, logs, ...network.routes] }),
  );
}
