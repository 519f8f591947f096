import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeOnEngine } from "../support/engine";
import { ObservedBed } from "../support/observed-bed";
import { overrideOf, wholeOn, type CloudId, type StoreKind } from "../support/whole";

jest.setTimeout(300_000);

const KINDS: Readonly<Record<CloudId, readonly StoreKind[]>> = {
  aws: ["database", "cache", "object-storage"],
  oci: ["database", "object-storage"],
  digitalocean: ["database", "cache", "object-storage"],
  cloudflare: ["database", "object-storage"],
};

/** Edits of a stack's file that would make a store anew or leave it behind, and what is told of each. */
const EDITS: Readonly<Record<CloudId, readonly (readonly [string, Readonly<Record<string, unknown>>, RegExp])[]>> = {
  aws: [
    ["another region", { "aws:region": "eu-west-1" }, /^database: would leave its data on aws:us-east-1:postgres/],
    [
      "another kind of database",
      {
        "landfall:override": {
          ...overrideOf("aws"),
          database: { provider: "aws", shape: "serverless", engine: "postgres", size: "small" },
        },
      },
      /^database: would leave its data on aws:us-east-1:postgres and begin empty on aws:us-east-1:postgres:serverless/,
    ],
  ],
  oci: [
    [
      "another region",
      { "oci:region": "eu-frankfurt-1" },
      /^database: would leave its data on oci:us-ashburn-1:postgres/,
    ],
    [
      "another version of the database",
      { "landfall:override": { ...overrideOf("oci"), database: { ...overrideOf("oci")["database"], version: "15" } } },
      /^database: would make .* anew, empty: another dbVersion replaces it/,
    ],
    [
      "another namespace",
      {
        "landfall:oci": { compartmentId: "ocid1.compartment.oc1..example", namespace: "othernamespace" },
      },
      /^object-storage: would make .* anew, empty: another namespace/,
    ],
  ],
  digitalocean: [
    [
      "another region",
      { "landfall:digitalocean": { region: "fra" } },
      /^database: would leave its data on digitalocean/,
    ],
    [
      "another network",
      {
        "landfall:override": {
          ...overrideOf("digitalocean"),
          network: { provider: "digitalocean", cidr: "10.30.0.0/16" },
        },
      },
      /^database: would make .* anew, empty: another privateNetworkUuid via network-vpc\.ipRange/,
    ],
  ],
  cloudflare: [
    [
      "another account",
      {
        "landfall:cloudflare": {
          accountId: "11111111111111111111111111111111",
          secretsStoreId: "00000000000000000000000000000000",
          zone: "example.com",
        },
      },
      /^database: would make .* anew, empty: another accountId/,
    ],
  ],
};

interface Remembered {
  readonly urn: string;
  readonly outputs?: { output?: Record<string, string> };
}

/** The state says that every store was made with other values of all that it cannot get another value of. */
function rewrite(folder: string): { readonly pins: number; readonly restore: () => void } {
  const file = join(folder, "state", ".pulumi", "stacks", "landfall", "dev.json");
  const before = readFileSync(file, "utf8");
  const state = JSON.parse(before) as { checkpoint: { latest: { resources: Remembered[] } } };
  let pins = 0;
  for (const { urn, outputs } of state.checkpoint.latest.resources) {
    if (!urn.includes("::data-store-") || outputs?.output === undefined) continue;
    for (const path of Object.keys(outputs.output)) {
      outputs.output[path] = '"something else"';
      pins++;
    }
  }
  writeFileSync(file, JSON.stringify(state));
  return { pins, restore: () => writeFileSync(file, before) };
}

let edits = 0;

describeOnEngine.each(Object.keys(KINDS) as CloudId[])("a stack on %s whose stores hold data", (cloud) => {
  const kinds = KINDS[cloud];
  let observed: ObservedBed;

  beforeAll(async () => {
    observed = await ObservedBed.open(wholeOn(cloud, kinds));
    const first = await observed.up(wholeOn(cloud, kinds));
    expect([first.code, ...first.told.filter((line) => /\b(error|would)\b/.test(line))]).toEqual([0]);
  });
  afterAll(() => observed?.close());

  it.each(EDITS[cloud])("is refused %s, before a cloud is asked for anything", async (_what, changes, line) => {
    const { code, told, changes: done } = await observed.up(wholeOn(cloud, kinds, changes));
    expect(told.filter((it) => line.test(it))).not.toEqual([]);
    expect([code === 0, done]).toEqual([false, []]);
    edits++;
  });

  it("is refused another value of every input that replaces a store, each in a line of its own", async () => {
    const { pins, restore } = rewrite(observed.bed.folder);
    const { code, told, changes: done } = await observed.up(wholeOn(cloud, kinds));
    restore();
    expect(told.filter((it) => /: would make .* anew, empty: another .* replaces it; got /.test(it))).toHaveLength(
      pins,
    );
    expect([code === 0, done]).toEqual([false, []]);
    edits += pins;
  });

  it("has nothing to change once it is set back", async () => {
    const { code, changes: done } = await observed.up(wholeOn(cloud, kinds));
    expect([code, done]).toEqual([0, []]);
  });
});

describeOnEngine("all of them together", () => {
  it("are as many edits as the table of inputs that replace a store asks for", () => {
    expect(edits).toBeGreaterThanOrEqual(35);
  });
});
