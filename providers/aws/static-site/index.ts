import * as cloudfront from "@pulumi/aws/cloudfront";
import type * as iam from "@pulumi/aws/iam";
import type * as s3 from "@pulumi/aws/s3";
import type * as ssm from "@pulumi/aws/ssm";
import * as pulumi from "@pulumi/pulumi";
import type { DriverContext, Nodes } from "../../../components/core/driver";
import { IssuesError } from "../../../components/core/errors";
import { SECURITY_HEADERS } from "../../../components/edge";
import type { ResolvedStaticSiteArgs, StaticSiteDriver } from "../../../components/static-site";
import type { AwsCloud } from "../cloud";
import { bucketOrigin, bucketSigner, letRead } from "../edge/bucket";
import { distributionCertificate } from "../edge/certificate";
import { behavior, CACHING_OPTIMIZED, distribution, leadTo, READING } from "../edge/distribution";
import { headersPolicy } from "../edge/headers";
import { siteNameIssues } from "../edge/limits";
import { distributionLogs } from "../edge/logs";
import { privateBucket } from "../private-bucket";
import { DOCUMENTS_FUNCTION, FUNCTION_RUNTIME } from "./function";
import { publisher } from "./publisher";

/** AWS's own resources behind a static site, and what its pipeline publishes with. */
export interface AwsStaticSiteNodes extends Nodes {
  readonly bucket: s3.Bucket;
  readonly distribution: cloudfront.Distribution;
  /** What the repository's pipeline signs in as. */
  readonly publisher: iam.Role;
  /** The parameter that tells the pipeline how to build and where to publish, as JSON. */
  readonly settings: ssm.Parameter;
}

const FILES = "files";
const INDEX = "index.html";
const NOT_FOUND = "404.html";

/** Seconds that an unknown path stays unknown; a new version may have it. */
const UNKNOWN_SECONDS = 10;

/** A path to a document, as CloudFront asks for it. */
const pathOf = (document: string) => `/${document.replace(/^\/+/, "")}`;

/** Unknown paths: S3 says 403 to who may not list. An app that routes in the browser is answered by its one document. */
const unknownPaths = (fallback: string | undefined) =>
  [403, 404].map((errorCode) => ({
    errorCode,
    errorCachingMinTtl: UNKNOWN_SECONDS,
    ...(fallback === undefined
      ? { responseCode: 404, responsePagePath: pathOf(NOT_FOUND) }
      : { responseCode: 200, responsePagePath: pathOf(fallback) }),
  }));

/** The site's own name with its certificate; undefined where it has CloudFront's. */
function nameOf(context: DriverContext, { hostname, dns }: ResolvedStaticSiteArgs) {
  if (hostname === undefined) return undefined;
  if (dns === undefined) throw new IssuesError(siteNameIssues({ hostname, provable: false }));
  return { hostname, certificateArn: distributionCertificate(context, "certificate", hostname, dns) };
}

/**
 * A private bucket behind CloudFront. AWS builds nothing: the repository's pipeline signs in with the role that is made for
 * it, reads the parameter that tells it how, and uploads.
 *
 * There is no firewall before it: what stands behind is files that can only be read.
 */
export const staticSite =
  (cloud: AwsCloud): StaticSiteDriver =>
  (context, args) => {
    const { bucket, policy, readers } = privateBucket(context, FILES, {
      versioned: true,
      // CloudFront reads no other without a key of one's own.
      encryption: "AES256",
      options: context.options(),
      // Everything in it can be built again.
      forceDestroy: true,
    });
    const documents = new cloudfront.Function(
      context.child("documents"),
      {
        runtime: FUNCTION_RUNTIME,
        code: DOCUMENTS_FUNCTION,
        comment: "Leads paths to documents",
        publish: true,
        tags: context.tags,
      },
      context.options(),
    );
    const name = nameOf(context, args);
    const served = distribution(context, "distribution", name, {
      origins: [bucketOrigin(FILES, bucket, bucketSigner(context))],
      defaultRootObject: INDEX,
      defaultCacheBehavior: {
        ...behavior(FILES, READING),
        cachePolicyId: CACHING_OPTIMIZED,
        responseHeadersPolicyId: headersPolicy(context, SECURITY_HEADERS).id,
        functionAssociations: [{ eventType: "viewer-request", functionArn: documents.arn }],
      },
      customErrorResponses: unknownPaths(args.fallbackDocument),
    });
    letRead(readers, bucket, served);
    distributionLogs(context, { distribution: served });
    const published = publisher(cloud, context, args, { bucket, distribution: served });
    pulumi
      .all([published.role.arn, published.settings.name])
      .apply(([role, parameter]) =>
        pulumi.log.info(`the site is published by ${args.repository} as ${role}, by what ${parameter} says`, served),
      );
    // Whoever is led here finds files that may be read, and a pipeline that may bring them.
    const ready = [policy, published.rights, published.settings];
    if (name !== undefined) leadTo(context, context.name, args.dns!, name.hostname, served, ready);
    const nodes: AwsStaticSiteNodes = {
      bucket,
      distribution: served,
      publisher: published.role,
      settings: published.settings,
    };
    const url =
      name === undefined ? pulumi.interpolate`https://${served.domainName}` : pulumi.output(`https://${name.hostname}`);
    return { outputs: { url, target: served.domainName }, nodes };
  };
