import { cpSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatIssue } from "../../components/core/errors";
import { loadConfig } from "../../src/config/load";
import { fileSource } from "../../src/config/source";
import { attempt, projectRoot, refusals, stackWith, testOptions } from "../support/config";

describe("several mistakes", () => {
  it.each([
    [2, { "landfall:topology": "aws-fargte", "landfall:app": "megalance" }],
    [3, { "landfall:domain": "Example", "landfall:email": "ops", "aws:region": "us" }],
    [4, { "landfall:adminCidrs": ["0.0.0.0/0", "x"], "landfall:sshPublicKeys": ["AAAA"], "landfall:topologi": "x" }],
    [
      5,
      {
        "landfall:oci": { namspace: "a" },
        "oci:tenancyOcid": undefined,
        "landfall:domain": "x",
        "landfall:services": { backend: false },
      },
    ],
  ])("are told together: %i", (count, changes) => {
    const lines = refusals(stackWith("dev", changes));
    expect(lines).toHaveLength(count + (count === 5 ? 1 : 0));
    expect(new Set(lines).size).toBe(lines.length);
  });

  it("of an inline topology are each told once, at the inline key", () => {
    const lines = refusals(
      stackWith("dev", { "landfall:topology": { name: "X", compute: { provider: "azure", size: "" } } }),
    );
    expect(lines.map((line) => line.split(": ")[0])).toEqual([
      "landfall:topology.name",
      "landfall:topology.compute.provider",
      "landfall:topology.compute.shape",
      "landfall:topology.compute.size",
    ]);
  });

  it("of an override are told at the override", () => {
    const [line] = refusals(stackWith("dev", { "landfall:override": { compute: { count: -1 } } }));
    expect(line).toMatch(/^landfall:override\.compute\.count: /);
  });
});

describe("a secret", () => {
  it.each([
    [{ "landfall:secrets": { SENDGRID_API_KEY: "", OTHER: "canary-in-other" } }],
    [{ "landfall:secrets": { sendgrid: "canary-in-name" } }],
    [{ "landfall:secrets": "canary-as-text" }],
    [{ "cloudflare:apiToken": "" }],
  ])("is never echoed by a refusal", (changes) => {
    for (const line of refusals(stackWith("dev", changes))) expect(line).not.toContain("canary");
  });

  it("of any key marked secret is never echoed either", () => {
    const source = stackWith("dev", { "landfall:domain": "Canary.Example" });
    const lines = refusals({ ...source, secretKeys: new Set(["landfall:domain"]) });
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain("Canary");
  });
});

describe("files", () => {
  function project(files: Record<string, string>): string {
    const root = mkdtempSync(join(tmpdir(), "landfall-"));
    for (const folder of ["apps", "topologies"])
      cpSync(join(projectRoot, folder), join(root, folder), { recursive: true });
    for (const [file, text] of Object.entries(files)) writeFileSync(join(root, file), text);
    return root;
  }

  it("that do not parse are one mistake with the line", () => {
    const root = project({ "Pulumi.bad.yaml": "config:\n  landfall:app: [megilance\n" });
    const read = fileSource(root, "landfall", "bad");
    expect("issues" in read && read.issues.map(formatIssue)).toEqual([
      expect.stringMatching(/^Pulumi\.bad\.yaml line \d: does not parse as YAML/),
    ]);
  });

  it.each(["a: *nowhere\n", "- a list\n"])(
    "that hold no mapping, or an alias to nowhere, are one mistake: %j",
    (text) => {
      const read = fileSource(project({ "Pulumi.bad.yaml": text }), "landfall", "bad");
      expect("issues" in read && read.issues).toHaveLength(1);
    },
  );

  it("with a key twice do not parse", () => {
    const root = project({ "Pulumi.bad.yaml": "config:\n  landfall:app: a\n  landfall:app: b\n" });
    expect("issues" in fileSource(root, "landfall", "bad")).toBe(true);
  });

  it("of an app that do not parse are one mistake", () => {
    const root = project({ "apps/shop.yaml": "name: shop\nservices: {\n" });
    const lines = refusals(stackWith("dev", { "landfall:app": "shop" }), { ...testOptions, root });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^apps\/shop\.yaml line \d/);
  });

  it("of an app named otherwise are refused", () => {
    const root = project({ "apps/shop.yaml": "name: store\n" });
    expect(refusals(stackWith("dev", { "landfall:app": "shop" }), { ...testOptions, root })).toEqual([
      'apps/shop.yaml name: is not the name of the file; got "store"; allowed shop',
    ]);
  });

  it("of a stack that is not there name those that are", () => {
    const read = fileSource(projectRoot, "landfall", "pro");
    expect("issues" in read && formatIssue(read.issues[0]!)).toBe(
      'stack: unknown stack; got "pro"; allowed dev, prod; did you mean "prod"?',
    );
  });

  it("keep encrypted values unread and mark their keys secret", () => {
    const text = "config:\n  landfall:secrets:\n    SENDGRID_API_KEY:\n      secure: v1:abc\n";
    const read = fileSource(project({ "Pulumi.s.yaml": text }), "landfall", "s");
    if ("issues" in read) throw new Error("not read");
    expect(read.value.secretKeys).toEqual(new Set(["landfall:secrets"]));
    expect(read.value.values["landfall:secrets"]).not.toContain("abc");
  });
});

