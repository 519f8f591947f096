import * as acm from "@pulumi/aws/acm";
import * as pulumi from "@pulumi/pulumi";
import type { ResolvedComputeArgs } from "../../../components/compute";
import type { DriverContext } from "../../../components/core/driver";
import { IssuesError } from "../../../components/core/errors";
import type { AwsCloud } from "../cloud";

/**
 * The name that the services answer under.
 *
 * @throws Error when there is none: preflight asks for a domain, so it is a bug.
 */
export function requireHostname({ hostname }: Pick<ResolvedComputeArgs, "hostname">): string {
  if (hostname === undefined) throw new Error("a load balancer on AWS was asked for without a hostname");
  return hostname;
}

/**
 * The certificate of the hostname: the one of the settings, or one that the zone's records prove ours.
 *
 * @throws IssuesError when there is neither a certificate nor a zone.
 */
export function certificate(
  cloud: AwsCloud,
  context: DriverContext,
  args: Pick<ResolvedComputeArgs, "hostname" | "dns">,
): pulumi.Output<string> {
  const hostname = requireHostname(args);
  if (cloud.settings.certificateArn !== undefined) return pulumi.output(cloud.settings.certificateArn);
  if (args.dns === undefined) {
    throw new IssuesError([
      {
        at: "landfall:aws.certificateArn",
        problem: `is missing: the load balancer needs a certificate for ${hostname}, and no zone can prove a new one`,
        fix: "set it to a certificate of AWS Certificate Manager, or give the topology a dns provider",
      },
    ]);
  }
  const made = new acm.Certificate(
    context.child("certificate"),
    { domainName: hostname, validationMethod: "DNS", tags: context.tags },
    context.options(),
  );
  const proof = made.domainValidationOptions.apply((options) => options[0]!);
  const record = args.dns.record(context.child("certificate"), {
    name: proof.resourceRecordName,
    type: proof.resourceRecordType.apply((type) => type as "CNAME"),
    value: proof.resourceRecordValue,
  });
  return new acm.CertificateValidation(
    context.child("certificate"),
    { certificateArn: made.arn, validationRecordFqdns: [proof.resourceRecordName] },
    context.options({ dependsOn: [record] }),
  ).certificateArn;
}
