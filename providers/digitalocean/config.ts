import { z } from "zod";
import type { Issue } from "../../components/core/errors";
import { fingerprint } from "../../components/core/naming";
import { handedOn, type ProviderConfig, type RequiredSetting, type SignIn, type UsedKinds } from "../provider";
import { APP_REGIONS, DATACENTERS, regionsOf } from "./regions";

const settings = z.strictObject({
  /** The App Platform region. @default - the one that the data centre is in, else "nyc" */
  region: z.enum(APP_REGIONS).optional().describe("App Platform region, e.g. nyc; the data centre's when left out"),
  /** The data centre of machines, networks and databases. @default - the newest of the App Platform region, "nyc3" */
  datacenter: z
    .enum(DATACENTERS)
    .optional()
    .describe("Data centre of machines, networks and databases, e.g. nyc3; the region's newest when left out"),
  /** A certificate of the account, by name, for a load balancer. @default - one of Let's Encrypt, by DigitalOcean DNS */
  certificateName: z
    .string()
    .min(1)
    .max(255, "at most 255 characters")
    .optional()
    .describe("Name of a certificate of the account for the load balancer of a vm-group or a cluster"),
  /** The version of a new Kubernetes cluster. @default - `KUBERNETES_VERSION` */
  kubernetesVersion: z
    .string()
    .regex(/^1\.\d+(\.\d+-do\.\d+)?$/, "a minor version such as 1.35, or one such as 1.35.1-do.6")
    .optional()
    .describe("Version of a new Kubernetes cluster (doctl kubernetes options versions), e.g. 1.35; later ones by hand"),
  /** Whether the cluster's API stands several times, which costs money and cannot be undone. @default false */
  kubernetesHighAvailability: z
    .boolean()
    .optional()
    .describe("Whether the API of a Kubernetes cluster stands several times, which DigitalOcean never takes back"),
  /** Whether the administrators' public keys are in the account already, which takes each key once. @default "create" */
  sshKeys: z
    .enum(["create", "existing"])
    .optional()
    .describe("existing: the administrators' public keys are in the account already; created when left out"),
  /**
   * Who services sign in to PostgreSQL as; a user of their own may make no table until an administrator gives it the
   * right by SQL. @default "administrator"
   */
  databaseUser: z
    .enum(["own", "administrator"])
    .optional()
    .describe(
      "Who services sign in to PostgreSQL as: doadmin when left out, or own, which doadmin has to give its rights by SQL",
    ),
  /** The authority of the Kafka cluster's certificate, in PEM. @default - looked up when the cluster has been made */
  kafkaCaCertificate: z
    .string()
    .regex(/^-----BEGIN CERTIFICATE-----\n[\s\S]+-----END CERTIFICATE-----\s*$/, "a certificate in PEM")
    .optional()
    .describe("Authority of the Kafka cluster's certificate, in PEM (doctl databases get-ca); looked up when left out"),
  /** The zone that the stack's domain is in. */
  zone: z
    .string()
    .regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, "a zone such as example.com")
    .optional()
    .describe("Zone that the stack's domain is in, e.g. example.com"),
  /** What the token is known by: the beginning of its SHA-256. @default - any token will do */
  tokenFingerprint: z
    .string()
    .regex(/^[0-9a-f]{16}$/, "the first 16 hexadecimal digits of the token's SHA-256")
    .optional()
    .describe(
      "First 16 hexadecimal digits of the token's SHA-256, which no other team's token has; not checked when left out",
    ),
  /** Whether the zone is in the account already. @default "create" */
  dnsZone: z
    .enum(["create", "existing"])
    .optional()
    .describe("existing: the zone is in the account already; created when left out"),
});

export type DigitaloceanSettings = z.infer<typeof settings>;

