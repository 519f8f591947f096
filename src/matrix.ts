import { formatIssue, IssuesError } from "../components/core/errors";
import { documentNames } from "./config/documents";
import type { LoadOptions } from "./config/load";
import type { ConfigSource } from "./config/source";
import { plan } from "./plan/evaluate";

/** Whether an app lands on a topology, and why not. */
export interface Cell {
  readonly app: string;
  readonly topology: string;
  readonly outcome: "lands" | "refused";
  readonly reasons: readonly string[];
}

/** How one app on one topology is evaluated, without a stack. */
export type Subject = (
  app: string,
  topology: string,
) => { readonly source: ConfigSource; readonly options: LoadOptions };

async function cellOf(app: string, topology: string, subject: Subject): Promise<Cell> {
  const { source, options } = subject(app, topology);
  try {
    await plan(source, options);
    return { app, topology, outcome: "lands", reasons: [] };
  } catch (error) {
    if (!(error instanceof IssuesError)) throw error;
    return { app, topology, outcome: "refused", reasons: error.issues.map(formatIssue) };
  }
}

/** Evaluates every app of a project on every topology. */
export async function matrixOf(root: string, subject: Subject): Promise<readonly Cell[]> {
  const cells: Cell[] = [];
  for (const app of documentNames(root, "apps")) {
    for (const topology of documentNames(root, "topologies")) cells.push(await cellOf(app, topology, subject));
  }
  return cells;
}
