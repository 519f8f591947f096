import { z } from "zod";
import { handedOn, type ProviderConfig, type RequiredSetting, type UsedKinds } from "../provider";

const id = (what: string) => z.string().regex(/^[0-9a-f]{32}$/, `${what}: 32 hexadecimal digits`);

const settings = z.strictObject({
  /** The account. */
  accountId: id("an account id").optional().describe("Account id: 32 hexadecimal digits, in the dashboard's address"),
  /** The zone that the stack's domain is in. */
  zone: z
    .string()
    .regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, "a zone such as example.com")
    .optional()
    .describe("Zone that the stack's domain is in, e.g. example.com"),
  /** An existing zone. @default - the zone is made */
  zoneId: id("a zone id").optional().describe("Id of the existing zone; the zone is made when left out"),
  /** Whether a certificate was ordered for names deeper than one label below the zone. @default false */
  advancedCertificate: z
    .boolean()
    .optional()
    .describe("Whether a certificate was ordered for names deeper than one label below the zone"),
  /** What the zone is subscribed to; rules are checked against it. @default "free" */
  plan: z.enum(["free", "pro", "business", "enterprise"]).optional().describe("Plan of the zone: what rules it allows"),
});

export type CloudflareSettings = z.infer<typeof settings>;

/** What a zone can be subscribed to. */
export type CloudflarePlan = NonNullable<CloudflareSettings["plan"]>;

/** The plan that a stack's rules are made for. */
export const planOf = (settings: CloudflareSettings): CloudflarePlan => settings.plan ?? "free";

const account: RequiredSetting = {
  key: "landfall:cloudflare.accountId",
  description: "the account: 32 hexadecimal digits in the dashboard's address",
  example: "00000000000000000000000000000000",
  placeholder: /^0{32}$/,
};
const zone: RequiredSetting = {
  key: "landfall:cloudflare.zone",
  description: "the zone that the stack's domain is in",
  example: "example.com",
  // Names that RFC 2606 reserves.
  placeholder: /(^|\.)(example\.(com|net|org)|example|test|invalid)$/,
};

/** How Cloudflare is configured. The standard keys are those of the Pulumi Cloudflare provider. */
export const cloudflareConfig: ProviderConfig<CloudflareSettings> = {
  settings,
  standard: {
    apiToken: {
      schema: z.string().min(1),
      environment: ["CLOUDFLARE_API_TOKEN"],
      secret: true,
      description: "an API token with only the rights that the stack needs",
    },
    apiKey: {
      schema: z.string().min(1),
      environment: ["CLOUDFLARE_API_KEY"],
      secret: true,
      description: "the global API key; a token is better",
    },
    email: {
      schema: z.email(),
      environment: ["CLOUDFLARE_EMAIL"],
      description: "the address that the global key belongs to",
    },
    baseUrl: { schema: z.url(), environment: ["CLOUDFLARE_BASE_URL"], description: "another address of the API" },
    ...handedOn({ userAgentOperatorSuffix: z.string() }),
    ...handedOn({ apiUserServiceKey: z.string() }, { secret: true }),
  },
  credentials: {
    ways: [{ keys: ["apiToken"] }, { keys: ["apiKey", "email"] }],
    fix: "pulumi config set --secret cloudflare:apiToken <token>",
  },
  required: (used: UsedKinds) => [account, ...(used.dns !== undefined || used.edge !== undefined ? [zone] : [])],
};
