import { environmentName } from "../../components/core/binding";
import { nearest } from "../../components/core/nearest";

/** What the rules look at; the rest of an app stands for itself. */
interface Ruled {
  readonly services: Readonly<Record<string, RuledService>>;
  readonly database?: unknown;
  readonly buckets: Readonly<Record<string, unknown>>;
  readonly cache?: unknown;
  readonly queue?: { readonly protocol: string; readonly topics: Readonly<Record<string, RuledTopic>> };
  readonly secrets: Readonly<Record<string, unknown>>;
  readonly site?: unknown;
  readonly subdomains: { readonly site: string; readonly services: string };
  readonly traffic?: { readonly site?: unknown };
  readonly storage?: { readonly database?: unknown; readonly buckets: Readonly<Record<string, unknown>> };
}

interface RuledTopic {
  readonly partitions?: number;
  readonly deadLetterAfter?: number;
}

interface RuledService {
  readonly routes: readonly string[];
  readonly port?: number;
  readonly health?: unknown;
  readonly schedule?: string;
  readonly replicas?: number;
  readonly cache: boolean;
  readonly topics: Readonly<Record<string, unknown>>;
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  readonly database: boolean;
  readonly buckets: Readonly<Record<string, unknown>>;
  readonly calls: readonly string[];
}

/** A mistake that only shows when parts of an app are seen together. */
export interface RuleIssue {
  readonly path: readonly PropertyKey[];
  readonly problem: string;
  readonly got?: string;
  readonly allowed?: string | readonly string[];
  readonly nearest?: string;
}

function refer(path: readonly PropertyKey[], what: string, name: string, known: readonly string[]): RuleIssue[] {
  if (known.includes(name)) return [];
  const near = nearest(name, known);
  const allowed = known.length === 0 ? "none; the app has no such part" : known;
  return [{ path, problem: `unknown ${what}`, got: name, allowed, ...(near === undefined ? {} : { nearest: near }) }];
}

/** Names that every service gets from landfall; see docs/bindings.md. */
const OWN =
  /^(PORT|SITE_URL|PGPASSWORD|TNS_ADMIN|AWS_ACCESS_KEY_ID|AWS_SECRET_ACCESS_KEY|(DATABASE|BUCKET|CACHE|QUEUE|KAFKA|TOPIC)_.+)$/;

function environmentRules(name: string, { environment, secrets, calls }: RuledService): RuleIssue[] {
  const callNames = calls.map((callee) => environmentName(callee, "url"));
  const isOwn = (variable: string) => OWN.test(variable) || callNames.includes(variable);
  const problem = "is a name that landfall gives the service itself";
  const allowed = "another name; see docs/bindings.md";
  const at = ["services", name];
  return [
    ...Object.keys(environment).flatMap((variable): RuleIssue[] => {
      const path = [...at, "environment", variable];
      if (isOwn(variable)) return [{ path, problem, got: variable, allowed }];
      if (!secrets.includes(variable)) return [];
      return [
        { path, problem: "is the name of a secret of the service as well", got: variable, allowed: "one of the two" },
      ];
    }),
    ...secrets.flatMap((variable, index): RuleIssue[] =>
      isOwn(variable) ? [{ path: [...at, "secrets", index], problem, got: variable, allowed }] : [],
    ),
  ];
}

/** A service answers requests, or runs in the background, or is run at set times. */
function runningRules(at: readonly PropertyKey[], service: RuledService): RuleIssue[] {
  const { port, health, schedule, routes, replicas } = service;
  const issues: RuleIssue[] = [];
  const refuse = (field: string, problem: string, allowed: string) =>
    issues.push({ path: [...at, field], problem, allowed });
  if (schedule !== undefined) {
    if (port !== undefined) refuse("port", "stands beside a schedule", "one of the two");
    if (replicas !== undefined && replicas > 1) refuse("replicas", "stands beside a schedule", "1, or no schedule");
  }
  if (port !== undefined && health === undefined) refuse("health", "is missing beside a port", "{ path: /health }");
  if (port === undefined && health !== undefined) refuse("health", "stands without a port", "a port, or no health");
  if (port === undefined && routes.length > 0) refuse("routes", "stand without a port", "a port, or no routes");
  return issues;
}

