import { attempt, refusals, stackWith } from "../support/config";

const override = (part: object) => ({ "landfall:override": part });
const app = (change: object) => ({
  "landfall:app": {
    name: "shop",
    services: { api: { image: "a/b:1", port: 80, routes: ["/"], health: { path: "/" }, ...change } },
  },
});

describe("preflight", () => {
  it("refuses a kind that the provider does not have, with those that do", () => {
    expect(refusals(stackWith("dev", override({ network: { provider: "cloudflare" } })))).toEqual([
      "topology oci-do-free network: Cloudflare cannot take it: Cloudflare has no private network of subnets; " +
        'got "cloudflare"; allowed aws managed (VPC), oci managed (VCN), digitalocean managed (VPC)',
    ]);
  });

  it("refuses a shape that the provider does not have", () => {
    const [line, ...more] = refusals(stackWith("dev", override({ compute: { shape: "workers" } })));
    expect(more).toEqual([]);
    expect(line).toMatch(/compute\.shape: unknown shape of compute on Oracle Cloud; got "workers"; allowed vm/);
  });

  it("refuses a feature that the service lacks, with the reason and where it is found", () => {
    const [line, ...more] = refusals(stackWith("dev", override({ compute: { count: 2 } })));
    expect(more).toEqual([]);
    expect(line).toMatch(/Compute instance lacks loadBalancing: .*; got "oci"; allowed .*aws containers|no provider/);
  });

  it("asks for a domain where HTTPS cannot do without one", () => {
    const [line, ...more] = refusals(stackWith("prod", { "landfall:domain": "" }));
    expect(more).toEqual([]);
    expect(line).toMatch(/ECS Fargate lacks addressWithoutDomain: .*pulumi config set landfall:domain/);
  });

  it("refuses a topology that lacks what the app needs", () => {
    const lines = refusals(stackWith("dev", override({ "object-storage": null, "static-site": null })));
    expect(lines).toEqual([
      expect.stringMatching(/has no object-storage, needed by the app's buckets; allowed aws managed \(S3\)/),
      expect.stringMatching(/has no static-site, needed by the app's site; allowed aws managed \(S3 and CloudFront\)/),
    ]);
  });

  it("refuses an engine that the app does not speak", () => {
    const database = { database: { engines: { postgres: {} } } };
    const source = stackWith("dev", { "landfall:app": { ...app({ database: true })["landfall:app"], ...database } });
    expect(refusals(source)).toEqual([
      'topology oci-do-free database.engine: the app shop does not work with oracle; got "oracle"; allowed postgres',
    ]);
  });

  it("refuses a provider whose engines the app does not speak, with those that have one", () => {
    const database = { database: { engines: { sqlite: {} } } };
    const changes = {
      "landfall:app": { ...app({ database: true })["landfall:app"], ...database },
      ...override({ database: { provider: "aws", shape: "managed", size: "micro" } }),
    };
    expect(refusals(stackWith("prod", { ...changes, "landfall:topology": "oci-do-free" }))).toEqual([
      expect.stringMatching(
        /the app shop works with sqlite, RDS is postgres; got "aws"; allowed sqlite: cloudflare managed \(D1\)/,
      ),
    ]);
  });

  it("refuses a bucket for backups in which they end before their time, or stay beyond it", () => {
    const withBucket = (backups: object) => {
      const changes = {
        "landfall:topology": "cloudflare-droplet",
        "landfall:app": {
          ...app({ database: true })["landfall:app"],
          database: { engines: { postgres: { version: "15" } } },
          buckets: { backups: { backups: true, ...backups } },
        },
      };
      const read = attempt(stackWith("dev", changes));
      return Array.isArray(read) ? read : [];
    };
    expect(withBucket({ expireDays: 7 })).toEqual([
      "app.buckets.backups.expireDays: ends the backups of the database before their time; got 7; " +
        "allowed more than 7, the database's backupRetentionDays",
    ]);
    expect(withBucket({ retainDays: 8 })).toEqual([
      "app.buckets.backups.retainDays: keeps the backups of the database beyond their time; got 8; " +
        "allowed 7 at most, the database's backupRetentionDays",
    ]);
    expect(withBucket({ expireDays: 8, retainDays: 7 })).toEqual([]);
  });

  it("refuses a network and secrets that stand apart from the services", () => {
    const parts = {
      network: { provider: "aws" },
      secrets: { provider: "aws" },
    };
    const lines = refusals(stackWith("dev", override(parts)));
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toMatch(/stands apart from compute: .*; got "aws"; allowed oci$/);
  });

  it("refuses a machine too small for the services on it", () => {
    const [line, ...more] = refusals(stackWith("dev", app({ memoryMiB: 2000 })));
    expect(more).toEqual([]);
    expect(line).toMatch(/api of shop need 2000 MiB, VM\.Standard\.E2\.1\.Micro has 1024; got "free"; allowed \w+/);
  });

  it("refuses growth below the start", () => {
    const parts = { compute: { count: 3, maxCount: 2 }, database: { storageGiB: 50, maxStorageGiB: 20 } };
    expect(refusals(stackWith("prod", override(parts)))).toEqual([
      "topology aws-fargate compute.maxCount: is below count; got 2; allowed 3 and more",
      "topology aws-fargate database.maxStorageGiB: is below storageGiB; got 20; allowed 50 and more",
    ]);
  });

  it("refuses rules that the account's plan does not allow", () => {
    const edge = { rateLimits: { login: { path: "/login", requests: 10, periodSeconds: 60, blockSeconds: 900 } } };
    const source = stackWith("dev", { "landfall:app": { ...app({})["landfall:app"], edge } });
    const exactly = { "landfall:override": JSON.stringify({ edge: { approximate: false } }) };
    const lines = refusals({ ...source, values: { ...source.values, ...exactly } });
    expect(lines.join("\n")).toMatch(/periodSeconds.*got 60.*10/);
    const cloudflare = { accountId: "00000000000000000000000000000000", zone: "example.net", plan: "pro" };
    expect(() =>
      refusals({
        ...source,
        values: { ...source.values, ...exactly, "landfall:cloudflare": JSON.stringify(cloudflare) },
      }),
    ).toThrow("accepted");
  });

  it("asks for a certificate where no zone can prove a new one", () => {
    const lines = refusals(stackWith("prod", override({ dns: null, edge: null })));
    expect(lines).toEqual([expect.stringMatching(/^landfall:aws\.certificateArn: is missing/)]);
  });

  it("refuses more zones than it was given", () => {
    const lines = refusals(
      stackWith("prod", {
        "landfall:aws": { zones: ["us-east-1a", "us-east-1b"] },
        ...override({ network: { zones: 3 } }),
      }),
    );
    expect(lines).toEqual([expect.stringMatching(/^topology aws-fargate network\.zones: .*got 3/)]);
  });

  it("refuses a name that the edge has no certificate for", () => {
    const lines = refusals(stackWith("prod", { "landfall:domain": "shop.example.com" }));
    expect(lines).toEqual([expect.stringMatching(/^landfall:domain: leads to the name api\.shop\.example\.com/)]);
  });
});
