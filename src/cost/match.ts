import type { PlanResource } from "../plan/schema";
import { inputAt, meetsAll, Unknown } from "./inputs";
import type { Price } from "./prices";

const quoted = (value: unknown) => (value === undefined ? "left out" : JSON.stringify(value));

/** What a price depends on besides a resource's inputs. */
export interface Surroundings {
  readonly region: string | undefined;
  /** Whether a setting of the provider, such as its account's plan, has a value. */
  readonly isSet: (key: string, value: string) => boolean;
}

/** The price of an item that fits a resource; undefined when the resource has no such item. */
export function priceFor(resource: PlanResource, entries: readonly Price[], { region, isSet }: Surroundings) {
  const there = entries
    .filter(({ settings = {} }) => Object.entries(settings).every(([key, value]) => isSet(key, value)))
    .map((entry) => ({ entry, when: meetsAll(resource.inputs, entry.when ?? {}) }));
  const doubtful = there.find(({ when }) => when instanceof Unknown);
  const applicable = there.filter(({ when }) => when === true).map(({ entry }) => entry);
  if (applicable.length === 0) return doubtful?.when as Unknown | undefined;
  const inRegion = applicable.filter((entry) => entry.region === undefined || entry.region === region);
  if (inRegion.length === 0) {
    const regions = [...new Set(applicable.map((entry) => entry.region))].join(", ");
    return new Unknown(`no price for ${region ?? "a region that is not known"}, only for ${regions}`);
  }
  let undecided: Unknown | undefined;
  for (const entry of inRegion) {
    const matches = meetsAll(resource.inputs, entry.match ?? {});
    if (matches === true) return undecided ?? entry;
    if (matches instanceof Unknown) undecided ??= matches;
  }
  if (undecided !== undefined) return undecided;
  const paths = [...new Set(inRegion.flatMap((entry) => Object.keys(entry.match ?? {})))].sort();
  const values = paths.map((path) => `${path} ${quoted(inputAt(resource.inputs, path))}`);
  return new Unknown(`no price for ${values.join(", ")}`);
}
