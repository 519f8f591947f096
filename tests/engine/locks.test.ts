import { describeOnEngine } from "../support/engine";
import { race, REFUSED } from "../support/races";
import { TeamStack } from "../support/team-stack";

jest.setTimeout(300_000);

describeOnEngine("a stack that several people update", () => {
  let stack: TeamStack;
  beforeAll(async () => {
    stack = await TeamStack.open();
  });
  afterAll(() => stack?.close());

  it.each([0, 60, 400])("lets one of two updates through, begun %d ms apart", async (milliseconds) => {
    const { through, refused, faults } = await race(stack, milliseconds);
    expect([through.length, faults]).toEqual([1, []]);
    expect(refused.map(({ output }) => REFUSED.test(output))).toEqual([true]);
  });

  const other = { PULUMI_CONFIG_PASSPHRASE: "another" };

  it.each([["preview"], ["up", "--yes", "--skip-preview"], ["stack", "export", "--show-secrets"]])(
    "refuses whoever has another passphrase: pulumi %s",
    async (...words) => {
      const { code, output } = await stack.pulumiWith(other, ...words);
      expect([code === 0, output.includes("incorrect passphrase")]).toEqual([false, true]);
    },
  );

  it("is backed up as it is by whoever has another passphrase, its secrets encrypted and none of them lost", async () => {
    const right = await stack.pulumi("stack", "export");
    const wrong = await stack.pulumiWith(other, "stack", "export");
    expect([wrong.code, wrong.stdout === right.stdout]).toEqual([0, true]);
    expect(right.stdout).toContain('"ciphertext"');
  });
});
