import { describeWith } from "../host/programs";
import { unwritten } from "../support/backend-fault";
import { pulumiCli } from "../support/engine";
import { S3 } from "../support/s3";

jest.setTimeout(600_000);

const describeBackend: typeof describeWith = (...args) =>
  pulumiCli === undefined ? describe.skip(args[1], args[2]) : describeWith(...args);

describeBackend(["moto_server"], "a state that can no longer be written in the middle of an update", () => {
  let s3: S3;
  beforeAll(async () => {
    s3 = await S3.start();
  });
  afterAll(() => s3?.stop());

  it("names what was begun: nothing is lost, and nothing else is made twice", async () => {
    const { failed, pending, faults } = await unwritten(s3, { after: 20, status: 400, code: "ExpiredToken" });
    expect(failed.code).not.toBe(0);
    expect(failed.stdout).toContain("failed to save snapshot");
    expect(failed.stdout).toContain("api error ExpiredToken");
    expect(pending).toHaveLength(1);
    expect(faults).toEqual([]);
  });
});
