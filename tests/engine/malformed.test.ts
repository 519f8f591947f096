import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { configWith, describeOnEngine, openStack, sharedFolder } from "../support/engine";

interface Case {
  readonly title: string;
  readonly changes: Readonly<Record<string, unknown>>;
  readonly says: readonly string[];
}

const known = parse(readFileSync(join(__dirname, "../config/malformed.yaml"), "utf8")) as Case[];

/** Ten configs of one to four mistakes, by the titles that they have in tests/config/malformed.yaml. */
const CONFIGS: readonly (readonly string[])[] = [
  ["an unknown topology"],
  ["an app name in another script"],
  ["an app name of 300 characters"],
  ["a misspelled standard key"],
  ["missing administrators"],
  ["a network that is no CIDR"],
  ["storage that is NaN"],
  ["a provider without the kind"],
  ["a missing tenancy", "an account id that is none"],
  ["an unknown key", "an administrator from everywhere", "an e-mail address that is none", "a domain with a scheme"],
];

function caseOf(title: string): Case {
  const found = known.find((it) => it.title === title);
  if (found === undefined) throw new Error(`tests/config/malformed.yaml has no case called ${title}`);
  return found;
}

/** The lines that the engine shows below the stack's name. */
function diagnostics(stdout: string): string[] {
  const [, after = ""] = stdout.split("\nDiagnostics:\n");
  return after
    .split("\nResources:\n")[0]!
    .split("\n")
    .filter((line) => !/^ {2}pulumi:pulumi:Stack/.test(line))
    .map((line) => line.trim().replace(/^error: /, ""))
    .filter((line) => line !== "");
}

jest.setTimeout(180_000);

describeOnEngine("a malformed config on the engine", () => {
  const { folder, remove } = sharedFolder();
  afterAll(remove);

  it.each(CONFIGS.map((titles) => [titles.join(", "), titles] as const))("is refused: %s", async (_, titles) => {
    const cases = titles.map(caseOf);
    const changes = cases.flatMap((it) => Object.entries(it.changes));
    const given = changes.map(([key, value]) => [key, value === null ? undefined : value] as const);
    const config = configWith("dev", Object.fromEntries(given));
    const { workspace, close } = await openStack("dev", config, { folder, inline: false });
    try {
      const run = await workspace.run("up", ["--yes", "--skip-preview", "--color", "never"]);
      expect(run.code).not.toBe(0);
      const lines = diagnostics(run.stdout);
      expect(lines).toHaveLength(cases.length);
      for (const { says } of cases) {
        expect(lines.filter((line) => says.every((part) => line.includes(part)))).toHaveLength(1);
      }
      expect(run.stdout + run.stderr).not.toMatch(/\n\s+at .+:\d+:\d+/);
      // The engine itself registers the stack before the program runs.
      expect((await workspace.resources()).map(({ type }) => type)).toEqual(["pulumi:pulumi:Stack"]);
      expect(workspace.cloud.list()).toEqual([]);
    } finally {
      close();
    }
  });
});
