import { z } from "zod";
import type { Issue } from "../../components/core/errors";
import { handedOn, type ProviderConfig, type RequiredSetting, type SignIn, type UsedKinds } from "../provider";
import { checkZones } from "./zones";

const settings = z.strictObject({
  /** Availability zones to use, in order. @default - the first ones of `zones.ts` */
  zones: z
    .array(z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d[a-z]$/, "an availability zone such as us-east-1a"))
    .min(2)
    .optional()
    .describe("Availability zones to use, in order, e.g. [us-east-1a, us-east-1b]"),
  /** A certificate of AWS Certificate Manager for the hostname, where no DNS zone can prove it. */
  certificateArn: z
    .string()
    .regex(/^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-f-]{36}$/, "the ARN of an ACM certificate")
    .optional()
    .describe("ARN of a certificate of AWS Certificate Manager for the hostname, where no DNS zone can prove it"),
  /** The image of machines. @default - the newest of Ubuntu 24.04 when the first machine is made */
  imageId: z
    .string()
    .regex(/^ami-[0-9a-f]{8,17}$/, "an image such as ami-0123456789abcdef0")
    .optional()
    .describe("Image of Ubuntu 24.04 for x86 that machines are made of; the newest one when left out"),
  /** The zone that the stack's domain is in. */
  zone: z
    .string()
    .regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, "a zone such as example.com")
    .optional()
    .describe("Zone of Route 53 that the stack's domain is in, e.g. example.com"),
  /** An existing zone. @default - the zone is made */
  zoneId: z
    .string()
    .regex(/^Z[A-Z0-9]{1,31}$/, "the id of a hosted zone such as Z0123456789ABCDEFGHIJ")
    .optional()
    .describe("Id of the existing hosted zone; the zone is made when left out"),
  /** GitHub's identity provider, of which an account takes one. @default - it is made */
  githubOidcProviderArn: z
    .string()
    .regex(
      /^arn:aws[a-z-]*:iam::\d{12}:oidc-provider\/token\.actions\.githubusercontent\.com$/,
      "the ARN of the identity provider token.actions.githubusercontent.com",
    )
    .optional()
    .describe("ARN of the account's identity provider for GitHub Actions; it is made when left out"),
  /** The version of Kubernetes of a cluster. @default - the one of `compute-kubernetes-limits.ts` */
  kubernetesVersion: z
    .string()
    .regex(/^1\.\d{2}$/, "a version such as 1.35")
    .optional()
    .describe("Version of Kubernetes of a cluster, 1.35 when left out; it can be raised by one, never lowered"),
  /** Who administers a cluster besides whoever made it. @default - nobody */
  clusterAdminArns: z
    .array(z.string().regex(/^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/\S+$/, "the ARN of a role or a user"))
    .optional()
    .describe("ARNs of roles or users that administer a cluster, besides the one that made it"),
  /** CloudFront's own list of the networks that it comes from. @default - asked for by its name */
  cloudfrontPrefixListId: z
    .string()
    .regex(/^pl-[0-9a-f]{8,17}$/, "a prefix list such as pl-3b927c52")
    .optional()
    .describe("Id of the region's list com.amazonaws.global.cloudfront.origin-facing; looked up when left out"),
  /** Route 53's own list of the networks that its health checks come from. @default - asked for by its name */
  healthCheckPrefixListId: z
    .string()
    .regex(/^pl-[0-9a-f]{8,17}$/, "a prefix list such as pl-0123456789abcdef0")
    .optional()
    .describe("Id of the region's list com.amazonaws.<region>.route53-healthchecks; looked up when left out"),
  /** The region that stands by; where it is set, buckets are copied there. @default "us-west-2", and no copies */
  standbyRegion: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "a region such as us-west-2")
    .optional()
    .describe("Region that stands by, us-west-2 when left out; where it is set, buckets are copied there"),
});

export type AwsSettings = z.infer<typeof settings>;

const region: RequiredSetting = {
  key: "aws:region",
  description: "the region to build in",
  example: "us-east-1",
};

const zone: RequiredSetting = {
  key: "landfall:aws.zone",
  description: "the zone of Route 53 that the stack's domain is in",
  example: "example.com",
  // Names that RFC 2606 reserves.
  placeholder: /(^|\.)(example\.(com|net|org)|example|test|invalid)$/,
};

/** The region that stands by where none is configured. */
const STANDBY_REGION = "us-west-2";

/** The region that stands by. */
export const standbyRegionOf = ({ standbyRegion }: AwsSettings): string => standbyRegion ?? STANDBY_REGION;

/** A region stands by for another one, and needs zones that are known. */
function checkStandby(region: string, standbyRegion: string | undefined): Issue[] {
  if (standbyRegion === undefined) return [];
  const at = "landfall:aws.standbyRegion";
  if (standbyRegion === region) {
    return [{ at, problem: "is the region that it stands by for", got: region, allowed: "another region" }];
  }
  return checkZones(standbyRegion, undefined).map((issue) => ({ ...issue, at }));
}

/** A load balancer takes certificates of its own region only. */
function checkCertificate(region: string, arn: string | undefined): Issue[] {
  const [, , , from] = arn?.split(":") ?? [];
  if (from === undefined || from === region) return [];
  return [{ at: "landfall:aws.certificateArn", problem: "is in another region", got: from, allowed: region }];
}

