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

/** A project on disk. */
export interface ProjectRoot {
  readonly root: string;
  readonly name: string;
}

/** What is evaluated: where config comes from, and how strictly it is read. */
export interface Subject {
  readonly source: ConfigSource;
  readonly options: LoadOptions;
}

/** An app on a topology, without any stack: what is required and not given is taken from the examples. */
export function exampleSubject(
  { root, name }: ProjectRoot,
  app: string,
  topology: string,
  environment: NodeJS.ProcessEnv = {},
): Subject {
  const values = { "landfall:app": app, "landfall:topology": topology };
  return {
    source: { project: name, stack: "example", values, secretKeys: new Set() },
    options: { root, environment, examples: "fill" },
  };
}

async function cellOf(app: string, topology: string, { source, options }: Subject): Promise<Cell> {
  try {
    await plan(source, options);
    return { app, topology, outcome: "lands", reasons: [] };
  } catch (error) {
    if (!(error instanceof IssuesError)) throw error;
    return { app, topology, outcome: "refused", reasons: error.issues.map(formatIssue) };
  }
}

/** Evaluates every app of a project on every topology. */
export async function matrixOf(project: ProjectRoot, environment: NodeJS.ProcessEnv = {}): Promise<readonly Cell[]> {
  const cells: Cell[] = [];
  for (const app of documentNames(project.root, "apps")) {
    for (const topology of documentNames(project.root, "topologies")) {
      cells.push(await cellOf(app, topology, exampleSubject(project, app, topology, environment)));
    }
  }
  return cells;
}
