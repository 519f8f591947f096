import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { page, table } from "./table";

/** What a full suite counted, as `tests/support/reliability.ts` writes it. */
const resultSchema = z.strictObject({
  id: z.string(),
  runs: z.int().nonnegative(),
  failures: z.int().nonnegative(),
  seconds: z.number().nonnegative(),
  seed: z.number().optional(),
  date: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  cores: z.int().positive(),
  notes: z.array(z.string()),
});

type Result = z.output<typeof resultSchema>;

/** What a suite proves, and how many times it is meant to. */
interface Suite {
  readonly title: string;
  readonly proves: string;
  /** How many runs are asked for, and of what. */
  readonly asked: string;
}

/** The suites that this page knows the meaning of; one of another id is shown by its id alone. */
const SUITES: Readonly<Record<string, Suite>> = {
  "provider-errors": {
    title: "A cloud in which every operation goes wrong once",
    proves:
      "After a refused, failed, late, partial or lost answer the next update goes on and ends with one object for each resource; no store of data is made twice unseen.",
    asked: "600 operations that go wrong",
  },
  "kill-engine": {
    title: "An engine that is killed",
    proves:
      "The state is sound, names what was under way, and after the steps of [recovery.md](recovery.md) the next update goes on; nothing is made twice, nothing is forgotten.",
    asked: "200 kills",
  },
  "kill-others": {
    title: "A program or a provider that is killed",
    proves: "The engine ends by itself with a sound state, and the next update goes on.",
    asked: "40 kills",
  },
  moves: {
    title: "Data between every two providers",
    proves:
      "A switch that would leave data behind is refused before a cloud is asked for anything; a move in steps deletes no store, and what it lets go of is still in its cloud.",
    asked: "36 refusals and 36 moves; a cache has nowhere to go on some pairs",
  },
  "stateless-switches": {
    title: "What holds no data, between every two providers",
    proves: "The new is up before names lead to it, and the old goes last; nothing is left over.",
    asked: "12 ordered pairs",
  },
  upgrades: {
    title: "States of earlier commits",
    proves: "A state that earlier code made is taken over: nothing that holds data is replaced.",
    asked: "the last three releases; there is none yet",
  },
  config: {
    title: "Any config",
    proves: "It is right, or is refused in lines that can be read; no fault of the program shows.",
    asked: "100,000 stacks",
  },
  "config-graphs": {
    title: "Any config that is right",
    proves: "It becomes a whole graph: no URN twice, no name that its cloud would refuse.",
    asked: "1,000 graphs",
  },
  "key-orders": {
    title: "The order of a config's keys",
    proves: "It says nothing: the same resources are registered with the same inputs.",
    asked: "1,000 orders",
  },
  secrets: {
    title: "25 secrets, wherever a stack's life leaves something",
    proves: "None can be read, in any encoding; one that nothing marks is found.",
    asked: "0 found",
  },
  locks: {
    title: "Two updates at once",
    proves: "One at most goes on, the other says why not, and the state is sound.",
    asked: "50 races",
  },
  "backend-writes": {
    title: "A state that cannot be written",
    proves: "The last state that was written is whole, and nothing that was made is lost.",
    asked: "30 points",
  },
  "full-disk": {
    title: "A full disk under a state in a folder",
    proves: "The backup brings the state back.",
    asked: "4 disks",
  },
  "expired-token": {
    title: "A cloud's token that expires on the way",
    proves: "The next update with a good token makes what is missing, and nothing twice.",
    asked: "12 points",
  },
  permissions: {
    title: "A refresh without the right to read",
    proves: "403 changes nothing. What looks gone, as by Oracle's 404, is refused by the gate before anything is made.",
    asked: "every store of data of five apps, twice",
  },
};

const read = (file: string): Result => resultSchema.parse(JSON.parse(readFileSync(file, "utf8")));

/** Every result that is kept, by id. */
export function results(root: string): readonly Result[] {
  const folder = join(root, "docs", "reliability");
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  return files.sort().map((file) => read(join(folder, file)));
}

function section({ id, notes, seed, cores, date, seconds }: Result): string {
  const suite = SUITES[id];
  const told = [...notes, ...(seed === undefined ? [] : [`Seed ${seed}.`])].map((note) => `- ${note}`);
  const when = `Last run: ${date}, ${seconds} s on a machine of ${cores} ${cores === 1 ? "core" : "cores"}.`;
  return [`## ${suite?.title ?? id}`, ...(suite === undefined ? [] : [suite.proves]), when, told.join("\n")]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** `docs/reliability.md`. */
export function reliabilityPage(root: string): string {
  const found = results(root);
  const counted = found.map(({ id, runs, failures, date }) => [
    `\`${id}\``,
    SUITES[id]?.asked ?? "",
    String(runs),
    String(failures),
    date,
  ]);
  const left = Object.entries(SUITES).filter(([id]) => !found.some((result) => result.id === id));
  const rows = [...counted, ...left.map(([id, { asked }]) => [`\`${id}\``, asked, "not run yet", "", ""])];
  return page(
    "What was tried, and how often",
    "`docs/reliability/`",
    "The real engine on the sandbox cloud of [rehearse](rehearse.md): no account was touched, so this says what the engine and this program do, and nothing of a vendor's service. `npm run test:faults` runs all of it; `npm test` a part.",
    table(["suite", "asked for", "reached", "failures", "date"], rows),
    ...found.map(section),
  );
}
