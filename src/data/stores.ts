import { forcesReplacement } from "../../providers/replaces";
import { kindOf } from "../plan/graph";
import { knownSecrets } from "../plan/known-secrets";
import type { RecordedResource, Recording } from "../plan/recorder";
import type { PlanObject, PlanValue } from "../plan/schema";
import { nameOf } from "../plan/urn";
import { pathTo, planValues } from "../plan/values";

/** A resource that holds data, and what it cannot get another value of without being made anew. */
export interface Store {
  /** The logical name. */
  readonly name: string;
  /** Names that it had before. */
  readonly formerly: readonly string[];
  readonly type: string;
  /** The kind of the component that it belongs to, e.g. `database`. */
  readonly kind: string;
  /** Values by path, as JSON; a path through what the store is made on names that: `privateNetworkUuid via network-vpc.ipRange`. */
  readonly pins: Readonly<Record<string, string>>;
}

const isObject = (value: PlanValue): value is PlanObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isMark = (value: PlanValue, mark: "unknown" | "secret"): boolean => isObject(value) && value[mark] === true;

const holds = (value: PlanValue, mark: "unknown" | "secret"): boolean =>
  isMark(value, mark) ||
  (typeof value === "object" && value !== null && Object.values(value).some((it) => holds(it, mark)));

/** The values below a path whose change makes the resource anew, by path. */
function forcing(type: string, path: string, value: PlanValue): (readonly [string, PlanValue])[] {
  const forces = forcesReplacement(type, path);
  if (forces === true) return [[path, value]];
  // No one answer for the whole: some of its parts may have one each.
  if (forces === false || typeof value !== "object" || value === null) return [];
  const parts = Array.isArray(value)
    ? value.map((item, index) => [`${path}[${index}]`, item] as const)
    : Object.entries(value).map(([key, item]) => [pathTo(path, key), item] as const);
  return parts.flatMap(([at, item]) => forcing(type, at, item));
}

/** Whether something may be made anew below a store: what is a store itself has pins of its own, and chance needs none. */
const isFoundation = ({ custom, protect, type }: RecordedResource): boolean =>
  custom && !protect && !type.startsWith("random:");

/** Reads what pins each resource of a recording. */
class Pins {
  private readonly resources: ReadonlyMap<string, RecordedResource>;
  private readonly secrets;

  constructor(recording: Recording) {
    this.resources = new Map(recording.resources.map((resource) => [resource.urn, resource]));
    this.secrets = knownSecrets(recording);
  }

  /** @param above - What was asked for already on the way here. */
  of(resource: RecordedResource, above: readonly string[] = []): Record<string, string> {
    const { values } = planValues(resource.inputs, this.secrets);
    const pins: Record<string, string> = {};
    for (const [key, whole] of Object.entries(values)) {
      if (resource.ignoreChanges.some((path) => path === key || path.startsWith(`${key}.`))) continue;
      for (const [path, value] of forcing(resource.type, key, whole)) {
        // What is secret is left to the engine's own protection: it may not be written into the state in the clear.
        if (holds(value, "secret")) continue;
        if (!holds(value, "unknown")) pins[path] = JSON.stringify(value);
        else Object.assign(pins, this.through(resource, key, path, above));
      }
    }
    return pins;
  }

  /** What pins those that an unknown value comes of: made anew, they would change it. */
  private through(
    { urn, propertyDependencies }: RecordedResource,
    key: string,
    path: string,
    above: readonly string[],
  ) {
    const pins: Record<string, string> = {};
    for (const on of propertyDependencies[key] ?? []) {
      const source = this.resources.get(on);
      if (source === undefined || !isFoundation(source) || above.includes(on)) continue;
      for (const [inside, value] of Object.entries(this.of(source, [...above, urn]))) {
        pins[`${path} via ${source.name}.${inside}`] = value;
      }
    }
    return pins;
  }
}

/** Every resource of a recording that is protected because it holds data. */
export function storesOf(recording: Recording): Store[] {
  const byUrn = new Map(recording.resources.map((resource) => [resource.urn, resource]));
  const kind = (resource: RecordedResource | undefined): string =>
    resource === undefined || resource.type.startsWith("landfall:")
      ? kindOf(resource?.type ?? "")
      : kind(byUrn.get(resource.parent));
  const pins = new Pins(recording);
  return recording.resources
    .filter(({ custom, protect }) => custom && protect)
    .map((resource) => ({
      name: resource.name,
      formerly: [...new Set(resource.aliases.map(nameOf))].filter((name) => name !== resource.name),
      type: resource.type,
      kind: kind(resource),
      pins: pins.of(resource),
    }))
    .filter((store) => Object.keys(store.pins).length > 0);
}
