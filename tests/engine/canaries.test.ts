import { cellConfig } from "../support/cells";
import { Canaries } from "../support/canaries";
import { describeOnEngine } from "../support/engine";
import { CONTROL, SecretStack } from "../support/secret-stack";

jest.setTimeout(300_000);

/** What cannot but name the stack's domain, which nothing marks as a secret. */
const TELLS_DOMAIN =
  /^(an up|up)|^landfall plan|^stack (export|output|history)|^the comment|^told\/|(plan|preview)\.json$|(stacks|backups|history)\/.*\.(json|bak)$/;

describeOnEngine("25 secrets of a stack on two clouds, through its life on the engine", () => {
  let stack: SecretStack;

  beforeAll(async () => {
    const config = cellConfig("advancia", "kubernetes", { "landfall:domain": `${CONTROL}.example.com` });
    stack = await SecretStack.open(config);
  });
  afterAll(() => stack?.close());

  it("are masked in the error of a cloud that repeats what it was sent as far as the config holds them", async () => {
    expect((await stack.plan()).code).toBe(0);
    const { code, output } = await stack.failAt("an up that fails", "kubernetes:core/v1:Secret");
    expect([code === 0, output.includes("400 InvalidParameter")]).toEqual([false, true]);
    expect(output).toContain('"SMTP_PASSWORD":"[secret]"');
    // The engine masks no other: https://github.com/pulumi/pulumi/issues/3138; docs/troubleshooting.md says what to do.
    expect(stack.canaries.readableIn(output).sort()).toEqual([
      "DatabaseCluster cache-cluster password",
      "DatabaseCluster database-cluster password",
      "RandomPassword secrets-JWT_SECRET-value result",
      "SpacesKey storage-key secretKey",
    ]);
  });

  it("stand nowhere else: not in state, backups, history, plans, logs, summaries and comment", async () => {
    expect((await stack.up("up")).code).toBe(0);
    await stack.rotate("--secret");
    expect((await stack.up("up with another value")).code).toBe(0);
    await stack.tell();
    await stack.keep();
    expect(stack.canaries.labels.length).toBeGreaterThanOrEqual(25);
    expect(stack.surfaces.size).toBeGreaterThan(30);
    expect(stack.leaks(["an up that fails"])).toEqual([]);
  });

  it("would have been found there, as what nothing marks is", () => {
    const control = new Canaries({ control: CONTROL });
    const telling = [...stack.surfaces].filter(([name]) => TELLS_DOMAIN.test(name) && !name.endsWith(".attrs"));
    expect(telling.length).toBeGreaterThan(12);
    expect(telling.filter(([, text]) => control.readableIn(text).length === 0).map(([name]) => name)).toEqual([]);
  });
});
