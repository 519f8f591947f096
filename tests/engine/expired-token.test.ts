import { describeOnEngine } from "../support/engine";
import { expireAfter } from "../support/expired-token";

jest.setTimeout(300_000);

describeOnEngine("a cloud's token that expires in the middle of an update", () => {
  it("is named for each resource that was refused; the next update makes what is missing, and nothing twice", async () => {
    const { first, second, third, faults } = await expireAfter(20);
    expect(first.code).not.toBe(0);
    expect(first.stdout).toMatch(/error: (.*: )?401 Unauthorized: the token has expired/);
    expect(first.stdout).toMatch(/Resources:\n {4}\+ \d+ created\n {4}\d+ errored/);
    expect(faults).toEqual([]);
    expect([second.code, third.code]).toEqual([0, 0]);
  });
});
