import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { record } from "../../src/plan/recorder";

const options = { project: "landfall", stack: "test", config: {} };

class Parent extends pulumi.ComponentResource {
  constructor(name: string) {
    super("landfall:index:Parent", name);
    new random.RandomId("child", { byteLength: 4 }, { parent: this, protect: true, retainOnDelete: true });
    this.registerOutputs({});
  }
}

describe("record", () => {
  it("keeps type, name, parent, protection and inputs of each resource", async () => {
    const { resources } = await record(async () => void new Parent("it"), options);
    expect(resources.map((resource) => resource.urn)).toEqual([
      "urn:pulumi:test::landfall::pulumi:pulumi:Stack::landfall-test",
      "urn:pulumi:test::landfall::landfall:index:Parent::it",
      "urn:pulumi:test::landfall::landfall:index:Parent$random:index/randomId:RandomId::child",
    ]);
    expect(resources[2]).toMatchObject({
      custom: true,
      protect: true,
      retainOnDelete: true,
      inputs: { byteLength: 4 },
      parent: resources[1]!.urn,
    });
  });

  it("leaves what only the cloud knows unknown", async () => {
    let known: boolean | undefined;
    await record(async () => {
      const id = new random.RandomId("it", { byteLength: 4 });
      known = await (id.hex as unknown as { isKnown: Promise<boolean> }).isKnown;
    }, options);
    expect(known).toBe(false);
  });

  it("keeps what components register as outputs, apart from the stack's", async () => {
    class Store extends pulumi.ComponentResource {
      constructor(name: string) {
        super("landfall:index:Store", name);
        this.registerOutputs({ provider: "aws", name, token: pulumi.secret("hidden") });
      }
    }
    const { resources, componentOutputs, outputs } = await record(async () => {
      new Store("one");
      new Store("two");
      return { url: "https://example.com" };
    }, options);
    expect(Object.keys(componentOutputs)).toEqual([resources[1]!.urn, resources[2]!.urn]);
    expect(componentOutputs[resources[2]!.urn]).toEqual({
      provider: "aws",
      name: "two",
      token: { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: "hidden" },
    });
    expect(outputs).toEqual({ url: "https://example.com" });
  });

  it("marks secrets on the wire", async () => {
    const { resources } = await record(async () => {
      new random.RandomId("it", { byteLength: 4, prefix: pulumi.secret("hidden") });
    }, options);
    expect(resources[1]!.inputs.prefix).toMatchObject({ "4dabf18193072939515e22adb298388d": expect.any(String) });
  });

  it("keeps evaluations that run side by side apart", async () => {
    const one = record(async () => void new random.RandomId("one", { byteLength: 4 }), options);
    const two = record(async () => void new random.RandomId("two", { byteLength: 4 }), { ...options, stack: "other" });
    const names = (await Promise.all([one, two])).map(({ resources }) => resources.map((resource) => resource.name));
    expect(names).toEqual([
      ["landfall-test", "one"],
      ["landfall-other", "two"],
    ]);
  });

  it("refuses two resources of one URN", async () => {
    const twice = record(async () => {
      new random.RandomId("it", { byteLength: 4 });
      new random.RandomId("it", { byteLength: 4 });
    }, options);
    await expect(twice).rejects.toThrow("two resources have the URN");
  });

  it("reads config and keeps secret keys secret", async () => {
    let seen: unknown;
    await record(
      async () => {
        const config = new pulumi.Config("landfall");
        seen = [config.get("domain"), await pulumi.isSecret(config.requireSecret("token"))];
      },
      {
        ...options,
        config: { "landfall:domain": "example.com", "landfall:token": "t" },
        secretKeys: ["landfall:token"],
      },
    );
    expect(seen).toEqual(["example.com", true]);
  });

  it("throws on what the program throws", async () => {
    const failing = record(async () => {
      throw new Error("no such part");
    }, options);
    await expect(failing).rejects.toThrow("no such part");
  });
});
