import type { types } from "@pulumi/digitalocean";
import type * as pulumi from "@pulumi/pulumi";
import {
  copiesOf,
  isWeb,
  type ResolvedComputeArgs,
  type ResolvedServiceArgs,
  type WebService,
} from "../../../components/compute";
import { environmentName, plain, type Binding, type Bindings } from "../../../components/core/binding";
import { shellWord } from "../../../components/host/text";
import { componentName } from "../app-names";
import { appImage } from "./images";

type Env = types.input.AppSpecServiceEnv;
type Service = types.input.AppSpecService;
type Worker = types.input.AppSpecWorker;
type HealthCheck = types.input.AppSpecServiceHealthCheck;

/** Copies are added when they use more of their CPU than this on average, in percent. */
const CPU_PERCENT = 60;

/** What is told of every component whose use of its instance is high for five minutes, in percent. */
const ALERTS: readonly types.input.AppSpecServiceAlert[] = [
  { rule: "CPU_UTILIZATION", operator: "GREATER_THAN", value: 80, window: "FIVE_MINUTES" },
  { rule: "MEM_UTILIZATION", operator: "GREATER_THAN", value: 85, window: "FIVE_MINUTES" },
  { rule: "RESTART_COUNT", operator: "GREATER_THAN", value: 3, window: "FIVE_MINUTES" },
];

const TIMEOUT_SECONDS = 5;
const FAILURES = 3;

/** The address of each service that this one calls: by name, inside the app's own network. */
function addresses({ services }: ResolvedComputeArgs, calls: readonly string[]): Bindings {
  return Object.fromEntries(
    calls.map((callee) => [
      environmentName(callee, "url"),
      plain(`http://${componentName(callee)}:${services[callee]!.port}`),
    ]),
  );
}

/** @throws Error when a secret stands in a store: App Platform reads none, so it is a bug. */
function envOf(key: string, binding: Binding): Env {
  if (binding.kind === "reference") {
    throw new Error(`App Platform cannot read ${key}, which the store of ${binding.reference.provider} keeps`);
  }
  const type = binding.kind === "secret" ? "SECRET" : "GENERAL";
  return { key, value: binding.value as pulumi.Input<string>, scope: "RUN_TIME", type };
}

/** Whether a component is given a secret. */
export const hasSecret = ({ environment }: ResolvedServiceArgs): boolean =>
  Object.values(environment).some(({ kind }) => kind === "secret");

const checkOf = ({ port, health }: WebService): HealthCheck => ({
  httpPath: health.path,
  port,
  initialDelaySeconds: health.graceSeconds,
  periodSeconds: health.intervalSeconds,
  timeoutSeconds: TIMEOUT_SECONDS,
  successThreshold: 1,
  failureThreshold: FAILURES,
});

/** What services and workers have in common. */
function componentOf(args: ResolvedComputeArgs, slug: string, name: string, service: ResolvedServiceArgs) {
  const bindings = Object.entries({ ...addresses(args, service.calls), ...service.environment });
  const { least, most } = copiesOf(args, service);
  const copies =
    most > least
      ? {
          autoscaling: {
            minInstanceCount: least,
            maxInstanceCount: most,
            metrics: { cpu: { percent: CPU_PERCENT } },
          },
        }
      : { instanceCount: least };
  return {
    name: componentName(name),
    image: appImage(name, service.image),
    ...(service.command === undefined ? {} : { runCommand: service.command.map(shellWord).join(" ") }),
    instanceSizeSlug: slug,
    ...copies,
    envs: bindings.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, binding]) => envOf(key, binding)),
    alerts: [...ALERTS],
  };
}

/**
 * A service that answers requests: of browsers where it has routes, else of the app's other services alone, by a port
 * that the internet never reaches (https://docs.digitalocean.com/products/app-platform/how-to/manage-internal-routing).
 */
function serviceOf(args: ResolvedComputeArgs, slug: string, name: string, service: WebService): Service {
  const check = checkOf(service);
  return {
    ...componentOf(args, slug, name, service),
    ...(service.routes.length === 0 ? { internalPorts: [service.port] } : { httpPort: service.port }),
    healthCheck: check,
    livenessHealthCheck: check,
  };
}

/** The components of an app, in the order of their names. */
export function componentsOf(
  args: ResolvedComputeArgs,
  slug: string,
): { readonly services: Service[]; readonly workers: Worker[] } {
  const services: Service[] = [];
  const workers: Worker[] = [];
  for (const [name, service] of Object.entries(args.services).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (isWeb(service)) services.push(serviceOf(args, slug, name, service));
    else workers.push(componentOf(args, slug, name, service));
  }
  return { services, workers };
}

/** The longest prefix first, since the first that fits leads; a path is handed on whole. */
export function ingressRules({ services }: ResolvedComputeArgs): types.input.AppSpecIngressRule[] {
  return Object.entries(services)
    .flatMap(([name, { routes }]) => routes.map((prefix) => ({ prefix, name: componentName(name) })))
    .sort((a, b) => b.prefix.length - a.prefix.length || (a.prefix < b.prefix ? -1 : 1))
    .map(({ prefix, name }) => ({
      component: { name, preservePathPrefix: true },
      match: { path: { prefix } },
    }));
}
