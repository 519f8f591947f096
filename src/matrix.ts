import { formatIssue, IssuesError } from "../components/core/errors";
import { documentNames } from "./config/documents";
import type { LoadOptions } from "./config/load";
import type { ConfigSource } from "./config/source";
import { prepare } from "./program";

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

function cellOf(app: string, topology: string, { source, options }: Subject): Cell {
  try {
    prepare(source, options);
    return { app, topology, outcome: "lands", reasons: [] };
  } catch (error) {
    if (!(error instanceof IssuesError)) throw error;
    return { app, topology, outcome: "refused", reasons: error.issues.map(formatIssue) };
  }
}

/**
 * Every app of a project on every topology. Only checked, not built: whatever may be refused is refused beforehand.
 */
export function matrixOf(project: ProjectRoot, environment: NodeJS.ProcessEnv = {}): readonly Cell[] {
  const topologies = documentNames(project.root, "topologies");
  return documentNames(project.root, "apps").flatMap((app) =>
    topologies.map((topology) => cellOf(app, topology, exampleSubject(project, app, topology, environment))),
  );
}
