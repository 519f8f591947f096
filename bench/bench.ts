import { rmSync } from "node:fs";
import { join } from "node:path";
import { writeGrowthProject } from "./growth";
import { measure, type Measured, type Usage } from "./measure";
import { precompile } from "./precompiled";

const root = join(__dirname, "..");
const cli = join(root, "bin", "landfall.js");
const topology = "aws-fargate";

const SERVICES = [1, 10, 100, 300] as const;

/** The figures that the project holds itself to. */
const GOALS = { precompiledTime: 1.3, defaultTime: 0.1, defaultMemory: 0.2 };

const planOf = (app: string, folder: string) => [
  ...["plan", "--app", app, "--topology", topology],
  ...["--format", "json", "--root", folder],
];

const say = (text: string) => void process.stdout.write(`${text}\n`);

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join("  ");
  return rows.map((row) => `  ${line(row)}`.trimEnd()).join("\n");
}

const figures = ({ seconds, cpuSeconds, peakMiB }: Measured) => [
  seconds.toFixed(2),
  cpuSeconds.toFixed(2),
  peakMiB.toFixed(0),
];

const resourcesIn = ({ output }: Measured): number => (JSON.parse(output) as { resources: unknown[] }).resources.length;

/** Calls with a scratch folder, which is taken away again. */
function inFolder<T>(folder: string, use: (folder: string) => T): T {
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** How landfall loads its program, against the two other ways of loading the same one. */
function compareLoading(runs: number): void {
  const args = planOf("megilance", root);
  const { landfall, precompiled, checked } = inFolder(precompile(root), (folder) =>
    measure(
      {
        landfall: [cli, ...args],
        precompiled: [join(folder, "run.js"), ...args],
        checked: [join(__dirname, "default-loading.js"), ...args],
      },
      runs,
    ),
  );
  if (landfall.output !== precompiled.output || landfall.output !== checked.output) {
    throw new Error("the three ways of loading do not give the same plan");
  }
  const ratio = (other: Measured, part: keyof Usage) => (landfall[part] / other[part]).toFixed(2);
  say(`plan --app megilance --topology ${topology}, ${resourcesIn(landfall)} resources, median of ${runs} runs`);
  say(
    table([
      ["", "seconds", "CPU seconds", "peak MiB"],
      ["landfall plan", ...figures(landfall)],
      ["the same program precompiled", ...figures(precompiled)],
      ["type-checked ts-node, Pulumi's default", ...figures(checked)],
    ]),
  );
  const row = (name: string, other: Measured, time: string, memory: string) => [
    name,
    ratio(other, "seconds"),
    ratio(other, "cpuSeconds"),
    time,
    ratio(other, "peakMiB"),
    memory,
  ];
  say("");
  say(
    table([
      ["landfall plan against", "time", "CPU time", "goal", "memory", "goal"],
      row("precompiled", precompiled, `<= ${GOALS.precompiledTime}`, ""),
      row("type-checked ts-node", checked, `<= ${GOALS.defaultTime}`, `<= ${GOALS.defaultMemory}`),
    ]),
  );
}

/** What more services cost. */
function compareGrowth(runs: number): void {
  const measured = inFolder(writeGrowthProject(root, SERVICES), (folder) => {
    const ways = SERVICES.map((count) => [String(count), [cli, ...planOf(`grow-${count}`, folder)]] as const);
    return measure(Object.fromEntries(ways), runs);
  });
  const base = measured[String(SERVICES[0])]!;
  const more = (count: number, value: number, first: number) =>
    count === SERVICES[0] ? "" : ((value - first) / (count - SERVICES[0])).toFixed(1);
  say(`plan of a synthetic app on ${topology} as its services grow, median of ${runs} runs`);
  say(
    table([
      ["services", "resources", "seconds", "CPU seconds", "peak MiB", "CPU ms a service more", "KiB a service more"],
      ...SERVICES.map((count) => {
        const one = measured[String(count)]!;
        return [
          String(count),
          String(resourcesIn(one)),
          ...figures(one),
          more(count, one.cpuSeconds * 1000, base.cpuSeconds * 1000),
          more(count, one.peakMiB * 1024, base.peakMiB * 1024),
        ];
      }),
    ]),
  );
}

const runs = Number(process.argv[2] ?? 5);
if (!Number.isInteger(runs) || runs < 1) throw new Error("usage: npm run bench [-- RUNS]");
compareLoading(runs);
say("");
compareGrowth(Math.min(runs, 3));
