import type { Issue } from "../../components/core/errors";
import { alternativesOf } from "../portability";
import { costOf } from "../cost/cost";
import type { PriceList } from "../cost/prices";
import type { Assumptions } from "../cost/usage";
import { knownSecrets, type KnownSecrets } from "./known-secrets";
import type { RecordedResource, Recording, WireObject, WireValue } from "./recorder";
import type { Plan, PlanComponent, PlanIssue, PlanResource } from "./schema";
import type { Asking } from "./settings";
import { nameOf } from "./urn";
import { planValues, sorted } from "./values";
import { isMapping } from "./wire";

/** What a plan says besides what was recorded. */
export interface PlanAbout {
  readonly stack: string;
  readonly app: string;
  readonly topology: string;
  /** What has to be settled before a real run, such as examples that stand in for real values. */
  readonly issues: readonly Issue[];
  /** The prices of the providers in use; see `pricesOf`. */
  readonly prices: readonly PriceList[];
  /** What the stack asks of each kind; see `askingOf`. @default - nothing is told */
  readonly asking?: ReadonlyMap<string, Asking>;
  /** How much the app is used; see `assumptionsOf`. */
  readonly assumptions?: Assumptions;
  /** Further secrets to hide wherever they turn up, such as those of the stack's config. */
  readonly secrets?: readonly string[];
}

const STACK_TYPE = "pulumi:pulumi:Stack";
const PROVIDER_TYPE = "pulumi:providers:";

/** `landfall:index:ObjectStorage` -> `object-storage`. */
export function kindOf(type: string): string {
  const name = type.slice(type.lastIndexOf(":") + 1);
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "-").toLowerCase();
}

/** The id of the provider behind a resource: of its explicit instance, else of its type's own package. */
function providerIdOf({ type, provider }: RecordedResource): string {
  const instance = type.startsWith(PROVIDER_TYPE) ? type : (provider.split("::")[2] ?? "");
  return instance.startsWith(PROVIDER_TYPE) ? instance.slice(PROVIDER_TYPE.length) : type.split(":")[0]!;
}

const byUrn = (one: { urn: string }, other: { urn: string }) => (one.urn < other.urn ? -1 : 1);

/** As data; a value may be anything that a YAML file can hold, also what JSON cannot. */
const asWire = (value: unknown): WireValue =>
  typeof value === "number" && !Number.isFinite(value)
    ? String(value)
    : ((JSON.parse(JSON.stringify(value) ?? "null") as WireValue) ?? null);

const textIn = (outputs: WireObject, key: string): string | null => {
  const value = outputs[key];
  return typeof value === "string" ? value : null;
};

const isTexts = (value: WireValue): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === "string");

/** The names in each service's environment. */
function environmentIn({ environment }: WireObject): PlanComponent["environment"] {
  if (!isMapping(environment)) return {};
  const named = Object.entries(environment as WireObject).filter(([, names]) => isTexts(names));
  return Object.fromEntries(named) as PlanComponent["environment"];
}

function componentOf(
  { urn, aliases, type }: RecordedResource,
  outputs: WireObject,
  asking: PlanAbout["asking"],
  secrets: KnownSecrets,
): PlanComponent {
  const kind = kindOf(type);
  const provider = textIn(outputs, "provider");
  const asked = asking?.get(kind);
  const mine = asked?.provider === provider ? asked : undefined;
  return {
    urn,
    aliases: [...aliases],
    kind,
    provider,
    service: textIn(outputs, "service"),
    shape: textIn(outputs, "shape"),
    settings: planValues(asWire(mine?.settings ?? {}) as WireObject, secrets).values,
    features: [...(mine?.features ?? [])],
    environment: environmentIn(outputs),
  };
}

/** The region of each provider instance, by URN. */
function instanceRegions({ resources }: Recording): ReadonlyMap<string, string> {
  const instances = resources.filter(({ type }) => type.startsWith(PROVIDER_TYPE));
  return new Map(
    instances.flatMap(({ urn, inputs }) => (typeof inputs["region"] === "string" ? [[urn, inputs["region"]]] : [])),
  );
}

function regionOf({ urn, provider, inputs }: RecordedResource, regions: ReadonlyMap<string, string>): string | null {
  const own = inputs["region"];
  if (typeof own === "string") return own;
  return regions.get(urn) ?? regions.get(provider) ?? null;
}

function resourceOf(
  recorded: RecordedResource,
  stackUrn: string,
  secrets: KnownSecrets,
  regions: ReadonlyMap<string, string>,
): PlanResource {
  const { urn, aliases, type, name, parent, protect, retainOnDelete, ignoreChanges, dependsOn, inputs } = recorded;
  const { values, secretPaths } = planValues(inputs, secrets);
  return {
    urn,
    aliases: [...aliases],
    type,
    name,
    parent: parent === "" || parent === stackUrn ? null : parent,
    provider: providerIdOf(recorded),
    region: regionOf(recorded, regions),
    protect,
    retainOnDelete,
    ignoreChanges: sorted(ignoreChanges),
    dependsOn: sorted(new Set(dependsOn)),
    inputs: values,
    secretPaths,
  };
}

function issueOf({ at, problem, got, allowed, nearest, fix }: Issue, secrets: KnownSecrets): PlanIssue {
  const shown = got === undefined ? undefined : planValues({ got: asWire(got) }, secrets).values["got"]!;
  return {
    at,
    problem,
    ...(shown === undefined ? {} : { got: shown }),
    ...(allowed === undefined ? {} : { allowed: typeof allowed === "string" ? allowed : [...allowed] }),
    ...(nearest === undefined ? {} : { nearest }),
    ...(fix === undefined ? {} : { fix }),
  };
}

/** Turns what a program registered into a plan. Pure: the same recording gives the same plan, byte for byte. */
export function planOf(recording: Recording, about: PlanAbout): Plan {
  const secrets = knownSecrets(recording, about.secrets);
  const stackUrn = recording.resources.find(({ type }) => type === STACK_TYPE)?.urn ?? "";
  const regions = instanceRegions(recording);
  const registered = recording.resources.filter(({ type }) => type !== STACK_TYPE);
  const resources = registered
    .filter(({ custom }) => custom)
    .map((resource) => resourceOf(resource, stackUrn, secrets, regions))
    .sort(byUrn);
  const components = registered
    .filter(({ custom }) => !custom)
    .map((component) => componentOf(component, recording.componentOutputs[component.urn] ?? {}, about.asking, secrets))
    .sort(byUrn);
  const instances = resources.filter(({ type }) => type.startsWith(PROVIDER_TYPE));
  return {
    version: 1,
    stack: about.stack,
    app: about.app,
    topology: about.topology,
    providers: sorted(new Set(instances.map(({ provider }) => provider))),
    components,
    portability: components.flatMap((component) =>
      alternativesOf(component).map((alternative) => ({ part: nameOf(component.urn), ...alternative })),
    ),
    resources,
    outputs: planValues(recording.outputs, secrets).values,
    issues: about.issues.map((issue) => issueOf(issue, secrets)),
    cost: costOf(resources, about.prices, about.assumptions),
  };
}
