import { formatIssue } from "../../components/core/errors";
import { costLines } from "./cost-text";
import { counted, listed, painted, table, wrapped, type Cell, type Layout } from "./layout";
import type { Plan, PlanComponent, PlanResource, PlanValue } from "./schema";
import { pathTo, sorted } from "./values";
import { nameOf } from "./urn";

const PROVIDER_TYPE = "pulumi:providers:";

/** How many names, and how many inputs, a line of a summary shows. */
const NAMES_SHOWN = 3;
const PATHS_SHOWN = 8;

/** `aws:rds/instance:Instance` -> `aws:rds:Instance`, as the Pulumi CLI shows it. */
export function shortType(type: string): string {
  const [provider = "", module = "", name = ""] = type.split(":");
  const parts = module.split("/");
  const repeated = parts.length > 1 && parts[parts.length - 1]!.toLowerCase() === name.toLowerCase();
  return `${provider}:${repeated ? parts.slice(0, -1).join("/") : module}:${name}`;
}

/** Whether it is something that a provider makes, and not an instance of a provider. */
export const isBuilt = ({ type }: PlanResource) => !type.startsWith(PROVIDER_TYPE);

const textOrder = ({ name, type }: PlanResource) => `${name}\n${type}`;

/** By name, so that what belongs together stands together; a plan itself is in the order of URNs. */
const byName = (resources: readonly PlanResource[]) =>
  [...resources].sort((one, other) => (textOrder(one) < textOrder(other) ? -1 : 1));

const heading = (text: string, layout: Layout) => painted({ text, style: "bold" }, layout);

function providerText(plan: Plan, id: string): string {
  const instances = plan.resources.filter(({ type }) => type === `${PROVIDER_TYPE}${id}`);
  const regions = instances.map(({ inputs }) => inputs["region"]).filter((region) => typeof region === "string");
  return regions.length === 0 ? id : `${id} (${sorted(new Set(regions as string[])).join(", ")})`;
}

function header(plan: Plan, layout: Layout): string[] {
  const built = plan.resources.filter(isBuilt).length;
  const rows: Cell[][] = [
    ["app", plan.app],
    ["topology", plan.topology],
    ["providers", plan.providers.map((id) => providerText(plan, id)).join(", ") || "none"],
    ["registers", `${counted(built, "resource")}, ${counted(plan.components.length, "component")}`],
  ];
  return [heading(`Plan of ${plan.stack}`, layout), ...table(rows, 2, layout)];
}

function marks({ protect, retainOnDelete }: PlanResource): Cell {
  const text = [protect ? "protected" : "", retainOnDelete ? "retained" : ""].filter((mark) => mark !== "").join(", ");
  return { text, style: "green" };
}

type Families = ReadonlyMap<string | null, readonly PlanResource[]>;

function familiesOf(plan: Plan): Families {
  const families = new Map<string | null, PlanResource[]>();
  for (const resource of byName(plan.resources.filter(isBuilt))) {
    const siblings = families.get(resource.parent);
    if (siblings === undefined) families.set(resource.parent, [resource]);
    else siblings.push(resource);
  }
  return families;
}

/** What a parent is made of; resources below resources are indented. */
function members(families: Families, parent: string | null, depth = 0): Cell[][] {
  return (families.get(parent) ?? []).flatMap((child) => [
    [`${"  ".repeat(depth)}${child.name}`, { text: shortType(child.type), style: "dim" as const }, marks(child)],
    ...members(families, child.urn, depth + 1),
  ]);
}

function componentTitle({ urn, kind, provider, service, shape }: PlanComponent, layout: Layout): string {
  const name = nameOf(urn);
  const title = heading(name === kind ? kind : `${name} (${kind})`, layout);
  const about = [service, shape, provider === null ? null : `on ${provider}`].filter((part) => part !== null);
  return about.length === 0 ? title : `${title}: ${about.join(", ")}`;
}

function parts(plan: Plan, layout: Layout): string[] {
  const families = familiesOf(plan);
  const components = plan.components.flatMap((component) => {
    const inside = members(families, component.urn);
    const shown = inside.length === 0 ? ["  nothing of its own"] : table(inside, 2, layout);
    return ["", componentTitle(component, layout), ...shown];
  });
  const alone = members(families, null);
  return alone.length === 0
    ? components
    : [...components, "", heading("Outside components", layout), ...table(alone, 2, layout)];
}

/** Paths at which a plan says that a value is not known yet; places in a list are told as one. */
function unknownPaths(value: PlanValue, path = ""): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => unknownPaths(item, `${path}[*]`));
  if (typeof value !== "object" || value === null) return [];
  if (value["unknown"] === true) return [path];
  return Object.entries(value).flatMap(([key, item]) => unknownPaths(item, pathTo(path, key)));
}