describe("a sound config", () => {
  it.each(["dev", "prod"])("is read from the shipped stack %s", (stack) => {
    expect(Array.isArray(attempt(stackWith(stack, {})))).toBe(false);
  });

  it("switches by one line", () => {
    const config = attempt(stackWith("dev", { "landfall:topology": "aws-fargate" }));
    if (Array.isArray(config)) throw new Error(config.join("\n"));
    expect(config.used.compute).toEqual({ provider: "aws", shape: "containers" });
    expect(Object.keys(config.providers).sort()).toEqual(["aws", "cloudflare"]);
  });

  it("refuses its examples in a real run, each by its own line", () => {
    const lines = refusals(stackWith("dev", {}), { ...testOptions, examples: "refuse" });
    expect(lines.map((line) => line.split(":").slice(0, 2).join(":"))).toEqual([
      "landfall:domain",
      "landfall:email",
      "landfall:adminCidrs[0]",
      "landfall:sshPublicKeys[0]",
      "landfall:oci.compartmentId",
      "oci:tenancyOcid",
      "landfall:oci.namespace",
      "landfall:cloudflare.accountId",
      "landfall:cloudflare.zone",
      "landfall:secrets.SENDGRID_API_KEY",
    ]);
  });

  it("builds optional services where the topology has room, and as the stack says", () => {
    const services = (changes: object) => {
      const config = attempt(stackWith("dev", { ...changes }));
      return Array.isArray(config) ? config : Object.keys(config.app.services);
    };
    expect(services({})).toEqual(["backend", "ai"]);
    expect(services({ "landfall:services": { ai: false } })).toEqual(["backend"]);
    expect(services({ "landfall:topology": "aws-fargate" })).toEqual(["backend"]);
    expect(services({ "landfall:topology": "aws-fargate", "landfall:services": { ai: true } })).toEqual([
      "backend",
      "ai",
    ]);
  });

  it("takes an app and a topology inline", () => {
    const app = { name: "shop", services: { api: { image: "a/b:1", port: 80, routes: ["/"], health: { path: "/" } } } };
    const topology = {
      name: "mine",
      network: { provider: "oci" },
      compute: { provider: "oci", shape: "vm", size: "free" },
      secrets: { provider: "oci" },
    };
    const config = attempt(
      stackWith("dev", { "landfall:app": app, "landfall:topology": topology, "landfall:domain": "" }),
    );
    expect(config).toMatchObject({ app: { name: "shop" }, topology: { name: "mine" }, domain: undefined });
  });

  it("takes the region from the environment when config has none, and never a credential", () => {
    const source = stackWith("dev", { "oci:region": undefined });
    const environment = { OCI_REGION: "eu-frankfurt-1", DIGITALOCEAN_TOKEN: "canary" };
    const read = loadConfig(source, { ...testOptions, environment });
    if ("issues" in read) throw new Error(read.issues.map(formatIssue).join("\n"));
    expect(read.value.providers.oci?.standard["region"]).toBe("eu-frankfurt-1");
    expect(read.value.providers.digitalocean?.standard).toEqual({});
  });

  it("keeps data protection on for production", () => {
    expect(refusals(stackWith("prod", { "landfall:dataProtection": "off" }))).toEqual([
      'landfall:dataProtection: is refused for the stack prod; got "off"; allowed on',
    ]);
  });
});
