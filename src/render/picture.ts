import type { Kind } from "../../components/catalog";
import { listed } from "../plan/layout";
import type { Plan, PlanObject, PlanValue } from "../plan/schema";
import { canonicalJson } from "../plan/values";
import { nameOf } from "../plan/urn";

/** A box of the picture. */
export interface PictureNode {
  readonly id: string;
  readonly kind: Kind | "visitors" | "service";
  /** From where requests come to where data stands: 0 visitors, 1 edge, 2 what runs, 3 data. */
  readonly layer: number;
  /** Null for the visitors. */
  readonly provider: string | null;
  /** The part that a service belongs to; null for a part itself. */
  readonly part: string | null;
  readonly title: string;
  readonly lines: readonly string[];
  /** What makes two of the same id equal. */
  readonly detail: string;
  /** What becomes of it; of a comparison alone. */
  readonly state?: State;
}

/** Who asks whom, and in which protocol. */
export interface PictureEdge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  readonly state?: "added" | "removed" | undefined;
}

export type State = "moved" | "added" | "removed" | "changed" | "unchanged";

/** The topology as boxes and arrows; in a fixed order. */
export interface Picture {
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly PictureEdge[];
}

/** What is known of a part; `settings` as in a plan, empty where only a comparison is known. */
export interface PicturePart {
  readonly name: string;
  readonly kind: string;
  readonly provider: string | null;
  readonly service: string | null;
  readonly shape: string | null;
  readonly settings: PlanObject;
}

/** More services than this are drawn together where they are connected alike. */
const SERVICES_DRAWN = 12;
const NAMES_SHOWN = 3;
const STANDBY = "standby-";

const LAYERS: Readonly<Record<Kind, number>> = {
  edge: 1,
  dns: 1,
  "static-site": 2,
  compute: 2,
  network: 2,
  database: 3,
  cache: 3,
  queue: 3,
  "object-storage": 3,
  secrets: 3,
  monitoring: 3,
};
const ORDER = Object.keys(LAYERS);

const isObject = (value: PlanValue | undefined): value is PlanObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const objectOf = (value: PlanValue | undefined): PlanObject => (isObject(value) ? value : {});
const listOf = (value: PlanValue | undefined): readonly PlanValue[] => (Array.isArray(value) ? value : []);
const keysOf = (value: PlanValue | undefined): string[] => Object.keys(objectOf(value)).sort();
const textsOf = (value: PlanValue | undefined): string[] => listOf(value).filter((item) => typeof item === "string");

const isStandby = ({ name }: PicturePart) => name.startsWith(STANDBY);

/** The protocol in which services speak to a backing part. */
function protocolOf({ kind, service, shape, settings }: PicturePart): string {
  switch (kind) {
    case "database": {
      const engine = settings["engine"];
      if (engine === "oracle" || (engine === undefined && /autonomous/i.test(service ?? ""))) return "Oracle Net/TLS";
      if (engine === "sqlite") return "SQLite/HTTPS";
      return engine === "postgres" || /postgres/i.test(service ?? "") ? "PostgreSQL/TLS" : "SQL/TLS";
    }
    case "cache":
      return shape === "colocated" ? "Redis" : "Redis/TLS";
    case "queue":
      return shape === "queue" ? "HTTPS" : "Kafka/TLS";
    case "object-storage":
      return "S3/HTTPS";
    default:
      return shape === "host" ? "file" : shape === "platform" ? "environment" : "HTTPS";
  }
}

/** A service, or several that are connected alike. */
interface Drawn {
  readonly id: string;
  readonly names: readonly string[];
  readonly settings: readonly PlanObject[];
}

const BACKING = ["database", "cache", "queue", "object-storage", "secrets"] as const;

/** Which kinds of backing parts a service speaks to; all where nothing is known of the services. */
function backingOf(settings: PlanObject | undefined): readonly string[] {
  if (settings === undefined) return BACKING;
  const uses: Readonly<Record<(typeof BACKING)[number], boolean>> = {
    database: settings["database"] === true,
    cache: settings["cache"] === true,
    queue: keysOf(settings["topics"]).length > 0,
    "object-storage": keysOf(settings["buckets"]).length > 0,
    secrets: listOf(settings["secrets"]).length > 0,
  };
  return BACKING.filter((kind) => uses[kind]);
}

const isRouted = (settings: PlanObject) => listOf(settings["routes"]).length > 0;

/** The services of a part; together where there are many that are connected alike. */
function servicesOf({ name, settings }: PicturePart): Drawn[] {
  const services = objectOf(settings["services"]);
  const names = keysOf(services);
  const together = (signature: (name: string) => string): Drawn[] => {
    const groups = new Map<string, string[]>();
    for (const one of names) {
      const key = signature(one);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [one]);
      else group.push(one);
    }
    return [...groups.values()].map((group) => ({
      id: `${name}/${group[0]!}`,
      names: group,
      settings: group.map((one) => objectOf(services[one])),
    }));
  };
  if (names.length <= SERVICES_DRAWN) return together((one) => one);
  const alike = together((one) => {
    const own = objectOf(services[one]);
    return [isRouted(own), ...backingOf(own), ...textsOf(own["calls"])].join(" ");
  });
  return alike.length <= SERVICES_DRAWN ? alike : together(() => "");
}

