import { isObject, text, type Property } from "../properties";
import { arn, globalArn, regionOf, tagged } from "./aws-identity";
import { named, type Birth, type Blueprint, type Blueprints } from "./blueprint";

/** What stands in no region has no region of its own to tell. */
const tagsOf = (it: Birth): { tagsAll: Property } => ({ tagsAll: tagged(it).tagsAll });

const withoutFinalDot = (value: Property | undefined): string => text(value).replace(/\.$/, "");

/** An id of CloudFront's: a letter and digits in upper case. */
const cloudfrontId = (it: Birth): string => `E${it.identity.token(13).toUpperCase()}`;

/** A policy of CloudFront, which carries no labels. */
const cloudfrontPolicy: Blueprint = {
  id: (it) => it.identity.uuid(),
  outputs: (it) => ({ name: named(it), etag: `E${it.identity.token(13, "etag").toUpperCase()}` }),
};

/** What belongs to WAF before CloudFront stands in its own scope. */
const firewall = (path: string): Blueprint => ({
  id: (it) => it.identity.uuid(),
  outputs: (it) => ({
    ...tagged(it),
    name: named(it),
    arn: arn(it, "wafv2", `global/${path}/${named(it)}/${it.id}`),
    lockToken: it.identity.uuid("lock"),
  }),
});

/** A part of the delivery of logs. */
const delivery = (path: string): Blueprint => ({
  id: (it) => named(it),
  outputs: (it) => ({ ...tagged(it), name: named(it), arn: arn(it, "logs", `${path}:${named(it)}`) }),
});

/** CloudFront, its firewall and Route 53. */
export const awsEdge: Blueprints = {
  "aws:cloudfront/distribution:Distribution": {
    id: cloudfrontId,
    outputs: (it) => ({
      ...tagsOf(it),
      arn: globalArn("cloudfront", `distribution/${it.id}`),
      domainName: `d${it.identity.token(13, "domain")}.cloudfront.net`,
      hostedZoneId: "Z2FDTNDATAQYW2",
      etag: `E${it.identity.token(13, "etag").toUpperCase()}`,
      status: "Deployed",
    }),
  },
  "aws:cloudfront/cachePolicy:CachePolicy": cloudfrontPolicy,
  "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": cloudfrontPolicy,
  "aws:cloudfront/originAccessControl:OriginAccessControl": { ...cloudfrontPolicy, id: cloudfrontId },
  "aws:cloudfront/function:Function": {
    id: (it) => named(it),
    outputs: (it) => ({
      ...tagsOf(it),
      name: named(it),
      arn: globalArn("cloudfront", `function/${named(it)}`),
      liveStageEtag: `E${it.identity.token(13, "live").toUpperCase()}`,
      status: "UNASSOCIATED",
    }),
  },
  "aws:wafv2/webAcl:WebAcl": firewall("webacl"),
  "aws:wafv2/ruleGroup:RuleGroup": firewall("rulegroup"),
  "aws:wafv2/ipSet:IpSet": firewall("ipset"),
  "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": {
    id: (it) => text(it.inputs.resourceArn),
    outputs: (it) => ({ region: regionOf(it) }),
  },
  "aws:cloudwatch/logDeliverySource:LogDeliverySource": delivery("delivery-source"),
  "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": delivery("delivery-destination"),
  "aws:cloudwatch/logDelivery:LogDelivery": {
    id: (it) => it.identity.token(16),
    outputs: (it) => ({ ...tagged(it), arn: arn(it, "logs", `delivery:${it.id}`) }),
  },
  "aws:route53/zone:Zone": {
    id: (it) => `Z${it.identity.token(20).toUpperCase()}`,
    outputs: (it) => ({
      ...tagsOf(it),
      arn: `arn:aws:route53:::hostedzone/${it.id}`,
      zoneId: it.id,
      name: withoutFinalDot(it.inputs.name),
      nameServers: [1, 2, 3, 4].map((number) => `ns-${number}.awsdns-0${number}.example`),
      primaryNameServer: "ns-1.awsdns-01.example",
    }),
  },
  "aws:route53/record:Record": {
    id: (it) =>
      [it.inputs.zoneId, it.inputs.name, it.inputs.type, it.inputs.setIdentifier]
        .filter((part) => part !== undefined)
        .map((part) => text(part))
        .join("_"),
    outputs: (it) => ({ fqdn: withoutFinalDot(it.inputs.name) }),
  },
  "aws:route53/healthCheck:HealthCheck": {
    id: (it) => it.identity.uuid(),
    outputs: (it) => ({ ...tagsOf(it), arn: `arn:aws:route53:::healthcheck/${it.id}` }),
  },
  "aws:route53/keySigningKey:KeySigningKey": {
    id: (it) => `${text(it.inputs.hostedZoneId)},${text(it.inputs.name)}`,
    outputs: (it) => ({
      keyTag: it.identity.below(65_000) + 1,
      dsRecord: `${it.identity.below(65_000) + 1} 13 2 ${it.identity.hex(64, "digest").toUpperCase()}`,
      signingAlgorithmMnemonic: "ECDSAP256SHA256",
    }),
  },
  "aws:route53/hostedZoneDnsSec:HostedZoneDnsSec": { id: (it) => text(it.inputs.hostedZoneId) },
  "aws:kms/keyPolicy:KeyPolicy": { id: (it) => text(it.inputs.keyId), outputs: (it) => ({ region: regionOf(it) }) },
};

const insecureValue = (it: Birth): Property | undefined => it.inputs.insecureValue ?? it.inputs.value;

/** What a site's pipeline and whoever is told of alarms need. */
export const awsMonitoring: Blueprints = {
  "aws:sns/topic:Topic": {
    id: (it) => arn(it, "sns", named(it)),
    outputs: (it) => ({ ...tagged(it), arn: it.id, name: named(it) }),
  },
  "aws:sns/topicSubscription:TopicSubscription": {
    id: (it) => `${text(it.inputs.topic)}:${it.identity.uuid()}`,
    outputs: (it) => ({ region: regionOf(it), arn: it.id, pendingConfirmation: true }),
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm": {
    id: (it) => named(it),
    outputs: (it) => ({ ...tagged(it), name: named(it), arn: arn(it, "cloudwatch", `alarm:${named(it)}`) }),
  },
  "aws:cloudwatch/dashboard:Dashboard": {
    id: (it) => text(it.inputs.dashboardName),
    outputs: (it) => ({ region: regionOf(it), dashboardArn: globalArn("cloudwatch", `dashboard/${it.id}`) }),
  },
  "aws:budgets/budget:Budget": {
    id: (it) => named(it),
    outputs: (it) => ({ ...tagsOf(it), name: named(it), arn: globalArn("budgets", `budget/${named(it)}`) }),
  },
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": {
    id: (it) => globalArn("iam", `oidc-provider/${text(it.inputs.url).replace(/^https:\/\//, "")}`),
    outputs: (it) => ({ ...tagsOf(it), arn: it.id }),
  },
  "aws:ssm/parameter:Parameter": {
    id: (it) => named(it),
    outputs: (it) => ({
      ...tagged(it),
      name: named(it),
      arn: arn(it, "ssm", `parameter/${named(it).replace(/^\//, "")}`),
      value: isObject(insecureValue(it)) ? undefined : insecureValue(it),
      version: 1,
    }),
  },
};
