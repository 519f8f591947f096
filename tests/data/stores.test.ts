import { storesOf, type Store } from "../../src/data/stores";
import { recordStack } from "../../src/program";
import { exampleSubject } from "../../src/matrix";
import { prepare } from "../../src/program";
import { projectRoot } from "../support/config";

/** The stores of a shipped app on a shipped topology, with some keys changed. */
async function storesOn(app: string, topology: string, more: Readonly<Record<string, string>> = {}): Promise<Store[]> {
  const { source, options } = exampleSubject({ root: projectRoot, name: "landfall" }, app, topology);
  const changed = { ...source, values: { ...source.values, ...more } };
  return storesOf(await recordStack(changed, prepare(changed, options)));
}

const named = (stores: readonly Store[], name: string): Store => {
  const found = stores.filter((store) => store.name === name);
  if (found.length !== 1) throw new Error(`${found.length} stores are called ${name}`);
  return found[0]!;
};

describe("what pins a store of data", () => {
  it("is every input that replaces it, and nothing that updates it", async () => {
    const store = named(await storesOn("megilance", "aws-fargate"), "database-server");
    expect(store).toEqual({
      name: "database-server",
      formerly: [],
      type: "aws:rds/instance:Instance",
      kind: "database",
      pins: { dbName: '"megilance"', engine: '"postgres"', storageEncrypted: "true", username: '"landfall"' },
    });
  });

  it("is as well what replaces the network that it stands in, where that would replace it in turn", async () => {
    const { pins } = named(await storesOn("advancia", "digitalocean"), "database-cluster");
    expect(pins).toEqual({
      engine: '"pg"',
      "privateNetworkUuid via network-vpc.ipRange": '"10.20.0.0/16"',
      "privateNetworkUuid via network-vpc.region": '"nyc3"',
    });
  });

  it("changes with the setting behind it, and with no other", async () => {
    const changed = await storesOn("advancia", "digitalocean", {
      "landfall:override": JSON.stringify({ network: { cidr: "10.30.0.0/16" }, database: { size: "medium" } }),
    });
    expect(named(changed, "database-cluster").pins).toMatchObject({
      engine: '"pg"',
      "privateNetworkUuid via network-vpc.ipRange": '"10.30.0.0/16"',
    });
    const before = await storesOn("advancia", "digitalocean");
    const others = (stores: readonly Store[]) => stores.filter(({ name }) => name !== "database-cluster");
    expect(others(changed)).toEqual(others(before));
  });

  it("never is a secret, nor what is drawn by chance", async () => {
    const stores = [
      ...(await storesOn("megilance", "oci-do-free")),
      ...(await storesOn("voguevault", "aws-autoscale")),
    ];
    const texts = JSON.stringify(stores);
    expect(texts).not.toMatch(/"secret":true|"unknown":true|04da6b54|4dabf181|no value yet/);
    expect(stores.flatMap(({ pins }) => Object.keys(pins)).filter((path) => /via .*suffix/.test(path))).toEqual([]);
  });

  it("is nothing where data protection is off", async () => {
    expect(await storesOn("megilance", "aws-fargate", { "landfall:dataProtection": "off" })).toEqual([]);
  });
});