const sizeLine = ({ settings }: PicturePart): string[] => {
  const { instanceType, count } = settings;
  if (typeof instanceType !== "string") return [];
  return [typeof count === "number" && count > 1 ? `${count} x ${instanceType}` : instanceType];
};

function nodesOf(part: PicturePart): PictureNode[] {
  const { name, provider, service, settings } = part;
  const kind = part.kind as Kind;
  const layer = LAYERS[kind] ?? 3;
  const buckets = keysOf(settings["buckets"]);
  const lines = [
    ...(service === null ? [] : [service]),
    ...sizeLine(part),
    ...(buckets.length === 0 ? [] : [listed(buckets, NAMES_SHOWN)]),
  ];
  const detail = canonicalJson({ ...part });
  const own: PictureNode = { id: name, kind, layer, provider, part: null, title: name, lines, detail };
  const services = servicesOf(part).map((drawn): PictureNode => {
    const many = drawn.names.length > 1;
    const routes = [...new Set(drawn.settings.flatMap((one) => textsOf(one["routes"])))];
    return {
      ...{ id: drawn.id, kind: "service", layer, provider, part: name },
      title: many ? `${drawn.names.length} services` : drawn.names[0]!,
      lines: many ? [listed(drawn.names, NAMES_SHOWN)] : routes.length === 0 ? [] : [listed(routes, NAMES_SHOWN)],
      detail: canonicalJson(drawn.settings),
    };
  });
  return [own, ...services];
}

/** Who speaks to whom; worked out from what the stack asks of each part. */
class Connections {
  readonly edges = new Map<string, PictureEdge>();

  constructor(private readonly parts: readonly PicturePart[]) {}

  private add(from: string, to: string, label: string): void {
    if (from !== to) this.edges.set([from, to, label].join("\n"), { from, to, label });
  }

  /** The part of a kind in the same region, else the one that all regions share. */
  private find(kind: string, standby: boolean): PicturePart | undefined {
    const there = this.parts.filter((part) => part.kind === kind);
    return there.find((part) => isStandby(part) === standby) ?? there[0];
  }

  /** What stands before the services: the edge, or nothing. */
  front(): void {
    for (const part of this.parts) {
      if (part.kind === "edge") this.add("visitors", part.name, "HTTPS");
      if (part.kind === "static-site") this.add("visitors", part.name, "HTTPS");
      if (part.kind === "dns") this.add("visitors", part.name, "DNS");
    }
    const edge = this.find("edge", false);
    const storage = this.find("object-storage", false);
    if (edge !== undefined && storage !== undefined && keysOf(edge.settings["cdn"]).length > 0) {
      this.add(edge.name, storage.name, "HTTPS");
    }
  }

  compute(part: PicturePart): void {
    const standby = isStandby(part);
    const entry = this.find("edge", false)?.name ?? "visitors";
    const services = servicesOf(part);
    const label = standby ? "HTTPS, failover" : "HTTPS";
    if (services.length === 0) this.backing(part.name, undefined, standby);
    if (services.length === 0) this.add(entry, part.name, label);
    const idOf = new Map(services.flatMap(({ id, names }) => names.map((name) => [name, id] as const)));
    for (const { id, settings } of services) {
      for (const one of settings) {
        if (isRouted(one)) this.add(entry, id, label);
        this.backing(id, one, standby);
        for (const called of textsOf(one["calls"])) this.add(id, idOf.get(called) ?? id, "HTTP");
      }
    }
  }

  private backing(from: string, settings: PlanObject | undefined, standby: boolean): void {
    for (const kind of backingOf(settings)) {
      const part = this.find(kind, standby);
      if (part !== undefined) this.add(from, part.name, protocolOf(part));
    }
  }

  /** The database of the region that stands by is a copy. */
  copies(): void {
    const [source, copy] = [false, true].map((standby) => this.find("database", standby));
    if (source !== undefined && copy !== undefined) this.add(source.name, copy.name, "replication");
  }
}

const byOrder = (one: PicturePart, other: PicturePart) =>
  ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind) || (one.name < other.name ? -1 : 1);

/** Draws parts, whatever their order. */
export function draw(unordered: readonly PicturePart[]): Picture {
  const parts = [...unordered].sort(byOrder);
  const visitors: PictureNode = {
    ...{ id: "visitors", kind: "visitors", layer: 0, provider: null, part: null },
    ...{ title: "visitors", lines: [], detail: "" },
  };
  const connections = new Connections(parts);
  connections.front();
  for (const part of parts) if (part.kind === "compute") connections.compute(part);
  connections.copies();
  return { nodes: [visitors, ...parts.flatMap(nodesOf)], edges: [...connections.edges.values()] };
}

/** The parts of a plan, as they are drawn. */
export const partsOf = (plan: Plan): PicturePart[] =>
  plan.components.map(({ urn, kind, provider, service, shape, settings }) => ({
    ...{ name: nameOf(urn), kind, provider, service, shape, settings },
  }));

/** The picture of what a stack would register. */
export const planPicture = (plan: Plan): Picture => draw(partsOf(plan));