/** The same inputs of the same names are told once, whatever the types: `uploads (Bucket…, Bucket…): bucket`. */
function summary(resources: readonly PlanResource[], pathsOf: (resource: PlanResource) => string[], layout: Layout) {
  const byPathsAndType = new Map<string, Map<string, string[]>>();
  for (const resource of resources) {
    const paths = listed(sorted(new Set(pathsOf(resource))), PATHS_SHOWN);
    if (paths === "") continue;
    const byType = byPathsAndType.get(paths) ?? new Map<string, string[]>();
    const type = shortType(resource.type);
    byPathsAndType.set(paths, byType.set(type, [...(byType.get(type) ?? []), resource.name]));
  }
  return [...byPathsAndType].flatMap(([paths, byType]) => {
    const typesOf = new Map<string, string[]>();
    for (const [type, names] of byType) {
      const whose = listed(names, NAMES_SHOWN);
      typesOf.set(whose, [...(typesOf.get(whose) ?? []), type]);
    }
    return [...typesOf].flatMap(([whose, types]) => wrapped(`${whose} (${types.join(", ")}): ${paths}`, 2, layout));
  });
}

/** Where else each part could stand, and what it would lose there of what it uses; the same is told once. */
function portability(plan: Plan, layout: Layout): string[] {
  const places = new Map<string, string[]>();
  for (const { part, provider, service, loses, app } of plan.portability) {
    const without = loses.length === 0 ? [] : [`without ${loses.map(({ feature }) => feature).join(", ")}`];
    const told = [...without, ...app.map((text) => `the app must ${text}`)].join("; ") || "with all that is used";
    const key = `${part}\n${told}`;
    places.set(key, [...(places.get(key) ?? []), `${provider} (${service})`]);
  }
  return [...places].flatMap(([key, where]) => {
    const [part, told] = key.split("\n");
    return wrapped(`${part} on ${where.join(", ")}: ${told}`, 2, layout);
  });
}

function section(title: string, lines: readonly string[], layout: Layout): string[] {
  return lines.length === 0 ? [] : ["", heading(title, layout), ...lines];
}

/** Said before anything else of a stack whose data nothing protects. */
function warning(plan: Plan, layout: Layout): string[] {
  if (plan.resources.some(({ protect }) => protect) || !plan.resources.some(isBuilt)) return [];
  const text = "Nothing is protected: deleting the stack deletes its data.";
  return ["", painted({ text, style: "red" }, layout)];
}

function protection(plan: Plan, layout: Layout): string[] {
  const safe = byName(plan.resources.filter(({ protect }) => protect));
  if (safe.length === 0) return [];
  const rows = safe.map((resource): Cell[] => [
    resource.name,
    { text: shortType(resource.type), style: "dim" },
    resource.retainOnDelete ? "" : { text: "not retained", style: "yellow" },
  ]);
  return section("Holds data, protected from deletion", table(rows, 2, layout), layout);
}

/** A line for each value of the outputs, at whatever depth: `buckets.uploads: …`. */
function outputTexts(value: PlanValue, path = ""): string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    const text = JSON.stringify(value);
    // Quoted only where something would not be seen as it is, such as a line break.
    return [`${path}: ${typeof value === "string" && text === `"${value}"` ? value : text}`];
  }
  if (value["unknown"] === true) return [`${path}: known after the update`];
  if (value["secret"] === true) return [`${path}: secret`];
  return sorted(Object.keys(value)).flatMap((key) => outputTexts(value[key]!, pathTo(path, key)));
}

/** A plan as text for people, the same for the same plan and layout. Ends with a line break. */
export function planText(plan: Plan, layout: Layout): string {
  const outputs = outputTexts(plan.outputs).flatMap((text) => wrapped(text, 2, layout));
  const all = byName(plan.resources);
  const lines = [
    ...header(plan, layout),
    ...warning(plan, layout),
    ...parts(plan, layout),
    ...protection(plan, layout),
    ...section(
      "Known only after the update",
      summary(all, (resource) => unknownPaths(resource.inputs), layout),
      layout,
    ),
    ...section(
      "Secret, not shown",
      summary(all, (resource) => resource.secretPaths.map((path) => path.replace(/\[\d+\]/g, "[*]")), layout),
      layout,
    ),
    ...section("Where else each part could stand", portability(plan, layout), layout),
    ...section("Outputs", outputs, layout),
    ...section("Cost in USD a month, by list price", costLines(plan, layout), layout),
    ...section(
      "To settle before a real run",
      plan.issues.flatMap((issue) => wrapped(formatIssue(issue), 2, layout)),
      layout,
    ),
  ];
  return `${lines.join("\n")}\n`;
}