/** Asking for a part that the app does not describe. */
function backingRules(app: Ruled, at: readonly PropertyKey[], service: RuledService): RuleIssue[] {
  const asks = (kind: "database" | "cache"): RuleIssue[] =>
    service[kind] && app[kind] === undefined
      ? [
          {
            path: [...at, kind],
            problem: `asks for a ${kind}, and the app describes none`,
            allowed: `false, or a part ${kind} of the app`,
          },
        ]
      : [];
  const topics = Object.keys(app.queue?.topics ?? {});
  return [
    ...asks("database"),
    ...asks("cache"),
    ...Object.keys(service.topics).flatMap((key) => refer([...at, "topics", key], "topic", key, topics)),
  ];
}

function queueRules({ queue }: Ruled): RuleIssue[] {
  return Object.entries(queue?.topics ?? {}).flatMap(([name, { partitions, deadLetterAfter }]): RuleIssue[] => {
    const path = ["queue", "topics", name];
    if (queue?.protocol === "kafka" && deadLetterAfter !== undefined)
      return [{ path: [...path, "deadLetterAfter"], problem: "is a plain queue's, not Kafka's", allowed: "none" }];
    if (queue?.protocol === "queue" && partitions !== undefined)
      return [{ path: [...path, "partitions"], problem: "is Kafka's, not a plain queue's", allowed: "none" }];
    return [];
  });
}

/** Assuming how much of a part is used that the app does not have. */
function usageRules({ site, database, buckets, traffic, storage }: Ruled): RuleIssue[] {
  const known = Object.keys(buckets);
  const without = (path: readonly PropertyKey[], what: string): RuleIssue => ({
    path,
    problem: `is about a ${what}, and the app describes none`,
    allowed: `none, or a part ${what} of the app`,
  });
  return [
    ...(traffic?.site !== undefined && site === undefined ? [without(["traffic", "site"], "site")] : []),
    ...(storage?.database !== undefined && database === undefined
      ? [without(["storage", "database"], "database")]
      : []),
    ...Object.keys(storage?.buckets ?? {}).flatMap((name) =>
      refer(["storage", "buckets", name], "bucket", name, known),
    ),
  ];
}

function serviceRules(app: Ruled, name: string, service: RuledService): RuleIssue[] {
  const at = ["services", name];
  const others = Object.keys(app.services).filter((other) => other !== name);
  return [
    ...service.secrets.flatMap((key, index) =>
      refer([...at, "secrets", index], "secret", key, Object.keys(app.secrets)),
    ),
    ...service.calls.flatMap((key, index): RuleIssue[] =>
      key === name
        ? [
            {
              path: [...at, "calls", index],
              problem: "is the service itself",
              got: key,
              allowed: others.length === 0 ? "none; there is no other" : others,
            },
          ]
        : refer([...at, "calls", index], "service", key, others),
    ),
    ...Object.keys(service.buckets).flatMap((key) =>
      refer([...at, "buckets", key], "bucket", key, Object.keys(app.buckets)),
    ),
    ...runningRules(at, service),
    ...backingRules(app, at, service),
    ...environmentRules(name, service),
  ];
}

/** Every mistake that only shows when parts of an app are seen together. */
export function appRules(app: Ruled): RuleIssue[] {
  const issues = Object.entries(app.services).flatMap(([name, service]) => serviceRules(app, name, service));
  const routes = new Map<string, string>();
  for (const [name, service] of Object.entries(app.services)) {
    service.routes.forEach((route, index) => {
      const other = routes.get(route);
      if (other === undefined) routes.set(route, name);
      else
        issues.push({
          path: ["services", name, "routes", index],
          problem: `leads to ${other} already`,
          got: route,
          allowed: "another path",
        });
    });
  }
  issues.push(...queueRules(app), ...usageRules(app));
  const { site, services } = app.subdomains;
  if (app.site !== undefined && site === services) {
    issues.push({
      path: ["subdomains", "services"],
      problem: "is the name of the site as well",
      got: services,
      allowed: "another label",
    });
  }
  return issues;
}
