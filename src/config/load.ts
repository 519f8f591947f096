import * as pulumi from "@pulumi/pulumi";
import type { Kind } from "../../components/catalog";
import type { Issue } from "../../components/core/errors";
import type { UsedKinds } from "../../providers/provider";
import { providerIds, type ProviderId } from "../../providers/registry";
import { appSchema, type App } from "./app";
import { HOMED } from "../data/homes";
import { check, readNamed, type DocumentRequest, type Read } from "./documents";
import { Issues, unknownName, valueAt, type Path } from "./issues";
import { exampleIssues } from "./examples";
import { readProvider, unknownNamespaces, type ProviderSettings } from "./providers";
import {
  askForAccess,
  askForEmail,
  isAdministered,
  locateWorkers,
  needsDomain,
  settleApp,
  wantsCache,
  wantsQueue,
  wantsMonitoring,
} from "./settle";
import { structured, type ConfigSource } from "./source";
import * as stack from "./stack";
import { topologySchema, type Topology } from "./topology";
import type { z } from "zod";

/** How strictly config is read. */
export interface LoadOptions {
  /** The project's folder, which holds `apps/` and `topologies/`. */
  readonly root: string;
  readonly environment: NodeJS.ProcessEnv;
  /**
   * What is done with examples: a real run refuses them, a plan of a stack takes and tells them, and a plan without a
   * stack fills them in as well.
   */
  readonly examples: "refuse" | "accept" | "fill";
}

/** A stack's whole config, checked and frozen. */
export interface LandfallConfig {
  readonly project: string;
  readonly stack: string;
  readonly app: App;
  readonly topology: Topology;
  readonly domain: string | undefined;
  readonly adminCidrs: readonly string[];
  readonly sshPublicKeys: readonly string[];
  readonly email: string | undefined;
  readonly dataProtection: boolean;
  /** Whether this is a side of a move that the stack is about to let go of. */
  readonly released: boolean;
  /** A move of data that is under way. */
  readonly move: Move | undefined;
  /** Values of the secrets that the app is given, by environment name. */
  readonly secrets: Readonly<Record<string, pulumi.Output<string>>>;
  /** Which kinds are built, on which provider. */
  readonly used: UsedParts;
  readonly providers: Readonly<Partial<Record<ProviderId, ProviderSettings>>>;
  /** Values to replace before a real run. */
  readonly examples: readonly Issue[];
}

export type UsedParts = { readonly [K in Kind]?: { readonly provider: ProviderId; readonly shape: string } };

/** A move of data that is under way, and the side of it that the services do not use. */
export interface Move {
  readonly step: (typeof stack.moveSteps)[number];
  /** The key that names the other side. */
  readonly at: string;
  /** The stack as it would be if the other side served. */
  readonly other: LandfallConfig;
}

/** A document named by a config key, or written there in full; an override is laid over it. */
function readDocument<S extends z.ZodType>(
  request: DocumentRequest<S>,
  given: unknown,
  override: Record<string, unknown> = {},
  overrideKey = OVERRIDE,
): Read<z.output<S>> {
  const { schema, key, folder } = request;
  if (given === undefined || given === null || given === "") {
    const fix = `pulumi config set ${key} <name>`;
    return { issues: [{ at: key, problem: "is missing", allowed: `the name of a file in ${folder}/`, fix }] };
  }
  const laidOver = (raw: unknown) => (isMapping(raw) ? applyOverride(raw, override) : raw);
  const from = (root: string) => (path: Path) => (path.length > 0 && inOverride(override, path) ? overrideKey : root);
  if (typeof given === "object") return check(schema, laidOver(given), from(key));
  const named = readNamed(request, typeof given === "string" ? given : JSON.stringify(given));
  return "issues" in named ? named : check(schema, laidOver(named.value.raw), from(named.value.file));
}

const OVERRIDE = "landfall:override";

/** Whether a mistake at a path was made in the override. */
const inOverride = (override: unknown, path: Path): boolean =>
  valueAt(override, path) !== undefined || isProvider(valueAt(override, [path[0]!, "provider"]));

