import * as cloudfront from "@pulumi/aws/cloudfront";
import type * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../../components/core/driver";
import type { BucketReaders } from "../bucket-readers";

/** Signs requests to buckets of this account, so that nobody else reaches them. One serves every distribution of a component. */
export const bucketSigner = (context: DriverContext): cloudfront.OriginAccessControl =>
  new cloudfront.OriginAccessControl(
    context.child("buckets"),
    {
      description: `Reads buckets of ${context.stack.app}, stack ${context.stack.stack}`,
      originAccessControlOriginType: "s3",
      signingBehavior: "always",
      signingProtocol: "sigv4",
    },
    context.options(),
  );

/** A bucket as a distribution's origin. */
export const bucketOrigin = (originId: string, bucket: s3.Bucket, signer: cloudfront.OriginAccessControl) => ({
  originId,
  domainName: bucket.bucketRegionalDomainName,
  originAccessControlId: signer.id,
});

/** Lets one distribution read objects, not list them: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html */
export function letRead(readers: BucketReaders, bucket: s3.Bucket, distribution: cloudfront.Distribution): void {
  readers.add({
    Sid: "ReadByCloudFront",
    Effect: "Allow",
    Principal: { Service: "cloudfront.amazonaws.com" },
    Action: ["s3:GetObject"],
    Resource: [pulumi.interpolate`${bucket.arn}/*`],
    Condition: { StringEquals: { "aws:SourceArn": distribution.arn } },
  });
}
