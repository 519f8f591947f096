import { z } from "zod";
import type { Issue } from "../../components/core/errors";
import { handedOn, type ProviderConfig, type RequiredSetting, type SignIn, type UsedKinds } from "../provider";
import { isBalanced } from "./load-balancer/routes";

/** `(a|b)` as a reader would say it: ocid1.a. or ocid1.b. */
const kinds = (pattern: string): string =>
  pattern
    .replace(/[()]/g, "")
    .split("|")
    .map((kind) => `ocid1.${kind}.`)
    .join(" or ");

/** `ocid1.<kind>.<realm>.<region>.<unique>`; those of vaults have a part before the last that names the vault. */
const ocid = (kind: string) =>
  z
    .string()
    .regex(
      new RegExp(`^ocid1\\.${kind}\\.oc\\d+\\.[a-z0-9-]*(\\.[a-z0-9]+)?\\.[a-z0-9]+$`),
      `an OCID that begins with ${kinds(kind)}`,
    );

const regionName = z.string().regex(/^[a-z]+(-[a-z]+)+-\d$/, "a region such as us-ashburn-1");

const settings = z.strictObject({
  /** The compartment to build in. */
  compartmentId: ocid("(compartment|tenancy)").optional().describe("OCID of the compartment to build in"),
  /** The Object Storage namespace of the tenancy. */
  namespace: z
    .string()
    .regex(/^[a-z0-9]{1,64}$/, "the Object Storage namespace: lower-case letters and digits")
    .optional()
    .describe("Object Storage namespace of the tenancy (oci os ns get)"),
  /** Availability domains to use, in order. @default - looked up when the network has been made */
  availabilityDomains: z
    .array(
      z.string().regex(/^[A-Za-z0-9]+:[A-Z0-9-]+-AD-[1-3]$/, "an availability domain such as Uocm:US-ASHBURN-AD-1"),
    )
    .min(1)
    .optional()
    .describe("Availability domains to use, in order, e.g. [Uocm:US-ASHBURN-AD-1]; looked up when left out"),
  /** The boot image. @default - the newest Ubuntu 22.04 image at the time the machine is made */
  imageId: ocid("image").optional().describe("OCID of the boot image; the newest Ubuntu 22.04 when left out"),
  /** The service gateway's service. @default - looked up when the network has been made */
  serviceId: ocid("service").optional().describe("OCID of the region's 'All Services' for the service gateway"),
  /** A vault to keep secrets in. @default - one is made */
  vaultId: ocid("vault").optional().describe("OCID of an existing vault to keep secrets in; one is made when left out"),
  /** Where keys of that vault are managed. @default - looked up when the stack has been begun */
  vaultManagementEndpoint: z
    .string()
    .regex(/^https:\/\/[a-z0-9.-]+\.oraclecloud\.com$/, "the management endpoint of a vault, with https://")
    .optional()
    .describe("Management endpoint of vaultId (oci kms management vault get); looked up when left out"),
  /** The home region of the tenancy. @default - the region */
  homeRegion: regionName
    .optional()
    .describe("Home region of the tenancy, where users, groups and policies are made; the region when left out"),
  /** The certificate of the load balancer, from a public authority; `none` for a stack without a domain. */
  certificateOcid: z
    .union([ocid("certificate"), z.literal("none")])
    .optional()
    .describe(
      "OCID of a certificate of the Certificates service that browsers trust and that covers the services' hostname; none where the stack has no domain; only for compute behind a load balancer",
    ),
  /** The most Mbps that a load balancer passes. @default 10, as much as is free */
  loadBalancerMbps: z
    .int("a whole number")
    .min(10, "at least 10")
    .max(8000, "at most 8000")
    .optional()
    .describe("The most Mbps that the load balancer passes, 10 to 8000; 10, as much as is free, when left out"),
  /** The version of Kubernetes. @default - `KUBERNETES_VERSION` */
  kubernetesVersion: z
    .string()
    .regex(/^v1\.\d+\.\d+$/, "a version such as v1.35.2")
    .optional()
    .describe("Version of a Kubernetes cluster and its machines (oci ce cluster-options get), e.g. v1.35.2"),
  /** What machines of a cluster boot. @default - the newest of Oracle's images for the version */
  nodeImageId: ocid("image")
    .optional()
    .describe("OCID of the image of a cluster's machines; Oracle's newest for the version when left out"),
  /** The kind of cluster; an enhanced one never becomes basic again. @default - enhanced where machines follow the load */
  clusterType: z
    .enum(["basic", "enhanced"])
    .optional()
    .describe(
      "basic is free; enhanced has add-ons, which scaling needs; by need when left out, and never back to basic",
    ),
  /** The address of the user whose keys open the buckets. @default - one that leads nowhere */
  bucketUserEmail: z
    .email("an e-mail address")
    .max(254, "at most 254 characters")
    .optional()
    .describe("E-mail address of the user whose keys open the buckets; one that leads nowhere when left out"),
  /** The tenancy's name, which clients of queues sign in with. */
  tenancyName: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/, "the name of the tenancy: letters, digits, hyphens, underscores")
    .optional()
    .describe("Name of the tenancy (oci iam tenancy get), which clients of queues sign in with"),
  /** The address of the user that the services sign in to queues with. @default - one that leads nowhere */
  queueUserEmail: z
    .email("an e-mail address")
    .max(254, "at most 254 characters")
    .optional()
    .describe("E-mail address of the user that signs in to queues; one that leads nowhere when left out"),
  /** The zone. */
  zone: z
    .string()
    .regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, "a zone such as example.com")
    .optional()
    .describe("Zone that the stack's domain is in, e.g. example.com"),
  /** An existing zone. @default - the zone is made */
  zoneId: ocid("dns-zone").optional().describe("OCID of the existing zone; the zone is made when left out"),
  /** The certificate of the static site's hostname, from a public authority. @default - none; only without a hostname */
  siteCertificateOcid: ocid("certificate")
    .optional()
    .describe("OCID of a certificate of the Certificates service that browsers trust and that covers the site's name"),
});

