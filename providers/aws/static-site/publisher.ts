import type * as cloudfront from "@pulumi/aws/cloudfront";
import * as iam from "@pulumi/aws/iam";
import type * as s3 from "@pulumi/aws/s3";
import * as ssm from "@pulumi/aws/ssm";
import * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../../components/core/driver";
import { physicalName, type NameRule } from "../../../components/core/naming";
import type { ResolvedStaticSiteArgs } from "../../../components/static-site";
import type { AwsCloud } from "../cloud";
import { allow, policyDocument } from "../policy";

const GITHUB = "token.actions.githubusercontent.com";
const AUDIENCE = "sts.amazonaws.com";

const PARAMETER_PART: NameRule = {
  maxLength: 200,
  allowed: /[A-Za-z0-9_.]/,
  separator: "-",
  lowercase: false,
  source: "https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html",
};

/** Where the site's files go, and what serves them. */
export interface Published {
  readonly bucket: s3.Bucket;
  readonly distribution: cloudfront.Distribution;
}

/** GitHub as somebody who vouches for a pipeline; an account takes it once. */
function identityProvider(cloud: AwsCloud, context: DriverContext): pulumi.Input<string> {
  if (cloud.settings.githubOidcProviderArn !== undefined) return cloud.settings.githubOidcProviderArn;
  return new iam.OpenIdConnectProvider(
    context.child("github"),
    { url: `https://${GITHUB}`, clientIdLists: [AUDIENCE], tags: context.tags },
    context.options(),
  ).arn;
}

/** What the pipeline has to know to build and publish the site, where it can read it. */
function settings(context: DriverContext, args: ResolvedStaticSiteArgs, to: Published): ssm.Parameter {
  const { app, stack } = context.stack;
  const parts = [app, stack, context.name].map((part) => physicalName([part], PARAMETER_PART));
  const { directory, buildCommand, outputDirectory, environment } = args;
  const variables = Object.fromEntries(Object.entries(environment).sort(([a], [b]) => (a < b ? -1 : 1)));
  return new ssm.Parameter(
    context.child("settings"),
    {
      name: `/landfall/${parts.join("/")}`,
      description: "How the site is built, and where it is published",
      type: "String",
      // Not a secret: the variables end in what browsers load.
      insecureValue: pulumi.jsonStringify({
        bucket: to.bucket.bucket,
        distribution: to.distribution.id,
        directory,
        buildCommand,
        outputDirectory,
        environment: variables,
      }),
      tags: context.tags,
    },
    context.options(),
  );
}

/**
 * The role of the repository's own pipeline, which builds the site and uploads it: on its branch alone, to this bucket and
 * this distribution alone.
 *
 * @returns The role, its rights, and what it is told.
 */
export function publisher(
  cloud: AwsCloud,
  context: DriverContext,
  args: ResolvedStaticSiteArgs,
  to: Published,
): { readonly role: iam.Role; readonly rights: iam.RolePolicy; readonly settings: ssm.Parameter } {
  const role = new iam.Role(
    context.child("publisher"),
    {
      description: "Publishes the site from its repository",
      assumeRolePolicy: policyDocument([
        {
          Sid: "TakenByPipeline",
          Effect: "Allow",
          Principal: { Federated: identityProvider(cloud, context) },
          Action: ["sts:AssumeRoleWithWebIdentity"],
          Condition: {
            StringEquals: {
              [`${GITHUB}:aud`]: AUDIENCE,
              [`${GITHUB}:sub`]: `repo:${args.repository}:ref:refs/heads/${args.branch}`,
            },
          },
        },
      ]),
      tags: context.tags,
    },
    context.options(),
  );
  const parameter = settings(context, args, to);
  const rights = allow(context, "publisher", role, [
    { Sid: "ReadSettings", Effect: "Allow", Action: ["ssm:GetParameter"], Resource: [parameter.arn] },
    { Sid: "ListFiles", Effect: "Allow", Action: ["s3:ListBucket"], Resource: [to.bucket.arn] },
    {
      Sid: "SyncFiles",
      Effect: "Allow",
      Action: ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
      Resource: [pulumi.interpolate`${to.bucket.arn}/*`],
    },
    {
      Sid: "ForgetCached",
      Effect: "Allow",
      Action: ["cloudfront:CreateInvalidation", "cloudfront:GetInvalidation"],
      Resource: [to.distribution.arn],
    },
  ]);
  return { role, rights, settings: parameter };
}
