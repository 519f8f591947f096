import type { Catalog, Kind } from "../../components/catalog";
import type { Capability } from "../../components/core/capability";
import type { Issue } from "../../components/core/errors";
import { providerIds, providerOf, shapeOn, type ProviderId } from "../../providers/registry";
import type { LandfallConfig } from "../config/load";
import { unknownName } from "../config/issues";
import { appEngines, chosenCacheEngine, chosenEngine, requiredFeatures } from "./requirements";

type AnyCapability = Capability<string, string>;
const capabilityOf = (id: ProviderId, kind: Kind): AnyCapability => providerOf(id).capabilities[kind];

/** Where a kind lands with all of the features: `aws (RDS), oci (Autonomous Database)`. */
function alternatives(kind: Kind, features: readonly string[], except: string): string {
  const found = providerIds.flatMap((id) => {
    const capability = capabilityOf(id, kind);
    if (!capability.supported) return [];
    return Object.entries(capability.shapes).flatMap(([shape, described]) => {
      const has = described !== undefined && features.every((feature) => described.features[feature] === true);
      return has && `${id} ${shape}` !== except ? [`${id} ${shape} (${described.service})`] : [];
    });
  });
  return found.length === 0 ? "no provider yet" : found.join(", ");
}

const NEEDS: { readonly [K in Kind]?: (config: LandfallConfig) => string | undefined } = {
  secrets: () => "compute",
  database: ({ app }) => (app.database === undefined ? undefined : "the app's database"),
  cache: ({ app }) => (app.cache === undefined || app.cache.optional ? undefined : "the app's cache"),
  queue: ({ app }) => (app.queue === undefined || app.queue.optional ? undefined : "the app's queue"),
  "object-storage": ({ app }) => (Object.keys(app.buckets).length === 0 ? undefined : "the app's buckets"),
  "static-site": ({ app }) => (app.site === undefined ? undefined : "the app's site"),
};

/** What the app needs and the topology does not say. */
function missingParts(config: LandfallConfig): Issue[] {
  return (Object.keys(NEEDS) as Kind[]).flatMap((kind) => {
    const what = NEEDS[kind]?.(config);
    if (what === undefined || config.topology[kind] !== undefined) return [];
    const allowed = alternatives(kind, [], "");
    const fix = `pulumi config set --path 'landfall:override.${kind}.provider' <provider>`;
    return [{ at: `topology ${config.topology.name}`, problem: `has no ${kind}, needed by ${what}`, allowed, fix }];
  });
}

function checkKind(
  config: LandfallConfig,
  kind: Kind,
  { provider, shape }: { readonly provider: ProviderId; readonly shape: string },
  required: readonly Catalog[Kind]["feature"][],
): Issue[] {
  const at = `topology ${config.topology.name} ${kind}`;
  const { title } = providerOf(provider);
  const capability = capabilityOf(provider, kind);
  if (!capability.supported) {
    const problem = `${title} cannot take it: ${capability.reason}`;
    return [{ at, problem, got: provider, allowed: alternatives(kind, [], "") }];
  }
  const described = capability.shapes[shape];
  if (described === undefined)
    return [unknownName(`${at}.shape`, `shape of ${kind} on ${title}`, shape, Object.keys(capability.shapes))];
  return required.flatMap((feature): Issue[] => {
    const support = described.features[feature];
    if (support === true || support === undefined) return [];
    const fix = feature === "addressWithoutDomain" ? "pulumi config set landfall:domain <your domain>" : undefined;
    const allowed = alternatives(kind, required, `${provider} ${shape}`);
    return [
      {
        at,
        problem: `${described.service} lacks ${feature}: ${support.missing}`,
        got: provider,
        allowed,
        ...(fix === undefined ? {} : { fix }),
      },
    ];
  });
}

function checkEngine(config: LandfallConfig): Issue[] {
  const part = config.topology.database;
  if (part === undefined || config.app.database === undefined || chosenEngine(config) !== undefined) return [];
  const described = shapeOn(part.provider, "database", part.shape);
  if (described === undefined) return []; // told by checkKind
  const engines = appEngines(config);
  const at = `topology ${config.topology.name} database`;
  if (part.engine !== undefined && !engines.includes(part.engine)) {
    return [
      {
        at: `${at}.engine`,
        problem: `the app ${config.app.name} does not work with ${part.engine}`,
        got: part.engine,
        allowed: engines,
      },
    ];
  }
  const offered = (["postgres", "oracle", "sqlite"] as const).filter((engine) => described.features[engine] === true);
  const found = engines.map((engine) => `${engine}: ${alternatives("database", [engine], "")}`);
  return [
    {
      at,
      problem: `the app ${config.app.name} works with ${engines.join(", ")}, ${described.service} is ${offered.join(", ")}`,
      got: part.provider,
      allowed: found.join("; "),
    },
  ];
}

function checkCacheEngine(config: LandfallConfig): Issue[] {
  const { app, topology, used } = config;
  if (used.cache === undefined || app.cache === undefined || chosenCacheEngine(config) !== undefined) return [];
  const described = shapeOn(used.cache.provider, "cache", used.cache.shape);
  if (described === undefined) return []; // told by checkKind
  const offered = (["valkey", "redis"] as const).filter((engine) => described.features[engine] === true);
  const problem = `the app ${app.name} works with ${app.cache.engines.join(", ")}, ${described.service} is ${offered.join(", ")}`;
  const found = app.cache.engines.map((engine) => `${engine}: ${alternatives("cache", [engine], "")}`);
  return [{ at: `topology ${topology.name} cache`, problem, got: used.cache.provider, allowed: found.join("; ") }];
}

/** Holds what the app and the topology ask for against what the chosen providers have. */
export function checkCapabilities(config: LandfallConfig): Issue[] {
  const used = Object.entries(config.used) as [Kind, { provider: ProviderId; shape: string }][];
  const required = requiredFeatures(config);
  return [
    ...missingParts(config),
    ...used.flatMap(([kind, part]) => checkKind(config, kind, part, required[kind] ?? [])),
    ...checkEngine(config),
    ...checkCacheEngine(config),
  ];
}
