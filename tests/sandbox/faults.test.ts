import { Cloud } from "../../sandbox/cloud";
import { PartialError, SandboxError } from "../../sandbox/errors";
import { faultsOf, FaultScript, matchesType, type Fault, type FaultRule } from "../../sandbox/faults";
import { FaultyOperations, type Moment } from "../../sandbox/faulty";
import { NAMES } from "../../sandbox/names";
import { CloudOperations, type Wanted } from "../../sandbox/operations";
import { hasBlueprint } from "../../sandbox/outputs";
import { dataTypes } from "../../providers/registry";

const BUCKET = "aws:s3/bucket:Bucket";
const ADDRESS = "aws:ec2/eip:Eip";

const wanted = (type: string, name: string, inputs: Wanted["inputs"] = {}): Wanted => ({
  type,
  name,
  urn: `urn:pulumi:test::landfall::${type}::${name}`,
  inputs,
  region: "us-east-1",
});

/** A cloud in which the given rules let something go wrong. */
function bed(...rules: FaultRule[]) {
  const cloud = new Cloud();
  const moments: string[] = [];
  const watch = ({ on }: { readonly on: string }, moment: Moment) => void moments.push(`${moment} ${on}`);
  const faults = new FaultScript(rules);
  return { cloud, moments, faults, operations: new FaultyOperations(new CloudOperations(cloud), { faults, watch }) };
}

const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "done",
    (error: unknown) => (error instanceof SandboxError ? error.code : String(error)),
  );

describe("a fault script", () => {
  const hits = (rules: readonly FaultRule[], operations: readonly [FaultRule["on"], string][]) => {
    const script = new FaultScript(rules);
    return operations.map(([on, type]) => script.next({ on: on as "create", type, urn: "" }));
  };

  it("hits the operation of its number among those that match, once", () => {
    const creates = [BUCKET, ADDRESS, BUCKET, BUCKET].map((type) => ["create", type] as [FaultRule["on"], string]);
    expect(hits([{ on: "create", type: BUCKET, at: 2, fault: "429" }], creates)).toEqual([
      undefined,
      undefined,
      "429",
      undefined,
    ]);
  });

  it("hits all from a number on where it is asked to", () => {
    const deletes = [1, 2, 3].map(() => ["delete", ADDRESS] as [FaultRule["on"], string]);
    expect(hits([{ on: "any", at: 2, every: true, fault: "500" }], deletes)).toEqual([undefined, "500", "500"]);
  });

  it("counts, of any operation, those that the fault can hit", () => {
    expect(
      hits(
        [{ on: "any", fault: "lost" }],
        [
          ["read", BUCKET],
          ["create", BUCKET],
        ],
      ),
    ).toEqual([undefined, "lost"]);
  });

  it("lets alone what a provider makes without a cloud", () => {
    expect(hits([{ on: "any", fault: "429" }], [["create", "random:index/randomId:RandomId"]])).toEqual([undefined]);
  });

  it("says which rules met nothing", () => {
    const rule: FaultRule = { on: "create", at: 2, fault: "429" };
    const script = new FaultScript([rule]);
    script.next({ on: "create", type: BUCKET, urn: "" });
    expect(script.unmet()).toEqual([rule]);
    script.next({ on: "create", type: BUCKET, urn: "" });
    expect(script.unmet()).toEqual([]);
  });

  it.each([
    ["aws:s3/bucket:Bucket", true],
    ["aws:s3:Bucket", true],
    ["aws:*", true],
    ["*Bucket", true],
    ["aws:s3/bucket:Buck", false],
    ["oci:*", false],
    ["aws.s3/bucket:Bucket", false],
  ])("takes %s for a bucket of S3: %s", (pattern, matches) => {
    expect(matchesType(pattern, BUCKET)).toBe(matches);
  });
});

