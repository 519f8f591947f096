import { z } from "zod";
import type { ProviderConfig, RequiredSetting, UsedKinds } from "../provider";

const settings = z.strictObject({
  /** Availability zones to use, in order. @default - two or three that new accounts of the region have */
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
  },
  required: (_used: UsedKinds) => [region],
};
