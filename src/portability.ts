import type { Capability, Support } from "../components/core/capability";
import type { Kind } from "../components/catalog";
import { providerIds, providerOf, shapeOn, type ProviderId } from "../providers/registry";
import { kinds } from "./capabilities";
import type { PlanComponent } from "./plan/schema";
import { sorted } from "./plan/values";

/** A feature that a move takes away, and the fact about the service that explains it. */
export interface Lost {
  readonly feature: string;
  readonly reason: string;
  /** Whether the app and the topology ask for it. */
  readonly used: boolean;
}

/** What it means for a part to stand on another service. */
export interface Portability {
  /** Features that are asked for and are there on both sides. */
  readonly keeps: string[];
  /** Features that only the service after has. */
  readonly gains: string[];
  readonly loses: Lost[];
  /** What the app itself must change, in words that follow "the app must". */
  readonly app: string[];
}

type Features = Readonly<Record<string, Support>>;

const isKind = (kind: string): kind is Kind => (kinds as readonly string[]).includes(kind);

function featuresOf({ kind, provider, shape }: PlanComponent): Features | undefined {
  const id = providerIds.find((known) => known === provider);
  return isKind(kind) && id !== undefined && shape !== null ? shapeOn(id, kind, shape)?.features : undefined;
}

const textOf = (component: PlanComponent, setting: string): string | undefined => {
  const value = component.settings[setting];
  return typeof value === "string" ? value : undefined;
};

/** Whether a feature is asked for on one side only. */
const asksOnly = (feature: string, one: PlanComponent, other: PlanComponent): boolean =>
  one.features.includes(feature) && !other.features.includes(feature);

/** What the app itself has to do differently, by kind; what its environment says differently is told apart. */
const FOR_THE_APP: { readonly [K in Kind]?: (from: PlanComponent, to: PlanComponent) => readonly string[] } = {
  compute: (from, to) => [
    ...(asksOnly("containerImages", from, to) ? ["run as a script in place of a container image"] : []),
    ...(asksOnly("containerImages", to, from) ? ["run as a container image in place of a script"] : []),
  ],
  database: (from, to) => {
    const [before, after] = [textOf(from, "engine"), textOf(to, "engine")];
    if (before !== after) return [`speak ${after} in place of ${before}: another driver and another dialect of SQL`];
    const versions = [textOf(from, "version"), textOf(to, "version")];
    return versions[0] === versions[1] || versions.includes(undefined)
      ? []
      : [`work with ${after} ${versions[1]} in place of ${versions[0]}`];
  },
  queue: (from, to) =>
    from.shape === to.shape
      ? []
      : [`send and take messages by ${to.shape === "kafka" ? "Kafka's protocol" : `the API of ${to.service}`}`],
  "object-storage": (from, to) =>
    from.provider === to.provider ? [] : ["take endpoint and region of each bucket from its environment"],
};

/**
 * What it means for a part to stand on another service: from what the providers declare of both.
 *
 * @returns null where either side is no place that this version knows.
 */
export function portabilityOf(from: PlanComponent, to: PlanComponent): Portability | null {
  const [before, after] = [featuresOf(from), featuresOf(to)];
  if (before === undefined || after === undefined || !isKind(to.kind)) return null;
  const asked = new Set([...from.features, ...to.features]);
  const names = sorted(new Set([...Object.keys(before), ...Object.keys(after)]));
  const has = (features: Features, name: string) => features[name] === true;
  return {
    keeps: names.filter((name) => asked.has(name) && has(before, name) && has(after, name)),
    gains: names.filter((name) => !has(before, name) && has(after, name)),
    loses: names.flatMap((feature) => {
      const support = after[feature];
      if (!has(before, feature) || support === true) return [];
      const reason = support === undefined ? `${to.service} has no such feature` : support.missing;
      return [{ feature, reason, used: asked.has(feature) }];
    }),
    app: [...(FOR_THE_APP[to.kind]?.(from, to) ?? [])],
  };
}

/** A shape on another provider that a part could stand on. */
export interface Alternative extends Omit<Portability, "gains"> {
  readonly provider: string;
  readonly service: string;
  readonly shape: string;
}

const ENGINES = ["postgres", "oracle", "sqlite"];

function alternativeOn(component: PlanComponent, provider: ProviderId, shape: string): Alternative {
  const { service, features } = shapeOn(provider, component.kind as Kind, shape)!;
  const offered = ENGINES.filter((engine) => (features as Features)[engine] === true);
  const engine = textOf(component, "engine");
  const speaks = engine === undefined || offered.length === 0 || offered.includes(engine) ? engine : offered[0];
  const settings = speaks === undefined ? component.settings : { ...component.settings, engine: speaks };
  const { keeps, loses, app } = portabilityOf(component, { ...component, provider, service, shape, settings })!;
  return { provider, service, shape, keeps, loses: loses.filter(({ used }) => used), app };
}

/**
 * Where else a part could stand: of each other provider the shape that has most of what is asked for. What a topology
 * would ask for there may differ; this tells of what is asked for now.
 */
export function alternativesOf(component: PlanComponent): Alternative[] {
  const { kind, provider } = component;
  if (!isKind(kind) || featuresOf(component) === undefined) return [];
  return providerIds.flatMap((id) => {
    const capability: Capability<string, string> = providerOf(id).capabilities[kind];
    if (id === provider || !capability.supported) return [];
    const shapes = Object.keys(capability.shapes).map((shape) => alternativeOn(component, id, shape));
    const best = shapes.reduce<Alternative | undefined>(
      (most, it) => (most === undefined || it.loses.length < most.loses.length ? it : most),
      undefined,
    );
    return best === undefined ? [] : [best];
  });
}
