import type { PlanComponent } from "../../plan/schema";
import { setting, type Side } from "../side";
import type { Step } from "../schema";
import { notFollowed, replicate, replicationText } from "./logical";
import * as oracle from "./oracle";
import * as postgres from "./postgres";
import * as sqlite from "./sqlite";

export type Engine = "postgres" | "oracle" | "sqlite";

/** The steps of moving a part, by the phase that they belong to. */
export interface PartSteps {
  readonly connect?: readonly Step[];
  readonly copy?: readonly Step[];
  /** In place of copying; with what is to be known before. */
  readonly instead?: { readonly text: readonly string[]; readonly steps: readonly Step[] };
  readonly freeze?: readonly Step[];
  readonly final?: readonly Step[];
  readonly verify?: readonly Step[];
  /** What can be done only once the new side serves. */
  readonly late?: readonly Step[];
  readonly thaw?: readonly Step[];
  readonly back?: readonly Step[];
}

/** How a kind moves between two places. */
export interface Way {
  /** In words, as the table of pairs says it. */
  readonly by: string;
  readonly whose: "runbook" | "app" | "nobody";
  readonly steps: (from: Side, to: Side) => PartSteps;
}

export const engineOf = (part: PlanComponent): Engine => (setting(part, "engine") ?? "postgres") as Engine;

/** PostgreSQL on both sides. */
function postgresToPostgres(from: Side, to: Side, before: PlanComponent, after: PlanComponent): PartSteps {
  const sources = [postgres.clients(), postgres.connect(from, before)];
  const common = { freeze: [postgres.freeze()], thaw: [postgres.thaw()], back: [postgres.bringBack()] };
  if (after.shape === "colocated" && to.beside)
    return {
      ...common,
      connect: sources,
      final: [postgres.dumpOnly()],
      late: [postgres.connect(to, after), postgres.check(), postgres.restoreOnly(), postgres.verify()],
    };
  const refused = notFollowed(before, after);
  return {
    ...common,
    connect: [...sources, postgres.connect(to, after), postgres.check()],
    copy: [postgres.rehearse()],
    ...(refused === undefined
      ? { instead: { text: replicationText(before, after), steps: replicate(from, before, after) } }
      : {}),
    final: [postgres.copy()],
    verify: [postgres.verify()],
  };
}

type Pair = (from: Side, to: Side, before: PlanComponent, after: PlanComponent) => PartSteps;

const ORACLE_TO_POSTGRES: Pair = (from, to, before, after) => ({
  connect: [oracle.connect(from, before), postgres.clients(), postgres.connect(to, after)],
  copy: [oracle.oracleSchema(), oracle.oracleCopy(false)],
  freeze: [oracle.oracleFreeze(from, before)],
  final: [oracle.oracleCopy(true)],
  verify: [oracle.countRows("oracle", "postgres")],
  thaw: [oracle.oracleThaw(from, before)],
});

const POSTGRES_TO_ORACLE: Pair = (from, to, before, after) => ({
  connect: [postgres.clients(), postgres.connect(from, before), oracle.connect(to, after)],
  copy: [oracle.csvCopy(false, to, after)],
  freeze: [postgres.freeze()],
  final: [oracle.csvCopy(true, to, after)],
  verify: [oracle.countRows("postgres", "oracle")],
  thaw: [postgres.thaw()],
});

const SQLITE_TO_POSTGRES: Pair = (from, to, before, after) => ({
  connect: [sqlite.connect(from, before), postgres.clients(), postgres.connect(to, after)],
  copy: [sqlite.toPostgres(false)],
  freeze: [sqlite.freezeD1()],
  final: [sqlite.toPostgres(true)],
  verify: [sqlite.verifyFromD1()],
});

const toD1 =
  (connect: (side: Side, part: PlanComponent) => readonly Step[], name: string, freeze: Pair): Pair =>
  (from, to, before, after) => ({
    connect: [...connect(from, before), sqlite.connect(to, after)],
    copy: [sqlite.toD1(false, name)],
    ...freeze(from, to, before, after),
    final: [sqlite.toD1(true, name)],
    verify: [sqlite.verifyD1()],
  });

