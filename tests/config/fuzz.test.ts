import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { formatIssue } from "../../components/core/errors";
import type { LandfallConfig } from "../../src/config/load";
import { fileSource, type ConfigSource } from "../../src/config/source";
import type { RecordedResource } from "../../src/plan/recorder";
import { projectRoot, refusals, stackWith, testOptions } from "../support/config";
import { CANARY, sourceOf } from "../support/fuzz";
import { brokenTexts, stacks } from "../support/fuzz-broken";
import { builtFaults, lineFaults, outcomeOf } from "../support/fuzz-oracle";
import { graphFaults } from "../support/graph-rules";
import { recordingOf } from "../plan/support";

const SEED = 20261128;
const STACKS = 10_000;
const TEXTS = 1_000;
/** How many of the stacks that are right are built as a whole; a graph takes a hundred times as long as a check. */
const GRAPHS = 24;

jest.setTimeout(900_000);

describe("any config", () => {
  const right: [ConfigSource, LandfallConfig][] = [];

  it(`is right, or is refused in lines that can be read: ${STACKS} stacks`, () => {
    const count = { right: 0, refused: 0 };
    fc.assert(
      fc.property(stacks, (stack) => {
        const source = sourceOf(stack);
        const { config, faults } = outcomeOf(source);
        count[config === undefined ? "refused" : "right"]++;
        if (config !== undefined && right.length < GRAPHS) right.push([source, config]);
        expect(faults).toEqual([]);
      }),
      { seed: SEED, numRuns: STACKS },
    );
    // What is only ever refused, or only ever right, has tried half of the program.
    expect(count.right).toBeGreaterThan(STACKS / 10);
    expect(count.refused).toBeGreaterThan(STACKS / 10);
  });

  it(`that is right becomes a whole graph: ${GRAPHS} of them`, async () => {
    expect(right).toHaveLength(GRAPHS);
    for (const [source, config] of right) {
      const { stack, values } = source;
      expect({ stack, values, faults: await builtFaults(source, config) }).toEqual({ stack, values, faults: [] });
    }
  });

  it(`as text is read, or is refused in lines that can be read: ${TEXTS} files`, () => {
    const root = mkdtempSync(join(tmpdir(), "landfall-fuzz-"));
    for (const folder of ["apps", "topologies"])
      cpSync(join(projectRoot, folder), join(root, folder), { recursive: true });
    try {
      fc.assert(
        fc.property(brokenTexts, (text) => {
          writeFileSync(join(root, "Pulumi.fuzz.yaml"), text);
          const read = fileSource(root, "landfall", "fuzz");
          const faults =
            "value" in read
              ? outcomeOf(read.value).faults
              : read.issues.flatMap((issue) => lineFaults(formatIssue(issue), text));
          expect(faults).toEqual([]);
        }),
        { seed: SEED, numRuns: TEXTS },
      );
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});

/** Configs that were once taken wrongly, threw, or became no whole graph. */
const ONCE_WRONG: readonly (readonly [string, Readonly<Record<string, unknown>>, RegExp])[] = [
  ["a standard key that JavaScript knows", { "aws:constructor": "x" }, /^aws:constructor: unknown key; /],
  ["a standard key called __proto__", { "oci:__proto__": "x" }, /^oci:__proto__: unknown key; /],
  ["a key without a namespace", { ":x": "1" }, /^"": unknown namespace; /],
  [
    "a size that JavaScript knows",
    { "landfall:override": { compute: { size: "toString" } } },
    /^topology oci-do-free compute\.size: unknown size /,
  ],
  [
    "a key that turns the terminal red",
    { "landfall:override": { "\u001b[31m": 1 } },
    /^landfall:override\.\\u\{1b\}\[31m: unknown key; /,
  ],
  [
    "a key of 20,000 characters",
    { [`landfall:${"x".repeat(20_000)}`]: 1 },
    /^landfall:x{151}… \(20009 characters\): unknown key; /,
  ],
  [
    "secrets in a file of a machine, where none is",
    { "landfall:topology": "digitalocean-platform", "landfall:override": { secrets: { shape: "host" } } },
    /^topology digitalocean-platform secrets\.shape: does not fit compute: .*; got "host"; allowed platform/,
  ],
  [
    "a site on Oracle Cloud whose name is proven elsewhere, without a certificate",
    {
      "landfall:topology": "aws-fargate",
      "landfall:override": { "static-site": { provider: "oci" } },
    },
    /^landfall:oci\.siteCertificateOcid: is missing, and browsers would not trust /,
  ],
];

describe("a config that was once taken wrongly", () => {
  it.each(ONCE_WRONG)("is told in a line: %s", (_, changes, says) => {
    const lines = refusals(stackWith("dev", changes), { ...testOptions, examples: "fill" });
    expect(lines.filter((line) => says.test(line))).toHaveLength(1);
    for (const line of lines) expect(lineFaults(line, JSON.stringify(changes))).toEqual([]);
  });

  it.each(["landfall:override", "landfall:secrets", "landfall:images", "landfall:services", "landfall:cloudflare"])(
    "refuses a key called __proto__ rather than passing over it: %s",
    (key) => {
      const source = stackWith("dev", {});
      const lines = refusals({
        ...source,
        values: { ...source.values, [key]: '{"__proto__":{"compute":{"count":3}}}' },
      });
      expect(lines.filter((line) => line.startsWith(`${key}.__proto__: unknown key; `))).toHaveLength(1);
    },
  );

  it("plans routes to Oracle's services, whose names are not known beforehand, with the service pinned", async () => {
    const pinned = { serviceId: "ocid1.service.oc1.iad.aaaa" };
    const values = { "landfall:app": "advancia", "landfall:topology": "oci-kubernetes", "landfall:oci": pinned };
    const source = sourceOf({ stack: "dev", values, secretKeys: [] });
    const { config } = outcomeOf(source);
    expect(await builtFaults(source, config!)).toEqual([]);
  });
});

describe("a graph with a fault", () => {
  const stackUrn = "urn:pulumi:dev::landfall::pulumi:pulumi:Stack::landfall-dev";
  const bucket: RecordedResource = {
    ...recordingOf({}).resources[0]!,
    urn: "urn:pulumi:dev::landfall::aws:s3/bucket:Bucket::uploads",
    name: "uploads",
    parent: stackUrn,
    provider: "urn:pulumi:dev::landfall::pulumi:providers:aws::aws",
  };
  const around: readonly RecordedResource[] = [
    { ...bucket, urn: stackUrn, type: "pulumi:pulumi:Stack", custom: false, parent: "", provider: "" },
    { ...bucket, urn: bucket.provider, type: "pulumi:providers:aws", name: "aws", provider: "" },
  ];
  const faultsOf = (change: Partial<RecordedResource>) =>
    graphFaults({ resources: [...around, { ...bucket, ...change }], outputs: {}, componentOutputs: {} }, CANARY);
  const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: `${CANARY}-x` };

  it("is none as it stands, nor with what is marked secret", () => {
    expect(faultsOf({ inputs: { tags: { token: secret } } })).toEqual([]);
  });

  it.each<[string, Partial<RecordedResource>, RegExp]>([
    ["one URN twice", { urn: stackUrn, parent: "" }, /one URN/],
    ["a parent that is not there", { parent: "urn:gone" }, /a parent that is not there: urn:gone/],
    ["a dependency that is not there", { dependsOn: ["urn:gone"] }, /a dependency that is not there: urn:gone/],
    ["a provider that is not there", { provider: "urn:gone" }, /a provider that is not there: urn:gone/],
    ["no provider", { provider: "" }, /has no provider instance/],
    ["a name that is too long", { inputs: { bucket: "x".repeat(64) } }, /64 characters of 63/],
    ["a name that is too long once it is completed", { name: "x".repeat(56) }, /64 characters of 63/],
    ["a name with refused characters", { inputs: { bucket: "Uploads" } }, /characters that are refused: Uploads/],
    ["a secret in the open", { inputs: { tags: [`x ${CANARY}-y`] } }, /tags\[0\] shows a secret/],
    ["an output that was made a text", { inputs: { acl: "Calling [toString] on an [Output<T>]" } }, /no value/],
    ["an object that was made a text", { inputs: { acl: "[object Object]" } }, /no value/],
  ])("is found: %s", (_, change, says) => {
    expect(faultsOf(change)).toEqual([expect.stringMatching(says)]);
  });
});
