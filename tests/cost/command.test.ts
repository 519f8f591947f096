import { landfall } from "../support/terminal";

jest.setTimeout(60_000);

const prod = ["cost", "prod"];

describe("landfall cost", () => {
  it("lists line items by component, each with its source and date", async () => {
    const { code, out, err } = await landfall(prod);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(/^Cost of prod: megilance on aws-fargate, in USD a month/);
    expect(out).toMatch(/^compute on aws: 67\.07$/m);
    expect(out).toMatch(/^database on aws: 14\.38$/m);
    expect(out).toMatch(/^ +29\.55 {2}Fargate CPU +compute-backend +1 x \$0\.04048 per vCPU-hour \[1\]$/m);
    expect(out).toMatch(/usage: 10 x \$0\.023 per GB-month, by storage\.buckets\.uploads\.storedGiB \[\d+\]/);
    expect(out).toMatch(/^ {2}\[1\] https:\/\/github\.com\/infracost/m);
    expect(out).toMatch(/^ {2}flat +85\.15\n {2}by use, as assumed +0\.23\n {2}known so far +85\.38$/m);
    expect(out).toMatch(/^ {2}storage\.database\.storedGiB +20$/m);
  });

  it("adds its parts up to its sum, as data", async () => {
    const { out } = await landfall([...prod, "--format", "json"]);
    const { stacks } = JSON.parse(out) as {
      stacks: {
        monthlyUsd: number;
        parts: { monthlyUsd: number | null; items: { source: string; date: string }[] }[];
      }[];
    };
    const [{ monthlyUsd, parts } = { monthlyUsd: 0, parts: [] }] = stacks;
    expect(stacks).toHaveLength(1);
    const cents = parts.reduce((sum, part) => sum + Math.round((part.monthlyUsd ?? 0) * 100), 0);
    expect([monthlyUsd, cents]).toEqual([85.38, 8538]);
    for (const { source, date } of parts.flatMap(({ items }) => items)) {
      expect(source).not.toBe("");
      expect(date).toMatch(/^20\d\d-\d\d/);
    }
  });

  it("tells every stack where none is named, and an app on a topology without any stack", async () => {
    const { out } = await landfall(["cost"]);
    expect(out.match(/^Cost of \w+/gm)).toEqual(["Cost of dev", "Cost of prod"]);
    const free = await landfall(["cost", "--app", "advancia", "--topology", "cloudflare-droplets"]);
    expect(free.out).toMatch(/^dns on cloudflare: 25\.00$/m);
    const changed = await landfall([...prod, "--set", "cloudflare.plan=business"]);
    expect(changed.out).toMatch(/^dns on cloudflare: 250\.00$/m);
  });

  it.each(["cost", "plan"])(
    "of the budget's gate in %s ends with 1 where the stack costs more, and 0 else",
    async (it) => {
      const over = await landfall([it, "prod", "--max-monthly-usd", "85.37"]);
      expect(over.code).toBe(1);
      expect(over.err).toMatch(/^prod is over --max-monthly-usd 85\.37: costs 85\.38 a month, 0\.01 USD too much$/m);
      expect(over.err).toMatch(/^ {2}29\.55 {2}compute-backend: Fargate CPU$/m);
      expect(over.err).toMatch(/^ {2}25 prices are unknown and not judged; they come on top$/m);
      const within = await landfall([it, "prod", "--max-monthly-usd", "85.38", "--format", "json"]);
      expect([within.code, within.err.split("\n")[0]]).toEqual([
        0,
        "prod is within its budget: 85.38 USD a month are known",
      ]);
      expect(() => JSON.parse(within.out) as unknown).not.toThrow();
    },
  );

  it("judges each of several stacks", async () => {
    const { code, err } = await landfall(["cost", "--max-monthly-usd", "10"]);
    expect(code).toBe(1);
    expect(err).toMatch(/^dev is within its budget: 0\.00 /m);
    expect(err).toMatch(/^prod is over --max-monthly-usd 10: /m);
  });

  it.each([["-5"], ["much"], ["1e3"], [""]])("refuses %p for an amount", async (amount) => {
    const { code, err } = await landfall(["cost", "dev", `--max-monthly-usd=${amount}`]);
    expect([code, err]).toEqual([2, `landfall: --max-monthly-usd ${amount}: allowed an amount in USD, such as 50\n`]);
  });

  it("refuses a stack beside an app on a topology, and a format that is not known", async () => {
    const both = await landfall(["cost", "dev", "--app", "megilance", "--topology", "oci-do-free"]);
    expect(both.code).toBe(2);
    expect((await landfall(["cost", "--format", "yaml"])).err).toContain("--format yaml: allowed text, json");
  });
});