const accountIn = (arn: string | undefined): string | undefined =>
  /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(arn ?? "")?.[1];

/**
 * Roles and resources whose ARNs are of an account that the stack is not for. Whose keys are used otherwise only a call
 * can tell, which the Pulumi provider makes before anything else: it refuses accounts outside `allowedAccountIds`.
 */
function checkAccount({ settings, standard, variable }: SignIn<AwsSettings>): Issue[] {
  const { allowedAccountIds, assumeRoles, skipRequestingAccountId } = standard;
  if (!Array.isArray(allowedAccountIds)) return [];
  const allowed = allowedAccountIds as readonly string[];
  if (skipRequestingAccountId === true) {
    const problem = "stands beside aws:allowedAccountIds, which are held against the account that is asked for";
    return [{ at: "aws:skipRequestingAccountId", problem, got: true, allowed: "false" }];
  }
  const role = (Array.isArray(assumeRoles) ? (assumeRoles as { readonly roleArn?: string }[]) : []).at(-1)?.roleArn;
  const arns: readonly (readonly [string, string | undefined])[] = [
    ["aws:assumeRoles", role],
    // A role that is assumed after it may lead to another account.
    ["AWS_ROLE_ARN", role === undefined ? variable("AWS_ROLE_ARN") : undefined],
    ["landfall:aws.certificateArn", settings.certificateArn],
    ["landfall:aws.githubOidcProviderArn", settings.githubOidcProviderArn],
  ];
  return arns.flatMap(([at, arn]): Issue[] => {
    const account = accountIn(arn);
    if (account === undefined || allowed.includes(account)) return [];
    return [{ at, problem: "is of another account than aws:allowedAccountIds name", got: account, allowed }];
  });
}

/** How AWS is configured. The standard keys are those of the Pulumi AWS provider. */
export const awsConfig: ProviderConfig<AwsSettings> = {
  settings,
  standard: {
    region: {
      schema: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "a region such as us-east-1"),
      environment: ["AWS_REGION", "AWS_DEFAULT_REGION"],
      description: "the region to build in",
    },
    profile: {
      schema: z.string().min(1),
      environment: ["AWS_PROFILE"],
      description: "the profile of the shared credentials file",
    },
    allowedAccountIds: {
      schema: z.array(z.string().regex(/^\d{12}$/, "an account id of 12 digits")),
      environment: [],
      description: "the only accounts this stack may touch",
    },
    accessKey: {
      schema: z.string().min(16),
      environment: ["AWS_ACCESS_KEY_ID"],
      secret: true,
      description: "an access key id; a profile or a role is better",
    },
    secretKey: {
      schema: z.string().min(16),
      environment: ["AWS_SECRET_ACCESS_KEY"],
      secret: true,
      description: "the secret of the access key",
    },
    token: {
      schema: z.string().min(1),
      environment: ["AWS_SESSION_TOKEN"],
      secret: true,
      description: "the session token of temporary keys",
    },
    skipCredentialsValidation: { schema: z.boolean(), environment: [], description: "make no call to check the keys" },
    skipRequestingAccountId: { schema: z.boolean(), environment: [], description: "make no call for the account id" },
    skipMetadataApiCheck: { schema: z.boolean(), environment: [], description: "do not ask the instance metadata" },
    ...handedOn({
      assumeRoles: z.array(z.looseObject({})),
      assumeRoleWithWebIdentity: z.looseObject({}),
      customCaBundle: z.string(),
      defaultTags: z.looseObject({}),
      ec2MetadataServiceEndpoint: z.string(),
      ec2MetadataServiceEndpointMode: z.string(),
      endpoints: z.array(z.looseObject({})),
      forbiddenAccountIds: z.array(z.string()),
      httpProxy: z.string(),
      httpsProxy: z.string(),
      ignoreTags: z.looseObject({}),
      insecure: z.boolean(),
      maxRetries: z.int("a whole number"),
      noProxy: z.string(),
      retryMode: z.string(),
      s3UsEast1RegionalEndpoint: z.string(),
      s3UsePathStyle: z.boolean(),
      sharedConfigFiles: z.array(z.string()),
      sharedCredentialsFiles: z.array(z.string()),
      skipRegionValidation: z.boolean(),
      stsRegion: z.string(),
      tagPolicyCompliance: z.string(),
      tokenBucketRateLimiterCapacity: z.int("a whole number"),
      useDualstackEndpoint: z.boolean(),
      useFipsEndpoint: z.boolean(),
      userAgents: z.array(z.string()),
    }),
  },
  credentials: {
    ways: [
      { keys: ["accessKey", "secretKey"] },
      { keys: ["profile"] },
      { file: ".aws/credentials" },
      { file: ".aws/config" },
    ],
    fix: "aws configure sso",
  },
  account: checkAccount,
  required: (used: UsedKinds) => [region, ...(used.dns === undefined ? [] : [zone])],
  check: ({ zones, certificateArn, standbyRegion }, standard) => {
    const at = standard["region"];
    if (typeof at !== "string") return [];
    return [...checkZones(at, zones), ...checkCertificate(at, certificateArn), ...checkStandby(at, standbyRegion)];
  },
};