describe("an operation that goes wrong", () => {
  it.each<[Fault, string]>([
    ["429", "UNKNOWN"],
    ["500", "UNKNOWN"],
    ["timeout", "DEADLINE_EXCEEDED"],
  ])("leaves nothing behind by %s", async (fault, code) => {
    const { cloud, operations } = bed({ on: "create", fault });
    expect(await codeOf(operations.create(wanted(BUCKET, "files")))).toBe(code);
    expect(cloud.list()).toEqual([]);
  });

  it("is done though its answer is lost", async () => {
    const { cloud, operations } = bed({ on: "create", fault: "lost" });
    expect(await codeOf(operations.create(wanted(BUCKET, "files")))).toBe("UNKNOWN");
    expect(cloud.list()).toHaveLength(1);
  });

  it("hands over what was made where it did not come up", async () => {
    const { cloud, operations } = bed({ on: "create", fault: "partial" });
    const error: unknown = await operations.create(wanted(BUCKET, "files")).catch((it: unknown) => it);
    expect(error).toBeInstanceOf(PartialError);
    expect((error as PartialError).object).toEqual(cloud.list()[0]);
  });

  it("makes an object that the next read does not find, and the one after does", async () => {
    const { operations } = bed({ on: "create", fault: "404-after-create" });
    const made = await operations.create(wanted(BUCKET, "files"));
    expect(await operations.read(made)).toBeUndefined();
    expect(await operations.read(made)).toEqual(made);
  });

  it("is no reading without the right to it, and looks gone by Oracle's 404", async () => {
    const { operations } = bed(
      { on: "read", fault: "forbidden" },
      { on: "read", at: 2, fault: "not-found-or-forbidden" },
    );
    const made = await operations.create(wanted(BUCKET, "files"));
    expect(await codeOf(operations.read(made))).toBe("PERMISSION_DENIED");
    expect(await operations.read(made)).toBeUndefined();
    expect(await operations.read(made)).toEqual(made);
  });

  it("is watched before the cloud is asked, before the engine is answered and after", async () => {
    const { moments, operations } = bed();
    await operations.create(wanted(BUCKET, "files"));
    await new Promise((resolve) => setImmediate(resolve));
    expect(moments).toEqual(["before create", "during create", "after create"]);
  });

  it("can go wrong only as its kind can", () => {
    expect(faultsOf("delete")).toEqual(["429", "500", "timeout", "lost"]);
    expect(faultsOf("read")).not.toContain("lost");
  });
});

describe("a name that is taken", () => {
  const named = (name: string) => wanted(BUCKET, "files", { bucket: name });

  it("is refused with the object that has it and how to take it in", () => {
    const operations = new CloudOperations(new Cloud());
    operations.create(named("shop-files"));
    expect(() => operations.create(named("shop-files"))).toThrow(
      /BucketAlreadyOwnedByYou: "shop-files".*pulumi import aws:s3\/bucket:Bucket files 'shop-files'/,
    );
    expect(() => operations.create(named("other-files"))).not.toThrow();
  });

  it("is free again once the object is gone, and elsewhere where only a region keeps names apart", () => {
    const operations = new CloudOperations(new Cloud());
    operations.delete(operations.create(named("shop-files")));
    expect(() => operations.create(named("shop-files"))).not.toThrow();
    const database = (region: string) => ({
      ...wanted("aws:rds/instance:Instance", "db", { identifier: "shop" }),
      region,
    });
    operations.create(database("us-east-1"));
    expect(() => operations.create(database("us-west-2"))).not.toThrow();
    expect(() => operations.create(database("us-east-1"))).toThrow(/DBInstanceAlreadyExists/);
  });

  it("is no label: two addresses may be called the same", () => {
    const cloud = new Cloud();
    const operations = new CloudOperations(cloud);
    operations.create(wanted(ADDRESS, "address"));
    operations.create(wanted(ADDRESS, "address"));
    expect(cloud.list()).toHaveLength(2);
  });

  it("is known of types that hold data and that the sandbox makes", () => {
    const holding = dataTypes();
    for (const type of Object.keys(NAMES))
      expect([type, holding.has(type), hasBlueprint(type)]).toEqual([type, true, true]);
  });
});
