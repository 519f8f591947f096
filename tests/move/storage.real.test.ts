import { describeWith } from "../host/programs";
import { S3 } from "../support/s3";
import { commandsOf, runbookOf, Session } from "../support/runbook";
import type { Runbook } from "../../src/move/schema";

jest.setTimeout(120_000);

describeWith(["rclone", "moto_server"], "the commands of a move of buckets", () => {
  let s3: S3;
  let runbook: Runbook;
  let session: Session;

  const put = (bucket: string, key: string, body: string) => s3.ask("PUT", `/${bucket}/${key}`, body);
  const SIGN_IN = ["connect-storage-from", "connect-storage-to"];

  /** The steps of signing in as they are, with loopback in place of the clouds, then others. */
  const following = (...ids: string[]) =>
    session.followBeside(
      commandsOf(runbook, "session"),
      'of_resource() { if [[ $2 == oci:* ]]; then echo "old-$3"; else echo "new-$3"; fi; }',
      ...SIGN_IN.map((id) => commandsOf(runbook, id)),
      "mkdir -p $WORK",
      `export RCLONE_CONFIG_FROM_ENDPOINT=${s3.url} RCLONE_CONFIG_TO_ENDPOINT=${s3.url} RCLONE_CONFIG_TO_PROVIDER=Other`,
      "of_resource() { return 1; }",
      ...ids.map((id) => commandsOf(runbook, id)),
    );
  const must = async (...ids: string[]) => {
    const done = await following(...ids);
    if (done.code !== 0) throw new Error(done.error + done.out);
    return done;
  };

  // Both sides in one server: what stands for the state tells them apart by type.
  const OLD = "old-storage";
  const NEW = "new-storage";
  const BUCKETS = ["assets", "logs", "uploads"];

  beforeAll(async () => {
    runbook = await runbookOf("megilance", "oci-do-free", "aws-fargate");
    s3 = await S3.start();
    session = new Session({
      FROM_ACCESS_KEY_ID: "AKIATEST",
      FROM_SECRET_ACCESS_KEY: "secret-of-the-test",
      AWS_ACCESS_KEY_ID: "AKIATEST",
      AWS_SECRET_ACCESS_KEY: "secret-of-the-test",
    });
    session.standIn("oci", "echo namespace");
    for (const bucket of BUCKETS) {
      await s3.ask("PUT", `/${OLD}-${bucket}`);
      await s3.ask("PUT", `/${NEW}-${bucket}`);
    }
    await put(`${OLD}-uploads`, "a/photo.jpg", "a photo");
    await put(`${OLD}-uploads`, "b.txt", "a text");
    await put(`${OLD}-uploads`, "landfall/example/release/app", "the old side's own");
    await put(`${OLD}-logs`, "day.log", "a line");
    await put(`${OLD}-assets`, "film.bin", "film ".repeat(1_300_000));
  });
  afterAll(() => {
    s3.stop();
    session.end();
  });

  it("copy every object but the program's own, and agree byte by byte", async () => {
    await must("copy-storage", "final-copy-storage", "verify-storage");
    expect(await s3.keys(`${NEW}-uploads`)).toEqual(["a/photo.jpg", "b.txt"]);
    expect(await s3.keys(`${NEW}-assets`)).toEqual(["film.bin"]);
  });

  it("send no list of access that a bucket of an enforced owner would refuse, and say how S3 encrypts", () => {
    const puts = s3.sent.filter(({ method, path }) => method !== "GET" && path.startsWith(`/${NEW}-`));
    const lists = new Set(puts.map(({ headers }) => headers["x-amz-acl"]).filter((it) => it !== undefined));
    expect([...lists]).toEqual(["bucket-owner-full-control"]);
    expect(puts.some(({ headers }) => headers["x-amz-server-side-encryption"] === "aws:kms")).toBe(true);
  });

  it("make no bucket and ask for none", () => {
    expect(s3.sent.filter(({ method, path }) => method === "PUT" && /^\/[^/?]+\/?$/.test(path))).toEqual([]);
  });

  it("carry over an object that was replaced by one of the same size, and a deletion", async () => {
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await put(`${OLD}-uploads`, "b.txt", "a TEXT");
    await s3.ask("DELETE", `/${OLD}-uploads/a/photo.jpg`);
    await must("final-copy-storage", "verify-storage");
    expect(await s3.ask("GET", `/${NEW}-uploads/b.txt`)).toBe("a TEXT");
    expect(await s3.keys(`${NEW}-uploads`)).toEqual(["b.txt"]);
  });

  it("tell an object that is missing, and one that is another, by the verification", async () => {
    await s3.ask("DELETE", `/${NEW}-logs/day.log`);
    const missing = await following("verify-storage");
    expect(missing.code).not.toBe(0);
    expect(missing.error).toContain("THE BUCKETS DIFFER: logs; do not switch");
    await put(`${NEW}-logs`, "day.log", "a LINE");
    expect((await following("verify-storage")).error).toContain("THE BUCKETS DIFFER: logs; do not switch");
    await put(`${NEW}-logs`, "day.log", "a line");
    await must("verify-storage");
  });

  it("bring back what was written on the new side", async () => {
    await put(`${NEW}-uploads`, "c.txt", "after the switch");
    await must("roll-back-storage");
    expect(await s3.ask("GET", `/${OLD}-uploads/c.txt`)).toBe("after the switch");
  });
});
