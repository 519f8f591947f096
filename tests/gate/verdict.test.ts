import { hasBlueprint } from "../../sandbox/outputs";
import { verdictMarkdown, verdictText } from "../../src/gate/text";
import { dataTypes } from "../../providers/registry";
import { judge, passes } from "../../src/gate/verdict";
import type { Preview } from "../../src/gate/preview";

const urn = (type: string, name: string) => `urn:pulumi:prod::landfall::landfall:index:Database$${type}::${name}`;

const BUCKET = "aws:s3/bucket:Bucket";
const RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const PASSWORD = "random:index/randomPassword:RandomPassword";

interface Step {
  readonly op: string;
  readonly type?: string;
  readonly name?: string;
  readonly protect?: boolean;
  readonly retainOnDelete?: boolean;
  readonly replaceReasons?: string[];
}

/** A preview of a few steps, in the form of the CLI's own. */
const previewOf = (steps: readonly Step[], diagnostics: Preview["diagnostics"] = []): Preview => ({
  steps: steps.map(({ op, type = BUCKET, name = "one", replaceReasons, ...marks }) => ({
    op,
    urn: urn(type, name),
    ...(op === "create" ? {} : { oldState: { type, ...marks } }),
    ...(op === "delete" ? {} : { newState: { type } }),
    ...(replaceReasons === undefined ? {} : { replaceReasons }),
  })),
  diagnostics,
  changeSummary: {},
});

const verdictOf = (steps: readonly Step[], allowed: readonly string[] = [], diagnostics: Preview["diagnostics"] = []) =>
  judge(previewOf(steps, diagnostics), allowed);

const layout = { columns: 100, colours: false };

describe("types that hold data", () => {
  it("are types that this program makes, on each provider", () => {
    expect([...dataTypes()].filter((type) => !hasBlueprint(type))).toEqual([]);
    const providers = new Set([...dataTypes()].map((type) => type.split(":")[0]));
    expect([...providers].sort()).toEqual(["aws", "cloudflare", "digitalocean", "oci"]);
  });
});