const isProvider = (value: unknown) => (providerIds as readonly unknown[]).includes(value);

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Lays an override over a topology: mappings are merged, null takes a part away, anything else replaces. */
export function applyOverride(base: unknown, override: unknown): unknown {
  if (!isMapping(base) || !isMapping(override)) return override;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(override)) {
    if (value === null) delete merged[key];
    else merged[key] = applyOverride(merged[key], value);
  }
  // Another provider starts from nothing: the old one's shape, size and options mean nothing to it.
  const moved = isProvider(override.provider) && override.provider !== base.provider;
  return moved ? { ...override } : merged;
}

/** Which kinds this app needs on this topology. */
export function usedParts(app: App, topology: Topology, domain: string | undefined): UsedParts {
  const needed: Record<Kind, boolean> = {
    network: true,
    compute: true,
    database: app.database !== undefined,
    cache: wantsCache(app, topology),
    queue: wantsQueue(app, topology),
    "object-storage": Object.keys(app.buckets).length > 0,
    secrets: true,
    "static-site": app.site !== undefined,
    dns: domain !== undefined,
    edge: domain !== undefined && app.edge !== undefined,
    monitoring: wantsMonitoring(app, topology),
  };
  const parts = (Object.keys(needed) as Kind[]).flatMap((kind) => {
    const part = topology[kind];
    return needed[kind] && part !== undefined ? [[kind, { provider: part.provider, shape: part.shape }] as const] : [];
  });
  return Object.fromEntries(parts);
}

/** The other side of a move as its key names it: a topology, or one with an override. */
function readOtherSide(
  move: NonNullable<stack.StackKeys["move"]>,
  root: string,
  issues: Issues,
): { readonly at: string; readonly topology: Topology } | undefined {
  const [wanted, unwanted] = move.step === "beside" ? (["to", "from"] as const) : (["from", "to"] as const);
  const at = `landfall:move.${wanted}`;
  if (move[unwanted] !== undefined) {
    const problem = `has no meaning with the step ${move.step}`;
    issues.add({ at: `landfall:move.${unwanted}`, problem, allowed: `${wanted}, the topology of the other side` });
    return undefined;
  }
  const given = move[wanted];
  const { topology: name, override } = typeof given === "object" ? given : { topology: given };
  const request = { root, key: at, folder: "topologies", schema: topologySchema } as const;
  const topology = readDocument(request, name, override, `${at}.override`);
  if ("value" in topology) return { at, topology: topology.value };
  issues.add(...topology.issues);
  return undefined;
}

/** The app as it would be built on the other side of a move. */
function otherSide(app: App, topology: Topology, keys: stack.StackKeys, root: string) {
  const told = new Issues();
  const settled = locateWorkers(settleApp(app, topology, keys, told), topology, root, told);
  return { app: settled, topology, used: usedParts(settled, topology, keys.domain) };
}

/** The kinds that stand on a provider, on either side of a move. */
function kindsOn(id: ProviderId, used: UsedParts, other: UsedParts = {}): UsedKinds | undefined {
  // Of the other side only what holds data is built, in its network.
  const kept = Object.entries(other).filter(
    ([kind]) => kind === "network" || (HOMED as readonly string[]).includes(kind),
  );
  const mine = [...kept, ...Object.entries(used)].filter(([, part]) => part.provider === id);
  return mine.length === 0 ? undefined : Object.fromEntries(mine.map(([kind, { shape }]) => [kind, { shape }]));
}

