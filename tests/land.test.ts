import type { Kind } from "../components/catalog";
import type { ComputeDriver, ResolvedComputeArgs } from "../components/compute";
import type { Placement } from "../components/core/driver";
import { connectProviders, type Connections } from "../providers/connections";
import type { ProviderId } from "../providers/registry";
import { land } from "../src/land";
import { record } from "../src/plan/recorder";
import { prepare } from "../src/program";
import { stackWith, testOptions } from "./support/config";
import { planned, planWith } from "./support/plan";

const stacks = ["dev", "prod"];

/** What the services of a stack are handed, as the compute driver sees it. */
async function servicesOf(stack: string, changes: Readonly<Record<string, unknown>> = {}) {
  const source = stackWith(stack, changes);
  const config = prepare(source, testOptions);
  let seen: ResolvedComputeArgs["services"] = {};
  await record(
    async () => {
      const real = await connectProviders(config.providers);
      const watched = (placement: Placement<unknown>): Placement<ComputeDriver> => {
        const driver = placement.driver as ComputeDriver;
        return {
          ...placement,
          driver: (context, args) => driver(context, { ...args, services: (seen = args.services) }),
        };
      };
      const place = ((kind: Kind, id: ProviderId, shape: never) => {
        const placement = real.place(kind, id, shape);
        return kind === "compute" ? watched(placement) : placement;
      }) as Connections["place"];
      land(config, { place });
    },
    { project: "landfall", stack, config: source.values },
  );
  return seen;
}

describe("a stack", () => {
  it.each(stacks)("has each component once, on the providers of its topology: %s", async (stack) => {
    const { components } = await planWith(stack);
    expect(components.map(({ kind }) => kind).sort()).toEqual(
      [
        "compute",
        "database",
        "dns",
        "edge",
        "monitoring",
        "network",
        "object-storage",
        "secrets",
        "static-site",
      ].sort(),
    );
  });

  it.each(stacks)("protects and keeps whatever holds data: %s", async (stack) => {
    const { resources } = await planWith(stack);
    const data = /:(Instance|AutonomousDatabase|Bucket|Secret|Zone|Vault|Key|RandomPassword)$/;
    const stores = resources.filter(({ type }) => data.test(type) && !/oci:Core|ec2/.test(type));
    const loose = stores.filter(({ protect, retainOnDelete }) => !protect || !retainOnDelete).map(({ urn }) => urn);
    expect(stores.length).toBeGreaterThan(6);
    // Logs, and the key of the topic that notices go through, hold nothing that is missed.
    expect(loose.filter((urn) => !/compute-access-logs$|monitoring-notices$/.test(urn))).toEqual([]);
  });

  it.each(["aws-fargate", "oci-do-free"])(
    "has no protected resource when data protection is off: %s",
    async (topology) => {
      const changes = { "landfall:topology": topology, "landfall:dataProtection": "off" };
      const { resources } = await planWith("dev", changes);
      expect(resources.filter(({ protect, retainOnDelete }) => protect || retainOnDelete)).toEqual([]);
    },
  );

  it.each(stacks)("has DNS and edge only where it has a domain: %s", async (stack) => {
    const changes = stack === "dev" ? { "landfall:domain": "" } : {};
    const { components, providers } = await planWith(stack, changes);
    const kinds = components.map(({ kind }) => kind);
    expect(kinds.includes("dns") && kinds.includes("edge")).toBe(stack === "prod");
    expect(providers.includes("cloudflare")).toBe(stack === "prod");
  });

  it("keeps the URN of every component when the cloud changes", async () => {
    const [here, there] = await Promise.all([planWith("dev"), planWith("dev", { "landfall:topology": "aws-fargate" })]);
    expect(there.components.map(({ urn }) => urn)).toEqual(here.components.map(({ urn }) => urn));
    expect(there.components.map(({ provider }) => provider)).not.toEqual(
      here.components.map(({ provider }) => provider),
    );
  });

  it("tells the site where the services answer", async () => {
    const { resources } = await planWith("prod");
    const [project] = planned({ resources } as never, "cloudflare:index/pagesProject:PagesProject");
    expect(JSON.stringify(project!.inputs)).toContain("https://api.example.com");
  });
});

describe("a secret that the app makes", () => {
  it("is taken from the owner where one is given", async () => {
    const { resources } = await planWith("prod", { "landfall:secrets": { JWT_SECRET: "canary-of-the-owner" } });
    const names = resources.map(({ name }) => name);
    expect(names).toContain("secrets-JWT_SECRET");
    expect(names).not.toContain("secrets-JWT_SECRET-value");
    expect(names).toContain("secrets-SECRET_KEY-value");
    expect(JSON.stringify(resources)).not.toContain("canary");
  });
});

describe("what a service gets", () => {
  const common = [
    "BUCKET_ASSETS_ENDPOINT",
    "BUCKET_ASSETS_NAME",
    "BUCKET_ASSETS_REGION",
    "BUCKET_ASSETS_URL",
    "BUCKET_LOGS_ENDPOINT",
    "BUCKET_LOGS_NAME",
    "BUCKET_LOGS_REGION",
    "BUCKET_LOGS_URL",
    "BUCKET_UPLOADS_ENDPOINT",
    "BUCKET_UPLOADS_NAME",
    "BUCKET_UPLOADS_REGION",
    "BUCKET_UPLOADS_URL",
    "DATABASE_ENGINE",
    "DATABASE_HOST",
    "DATABASE_NAME",
    "DATABASE_PASSWORD",
    "DATABASE_PORT",
    "DATABASE_URL",
    "DATABASE_USER",
    "JWT_SECRET",
    "PORT",
    "SECRET_KEY",
    "SENDGRID_API_KEY",
    "SITE_URL",
    "WEB_CONCURRENCY",
  ];
  const own: Record<string, string[]> = {
    "aws-fargate": ["PGPASSWORD"],
    "oci-do-free": [
      "AWS_ACCESS_KEY_ID",
      "AWS_SECRET_ACCESS_KEY",
      "DATABASE_WALLET_DIR",
      "DATABASE_WALLET_PASSWORD",
      "TNS_ADMIN",
    ],
  };

  it.each(Object.keys(own))("has the same names on every cloud: %s", async (topology) => {
    const { backend } = await servicesOf("dev", { "landfall:topology": topology });
    expect(Object.keys(backend!.environment).sort()).toEqual([...common, ...own[topology]!].sort());
  });

  it.each(Object.keys(own))("is secret by reference only, never by value: %s", async (topology) => {
    const { backend } = await servicesOf("dev", { "landfall:topology": topology });
    const kinds = Object.entries(backend!.environment).map(([name, { kind }]) => [name, kind]);
    expect(kinds.filter(([, kind]) => kind === "secret")).toEqual([]);
    const referenced = kinds.filter(([, kind]) => kind === "reference").map(([name]) => name);
    const secret = /PASSWORD|SECRET_ACCESS_KEY|JWT_SECRET|SECRET_KEY|API_KEY/;
    expect(referenced.sort()).toEqual(
      Object.keys(backend!.environment)
        .filter((name) => secret.test(name))
        .sort(),
    );
  });

  it("leaves out what the app did not ask for", async () => {
    const { ai } = await servicesOf("dev");
    expect(Object.keys(ai!.environment).sort()).toEqual(["PORT", "SITE_URL"]);
  });
});
