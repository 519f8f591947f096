import { Cloud } from "../../sandbox/cloud";
import { changes } from "../../sandbox/diff";
import { CloudOperations, type Wanted } from "../../sandbox/operations";
import { hasBlueprint } from "../../sandbox/outputs";
import { replaceFacts } from "../../providers/replaces";

const wanted = (type: string, name: string, inputs: Wanted["inputs"], region = ""): Wanted => ({
  type,
  name,
  urn: `urn:pulumi:test::landfall::${type}::${name}`,
  inputs,
  region,
});

const BUCKET = "aws:s3/bucket:Bucket";
const DATABASE = "aws:rds/instance:Instance";

function newCloud() {
  const cloud = new Cloud();
  return { cloud, operations: new CloudOperations(cloud) };
}

describe("the operations on the sandbox cloud", () => {
  it("make the same object of the same URN in every rehearsal", () => {
    const make = () => newCloud().operations.create(wanted(BUCKET, "uploads", {}));
    expect(make()).toEqual(make());
    expect(make().id).toMatch(/^uploads-[0-9a-f]{7}$/);
  });

  it("make another object when one of the same URN was there before", () => {
    const { operations } = newCloud();
    const first = operations.create(wanted(BUCKET, "uploads", {}));
    expect(operations.create(wanted(BUCKET, "uploads", {})).id).not.toBe(first.id);
  });

  it("answer with the region of the provider instance, unless an object names its own", () => {
    const { operations } = newCloud();
    const arnOf = (inputs: Wanted["inputs"], region?: string) =>
      operations.create(wanted("aws:kms/key:Key", "key", inputs, region)).outputs.arn;
    expect(arnOf({})).toMatch(/^arn:aws:kms:us-east-1:/);
    expect(arnOf({}, "eu-west-1")).toMatch(/^arn:aws:kms:eu-west-1:/);
    expect(arnOf({ region: "us-east-2" }, "eu-west-1")).toMatch(/^arn:aws:kms:us-east-2:/);
  });

  it("keep id and made-up outputs through an update, and follow the inputs", () => {
    const { operations } = newCloud();
    const made = operations.create(wanted(DATABASE, "db", { engine: "postgres", tags: { a: "1" } }));
    const sought = { type: DATABASE, id: made.id, urn: made.urn, outputs: made.outputs };
    const updated = operations.update(sought, wanted(DATABASE, "db", { engine: "postgres", port: 5433 }));
    expect(updated.id).toBe(made.id);
    expect(updated.outputs.address).toBe(made.outputs.address);
    expect(updated.outputs.tagsAll).toEqual({});
    expect(updated.outputs.endpoint).toBe(`${made.outputs.address as string}:5433`);
  });

  it("read nothing of what is gone, and delete it without a fault", () => {
    const { cloud, operations } = newCloud();
    const made = operations.create(wanted(BUCKET, "uploads", {}));
    operations.delete(made);
    expect(operations.read(made)).toBeUndefined();
    expect(() => operations.delete(made)).not.toThrow();
    expect(() => operations.update(made, wanted(BUCKET, "uploads", {}))).toThrow(/there is no aws:s3\/bucket:Bucket/);
    expect(cloud.list()).toEqual([]);
  });

  it("give an id and the inputs back for a type that no table knows", () => {
    const made = newCloud().operations.create(wanted("aws:new/thing:Thing", "it", { size: 3 }));
    expect(made.id).toMatch(/^it-[0-9a-f]{12}$/);
    expect(made.outputs).toEqual({ size: 3 });
  });

  it("answer look-ups for the provider's region, and refuse one that they do not know", () => {
    const { operations } = newCloud();
    const token = "oci:Identity/getAvailabilityDomains:getAvailabilityDomains";
    const domains = operations.invoke(token, { compartmentId: "ocid1.tenancy.oc1..x" }, "eu-frankfurt-1");
    expect(domains.availabilityDomains).toMatchObject([{ name: "Uocm:EU-FRANKFURT-AD-1" }, {}, {}]);
    expect(() => operations.invoke("aws:x/getY:getY", {}, "")).toThrow("no answer to aws:x/getY:getY");
  });
});

describe("a random password of the sandbox", () => {
  const password = (inputs: Wanted["inputs"]) =>
    newCloud().operations.create(wanted("random:index/randomPassword:RandomPassword", "it", inputs)).outputs
      .result as string;

  it("has the length and only the characters that are asked for", () => {
    expect(password({ length: 40, special: false })).toMatch(/^[A-Za-z0-9]{40}$/);
    expect(password({ length: 12, special: false, upper: false, numeric: false })).toMatch(/^[a-z]{12}$/);
    expect(password({ length: 12, overrideSpecial: "_", lower: false, upper: false, numeric: false })).toBe(
      "_".repeat(12),
    );
  });

  it("has at least so many of each class as are asked for", () => {
    const made = password({ length: 8, minUpper: 2, minLower: 2, minNumeric: 2, minSpecial: 2, overrideSpecial: "#" });
    expect(made).toHaveLength(8);
    expect(made.replace(/[^A-Z]/g, "").length).toBe(2);
    expect(made.replace(/[^#]/g, "").length).toBe(2);
  });
});

describe("what changed", () => {
  it("is nothing between inputs that differ in the order of keys only", () => {
    expect(changes(DATABASE, { a: { x: [1], y: null }, b: 2 }, { b: 2, a: { y: null, x: [1] } })).toEqual([]);
  });

  it("names each input that came, went or changed", () => {
    const found = changes(BUCKET, { a: 1, b: [1, 2], c: true }, { b: [2, 1], c: true, d: "new" });
    expect(found).toEqual([
      { property: "a", kind: "delete", replaces: false },
      { property: "b", kind: "update", replaces: false },
      { property: "d", kind: "add", replaces: false },
    ]);
  });

  it("replaces a database whose engine changes, and not one that grows", () => {
    const of = (property: string) =>
      changes(DATABASE, { [property]: "old" }, { [property]: "new" }).map((change) => change.replaces);
    expect(of("engine")).toEqual([true]);
    expect(of("storageEncrypted")).toEqual([true]);
    expect(of("allocatedStorage")).toEqual([false]);
    expect(of("instanceClass")).toEqual([false]);
  });

  it("makes a new password when the length changes", () => {
    const found = changes("random:index/randomPassword:RandomPassword", { length: 32 }, { length: 64 });
    expect(found).toEqual([{ property: "length", kind: "update", replaces: true }]);
  });

  it("looks inside an object where only a part of it replaces", () => {
    const instance = (vnic: Wanted["inputs"]) => ({ createVnicDetails: { subnetId: "a", nsgIds: ["x"], ...vnic } });
    const of = (vnic: Wanted["inputs"]) =>
      changes("oci:Core/instance:Instance", instance({}), instance(vnic)).map((change) => change.replaces);
    expect(of({ subnetId: "b" })).toEqual([true]);
    expect(of({ nsgIds: ["y"] })).toEqual([false]);
  });

  it("has facts only for types that the sandbox has a table for", () => {
    const types = [...replaceFacts.values()].flatMap((facts) => Object.keys(facts.types));
    expect([...new Set(types)].filter((type) => !hasBlueprint(type))).toEqual([]);
  });
});
