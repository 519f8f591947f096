import * as route53 from "@pulumi/aws/route53";
import * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../../components/core/driver";
import { GLOBAL_REGION } from "../cloud";
import type { Statement } from "../policy";
import { serviceKey } from "../service-key";

/** Letters, digits and underscores: https://docs.aws.amazon.com/Route53/latest/APIReference/API_CreateKeySigningKey.html */
const KEY_NAME = "landfall";

const DNSSEC = "dnssec-route53.amazonaws.com";

/**
 * Signs a zone's answers. The key stands in us-east-1, where Route 53 takes it from, and costs a dollar a month. Once the
 * registrar was given the DS record, a zone that is kept must keep its key: resolvers refuse what is signed no more.
 */
export function signing(context: DriverContext, zone: route53.Zone): route53.KeySigningKey {
  const options = context.options({ retainOnDelete: context.stack.dataProtection });
  // https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/access-control-managing-permissions.html#KMS-key-policy-for-DNSSEC
  const { key, policy } = serviceKey(context, "signing", {
    description: `Signs the zone of ${context.stack.app}, stack ${context.stack.stack}`,
    region: GLOBAL_REGION,
    signs: true,
    options,
    statements: (account): readonly Statement[] => {
      const dnssec = { Effect: "Allow", Principal: { Service: DNSSEC }, Resource: ["*"] } as const;
      const own = { "aws:SourceAccount": account };
      return [
        {
          Sid: "SignedByRoute53",
          ...dnssec,
          Action: ["kms:DescribeKey", "kms:GetPublicKey", "kms:Sign"],
          Condition: { StringEquals: own, ArnEquals: { "aws:SourceArn": zone.arn } },
        },
        {
          Sid: "GrantedToRoute53",
          ...dnssec,
          Action: ["kms:CreateGrant"],
          Condition: { StringEquals: own, Bool: { "kms:GrantIsForAWSResource": "true" } },
        },
      ];
    },
  });
  const signer = new route53.KeySigningKey(
    context.child("signing"),
    { hostedZoneId: zone.zoneId, keyManagementServiceArn: key.arn, name: KEY_NAME, status: "ACTIVE" },
    pulumi.mergeOptions(options, { dependsOn: [policy] }),
  );
  new route53.HostedZoneDnsSec(
    context.child("signing"),
    { hostedZoneId: zone.zoneId, signingStatus: "SIGNING" },
    pulumi.mergeOptions(options, { dependsOn: [signer] }),
  );
  return signer;
}
