import { z } from "zod";
import type { Issue } from "../../components/core/errors";
import { handedOn, type ProviderConfig, type RequiredSetting, type SignIn, type UsedKinds } from "../provider";

const id = (what: string) => z.string().regex(/^[0-9a-f]{32}$/, `${what}: 32 hexadecimal digits in lower case`);

const plan = z.enum(["free", "pro", "business", "enterprise"]);
const workersPlan = z.enum(["free", "paid"]);

/** Networks that Hyperdrive does not reach: RFC 1918, loopback and link-local, and names of this machine. */
const PRIVATE = /^(10\.|127\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|localhost$)/;

const PORT = "a whole number from 1 to 65535";

const certificate = z
  .string()
  .regex(/^-----BEGIN CERTIFICATE-----\n[\s\S]+-----END CERTIFICATE-----\s*$/, "a certificate in PEM");

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
  plan: plan.optional().describe("Plan of the zone: what rules it allows"),
  /** What the account is subscribed to for Workers and what belongs to them; limits are checked against it. @default "free" */
  workersPlan: workersPlan
    .optional()
    .describe("Plan of Workers in the account: what queues and schedules it allows; free when left out"),
  /** The account's store of secrets; an account has one. */
  secretsStoreId: id("an id of a store of secrets")
    .optional()
    .describe("Id of the account's Secrets Store: npx wrangler secrets-store store list --remote"),
  /** A PostgreSQL that stands elsewhere, on the internet and with TLS. */
  hyperdrive: z
    .strictObject({
      host: z
        .string()
        .min(1)
        .max(253, "at most 253 characters")
        .refine((host) => !PRIVATE.test(host), { error: "a name or address on the internet, such as db.example.com" }),
      port: z.int(PORT).min(1, PORT).max(65535, PORT).optional(),
      user: z.string().min(1),
      database: z.string().min(1).optional(),
      password: z.string().min(1),
    })
    .optional()
    .describe("The PostgreSQL that Hyperdrive stands before; set it with --secret"),
  /** The certificate that the edge shows an origin. @default - Cloudflare's own, which it shows for every zone */
  originPull: z
    .strictObject({
      certificate: certificate.describe("The certificate, no authority's"),
      privateKey: z
        .string()
        // The problem is all that may be told of it.
        .refine((key) => /^-----BEGIN [A-Z ]*PRIVATE KEY-----\n/.test(key), {
          error: "is no private key in PEM",
          params: { whole: true },
        })
        .describe("Its key; set it with --secret"),
      authority: certificate.optional().describe("Whoever issued it; left out for one that issued itself"),
    })
    .optional()
    .describe("The certificate that the edge shows origins; left out, one of Cloudflare's that all zones share"),
});

export type CloudflareSettings = z.infer<typeof settings>;

/** What a zone can be subscribed to. */
export type CloudflarePlan = NonNullable<CloudflareSettings["plan"]>;

/** A topology's plan, where it is one. */
export const asPlan = (text: string | undefined): CloudflarePlan | undefined => plan.safeParse(text).data;

/** What an account can be subscribed to for Workers. */
export type WorkersPlan = NonNullable<CloudflareSettings["workersPlan"]>;

/** The plan that a stack's scripts, queues and schedules are made for. */
export const workersPlanOf = ({ workersPlan: said }: Pick<CloudflareSettings, "workersPlan">): WorkersPlan =>
  said ?? "free";

/** The plan that a stack's rules are made for. */
export const planOf = (settings: Pick<CloudflareSettings, "plan">): CloudflarePlan => settings.plan ?? "free";

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

const zoneId: RequiredSetting = {
  key: "landfall:cloudflare.zoneId",
  description: "the zone, at Cloudflare, that the scripts answer in while another provider keeps its records",
  example: "00000000000000000000000000000000",
  placeholder: /^0{32}$/,
};

const store: RequiredSetting = {
  key: "landfall:cloudflare.secretsStoreId",
  description: "the account's Secrets Store: npx wrangler secrets-store store list --remote",
  example: "00000000000000000000000000000000",
  placeholder: /^0{32}$/,
};
/** The account that Cloudflare's own tools are told of by the environment. */
const ACCOUNT_VARIABLE = "CLOUDFLARE_ACCOUNT_ID";

/** An environment that is meant for another account. */
function checkAccount({ settings: { accountId }, variable }: SignIn<CloudflareSettings>): Issue[] {
  const got = variable(ACCOUNT_VARIABLE);
  if (got === undefined || accountId === undefined || got === accountId) return [];
  const problem = "is another account than landfall:cloudflare.accountId names";
  return [{ at: ACCOUNT_VARIABLE, problem, got, allowed: accountId }];
}

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
      schema: z.email("an e-mail address"),
      environment: ["CLOUDFLARE_EMAIL"],
      description: "the address that the global key belongs to",
    },
    baseUrl: {
      schema: z.url("an address such as https://api.example.com"),
      environment: ["CLOUDFLARE_BASE_URL"],
      description: "another address of the API",
    },
    ...handedOn({ userAgentOperatorSuffix: z.string() }),
    ...handedOn({ apiUserServiceKey: z.string() }, { secret: true }),
  },
  credentials: {
    ways: [{ keys: ["apiToken"] }, { keys: ["apiKey", "email"] }],
    fix: "pulumi config set --secret cloudflare:apiToken <token>",
  },
  account: checkAccount,
  required: (used: UsedKinds) => [
    account,
    ...(used.dns !== undefined || used.edge !== undefined ? [zone] : []),
    ...(used.compute !== undefined && used.dns === undefined ? [zoneId] : []),
    ...(used.secrets === undefined ? [] : [store]),
  ],
};