describe("the gate", () => {
  it.each(["same", "create", "update", "read", "refresh", "import"])("lets %s of what holds data through", (op) => {
    const verdict = verdictOf([{ op }]);
    expect([passes(verdict), verdict.dangers]).toEqual([true, []]);
  });

  it.each([
    ["delete", "deleted"],
    ["replace", "replaced"],
    ["delete-replaced", "replaced"],
    ["create-replacement", "replaced"],
    ["discard", "deleted"],
    ["remove-pending-replace", "replaced"],
    ["an-operation-that-deletes", undefined],
    ["delete-after-all", "deleted"],
  ])("refuses %s of what holds data, protected or not", (op, fate) => {
    const verdict = verdictOf([{ op }]);
    expect(verdict.dangers.map((it) => it.fate)).toEqual([fate ?? "deleted"]);
    expect(passes(verdict)).toBe(false);
  });

  it("refuses to make an empty one of what a refresh no longer found", () => {
    const verdict = verdictOf([{ op: "refresh" }, { op: "create" }]);
    expect(verdict.dangers).toMatchObject([{ fate: "lost", why: "holds data" }]);
    expect(passes(verdict)).toBe(false);
    expect(verdictText(verdict, layout)).toContain("aws:s3:Bucket one is gone from the cloud: it holds data");
  });

  it("lets go what holds nothing", () => {
    expect(passes(verdictOf([{ op: "delete", type: RULE }]))).toBe(true);
  });

  it("refuses whatever is protected, of any type", () => {
    expect(verdictOf([{ op: "delete", type: RULE, protect: true }]).dangers).toMatchObject([{ why: "is protected" }]);
  });

  it("refuses a generated password that is kept, and lets go one that is not", () => {
    expect(passes(verdictOf([{ op: "replace", type: PASSWORD, retainOnDelete: true }]))).toBe(false);
    expect(passes(verdictOf([{ op: "replace", type: PASSWORD }]))).toBe(true);
  });

  it("lets go what is named, and that alone", () => {
    const steps: Step[] = [
      { op: "delete", name: "one" },
      { op: "replace", name: "two" },
    ];
    expect(passes(verdictOf(steps, [urn(BUCKET, "one")]))).toBe(false);
    expect(passes(verdictOf(steps, [urn(BUCKET, "one"), urn(BUCKET, "two")]))).toBe(true);
  });

  it("refuses a name that the preview leaves alone, since the deployer expected something else", () => {
    const verdict = verdictOf([{ op: "update" }], [urn(BUCKET, "one")]);
    expect([passes(verdict), verdict.needless]).toEqual([false, [urn(BUCKET, "one")]]);
    expect(verdictText(verdict, layout)).toContain("refused: what was named is not what would go");
  });

  it("refuses a preview that failed, with every line of what it said", () => {
    const message = "error: database: would leave its data\nsecrets: would leave its data\n";
    const verdict = verdictOf([], [], [{ severity: "error", message }]);
    const errors = ["database: would leave its data", "secrets: would leave its data"];
    expect([passes(verdict), verdict.errors]).toEqual([false, errors]);
  });

  it("takes no warning for a failure", () => {
    expect(passes(verdictOf([], [], [{ severity: "warning", message: "warning: old" }]))).toBe(true);
  });

  it("lets nobody name away what the engine holds, and tells the command that unprotects it", () => {
    const message = `error: Preview failed: resource "${urn(BUCKET, "one")}" cannot be deleted\nbecause it is protected.`;
    const diagnostics = [{ severity: "error", urn: urn(BUCKET, "one"), message }];
    const verdict = verdictOf([{ op: "delete", protect: true }], [urn(BUCKET, "one")], diagnostics);
    expect([passes(verdict), verdict.errors]).toEqual([false, []]);
    expect(verdictText(verdict, layout)).toContain(`pulumi state unprotect '${urn(BUCKET, "one")}'`);
  });

  it("counts a resource of several steps once, with all that forces it", () => {
    const verdict = verdictOf([
      { op: "create-replacement", replaceReasons: ["engine"] },
      { op: "replace", replaceReasons: ["engine", "dbName"] },
      { op: "delete-replaced" },
    ]);
    expect(verdict.dangers).toMatchObject([{ fate: "replaced", because: ["dbName", "engine"] }]);
    expect(verdictText(verdict, layout)).toMatch(/^refused: 1 resource with data or protection would go$/m);
  });

  it("says the same whatever the order of the steps", () => {
    const steps: Step[] = ["b", "a", "c"].map((name) => ({ op: "delete", name }));
    expect(verdictOf(steps)).toEqual(verdictOf([...steps].reverse()));
  });
});

describe("the gate as Markdown", () => {
  it("lets no name of a resource out of its cell", () => {
    const name = "a`|<img src=x>|@everyone";
    const page = verdictMarkdown(verdictOf([{ op: "delete", name }]));
    // In a fence, where a URN of one line can end nothing, it stands as it is.
    expect(page.replace(/^```$[^]*?^```$/m, "")).not.toContain("<img");
    expect(page.split("\n").filter((line) => line.startsWith("| delete"))).toEqual([
      "| delete | <code>aws:s3:Bucket</code> | <code>a&#96;&#124;&#60;img src=x&#62;&#124;@everyone</code> |",
    ]);
  });

  it("lists 500 changes and says how many more there are", () => {
    const steps = Array.from({ length: 700 }, (_, index) => ({ op: "create", name: `n${index}` }));
    const page = verdictMarkdown(verdictOf(steps));
    expect(page.match(/^\| create/gm)).toHaveLength(500);
    expect(page).toContain("200 more are in the log.");
    expect(page.length).toBeLessThan(65_000);
  });
});
