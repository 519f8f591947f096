import { text } from "../properties";
import { ACCOUNT, arn, elbZone, regionOf, tagged } from "./aws-identity";
import { named, type Blueprints } from "./blueprint";

/** VPC, load balancers and certificates. */
export const awsNetwork: Blueprints = {
  "aws:ec2/vpc:Vpc": {
    id: (it) => `vpc-0${it.identity.hex(16)}`,
    outputs: (it) => ({
      ...tagged(it),
      arn: arn(it, "ec2", `vpc/${it.id}`),
      ownerId: ACCOUNT,
      defaultSecurityGroupId: `sg-0${it.identity.hex(16, "default group")}`,
      defaultRouteTableId: `rtb-0${it.identity.hex(16, "main")}`,
      mainRouteTableId: `rtb-0${it.identity.hex(16, "main")}`,
      defaultNetworkAclId: `acl-0${it.identity.hex(16, "acl")}`,
      dhcpOptionsId: `dopt-0${it.identity.hex(16, "dhcp")}`,
    }),
  },
  "aws:ec2/subnet:Subnet": {
    id: (it) => `subnet-0${it.identity.hex(16)}`,
    outputs: (it) => ({ ...tagged(it), arn: arn(it, "ec2", `subnet/${it.id}`), ownerId: ACCOUNT }),
  },
  "aws:ec2/internetGateway:InternetGateway": {
    id: (it) => `igw-0${it.identity.hex(16)}`,
    outputs: (it) => ({ ...tagged(it), arn: arn(it, "ec2", `internet-gateway/${it.id}`), ownerId: ACCOUNT }),
  },
  "aws:ec2/eip:Eip": {
    id: (it) => `eipalloc-0${it.identity.hex(16)}`,
    outputs: (it) => ({
      ...tagged(it),
      allocationId: it.id,
      arn: arn(it, "ec2", `elastic-ip/${it.id}`),
      publicIp: it.identity.publicAddress(),
    }),
  },
  "aws:ec2/natGateway:NatGateway": {
    id: (it) => `nat-0${it.identity.hex(16)}`,
    outputs: (it) => ({
      ...tagged(it),
      networkInterfaceId: `eni-0${it.identity.hex(16, "interface")}`,
      privateIp: it.identity.privateAddress(),
      publicIp: it.identity.publicAddress(),
    }),
  },
  "aws:ec2/routeTable:RouteTable": {
    id: (it) => `rtb-0${it.identity.hex(16)}`,
    outputs: (it) => ({ ...tagged(it), arn: arn(it, "ec2", `route-table/${it.id}`), ownerId: ACCOUNT }),
  },
  "aws:ec2/route:Route": {
    id: (it) => `r-${text(it.inputs.routeTableId)}${it.identity.digits(10)}`,
    outputs: () => ({ origin: "CreateRoute", state: "active" }),
  },
  "aws:ec2/routeTableAssociation:RouteTableAssociation": { id: (it) => `rtbassoc-0${it.identity.hex(16)}` },
  "aws:ec2/securityGroup:SecurityGroup": {
    id: (it) => `sg-0${it.identity.hex(16)}`,
    outputs: (it) => ({
      ...tagged(it),
      arn: arn(it, "ec2", `security-group/${it.id}`),
      name: named(it),
      ownerId: ACCOUNT,
    }),
  },
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": {
    id: (it) => `sg-0${it.identity.hex(16)}`,
    outputs: (it) => ({
      ...tagged(it),
      arn: arn(it, "ec2", `security-group/${it.id}`),
      name: "default",
      description: "default VPC security group",
      ownerId: ACCOUNT,
    }),
  },
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": {
    id: (it) => `sgr-0${it.identity.hex(16)}`,
    outputs: (it) => ({
      ...tagged(it),
      arn: arn(it, "ec2", `security-group-rule/${it.id}`),
      securityGroupRuleId: it.id,
    }),
  },
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": {
    id: (it) => `sgr-0${it.identity.hex(16)}`,
    outputs: (it) => ({
      ...tagged(it),
      arn: arn(it, "ec2", `security-group-rule/${it.id}`),
      securityGroupRuleId: it.id,
    }),
  },
  "aws:ec2/vpcEndpoint:VpcEndpoint": {
    id: (it) => `vpce-0${it.identity.hex(16)}`,
    outputs: (it) => ({
      ...tagged(it),
      arn: arn(it, "ec2", `vpc-endpoint/${it.id}`),
      ownerId: ACCOUNT,
      prefixListId: `pl-0${it.identity.hex(16, "prefixes")}`,
      state: "available",
    }),
  },
  "aws:ec2/flowLog:FlowLog": {
    id: (it) => `fl-0${it.identity.hex(16)}`,
    outputs: (it) => ({ ...tagged(it), arn: arn(it, "ec2", `vpc-flow-log/${it.id}`) }),
  },
  "aws:lb/loadBalancer:LoadBalancer": {
    id: (it) => arn(it, "elasticloadbalancing", `loadbalancer/app/${named(it)}/${it.identity.hex(16)}`),
    outputs: (it) => ({
      ...tagged(it),
      arn: it.id,
      arnSuffix: it.id.split(":loadbalancer/")[1],
      name: named(it),
      dnsName: `${named(it)}-${it.identity.digits(9)}.${regionOf(it)}.elb.amazonaws.com`,
      zoneId: elbZone(it),
      vpcId: `vpc-0${it.identity.hex(16, "vpc")}`,
    }),
  },
  "aws:lb/targetGroup:TargetGroup": {
    id: (it) => arn(it, "elasticloadbalancing", `targetgroup/${named(it)}/${it.identity.hex(16)}`),
    outputs: (it) => ({
      ...tagged(it),
      arn: it.id,
      arnSuffix: it.id.split(":").at(-1),
      name: named(it),
      loadBalancerArns: [],
    }),
  },
  "aws:lb/listener:Listener": {
    id: (it) => text(it.inputs.loadBalancerArn).replace(":loadbalancer/", ":listener/") + `/${it.identity.hex(16)}`,
    outputs: (it) => ({ ...tagged(it), arn: it.id }),
  },
  "aws:lb/listenerRule:ListenerRule": {
    id: (it) => text(it.inputs.listenerArn).replace(":listener/", ":listener-rule/") + `/${it.identity.hex(16)}`,
    outputs: (it) => ({ ...tagged(it), arn: it.id }),
  },
  "aws:acm/certificate:Certificate": {
    id: (it) => arn(it, "acm", `certificate/${it.identity.uuid()}`),
    outputs: (it) => {
      const alternatives = Array.isArray(it.inputs.subjectAlternativeNames) ? it.inputs.subjectAlternativeNames : [];
      const names = [...new Set([text(it.inputs.domainName), ...alternatives.map((name) => text(name))])];
      return {
        ...tagged(it),
        arn: it.id,
        status: "PENDING_VALIDATION",
        domainValidationOptions: names.map((domainName) => ({
          domainName,
          resourceRecordName: `_${it.identity.hex(32, domainName)}.${domainName.replace(/^\*\./, "")}.`,
          resourceRecordType: "CNAME",
          resourceRecordValue: `_${it.identity.hex(32, `value ${domainName}`)}.acm-validations.aws.`,
        })),
      };
    },
  },
  "aws:acm/certificateValidation:CertificateValidation": { id: () => "2026-01-01 00:00:00 +0000 UTC" },
};