export type OciSettings = z.infer<typeof settings>;

const compartment: RequiredSetting = {
  key: "landfall:oci.compartmentId",
  description: "the compartment to build in",
  example: "ocid1.compartment.oc1..example",
  placeholder: /\.\.example$/,
};
const tenancy: RequiredSetting = {
  key: "oci:tenancyOcid",
  description: "the tenancy, which dynamic groups and policies belong to",
  example: "ocid1.tenancy.oc1..example",
  placeholder: /\.\.example$/,
};
const region: RequiredSetting = {
  key: "oci:region",
  description: "the region to build in",
  example: "us-ashburn-1",
};
const zone: RequiredSetting = {
  key: "landfall:oci.zone",
  description: "the zone that the stack's domain is in",
  example: "example.com",
  // Names that RFC 2606 reserves.
  placeholder: /(^|\.)(example\.(com|net|org)|example|test|invalid)$/,
};
const tenancyName: RequiredSetting = {
  key: "landfall:oci.tenancyName",
  description: "the name of the tenancy (oci iam tenancy get)",
  example: "exampletenancy",
  placeholder: /^exampletenancy$/,
};
const siteCertificate: RequiredSetting = {
  key: "landfall:oci.siteCertificateOcid",
  description: "the static site's certificate, imported into the Certificates service, that browsers trust",
  example: "ocid1.certificate.oc1..example",
  placeholder: /\.\.example$/,
};
const namespace: RequiredSetting = {
  key: "landfall:oci.namespace",
  description: "the Object Storage namespace of the tenancy (oci os ns get)",
  example: "examplenamespace",
  placeholder: /^examplenamespace$/,
};
const certificate: RequiredSetting = {
  key: "landfall:oci.certificateOcid",
  description:
    "the load balancer's certificate, imported into the Certificates service, that browsers trust; none where the stack has no domain",
  example: "ocid1.certificate.oc1..example",
  placeholder: /\.\.example$/,
};

/** Whether requests come through a load balancer; whether they come under a name is not known here. */
const needsCertificate = ({ compute }: UsedKinds): boolean => compute !== undefined && isBalanced(compute.shape);

const TENANCY_VARIABLES = ["OCI_TENANCY_OCID", "TF_VAR_tenancy_ocid"] as const;

/** A key of the environment that belongs to another tenancy, and a root compartment of another one. */
function checkAccount({ settings, standard, variable }: SignIn<OciSettings>): Issue[] {
  const { tenancyOcid, userOcid } = standard;
  if (typeof tenancyOcid !== "string") return [];
  const problem = "is of another tenancy than oci:tenancyOcid names";
  const { compartmentId } = settings;
  const root = compartmentId?.startsWith("ocid1.tenancy.") === true && compartmentId !== tenancyOcid;
  // Who signs in with a user of the stack's own config signs in to its tenancy, whatever the environment says.
  const from = userOcid === undefined ? TENANCY_VARIABLES.find((name) => variable(name) !== undefined) : undefined;
  const other = from !== undefined && variable(from) !== tenancyOcid;
  return [
    ...(root ? [{ at: "landfall:oci.compartmentId", problem, got: compartmentId, allowed: tenancyOcid }] : []),
    ...(other ? [{ at: from, problem, got: variable(from), allowed: tenancyOcid }] : []),
  ];
}

