import type { CloudObject } from "../../sandbox/cloud";
import type { EngineRun } from "../../src/cli/rehearse-engine";
import type { Deployment, ExportedResource, TestBed } from "./bed";
import { inPlacesOf } from "./import-file";
import { differences, inCloud, isNamed, objectsOf } from "./soundness";

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
  const creating = state.pending.filter(({ type }) => type === "creating");
  const unknown = objectsOf(bed).filter(({ urn, id }) => !known.has(`${urn} ${id}`));
  const imported = inPlacesOf(creating, unknown);
  const listed = new Set(imported.map(({ urn }) => urn));
  const unlisted = unknown.filter(({ urn }) => !listed.has(urn) && !kept.has(urn));
  for (const { urn } of unlisted) complaints.push(`${urn} is in the cloud, and neither in the state nor pending`);
  if (state.pending.length > 0) {
    const refreshed = await bed.refresh(["--clear-pending-creates"]);
    if (refreshed.code !== 0) complaints.push(`refresh failed: ${lastWords(refreshed)}`);
    else complaints.push(...(await stillPending(bed)));
  }
  if (imported.length > 0) {
    const run = await bed.import(imported);
    if (run.code !== 0) complaints.push(`import failed: ${lastWords(run)}`);
  }
  return { complaints, pending: state.pending.length, imported: imported.length };
}

/** Where the program has a resource: its parent and provider, read off the state's other resources. */
function placeOf(state: Deployment, { urn, type, id }: CloudObject): ExportedResource {
  const [, , types = "", name = ""] = urn.split("::");
  const chain = types.split("$").slice(0, -1).join("$");
  const parents = state.resources.filter((it) => {
    const [, , itsTypes, itsName = ""] = it.urn.split("::");
    return itsTypes === chain && name.startsWith(`${itsName}-`);
  });
  const parent = parents.sort((a, b) => b.urn.length - a.urn.length)[0]!.urn;
  const family = `pulumi:providers:${type.split(":")[0]!}`;
  const sibling = state.resources.find((it) => it.parent === parent && it.provider?.includes(`::${family}::`));
  const provider = sibling?.provider ?? state.resources.find((it) => it.type === family)!.urn;
  return { urn, type, id, parent, provider };
}

/** What came of stores whose create was lost. */
export interface Taken {
  /** How many of them an update refused by name to make a second time. */
  readonly refused: number;
  readonly complaints: readonly string[];
}

/** Whether an update would not make an object a second time, named it and told of the import. */
export const refusesByName = (words: string, { id }: CloudObject): boolean =>
  words.includes(`'${id}'`) && words.includes("pulumi import");

/** Imports stores whose create was lost, once an update has refused to make them a second time. */
export async function takeIn(bed: TestBed, lost: readonly CloudObject[], run: EngineRun): Promise<Taken> {
  const complaints = lost
    .filter((it) => !refusesByName(said(run), it))
    .map(({ urn, id }) => `${urn}: no refusal names ${id}`);
  const refused = lost.length - complaints.length;
  if (lost.length === 0) return { refused, complaints };
  const state = await bed.state();
  const imported = await bed.import(lost.map((object) => placeOf(state, object)));
  return {
    refused,
    complaints: imported.code === 0 ? complaints : [...complaints, `import failed: ${lastWords(imported)}`],
  };
}

/**
 * Does what docs/recovery.md tells an operator to do after answers of a cloud were lost: deletes by hand what the state
 * does not know, unless it is a store; stores are refused by the next update, and imported.
 *
 * @param action - The update.
 */
export async function recoverLost(
  bed: TestBed,
  action: (bed: TestBed) => Promise<EngineRun>,
): Promise<Taken & { readonly strays: number }> {
  const { orphans } = await differences(bed);
  const stores = orphans.filter(isNamed);
  const strays = orphans.filter((it) => !isNamed(it));
  for (const stray of strays) bed.cloud.remove(stray);
  const taken = stores.length === 0 ? { refused: 0, complaints: [] } : await takeIn(bed, stores, await action(bed));
  return { ...taken, strays: strays.length };
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