/** Parts of one stack meet in a private network, which one data centre has: both regions must be the same place. */
function check(chosen: DigitaloceanSettings): readonly Issue[] {
  const { region, datacenter } = chosen;
  const { region: fitting } = regionsOf({ datacenter });
  if (region === undefined || datacenter === undefined || region === fitting) return [];
  return [
    {
      at: "landfall:digitalocean.region",
      problem: `is not the App Platform region of the data centre ${datacenter}`,
      got: region,
      allowed: fitting,
      fix: "pulumi config rm --path 'landfall:digitalocean.region'",
    },
  ];
}

/** A token of another team: it says nothing of its team by itself, and only the stack's own one has the fingerprint. */
function checkAccount({ settings: { tokenFingerprint }, given }: SignIn<DigitaloceanSettings>): Issue[] {
  const token = given("token");
  if (tokenFingerprint === undefined || token === undefined) return [];
  const got = fingerprint(token, tokenFingerprint.length);
  if (got === tokenFingerprint) return [];
  const problem = "has another fingerprint than landfall:digitalocean.tokenFingerprint";
  const fix = "sign in with the token of the stack's team, or name the fingerprint of a new one";
  return [{ at: "digitalocean:token", problem, got, allowed: tokenFingerprint, fix }];
}

/** DigitalOcean proves a name for Let's Encrypt only in a zone of its own. */
const certificate: RequiredSetting = {
  key: "landfall:digitalocean.certificateName",
  description:
    "the name of a certificate in the account, Settings, Security; DigitalOcean issues one itself only for a domain in its own DNS",
  example: "example-certificate",
  placeholder: /^example-/,
};
const zone: RequiredSetting = {
  key: "landfall:digitalocean.zone",
  description: "the zone that the stack's domain is in",
  example: "example.com",
  // Names that RFC 2606 reserves.
  placeholder: /(^|\.)(example\.(com|net|org)|example|test|invalid)$/,
};

/** Buckets are not made with the API's token. */
const spaces: readonly RequiredSetting[] = [
  {
    key: "digitalocean:spacesAccessId",
    description: "a Spaces key of full access, which makes the buckets",
    example: "DO00EXAMPLEEXAMPLE00",
    placeholder: /EXAMPLE/,
  },
  {
    key: "digitalocean:spacesSecretKey",
    description: "the secret of the Spaces key",
    example: "example-spaces-secret-key",
    placeholder: /^example-/,
  },
];

const required = ({ compute, dns, "object-storage": storage }: UsedKinds): readonly RequiredSetting[] => [
  ...((compute?.shape === "vm-group" || compute?.shape === "kubernetes") && dns === undefined ? [certificate] : []),
  ...(dns === undefined ? [] : [zone]),
  ...(storage === undefined ? [] : spaces),
];

/** How DigitalOcean is configured. The standard keys are those of the Pulumi DigitalOcean provider. */
export const digitaloceanConfig: ProviderConfig<DigitaloceanSettings> = {
  settings,
  standard: {
    token: {
      schema: z.string().min(1),
      environment: ["DIGITALOCEAN_TOKEN", "DIGITALOCEAN_ACCESS_TOKEN"],
      secret: true,
      description: "an API token",
    },
    apiEndpoint: {
      schema: z.url("an address such as https://api.example.com"),
      environment: ["DIGITALOCEAN_API_URL"],
      description: "another address of the API",
    },
    ...handedOn({
      httpRetryMax: z.int("a whole number"),
      httpRetryWaitMax: z.number(),
      httpRetryWaitMin: z.number(),
      requestsPerSecond: z.number(),
      spacesEndpoint: z.string(),
    }),
    spacesAccessId: {
      schema: z.string().min(1),
      environment: ["SPACES_ACCESS_KEY_ID"],
      secret: true,
      description: "the Spaces key that makes buckets",
    },
    spacesSecretKey: {
      schema: z.string().min(1),
      environment: ["SPACES_SECRET_ACCESS_KEY"],
      secret: true,
      description: "the secret of the Spaces key",
    },
  },
  credentials: { ways: [{ keys: ["token"] }], fix: "pulumi config set --secret digitalocean:token <token>" },
  required,
  account: checkAccount,
  check,
};
