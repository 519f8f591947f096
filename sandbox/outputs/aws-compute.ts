import { text } from "../properties";
import { ACCOUNT, arn, globalArn, regionOf, tagged } from "./aws-identity";
import { BIRTHDAY, named, type Blueprints } from "./blueprint";

/** Machines, groups of them, their disks, and what runs at set times. */
export const awsCompute: Blueprints = {
  "aws:ec2/networkInterface:NetworkInterface": {
    id: (it) => `eni-0${it.identity.hex(16)}`,
    outputs: (it) => ({
      ...tagged(it),
      arn: arn(it, "ec2", `network-interface/${it.id}`),
      ownerId: ACCOUNT,
      privateIp: text(it.inputs.privateIp, it.identity.privateAddress()),
    }),
  },
  "aws:ec2/instance:Instance": {
    id: (it) => `i-0${it.identity.hex(16)}`,
    outputs: (it) => ({
      ...tagged(it),
      arn: arn(it, "ec2", `instance/${it.id}`),
      instanceState: "running",
      primaryNetworkInterfaceId: `eni-0${it.identity.hex(16, "interface")}`,
    }),
  },
  "aws:ec2/launchTemplate:LaunchTemplate": {
    id: (it) => `lt-0${it.identity.hex(16)}`,
    outputs: (it) => ({
      ...tagged(it),
      arn: arn(it, "ec2", `launch-template/${it.id}`),
      name: named(it),
      defaultVersion: 1,
      latestVersion: 1,
    }),
  },
  "aws:ec2/volumeAttachment:VolumeAttachment": {
    id: (it) => `vai-${it.identity.digits(10)}`,
    outputs: (it) => ({ region: regionOf(it) }),
  },
  "aws:ebs/volume:Volume": {
    id: (it) => `vol-0${it.identity.hex(16)}`,
    outputs: (it) => ({ ...tagged(it), arn: arn(it, "ec2", `volume/${it.id}`), createTime: BIRTHDAY }),
  },
  "aws:dlm/lifecyclePolicy:LifecyclePolicy": {
    id: (it) => `policy-0${it.identity.hex(16)}`,
    outputs: (it) => ({ ...tagged(it), arn: arn(it, "dlm", `policy/${it.id}`) }),
  },
  "aws:autoscaling/group:Group": {
    id: (it) => named(it),
    outputs: (it) => ({
      region: regionOf(it),
      arn: arn(it, "autoscaling", `autoScalingGroup:${it.identity.uuid()}:autoScalingGroupName/${it.id}`),
      name: it.id,
      desiredCapacity: it.inputs.desiredCapacity ?? it.inputs.minSize,
    }),
  },
  "aws:autoscaling/policy:Policy": {
    id: (it) => named(it),
    outputs: (it) => ({
      region: regionOf(it),
      arn: arn(it, "autoscaling", `scalingPolicy:${it.identity.uuid()}:policyName/${it.id}`),
      name: it.id,
    }),
  },
  "aws:iam/instanceProfile:InstanceProfile": {
    id: (it) => named(it),
    outputs: (it) => ({
      tagsAll: tagged(it).tagsAll,
      arn: globalArn("iam", `instance-profile/${it.id}`),
      name: it.id,
      uniqueId: `AIPA${it.identity.token(17, "unique").toUpperCase()}`,
      createDate: BIRTHDAY,
    }),
  },
  "aws:ssm/document:Document": {
    id: (it) => named(it),
    outputs: (it) => ({
      ...tagged(it),
      arn: arn(it, "ssm", `document/${it.id}`),
      name: it.id,
      defaultVersion: "1",
      latestVersion: "1",
      status: "Active",
    }),
  },
  "aws:ssm/association:Association": {
    id: (it) => it.identity.uuid(),
    outputs: (it) => ({ ...tagged(it), arn: arn(it, "ssm", `association/${it.id}`), associationId: it.id }),
  },
  "aws:sfn/stateMachine:StateMachine": {
    id: (it) => arn(it, "states", `stateMachine:${named(it)}`),
    outputs: (it) => ({ ...tagged(it), arn: it.id, name: named(it), status: "ACTIVE", creationDate: BIRTHDAY }),
  },
  "aws:scheduler/schedule:Schedule": {
    id: (it) => `default/${named(it)}`,
    outputs: (it) => ({
      region: regionOf(it),
      arn: arn(it, "scheduler", `schedule/${it.id}`),
      name: named(it),
      groupName: "default",
      state: "ENABLED",
    }),
  },
  "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace": {
    id: (it) => `ns-${it.identity.token(16)}`,
    outputs: (it) => ({
      ...tagged(it),
      arn: arn(it, "servicediscovery", `namespace/${it.id}`),
      hostedZone: `Z${it.identity.token(20, "zone").toUpperCase()}`,
    }),
  },
};
