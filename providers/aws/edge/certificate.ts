import * as acm from "@pulumi/aws/acm";
import type * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../../components/core/driver";
import type { Dns } from "../../../components/dns";
import { GLOBAL_REGION } from "../cloud";

/**
 * A certificate of a hostname where CloudFront takes it from, which the zone's records prove ours.
 *
 * @param role - Tells the certificate apart from the component's others.
 * @param provenBy - What has proven the name already: ACM asks for the same record for each certificate of a name.
 */
export function distributionCertificate(
  context: DriverContext,
  role: string,
  hostname: string,
  dns: Dns,
  provenBy?: pulumi.Resource,
): pulumi.Output<string> {
  const name = context.child(role);
  const made = new acm.Certificate(
    name,
    { domainName: hostname, validationMethod: "DNS", region: GLOBAL_REGION, tags: context.tags },
    context.options(),
  );
  const proof = made.domainValidationOptions.apply((options) => options[0]!);
  const proven =
    provenBy ??
    dns.record(name, {
      name: proof.resourceRecordName,
      type: proof.resourceRecordType.apply((type) => type as "CNAME"),
      value: proof.resourceRecordValue,
    });
  return new acm.CertificateValidation(
    name,
    { certificateArn: made.arn, region: GLOBAL_REGION, validationRecordFqdns: [proof.resourceRecordName] },
    context.options({ dependsOn: [proven] }),
  ).certificateArn;
}
