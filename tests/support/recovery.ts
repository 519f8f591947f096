import type { EngineRun } from "../../src/cli/rehearse-engine";
import type { TestBed } from "./bed";
import { differences, inCloud, objectsOf } from "./soundness";

/** What an operator finds after an engine was killed, before anything is mended. */
export interface Wreck {
  /** What is wrong with the state itself; empty when it is sound. */
  readonly complaints: readonly string[];
  /** How many operations the state lists as begun and not ended. */
  readonly pending: number;
  /** Objects that were made and that the state does not know of: they are imported. */
  readonly imported: number;
}

const said = ({ stdout, stderr }: EngineRun) => `${stdout}\n${stderr}`;

/** The last lines of a run that failed, for a message. */
export const lastWords = (run: EngineRun): string =>
  said(run)
    .split("\n")
    .filter((line) => /error|warning/.test(line))
    .slice(0, 8)
    .join("\n");

/**
 * Does what docs/recovery.md tells an operator to do after a killed update: takes the lock away, clears what was being made
 * with a refresh, and imports what of it is in the cloud after all.
 */
export async function recover(bed: TestBed, kept: ReadonlySet<string> = new Set()): Promise<Wreck> {
  bed.unlock();
  const complaints: string[] = [];
  // Fails where the file is torn.
  const file = bed.stateFile();
  const state = await bed.state();
  if (file.resources.length !== state.resources.length) complaints.push("the file and the export differ");
  const known = new Set(inCloud(state.resources).map(({ urn, id }) => `${urn} ${id}`));
  const creating = state.pending.filter(({ type }) => type === "creating").map(({ resource }) => resource.urn);
  const unknown = objectsOf(bed).filter(({ urn, id }) => !known.has(`${urn} ${id}`));
  const unlisted = unknown.filter(({ urn }) => !creating.includes(urn) && !kept.has(urn));
  for (const { urn } of unlisted) complaints.push(`${urn} is in the cloud, and neither in the state nor pending`);
  const imported = unknown.filter(({ urn }) => creating.includes(urn));
  if (state.pending.length > 0) {
    const refreshed = await bed.refresh(["--clear-pending-creates"]);
    if (refreshed.code !== 0) complaints.push(`refresh failed: ${lastWords(refreshed)}`);
    else complaints.push(...(await stillPending(bed)));
  }
  if (imported.length > 0) {
    const places = new Map(state.pending.map(({ resource }) => [resource.urn, resource]));
    const run = await bed.import(imported.map((object) => ({ ...places.get(object.urn)!, id: object.id })));
    if (run.code !== 0) complaints.push(`import failed: ${lastWords(run)}`);
  }
  return { complaints, pending: state.pending.length, imported: imported.length };
}

async function stillPending(bed: TestBed): Promise<string[]> {
  const { pending } = await bed.state();
  return pending.map(({ type, resource }) => `${resource.urn} is still pending: ${type}`);
}

/** What differs between state and cloud, a line each; `kept` are objects that were retained on purpose. */
export async function complaintsOf(bed: TestBed, kept: ReadonlySet<string> = new Set()): Promise<string[]> {
  const { lost, orphans, doubled } = await differences(bed);
  return [
    ...lost.map((urn) => `${urn} is lost`),
    ...orphans.filter(({ urn }) => !kept.has(urn)).map(({ urn, id }) => `${urn} is an orphan (${id})`),
    ...doubled.map((urn) => `${urn} is there more than once`),
  ];
}