/** How Oracle Cloud is configured. The standard keys are those of the Pulumi OCI provider. */
export const ociConfig: ProviderConfig<OciSettings> = {
  settings,
  standard: {
    region: {
      schema: regionName,
      environment: ["OCI_REGION", "TF_VAR_region"],
      description: "the region to build in",
    },
    tenancyOcid: {
      schema: ocid("tenancy"),
      environment: TENANCY_VARIABLES,
      description: "OCID of the tenancy",
    },
    userOcid: {
      schema: ocid("user"),
      environment: ["OCI_USER_OCID", "TF_VAR_user_ocid"],
      description: "OCID of the user",
    },
    fingerprint: {
      schema: z
        .string()
        .regex(/^([0-9a-f]{2}:){15}[0-9a-f]{2}$/i, "the fingerprint of an API key: 16 pairs of hexadecimal digits"),
      environment: ["OCI_FINGERPRINT", "TF_VAR_fingerprint"],
      description: "the fingerprint of the API key",
    },
    privateKey: {
      schema: z.string().min(1),
      environment: ["OCI_PRIVATE_KEY", "TF_VAR_private_key"],
      secret: true,
      description: "the API key, in PEM",
    },
    privateKeyPath: {
      schema: z.string().min(1),
      environment: ["OCI_PRIVATE_KEY_PATH", "TF_VAR_private_key_path"],
      description: "the file of the API key",
    },
    privateKeyPassword: {
      schema: z.string().min(1),
      environment: ["OCI_PRIVATE_KEY_PASSWORD", "TF_VAR_private_key_password"],
      secret: true,
      description: "the passphrase of the API key",
    },
    auth: {
      schema: z.enum(["ApiKey", "InstancePrincipal", "SecurityToken", "ResourcePrincipal", "OKEWorkloadIdentity"]),
      environment: ["OCI_AUTH", "TF_VAR_auth"],
      description: "how to sign in",
    },
    configFileProfile: {
      schema: z.string().min(1),
      environment: ["OCI_CONFIG_FILE_PROFILE", "TF_VAR_config_file_profile"],
      description: "the profile of the OCI configuration file",
    },
    ...handedOn({
      disableAutoRetries: z.boolean(),
      dualStackEndpointEnabled: z.boolean(),
      ignoreDefinedTags: z.array(z.string()),
      realmSpecificServiceEndpointTemplateEnabled: z.boolean(),
      retriesConfigFile: z.string(),
      retryDurationSeconds: z.int("a whole number"),
      testTimeMaintenanceRebootDue: z.string(),
      tokenExchangeAuth: z.string(),
      tokenExchangeClientId: z.string(),
      tokenExchangeDomainUrl: z.string(),
      tokenExchangePublicKey: z.string(),
      tokenExchangeRequestedTokenType: z.string(),
      tokenExchangeResourceType: z.string(),
      tokenExchangeRpstExp: z.string(),
      tokenExchangeSubjectTokenType: z.string(),
      workloadIdentityTokenPath: z.string(),
    }),
    ...handedOn({ tokenExchangeClientSecret: z.string() }, { secret: true }),
  },
  credentials: {
    ways: [
      { keys: ["userOcid", "fingerprint", "privateKey"] },
      { keys: ["userOcid", "fingerprint", "privateKeyPath"] },
      { keys: ["auth"] },
      { file: ".oci/config" },
    ],
    fix: "oci setup config",
  },
  account: checkAccount,
  check: ({ vaultId, vaultManagementEndpoint }) =>
    vaultManagementEndpoint === undefined || vaultId !== undefined
      ? []
      : [
          {
            at: "landfall:oci.vaultManagementEndpoint",
            problem: "is the endpoint of a vault that is not named",
            fix: "set landfall:oci.vaultId too, or leave both out",
          },
        ],
  required: (used: UsedKinds) => [
    compartment,
    tenancy,
    region,
    ...(used["object-storage"] || used["static-site"] ? [namespace] : []),
    ...(used.queue === undefined ? [] : [tenancyName]),
    ...(used.dns === undefined ? [] : [zone]),
    ...(used["static-site"] !== undefined && used.dns !== undefined ? [siteCertificate] : []),
    ...(needsCertificate(used) ? [certificate] : []),
  ],
};
