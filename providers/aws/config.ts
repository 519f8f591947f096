import { z } from "zod";
import type { Issue } from "../../components/core/errors";
import { handedOn, type ProviderConfig, type RequiredSetting, type UsedKinds } from "../provider";
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
});

export type AwsSettings = z.infer<typeof settings>;

const region: RequiredSetting = {
  key: "aws:region",
  description: "the region to build in",
  example: "us-east-1",
};

/** A load balancer takes certificates of its own region only. */
function checkCertificate(region: string, arn: string | undefined): Issue[] {
  const [, , , from] = arn?.split(":") ?? [];
  if (from === undefined || from === region) return [];
  return [{ at: "landfall:aws.certificateArn", problem: "is in another region", got: from, allowed: region }];
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
      maxRetries: z.int(),
      noProxy: z.string(),
      retryMode: z.string(),
      s3UsEast1RegionalEndpoint: z.string(),
      s3UsePathStyle: z.boolean(),
      sharedConfigFiles: z.array(z.string()),
      sharedCredentialsFiles: z.array(z.string()),
      skipRegionValidation: z.boolean(),
      stsRegion: z.string(),
      tagPolicyCompliance: z.string(),
      tokenBucketRateLimiterCapacity: z.int(),
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
  required: (_used: UsedKinds) => [region],
  check: ({ zones, certificateArn }, standard) => {
    const at = standard["region"];
    return typeof at === "string" ? [...checkZones(at, zones), ...checkCertificate(at, certificateArn)] : [];
  },
};