/** From one engine into another, and whose work that is. */
const ENGINES: { readonly [P in `${Engine} ${Engine}`]?: Omit<Way, "steps"> & { readonly steps: Pair } } = {
  "postgres postgres": {
    by: "`pg_dump` and `pg_restore` in the directory format; logical replication where both services can",
    whose: "runbook",
    steps: postgresToPostgres,
  },
  "oracle postgres": {
    by: "the app learns PostgreSQL; `ora2pg` drafts the schema and carries the rows",
    whose: "app",
    steps: ORACLE_TO_POSTGRES,
  },
  "postgres oracle": {
    by: "the app learns Oracle and makes its schema there; rows as CSV through `DBMS_CLOUD.COPY_DATA`",
    whose: "app",
    steps: POSTGRES_TO_ORACLE,
  },
  "sqlite postgres": {
    by: "the app learns PostgreSQL; `wrangler d1 export`, `sqlite3`, `pgloader`",
    whose: "app",
    steps: SQLITE_TO_POSTGRES,
  },
  "postgres sqlite": {
    by: "the app learns SQLite and writes its rows for `wrangler d1 execute`; 10 GB at most",
    whose: "app",
    steps: toD1(
      (side, part) => [postgres.clients(), postgres.connect(side, part)],
      "PostgreSQL",
      () => ({ freeze: [postgres.freeze()], thaw: [postgres.thaw()] }),
    ),
  },
  "oracle sqlite": {
    by: "the app learns SQLite and writes its rows for `wrangler d1 execute`; 10 GB at most",
    whose: "app",
    steps: toD1(
      (side, part) => [oracle.connect(side, part)],
      "Oracle",
      (from, _to, before) => ({
        freeze: [oracle.oracleFreeze(from, before)],
        thaw: [oracle.oracleThaw(from, before)],
      }),
    ),
  },
  "sqlite oracle": {
    by: "the app learns Oracle, makes its schema there and loads its rows itself; `wrangler d1 export` gives them",
    whose: "app",
    steps: (from, to, before, after) => ({
      connect: [sqlite.connect(from, before), oracle.connect(to, after)],
      freeze: [sqlite.freezeD1()],
      final: [sqlite.exportForApp()],
    }),
  },
  "sqlite sqlite": {
    by: "`wrangler d1 export` and `wrangler d1 execute`",
    whose: "runbook",
    steps: (from, to, before, after) => ({
      connect: [sqlite.connect(from, before), sqlite.connect(to, after)],
      copy: [sqlite.d1ToD1(false)],
      freeze: [sqlite.freezeD1()],
      final: [sqlite.d1ToD1(true)],
      verify: [sqlite.verifyD1()],
    }),
  },
  "oracle oracle": {
    by: "Oracle Data Pump: `DBMS_DATAPUMP` or a clone of the database, in the console",
    whose: "runbook",
    steps: (from, to, before, after) => ({
      connect: [oracle.connect(from, before), oracle.connect(to, after)],
      copy: [oracle.dataPump(false, from, before, to, after)],
      freeze: [oracle.oracleFreeze(from, before)],
      final: [oracle.dataPump(true, from, before, to, after)],
      verify: [oracle.countRows("oracle", "oracle")],
      thaw: [oracle.oracleThaw(from, before)],
    }),
  },
};

/** Every pair of engines that has a way, in the order of the table of pairs. */
export const enginePairs = Object.entries(ENGINES).map(([pair, { by, whose }]) => {
  const [from, to] = pair.split(" ") as [Engine, Engine];
  return { from, to, by, whose };
});

/** How a database moves. */
export function databaseWay(before: PlanComponent, after: PlanComponent): Way {
  const { by, whose, steps } = ENGINES[`${engineOf(before)} ${engineOf(after)}`]!;
  return { by, whose, steps: (from, to) => steps(from, to, before, after) };
}
