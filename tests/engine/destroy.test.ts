import { Standing, type Destroyed } from "../faults/destroy";
import { describeOnEngine } from "../support/engine";

jest.setTimeout(300_000);

/** Of the types that hold what nobody could bring back, one at least of each must be among what was kept. */
const STORES = [
  "aws:rds/instance:Instance",
  "aws:s3/bucket:Bucket",
  "aws:secretsmanager/secret:Secret",
  "random:index/randomPassword:RandomPassword",
];

const nothingLost = { lost: [], missing: [], orphans: [], madeAnew: [], again: [0] };

const missingTypes = ({ stores }: Destroyed) => STORES.filter((type) => !stores.some((urn) => urn.includes(type)));

describeOnEngine("a stack that is destroyed while its data is protected, on the engine", () => {
  let standing: Standing;
  beforeAll(async () => void (standing = await Standing.open("megilance@aws-fargate")));
  afterAll(() => standing.close());

  it("fails without a preview, keeps every store, and comes up again around them", async () => {
    const destroyed = await standing.destroyAndReturn([]);
    expect(missingTypes(destroyed)).toEqual([]);
    expect(destroyed.code).not.toBe(0);
    expect(destroyed).toMatchObject(nothingLost);
  });

  it("goes with --exclude-protected, but for its stores and what they need", async () => {
    const destroyed = await standing.destroyAndReturn(["--exclude-protected"]);
    expect(missingTypes(destroyed)).toEqual([]);
    expect(destroyed).toMatchObject({ ...nothingLost, code: 0, leftOver: [] });
  });
});

describeOnEngine("a stack whose data is not protected, on the engine", () => {
  it("goes with everything that it has", async () => {
    const standing = await Standing.open("belly@single-container", { "landfall:dataProtection": "off" });
    try {
      expect(standing.workspace.cloud.list().length).toBeGreaterThan(20);
      expect(await standing.destroy()).toEqual({ code: 0, left: [] });
    } finally {
      standing.close();
    }
  });
});
