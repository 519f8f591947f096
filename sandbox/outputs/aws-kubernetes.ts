import { isObject, text } from "../properties";
import { arn, regionOf, tagged } from "./aws-identity";
import { BIRTHDAY, named, type Blueprints } from "./blueprint";

/** Clusters, who may enter them, and what their pods may do. */
export const awsKubernetes: Blueprints = {
  "aws:eks/cluster:Cluster": {
    id: (it) => named(it),
    outputs: (it) => ({
      ...tagged(it),
      arn: arn(it, "eks", `cluster/${it.id}`),
      name: it.id,
      createdAt: BIRTHDAY,
      status: "ACTIVE",
      platformVersion: "eks.1",
      endpoint: `https://${it.identity.hex(32, "endpoint").toUpperCase()}.gr7.${regionOf(it)}.eks.amazonaws.com`,
      certificateAuthority: { data: Buffer.from("certificate of a sandbox").toString("base64") },
      identities: [
        { oidcs: [{ issuer: `https://oidc.eks.${regionOf(it)}.amazonaws.com/id/${it.identity.hex(32, "issuer")}` }] },
      ],
      vpcConfig: {
        ...(isObject(it.inputs.vpcConfig) ? it.inputs.vpcConfig : {}),
        clusterSecurityGroupId: `sg-0${it.identity.hex(16, "group")}`,
        vpcId: `vpc-0${it.identity.hex(16, "vpc")}`,
      },
    }),
  },
  "aws:eks/addon:Addon": {
    id: (it) => `${text(it.inputs.clusterName)}:${text(it.inputs.addonName)}`,
    outputs: (it) => ({
      ...tagged(it),
      arn: arn(it, "eks", `addon/${text(it.inputs.clusterName)}/${text(it.inputs.addonName)}/${it.identity.uuid()}`),
      createdAt: BIRTHDAY,
    }),
  },
  "aws:eks/accessEntry:AccessEntry": {
    id: (it) => `${text(it.inputs.clusterName)}:${text(it.inputs.principalArn)}`,
    outputs: (it) => ({
      ...tagged(it),
      accessEntryArn: arn(it, "eks", `access-entry/${text(it.inputs.clusterName)}/${it.identity.uuid()}`),
      createdAt: BIRTHDAY,
    }),
  },
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": {
    id: (it) =>
      [it.inputs.clusterName, it.inputs.principalArn, it.inputs.policyArn].map((part) => text(part)).join("#"),
    outputs: (it) => ({ region: regionOf(it), associatedAt: BIRTHDAY, modifiedAt: BIRTHDAY }),
  },
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": {
    id: (it) => `a-${it.identity.token(17)}`,
    outputs: (it) => ({
      ...tagged(it),
      associationId: it.id,
      associationArn: arn(it, "eks", `podidentityassociation/${text(it.inputs.clusterName)}/${it.id}`),
    }),
  },
};
