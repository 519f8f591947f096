import { statSync } from "node:fs";
import { relative, resolve } from "node:path";
import { shapeOn } from "../../providers/registry";
import type { App } from "./app";
import { unknownName, type Issues } from "./issues";
import * as stack from "./stack";
import type { Topology } from "./topology";

/** The app with the stack's images and its choice of optional services. */
export function settleApp(app: App, topology: Topology, keys: stack.StackKeys, issues: Issues): App {
  const names = Object.keys(app.services);
  const optional = names.filter((name) => app.services[name]!.optional);
  for (const name of Object.keys(keys.images ?? {})) {
    if (!names.includes(name)) issues.add(unknownName(`landfall:images.${name}`, "service", name, names));
  }
  for (const [name, wanted] of Object.entries(keys.services ?? {})) {
    const at = `landfall:services.${name}`;
    if (!names.includes(name)) issues.add(unknownName(at, "service", name, names));
    else if (!optional.includes(name) && !wanted) {
      issues.add({
        at,
        problem: "cannot be left out",
        got: wanted,
        allowed: `true; what can be left out: ${optional.join(", ") || "nothing"}`,
      });
    }
  }
  const built = (name: string) =>
    !optional.includes(name) || (keys.services?.[name] ?? topology.compute.optionalServices);
  const services = names.filter(built).map((name) => {
    const service = app.services[name]!;
    const image = keys.images?.[name] ?? service.image;
    // A call to a service that is not built has no address; the app works without it.
    return [name, { ...service, image, calls: service.calls.filter(built) }] as const;
  });
  if (services.length === 0) {
    issues.add({
      at: "landfall:services",
      problem: `leaves nothing of ${app.name} to run`,
      allowed: optional,
      fix: "build one of them",
    });
  }
  return { ...app, services: Object.fromEntries(services) };
}

/** Whether a path leads to a file below a folder. */
const isFileBelow = (root: string, file: string): boolean =>
  !relative(root, file).startsWith("..") && statSync(file, { throwIfNoEntry: false })?.isFile() === true;

/** The app with the place on this machine of each service's module, which is needed only where scripts run. */
export function locateWorkers(app: App, { compute }: Topology, root: string, issues: Issues): App {
  if (compute.shape !== "workers") return app;
  const services = Object.entries(app.services).map(([name, service]): [string, typeof service] => {
    if (service.worker === undefined) return [name, service];
    const file = resolve(root, service.worker.file);
    if (!isFileBelow(root, file)) {
      issues.add({
        at: `app ${app.name} services.${name}.worker.file`,
        problem: "leads to no file",
        got: service.worker.file,
        allowed: "a built module below the project's folder",
        fix: "build it, or mend the path",
      });
    }
    return [name, { ...service, worker: { ...service.worker, file } }];
  });
  return { ...app, services: Object.fromEntries(services) };
}

/** Whether administrators can log in to what the services run on. */
export const hasMachines = ({ compute }: Topology): boolean => compute.shape === "vm" || compute.shape === "vm-group";

/** Whether what the services run on is reached from the administrators' networks: machines, and the cluster itself. */
export const isAdministered = (topology: Topology): boolean =>
  hasMachines(topology) || topology.compute.shape === "kubernetes";

/** Who may log in, which every machine asks for and nobody else can know. */
export function askForAccess(
  keys: stack.StackKeys,
  topology: Topology,
  fill: boolean,
  issues: Issues,
): stack.StackKeys {
  const asked: { readonly [K in "adminCidrs" | "sshPublicKeys"]?: string } = hasMachines(topology)
    ? {
        adminCidrs: "networks that administrators come from; [] closes SSH",
        sshPublicKeys: "public keys of administrators; [] closes SSH",
      }
    : topology.compute.shape === "kubernetes"
      ? { adminCidrs: "networks that the cluster is administered from; Pulumi runs in one of them" }
      : {};
  const missing = (Object.keys(asked) as (keyof typeof asked)[]).filter((key) => keys[key] === undefined);
  if (fill) return { ...keys, ...Object.fromEntries(missing.map((key) => [key, [stack.examples[key]]])) };
  for (const key of missing) {
    if (issues.all.some(({ at }) => at.startsWith(`landfall:${key}`))) continue;
    issues.add({
      at: `landfall:${key}`,
      problem: "is missing",
      allowed: asked[key],
      fix: `pulumi config set --path 'landfall:${key}[0]' <value>`,
    });
  }
  return keys;
}

/** Whether the compute of a topology answers under a domain only. */
export function needsDomain(topology: Topology): boolean {
  const { provider, shape } = topology.compute;
  const support = shapeOn(provider, "compute", shape)?.features.addressWithoutDomain;
  return support !== undefined && support !== true;
}

/** Whether a cache is built: an app that works without one gets it where the topology says so. */
export const wantsCache = (app: App, { cache }: Topology): boolean =>
  app.cache !== undefined && (!app.cache.optional || cache?.whereOptional === true);

/** Whether a queue is built; see `wantsCache`. */
export const wantsQueue = (app: App, { queue }: Topology): boolean =>
  app.queue !== undefined && (!app.queue.optional || queue?.whereOptional === true);

/** Whether anything is watched: the app's alarms, or the bill. */
export const wantsMonitoring = (app: App, { monitoring }: Topology): boolean =>
  monitoring !== undefined && (app.monitoring !== undefined || monitoring.budgetUsd.length > 0);

/** Where alarms go, which nobody else can know. */
export function askForEmail(keys: stack.StackKeys, wanted: boolean, fill: boolean, issues: Issues): stack.StackKeys {
  if (!wanted || keys.email !== undefined) return keys;
  if (fill) return { ...keys, email: stack.examples.email };
  if (issues.all.some(({ at }) => at === "landfall:email")) return keys;
  issues.add({
    at: "landfall:email",
    problem: "is missing",
    allowed: "the e-mail address that alarms go to",
    fix: "pulumi config set landfall:email <your address>",
  });
  return keys;
}