/** The `landfall:` keys as values, unknown ones refused. */
function readStackKeys(source: ConfigSource, issues: Issues): stack.StackKeys {
  const raw: Record<string, unknown> = {};
  for (const [full, text] of Object.entries(source.values)) {
    const [namespace, key] = [full.slice(0, full.indexOf(":")), full.slice(full.indexOf(":") + 1)];
    if (namespace !== "landfall" || (providerIds as readonly string[]).includes(key)) continue;
    if (!stack.stackKeyNames.includes(key)) issues.add(unknownName(full, "key", key, stack.stackKeyNames));
    else raw[key] = structured(text);
  }
  const result = check(stack.stackSchema.partial(), raw, "landfall:");
  if ("value" in result) return result.value as stack.StackKeys;
  issues.add(
    ...result.issues.map((issue): Issue => {
      const at = issue.at.replace(/^landfall:\./, "landfall:");
      const key = at.slice("landfall:".length).split(/[.[]/)[0]!;
      const { got, ...hidden } = issue;
      return key === "secrets" || source.secretKeys.has(`landfall:${key}`) ? { ...hidden, at } : { ...issue, at, got };
    }),
  );
  // What is sound is read on, so that mistakes elsewhere are told in the same run.
  const sound = Object.entries(raw).map(([key, value]) => stack.stackSchema.partial().safeParse({ [key]: value }));
  return Object.assign({}, ...sound.map(({ data }) => data)) as stack.StackKeys;
}

/** Reads and checks everything that a stack says; tells all mistakes together. */
export function loadConfig(source: ConfigSource, options: LoadOptions): Read<LandfallConfig> {
  const issues = new Issues();
  const { root } = options;
  const fill = options.examples === "fill";
  issues.add(...unknownNamespaces(source));
  let keys = readStackKeys(source, issues);
  const app = readDocument({ root, key: "landfall:app", folder: "apps", schema: appSchema }, keys.app);
  const topology = readDocument(
    { root, key: "landfall:topology", folder: "topologies", schema: topologySchema },
    keys.topology,
    keys.override,
  );
  if ("issues" in app) issues.add(...app.issues);
  if ("issues" in topology) issues.add(...topology.issues);
  const dataProtection = keys.dataProtection !== "off";
  if (!dataProtection && /^prod/i.test(source.stack)) {
    issues.add({
      at: "landfall:dataProtection",
      problem: `is refused for the stack ${source.stack}`,
      got: "off",
      allowed: "on",
    });
  }

  const side = keys.move === undefined ? undefined : readOtherSide(keys.move, root, issues);
  let used: UsedParts | undefined;
  let settled: App | undefined;
  let other: Pick<LandfallConfig, "app" | "topology" | "used"> | undefined;
  if ("value" in topology) {
    keys = askForAccess(keys, topology.value, fill, issues);
    if (fill && keys.domain === undefined && (topology.value.dns !== undefined || needsDomain(topology.value)))
      keys = { ...keys, domain: stack.examples.domain };
    if ("value" in app) {
      keys = askForEmail(keys, wantsMonitoring(app.value, topology.value), fill, issues);
      settled = locateWorkers(settleApp(app.value, topology.value, keys, issues), topology.value, root, issues);
      used = usedParts(settled, topology.value, keys.domain);
      // What is wrong with the app's keys was told of the side that serves.
      if (side !== undefined) other = otherSide(app.value, side.topology, keys, root);
    }
  }
  const providers: Partial<Record<ProviderId, ProviderSettings>> = {};
  for (const id of providerIds) {
    const kinds = used === undefined ? undefined : kindsOn(id, used, other?.used);
    const read = readProvider(id, kinds, source, options.environment, options.examples);
    issues.add(...read.issues);
    if (kinds !== undefined) providers[id] = read.settings;
  }

  const wanted = settled === undefined ? {} : settled.secrets;
  const known = Object.keys(wanted);
  for (const name of Object.keys(keys.secrets ?? {})) {
    if (settled !== undefined && !known.includes(name))
      issues.add(unknownName(`landfall:secrets.${name}`, "secret", name, known));
  }
  // A value that is given goes before one that would be made: an app that moves in brings its own.
  const given = known.filter((name) => wanted[name]!.generate === undefined || keys.secrets?.[name] !== undefined);
  const missing = given.filter((name) => keys.secrets?.[name] === undefined);
  const examples = exampleIssues(keys, "value" in topology && isAdministered(topology.value), providers, missing);
  if (options.examples === "refuse") issues.add(...examples);
  if (issues.all.length > 0 || settled === undefined || used === undefined || !("value" in topology))
    return { issues: issues.all };
  const whole: LandfallConfig = {
    project: source.project,
    stack: source.stack,
    app: settled,
    topology: topology.value,
    domain: keys.domain,
    adminCidrs: keys.adminCidrs ?? [],
    sshPublicKeys: keys.sshPublicKeys ?? [],
    email: keys.email,
    dataProtection,
    released: false,
    move: undefined,
    secrets: Object.fromEntries(given.map((name) => [name, pulumi.secret(keys.secrets?.[name] ?? "no value yet")])),
    used,
    providers,
    examples,
  };
  if (other === undefined || side === undefined || keys.move === undefined) return { value: Object.freeze(whole) };
  const { step } = keys.move;
  const move: Move = { step, at: side.at, other: Object.freeze({ ...whole, ...other, released: step === "release" }) };
  return { value: Object.freeze({ ...whole, move }) };
}
