import type { CloudObject } from "../../sandbox/cloud";
import { keepsNamesApart } from "../../sandbox/names";
import { dataTypes } from "../../providers/registry";
import type { ExportedResource, TestBed } from "./bed";

/** Types of every provider whose objects hold data. */
const DATA = dataTypes();

/** How a cloud and what the state says of it differ; every list is of URNs, with ids where they help. */
export interface Differences {
  /** In the state, and not in the cloud. */
  readonly lost: readonly string[];
  /** In the cloud, and unknown to the state. */
  readonly orphans: readonly CloudObject[];
  /** More than one object of one resource. */
  readonly doubled: readonly string[];
}

/** What a provider makes by itself stands in no cloud; what the engine keeps for itself neither. */
const isInCloud = ({ type }: { readonly type: string }) => !/^(pulumi|random|landfall):/.test(type);

/** The state's resources that are objects of a cloud. */
export const inCloud = (resources: readonly ExportedResource[]): readonly ExportedResource[] =>
  resources.filter((it) => it.custom === true && it.delete !== true && it.id !== undefined && isInCloud(it));

/** The objects of a bed's cloud, without what needs none. */
export const objectsOf = (bed: TestBed): readonly CloudObject[] => bed.cloud.list().filter(isInCloud);

/** Holds a cloud against the state that the engine exports. */
export async function differences(bed: TestBed): Promise<Differences> {
  return compare(objectsOf(bed), inCloud((await bed.state()).resources));
}

export function compare(objects: readonly CloudObject[], known: readonly ExportedResource[]): Differences {
  const keyOf = (it: { readonly type: string; readonly urn: string; readonly id?: string }) =>
    `${it.type} ${it.urn} ${it.id}`;
  const [inState, inTheCloud] = [new Set(known.map(keyOf)), new Set(objects.map(keyOf))];
  const times = new Map<string, number>();
  for (const { urn } of objects) times.set(urn, (times.get(urn) ?? 0) + 1);
  return {
    lost: known.filter((it) => !inTheCloud.has(keyOf(it))).map(({ urn }) => urn),
    orphans: objects.filter((it) => !inState.has(keyOf(it))),
    doubled: [...times].filter(([, count]) => count > 1).map(([urn]) => urn),
  };
}

/** Whether an object holds data, or data could not be read without it. */
export const isData = ({ type }: { readonly type: string }): boolean => DATA.has(type);

/** Whether its cloud would refuse a second one, so that it can never be made twice unseen. */
export const isNamed = ({ type }: { readonly type: string }): boolean => keepsNamesApart(type);

/** How many there are of each type, as text. */
export function byType(objects: readonly { readonly type: string }[]): string {
  const counts = new Map<string, number>();
  for (const { type } of objects) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([type, count]) => `${type} x${count}`)
    .join(", ");
}
