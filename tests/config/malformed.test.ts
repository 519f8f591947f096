import { refusals, stackWith } from "../support/config";

/** A config key changed to a mistaken value, and what the only line about it must hold. */
type Case = readonly [title: string, changes: Record<string, unknown>, ...parts: readonly string[]];

const long = "x".repeat(300);
const service = { image: "ghcr.io/acme/api:1.0.0", port: 8000, routes: ["/api"], health: { path: "/health" } };
const shop = { name: "shop", services: { api: service } };
const withService = (change: object) => ({ "landfall:app": { ...shop, services: { api: { ...service, ...change } } } });
const override = (part: object) => ({ "landfall:override": part });

const cases: readonly Case[] = [
  [
    "an unknown topology",
    { "landfall:topology": "aws-fargte" },
    "landfall:topology",
    '"aws-fargte"',
    "oci-do-free",
    'did you mean "aws-fargate"?',
  ],
  ["an unknown app", { "landfall:app": "megalance" }, "landfall:app", '"megalance"', 'did you mean "megilance"?'],
  [
    "an unknown key",
    { "landfall:topologi": "aws-fargate" },
    "landfall:topologi",
    "allowed app, topology",
    'did you mean "topology"?',
  ],
  ["an unknown namespace", { "azure:location": "westeurope" }, "azure:", "allowed landfall", "aws"],
  ["a missing app", { "landfall:app": undefined }, "landfall:app: is missing", "pulumi config set landfall:app"],
  ["an empty app", { "landfall:app": "" }, "landfall:app: is missing"],
  ["a missing topology", { "landfall:topology": undefined }, "landfall:topology: is missing"],
  ["an app that is a number", { "landfall:app": 7 }, "landfall:app: unknown app", "megilance"],
  [
    "a topology that is a list",
    { "landfall:topology": ["aws-fargate"] },
    "landfall:topology: has the wrong type",
    "a mapping",
  ],
  [
    "an app name of 300 characters",
    { "landfall:app": long },
    "landfall:app: unknown app",
    "300 characters",
    "megilance",
  ],
  ["an app name in another script", { "landfall:app": "магазин" }, "landfall:app: unknown app", "магазин"],
  [
    "an unknown provider",
    override({ compute: { provider: "azure" } }),
    "compute.provider",
    '"azure"',
    "aws, oci, digitalocean, cloudflare",
  ],
  [
    "a misspelled provider",
    override({ database: { provider: "asw", size: "micro" } }),
    "database.provider",
    'did you mean "aws"?',
  ],
  [
    "an unknown shape",
    override({ compute: { shape: "container" } }),
    "compute.shape",
    '"container"',
    'did you mean "containers"?',
  ],
  ["an unknown part", override({ databse: { provider: "aws" } }), "databse", "unknown key", 'did you mean "database"?'],
  ["an unknown size", override({ database: { size: "tiny" } }), "database.size", '"tiny"', "free"],
  ["a count below one", override({ compute: { count: 0 } }), "compute.count", "got 0", "a whole number from 1 to 300"],
  [
    "a negative size of storage",
    override({ database: { storageGiB: -20 } }),
    "database.storageGiB",
    "got -20",
    "from 1",
  ],
  [
    "storage that is a text",
    override({ database: { storageGiB: "much" } }),
    "database.storageGiB",
    '"much"',
    "a whole number",
  ],
  [
    "storage that is NaN",
    override({ database: { storageGiB: "NaN" } }),
    "database.storageGiB",
    "NaN",
    "a whole number",
  ],
  ["half a machine", override({ compute: { count: 1.5 } }), "compute.count", "got 1.5", "a whole number"],
  [
    "backups kept for too long",
    override({ database: { backupRetentionDays: 400 } }),
    "backupRetentionDays",
    "got 400",
    "1 to 35",
  ],
  ["a network that is no CIDR", override({ network: { cidr: "10.20.0.0" } }), "network.cidr", '"10.20.0.0"', "CIDR"],
  [
    "a network with host bits",
    override({ network: { cidr: "10.20.0.1/16" } }),
    "network.cidr",
    "10.20.0.1/16",
    "host bits zero",
  ],
  [
    "a network of the internet",
    override({ network: { cidr: "8.8.0.0/16" } }),
    "network.cidr",
    "8.8.0.0/16",
    "a private network",
  ],
  [
    "a network too small",
    override({ network: { cidr: "10.20.0.0/28" } }),
    "network.cidr",
    "10.20.0.0/28",
    "/16 to /24",
  ],
  [
    "an administrator from everywhere",
    { "landfall:adminCidrs": ["0.0.0.0/0"] },
    "landfall:adminCidrs[0]",
    "0.0.0.0/0",
    "never open",
  ],
  [
    "an administrator's address without bits",
    { "landfall:adminCidrs": ["203.0.113.7"] },
    "landfall:adminCidrs[0]",
    '"203.0.113.7"',
    "/32",
  ],
  ["administrators that are no list", { "landfall:adminCidrs": "203.0.113.7/32" }, "landfall:adminCidrs", "a list"],
  ["missing administrators", { "landfall:adminCidrs": undefined }, "landfall:adminCidrs: is missing", "[] closes SSH"],
  [
    "an SSH key that is none",
    { "landfall:sshPublicKeys": ["AAAA"] },
    "landfall:sshPublicKeys[0]",
    '"AAAA"',
    "id_ed25519.pub",
  ],
  [
    "a domain with a scheme",
    { "landfall:domain": "https://example.com" },
    "landfall:domain",
    "https://example.com",
    "shop.example.com",
  ],
  [
    "a domain in capitals",
    { "landfall:domain": "Shop.Example.com" },
    "landfall:domain",
    "Shop.Example.com",
    "in lower case",
  ],
  [
    "a domain outside the zone",
    { "landfall:domain": "shop.example.org" },
    "landfall:domain",
    "shop.example.org",
    "example.com",
  ],
  ["an e-mail address that is none", { "landfall:email": "ops" }, "landfall:email", '"ops"', "an e-mail address"],
  ["an unknown region form", { "oci:region": "ashburn" }, "oci:region", '"ashburn"', "us-ashburn-1"],
  ["an AWS zone as region", { "aws:region": "us-east-1a" }, "aws:region", '"us-east-1a"', "us-east-1"],
  ["a misspelled standard key", { "oci:regoin": "us-ashburn-1" }, "oci:regoin", 'did you mean "region"?'],
  [
    "a missing compartment",
    { "landfall:oci": { namespace: "examplenamespace" } },
    "landfall:oci.compartmentId: is missing",
    "--path",
  ],
  [
    "a missing namespace",
    { "landfall:oci": { compartmentId: "ocid1.compartment.oc1..example" } },
    "landfall:oci.namespace: is missing",
  ],
  [
    "a missing tenancy",
    { "oci:tenancyOcid": undefined },
    "oci:tenancyOcid: is missing",
    "pulumi config set oci:tenancyOcid",
  ],
  [
    "a missing account",
    { "landfall:cloudflare": { zone: "example.com" } },
    "landfall:cloudflare.accountId: is missing",
  ],
  [
    "an account id that is none",
    { "landfall:cloudflare": { accountId: "me", zone: "example.com" } },
    "landfall:cloudflare.accountId",
    '"me"',
    "32 hexadecimal digits",
  ],
  [
    "a compartment that is a user",
    { "landfall:oci": { compartmentId: "ocid1.user.oc1..aa", namespace: "ns" } },
    "landfall:oci.compartmentId",
    "ocid1.user.oc1..aa",
    "an OCID",
  ],
  [
    "an unknown setting of a provider",
    { "landfall:digitalocean": { regoin: "nyc" } },
    "landfall:digitalocean.regoin",
    'did you mean "region"?',
  ],
  ["settings that are no mapping", { "landfall:oci": "compartment" }, "landfall:oci: has the wrong type", "a mapping"],
  [
    "protection that is neither on nor off",
    { "landfall:dataProtection": "offf" },
    "landfall:dataProtection",
    '"offf"',
    "on, off",
    'did you mean "off"?',
  ],
  [
    "an image for no service",
    { "landfall:images": { backnd: "ghcr.io/a/b:1" } },
    "landfall:images.backnd",
    'did you mean "backend"?',
  ],
  [
    "an image without a tag",
    { "landfall:images": { backend: "ghcr.io/a/b" } },
    "landfall:images.backend",
    "ghcr.io/a/b",
    "with a tag or digest",
  ],
  [
    "a service that cannot be left out",
    { "landfall:services": { backend: false } },
    "landfall:services.backend",
    "allowed ai",
  ],
  [
    "a secret that the app does not have",
    { "landfall:secrets": { SENDGRID_KEY: "abc" } },
    "landfall:secrets.SENDGRID_KEY",
    'did you mean "SENDGRID_API_KEY"?',
  ],
  ["a port out of range", withService({ port: 70000 }), "services.api.port", "got 70000", "from 1 to 65535"],
  ["a route without a slash", withService({ routes: ["api"] }), "services.api.routes[0]", '"api"', "a path such as"],
  ["a call to no service", withService({ calls: ["ai"] }), "services.api.calls[0]", '"ai"'],
  [
    "a bucket that the app does not have",
    withService({ buckets: { uploads: "read" } }),
    "services.api.buckets.uploads",
    '"uploads"',
  ],
  [
    "an environment name in lower case",
    withService({ environment: { debug: "1" } }),
    "services.api.environment.debug",
    "upper-case",
  ],
  ["a misspelled key of a service", withService({ prot: 1 }), "services.api.prot", 'did you mean "port"?'],
  ["an app without services", { "landfall:app": { name: "shop", services: {} } }, "services", "at least one service"],
  ["more memory than the machine has", withService({ memoryMiB: 4096 }), "compute.size", "4096 MiB", "1024"],
  [
    "an engine that the app does not speak",
    { "landfall:app": { ...shop, database: { engines: { postgres: {} } } } },
    "database.engine",
    "oracle",
    "postgres",
  ],
  [
    "a provider without the kind",
    override({ "object-storage": { provider: "cloudflare" } }),
    "object-storage",
    "cloudflare",
    "aws managed (S3)",
  ],
];

describe("a malformed config", () => {
  it.each(cases as [string, Record<string, unknown>, ...string[]][])(
    "is refused in one line: %s",
    (_title: string, changes: Record<string, unknown>, ...parts: readonly string[]) => {
      const lines = refusals(stackWith("dev", changes));
      expect(lines).toHaveLength(1);
      for (const part of parts) expect(lines[0]).toContain(part);
      expect(lines[0]).not.toMatch(/\n|\s+at .+:\d+:\d+/);
    },
  );

  it("has at least forty kinds", () => expect(cases.length).toBeGreaterThanOrEqual(40));
});
