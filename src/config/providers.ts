import * as pulumi from "@pulumi/pulumi";
import type { Issue } from "../../components/core/errors";
import type { ConnectArgs, RequiredSetting, StandardKey, UsedKinds } from "../../providers/provider";
import { providerIds, providerOf, type ProviderId } from "../../providers/registry";
import { check } from "./documents";
import { issuesOf, unknownName } from "./issues";
import { structured, type ConfigSource } from "./source";

/** What one provider is configured with, checked. */
export interface ProviderSettings extends ConnectArgs<Record<string, unknown>> {
  /** Required settings that still hold an example. */
  readonly examples: readonly RequiredSetting[];
}

function standardValue(key: StandardKey, text: string): unknown {
  return key.schema.safeParse(text).success ? text : structured(text);
}

/** A mistake that says what the key is for where its schema does not say what is allowed. */
const explained = (issue: Issue, { description }: StandardKey): Issue =>
  issue.allowed === undefined || issue.problem === "is empty" ? { ...issue, allowed: description } : issue;

/** The standard keys of one provider: those in config, and what the environment says of the ones in `wanted`. */
function readStandard(
  id: ProviderId,
  source: ConfigSource,
  wanted: ReadonlySet<string>,
  environment: NodeJS.ProcessEnv,
  issues: Issue[],
): Record<string, unknown> {
  const { standard } = providerOf(id).config;
  const values: Record<string, unknown> = {};
  for (const [full, text] of Object.entries(source.values)) {
    if (!full.startsWith(`${id}:`)) continue;
    const name = full.slice(id.length + 1);
    // A plain object knows names of its own, such as constructor.
    const key = Object.hasOwn(standard, name) ? standard[name] : undefined;
    if (key === undefined) {
      issues.push(unknownName(full, "key", name, Object.keys(standard)));
      continue;
    }
    const hidden = key.secret === true || source.secretKeys.has(full);
    const value = standardValue(key, text);
    const result = key.schema.safeParse(value);
    if (result.success) values[name] = hidden ? pulumi.secret(result.data) : result.data;
    else issues.push(...issuesOf(result.error, key.schema, value, full, hidden).map((issue) => explained(issue, key)));
  }
  for (const [name, key] of Object.entries(standard)) {
    // A credential of the environment stays there: what is handed to a provider is written to the stack's state.
    if (values[name] !== undefined || key.secret === true || !wanted.has(`${id}:${name}`)) continue;
    const found = key.environment
      .map((variable) => environment[variable])
      .find((text) => text !== undefined && text !== "");
    if (found !== undefined && key.schema.safeParse(found).success) values[name] = found;
  }
  return values;
}

/** Where the value of a required setting is kept: `landfall:oci.namespace` or `oci:region`. */
function slotOf(id: ProviderId, key: string): { bag: "settings" | "standard"; name: string } {
  const prefix = `landfall:${id}.`;
  return key.startsWith(prefix)
    ? { bag: "settings", name: key.slice(prefix.length) }
    : { bag: "standard", name: key.slice(id.length + 1) };
}

/**
 * Reads `landfall:<provider>` and the provider's standard keys.
 *
 * @param used - The kinds that stand on the provider; a provider that is not used is asked for nothing.
 * @param examplesAre - As in `LoadOptions`: only a run that refuses them signs in to an account.
 */
export function readProvider(
  id: ProviderId,
  used: UsedKinds | undefined,
  source: ConfigSource,
  environment: NodeJS.ProcessEnv,
  examplesAre: "refuse" | "accept" | "fill",
): { settings: ProviderSettings; issues: readonly Issue[] } {
  const issues: Issue[] = [];
  const { config } = providerOf(id);
  const root = `landfall:${id}`;
  const text = source.values[root];
  const raw = text === undefined ? {} : structured(text);
  const read = check(config.settings, raw, root, source.secretKeys.has(root));
  // Where some setting is wrong the others are looked at as they stand, so that all mistakes are told.
  const sound = "value" in read ? read.value : typeof raw === "object" ? raw : {};
  const settings = { ...(sound as Record<string, unknown>) };
  if ("issues" in read) issues.push(...read.issues);

  const required = used === undefined ? [] : config.required(used);
  const standard = readStandard(id, source, new Set(required.map(({ key }) => key)), environment, issues);
  const examples: RequiredSetting[] = [];
  for (const setting of required) {
    const { bag, name } = slotOf(id, setting.key);
    const bags = { settings, standard };
    if (bags[bag][name] === undefined && examplesAre === "fill") bags[bag][name] = setting.example;
    // An example of a value with a right default, such as a region, is a value like any other.
    const value = bags[bag][name];
    if (typeof value === "string" && setting.placeholder?.test(value) === true)
      examples.push({ ...setting, example: value });
    if (bags[bag][name] !== undefined || issues.some(({ at }) => at === setting.key || at === root)) continue;
    // A credential of the environment is the provider's own to read.
    const variables = bag === "standard" ? (config.standard[name]?.environment ?? []) : [];
    if (variables.some((variable) => (environment[variable] ?? "") !== "")) continue;
    issues.push({
      at: setting.key,
      problem: "is missing",
      allowed: setting.description,
      fix: `pulumi config set ${flag(setting.key)} <value>`,
    });
  }
  // What is sound is seen together; a place that is told of already needs no second line.
  const told = issues.map(({ at }) => at);
  const isTold = (at: string) =>
    told.some((place) => place === at || place.startsWith(`${at}.`) || place.startsWith(`${at}[`));
  const whole = Object.fromEntries(Object.entries(settings).filter(([name]) => !isTold(`${root}.${name}`)));
  if (!told.includes(root) && config.settings.safeParse(whole).success)
    issues.push(...(config.check?.(whole, standard) ?? []).filter(({ at }) => !isTold(at)));
  if (issues.length === 0 && used !== undefined && examplesAre === "refuse") {
    const variable = (name: string) => (environment[name] === "" ? undefined : environment[name]);
    const variables = (key: string) => config.standard[key]?.environment ?? [];
    const given = (key: string) =>
      source.values[`${id}:${key}`] ??
      variables(key)
        .map(variable)
        .find((text) => text !== undefined);
    issues.push(...(config.account?.({ settings, standard, given, variable }) ?? []));
  }
  return { settings: { settings, standard, examples, ...(used === undefined ? {} : { used }) }, issues };
}

/** How a key is written on the command line: a path inside an object needs `--path`, and a secret says that it is one. */
export function flag(key: string): string {
  if (key.includes(".")) return `--path '${key}'`;
  const [id, name] = key.split(":") as [ProviderId, string];
  const known = providerIds.includes(id) ? providerOf(id).config.standard : {};
  return Object.hasOwn(known, name) && known[name]!.secret === true ? `--secret ${key}` : key;
}

/** Keys of config that belong to no namespace that this program reads. */
export function unknownNamespaces(source: ConfigSource): Issue[] {
  const known = ["landfall", "pulumi", "random", ...providerIds];
  return Object.keys(source.values)
    .map((key) => key.split(":")[0]!)
    .filter((namespace, index, all) => !known.includes(namespace) && all.indexOf(namespace) === index)
    .map((namespace) => unknownName(namespace === "" ? '""' : namespace, "namespace", namespace, known));
}
