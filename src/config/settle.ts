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

/** Whether administrators can log in to what the services run on. */
export const hasMachines = ({ compute }: Topology): boolean => compute.shape === "vm" || compute.shape === "vm-group";

/** Who may log in, which every machine asks for and nobody else can know. */
export function askForAccess(
  keys: stack.StackKeys,
  topology: Topology,
  fill: boolean,
  issues: Issues,
): stack.StackKeys {
  if (!hasMachines(topology)) return keys;
  const asked = {
    adminCidrs: "networks that administrators come from; [] closes SSH",
    sshPublicKeys: "public keys of administrators; [] closes SSH",
  };
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
