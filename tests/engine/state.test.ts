import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeWith } from "../host/programs";
import { CANARY, configWith, pulumiCli, tell } from "../support/engine";
import { S3 } from "../support/s3";
import { Checkout, type Ended } from "../support/team";

if (pulumiCli === undefined) {
  tell("tests of a team's state skipped: no Pulumi CLI on PATH (https://www.pulumi.com/docs/iac/download-install/)");
}

jest.setTimeout(300_000);

const BUCKET = "landfall-state";
const STATE = ".pulumi/stacks/landfall/dev.json";
const AT_ONCE = ["--yes", "--non-interactive", "--color", "never"];

const describeState: typeof describeWith = (...args) =>
  pulumiCli === undefined ? describe.skip(args[1], args[2]) : describeWith(...args);

describeState(["moto_server", "bash"], "a team's state in a bucket of S3, and its pipeline", () => {
  let s3: S3;
  let checkout: Checkout;

  const run = (...words: string[]): Promise<Ended> => checkout.run(words);
  const pulumi = (...words: string[]): Promise<Ended> => checkout.run(["pulumi", ...words]);
  const script = (name: string, more: NodeJS.ProcessEnv = {}) =>
    checkout.run(["bash", `.github/scripts/${name}.sh`, "dev", "out"], more);

  beforeAll(async () => {
    s3 = await S3.start();
    await s3.ask("PUT", `/${BUCKET}`);
    const versioned = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";
    await s3.ask("PUT", `/${BUCKET}?versioning`, versioned);
    checkout = await Checkout.open(
      { dev: configWith("dev") },
      {
        AWS_ACCESS_KEY_ID: "AKIATEST",
        AWS_SECRET_ACCESS_KEY: "a-secret-key",
        AWS_REGION: "us-east-1",
        AWS_ENDPOINT_URL_KMS: s3.url,
        PULUMI_BACKEND_URL: `s3://${BUCKET}?region=us-east-1&endpoint=${s3.url}&s3ForcePathStyle=true`,
      },
    );
  });
  afterAll(() => {
    checkout?.close();
    s3?.stop();
  });

  /** What the bucket was asked to change since a moment; KMS is asked at the root. */
  const writesSince = (from: number) =>
    s3.sent.slice(from).filter(({ method, path }) => path !== "/" && !/^(GET|HEAD)$/.test(method));

  const keyOf = async (): Promise<string> => {
    const headers = { "content-type": "application/x-amz-json-1.1", "x-amz-target": "TrentService.CreateKey" };
    const made = await s3.ask("POST", "/", "{}", headers, "kms");
    return (JSON.parse(made) as { KeyMetadata: { KeyId: string } }).KeyMetadata.KeyId;
  };

  it("begins with a stack whose secrets a key of KMS encrypts", async () => {
    const init = await pulumi(
      "stack",
      "init",
      "dev",
      "--secrets-provider",
      `awskms://${await keyOf()}?region=us-east-1`,
    );
    expect(init).toMatchObject({ code: 0 });
    const config = readFileSync(join(checkout.folder, "Pulumi.dev.yaml"), "utf8");
    expect(config).toContain("secretsprovider: awskms://");
    expect(config).toContain("encryptedkey: ");
    const set = await pulumi("config", "set", "--secret", "--path", "landfall:secrets.SENDGRID_API_KEY", CANARY);
    expect(set).toMatchObject({ code: 0 });
    expect(await s3.keys(BUCKET)).toContain(STATE);
  });

  it("is planned, judged and applied by the pipeline's own scripts", async () => {
    const planned = await script("plan");
    expect(planned).toMatchObject({ code: 0 });
    expect(planned.output).toContain("passes: nothing that holds data or is protected goes");
    expect(readFileSync(join(checkout.folder, "out/summary.md"), "utf8")).toMatch(/^## Plan of dev\n\n\*\*passes/);
    const applied = await script("apply");
    expect(applied.output).not.toMatch(/\berror:/);
    expect(applied.code).toBe(0);
    expect(checkout.cloud.list().length).toBeGreaterThan(50);
  });

  it("keeps no secret readable: not in the bucket, not in the plan", async () => {
    const keys = await s3.keys(BUCKET);
    const texts = await Promise.all(keys.map((key) => s3.ask("GET", `/${BUCKET}/${key}`)));
    expect(texts.filter((text) => text.includes("ciphertext")).length).toBeGreaterThan(0);
    expect(keys.filter((_, index) => texts[index]!.includes(CANARY))).toEqual([]);
    for (const file of ["plan.json", "preview.json", "summary.md"]) {
      expect(readFileSync(join(checkout.folder, "out", file), "utf8")).not.toContain(CANARY);
    }
    expect(JSON.stringify(checkout.cloud.list())).toContain(Buffer.from(CANARY).toString("base64"));
  });

  it("writes to the bucket in the form that every S3-compatible service takes: whole, without a trailing checksum", () => {
    const puts = s3.sent.filter(({ method }) => method === "PUT");
    expect(puts.length).toBeGreaterThan(5);
    const refused = puts.filter(
      ({ headers }) =>
        headers["content-encoding"] === "aws-chunked" ||
        headers["x-amz-trailer"] !== undefined ||
        headers["x-amz-checksum-sha256"] === "UNSIGNED-PAYLOAD",
    );
    expect(refused).toEqual([]);
  });

  it("is only read by a preview and by a look for drift, which finds none", async () => {
    const from = s3.sent.length;
    expect(await script("plan")).toMatchObject({ code: 0 });
    expect(await script("drift")).toMatchObject({ code: 0 });
    expect(s3.sent.length).toBeGreaterThan(from);
    expect(writesSince(from).map(({ method, path }) => `${method} ${path}`)).toEqual([]);
  });

  it("is updated by one at a time; a lock that was left behind is taken away by hand", async () => {
    const lock = `/${BUCKET}/.pulumi/locks/organization/landfall/dev/00000000-0000-4000-8000-000000000000.json`;
    const holder = { pid: 1, username: "somebody", hostname: "elsewhere", timestamp: "2026-11-28T00:00:00Z" };
    await s3.ask("PUT", lock, JSON.stringify(holder));
    const refused = await script("apply");
    expect(refused.code).not.toBe(0);
    expect(refused.output).toContain("the stack is currently locked by 1 lock(s)");
    expect(refused.output).toContain("created by somebody@elsewhere");
    expect(await pulumi("cancel", "--yes", "--stack", "dev")).toMatchObject({ code: 0 });
    expect(await script("apply")).toMatchObject({ code: 0 });
  });

  it("tells what drifted with exit code 3, and a loss of data above all", async () => {
    const bucket = checkout.cloud.list().find(({ type }) => type === "oci:ObjectStorage/bucket:Bucket")!;
    checkout.cloud.remove(bucket);
    const { code, output } = await script("drift");
    checkout.cloud.add(bucket);
    expect([code, output]).toEqual([
      3,
      expect.stringMatching(/refused.*oci:ObjectStorage:Bucket.*is gone from the cloud/s),
    ]);
    expect(await script("drift")).toMatchObject({ code: 0 });
  });

  it("takes no failure for drift", async () => {
    const { code, output } = await script("drift", { AWS_ENDPOINT_URL_KMS: "http://127.0.0.1:1" });
    expect([code, output.includes("error")]).toEqual([1, true]);
  });

  it("leaves no plan to apply where data would go", async () => {
    const file = join(checkout.folder, "Pulumi.dev.yaml");
    const before = readFileSync(file, "utf8");
    writeFileSync(file, before.replace("oci-do-free", "aws-fargate"));
    const refused = await script("plan");
    writeFileSync(file, before);
    expect(refused.code).toBe(1);
    expect(refused.output).toContain("would leave its data on");
    expect((await run("ls", "out")).output.split("\n")).not.toContain("plan.json");
  });

  it("comes back from a backup after its file is gone: imported, nothing is to change", async () => {
    expect(await pulumi("stack", "export", "--stack", "dev", "--file", "backup.json")).toMatchObject({ code: 0 });
    const config = readFileSync(join(checkout.folder, "Pulumi.dev.yaml"), "utf8");
    for (const key of (await s3.keys(BUCKET)).filter((it) => it.startsWith(STATE))) {
      await s3.ask("DELETE", `/${BUCKET}/${key}`);
    }
    expect((await pulumi("preview", "--stack", "dev", ...AT_ONCE.slice(1))).output).toContain(
      "no stack named 'dev' found",
    );

    const provider = /secretsprovider: (\S+)/.exec(config)![1]!;
    expect(await pulumi("stack", "init", "dev", "--secrets-provider", provider)).toMatchObject({ code: 0 });
    writeFileSync(join(checkout.folder, "Pulumi.dev.yaml"), config);
    expect(await pulumi("stack", "import", "--stack", "dev", "--file", "backup.json")).toMatchObject({ code: 0 });
    const same = await pulumi("preview", "--stack", "dev", "--expect-no-changes", ...AT_ONCE.slice(1));
    expect(same.output).not.toMatch(/\berror:/);
    expect(same.code).toBe(0);
  });

  it("comes back from an earlier version in the bucket just as well", async () => {
    const whole = await s3.ask("GET", `/${BUCKET}/${STATE}`);
    await s3.ask("DELETE", `/${BUCKET}/${STATE}`);
    const listed = await s3.ask("GET", `/${BUCKET}?versions&prefix=${STATE}`);
    const [, version] = /<Version>.*?<Key>[^<]*dev\.json<\/Key>.*?<VersionId>([^<]+)<\/VersionId>/s.exec(listed)!;
    const earlier = await s3.ask("GET", `/${BUCKET}/${STATE}?versionId=${version}`);
    await s3.ask("PUT", `/${BUCKET}/${STATE}`, earlier);
    expect(earlier).toBe(whole);
    const same = await pulumi("preview", "--stack", "dev", "--expect-no-changes", ...AT_ONCE.slice(1));
    expect(same.code).toBe(0);
  });

  it("changes the key that encrypts it, to a passphrase, without which nothing is read", async () => {
    const passphrase = { PULUMI_CONFIG_PASSPHRASE: "a passphrase" };
    const changed = await checkout.run(
      ["pulumi", "stack", "change-secrets-provider", "passphrase", "--stack", "dev"],
      passphrase,
    );
    expect(changed).toMatchObject({ code: 0 });
    const same = ["pulumi", "preview", "--stack", "dev", "--expect-no-changes", ...AT_ONCE.slice(1)];
    expect((await checkout.run(same, passphrase)).code).toBe(0);
    const wrong = await checkout.run(same, { PULUMI_CONFIG_PASSPHRASE: "another" });
    expect([wrong.code === 0, wrong.output.includes("incorrect passphrase")]).toEqual([false, true]);
  });
});
