import { stringify } from "yaml";
import { providerOf, type ProviderId } from "../../providers/registry";
import { loadConfig } from "../../src/config/load";
import { exampleSubject, matrixOf } from "../../src/matrix";
import { projectRoot } from "./config";
import { secret } from "./engine";

const project = { root: projectRoot, name: "landfall" };

/** `app@topology` of every cell that lands and whose name has a text in it. */
export const landingCells = (part = ""): string[] =>
  matrixOf(project)
    .filter(({ outcome }) => outcome === "lands")
    .map(({ app, topology }) => `${app}@${topology}`)
    .filter((name) => name.includes(part));

function configOf(app: string, topology: string) {
  const { source, options } = exampleSubject(project, app, topology);
  const read = loadConfig(source, options);
  if ("issues" in read) throw new Error(`${app} on ${topology} has no config that is right`);
  return read.value;
}

/** Every cell that lands with its services on machines. */
export const machineCells = (): { readonly app: string; readonly topology: string }[] =>
  landingCells()
    .map((cell) => cell.split("@") as [string, string])
    .map(([app, topology]) => ({ app, topology }))
    .filter(({ app, topology }) => /^vm/.test(configOf(app, topology).used.compute?.shape ?? ""));

/** What a cell is made of: each kind with its provider and shape, and a second region. */
function partsOf(cell: string): string[] {
  const [app, topology] = cell.split("@") as [string, string];
  const { used, topology: described } = configOf(app, topology);
  const parts = Object.entries(used).map(([kind, { provider, shape }]) => `${kind} ${provider} ${shape}`);
  return described.standby === undefined ? parts : [...parts, `standby ${described.compute.provider}`];
}

/** What the shipped stacks are, which are tested by themselves. */
const SHIPPED = ["megilance@oci-do-free", "megilance@aws-fargate"];

/** A few cells that have between them every part that no shipped stack has, the one with the most new parts first. */
export function coveringCells(): string[] {
  const parts = new Map(landingCells().map((cell) => [cell, partsOf(cell)]));
  const shipped = new Set(SHIPPED.flatMap(partsOf));
  const left = new Set([...parts.values()].flat().filter((part) => !shipped.has(part)));
  const chosen: string[] = [];
  while (left.size > 0) {
    const fresh = (cell: string) => parts.get(cell)!.filter((part) => left.has(part)).length;
    const best = [...parts.keys()].reduce((most, cell) => (fresh(cell) > fresh(most) ? cell : most));
    chosen.push(best);
    parts.get(best)!.forEach((part) => left.delete(part));
  }
  return chosen;
}

/** The text of a `Pulumi.<stack>.yaml` that puts an app on a topology, with an example of whatever has no default. */
export function cellConfig(app: string, topology: string, more: Readonly<Record<string, unknown>> = {}): string {
  const { domain, email, adminCidrs, sshPublicKeys, secrets, providers } = configOf(app, topology);
  const ofProviders = (Object.keys(providers) as ProviderId[]).flatMap((id) => {
    const { settings, standard } = providers[id]!;
    const secretKeys = Object.entries(providerOf(id).config.standard).flatMap(([key, it]) => (it.secret ? [key] : []));
    const given = Object.entries(standard).map(([key, value]) => [
      `${id}:${key}`,
      secretKeys.includes(key) ? secret : value,
    ]);
    return [[`landfall:${id}`, settings], ...given];
  });
  const config = Object.fromEntries([
    ["landfall:app", app],
    ["landfall:topology", topology],
    ["landfall:domain", domain],
    ["landfall:email", email],
    ["landfall:adminCidrs", adminCidrs],
    ["landfall:sshPublicKeys", sshPublicKeys],
    ["landfall:secrets", Object.fromEntries(Object.keys(secrets).map((name) => [name, secret]))],
    ...ofProviders,
    ...Object.entries(more),
  ] as [string, unknown][]);
  const said = Object.entries(config).filter(([, value]) => value !== undefined && !isEmpty(value));
  return stringify({ config: Object.fromEntries(said) });
}

const isEmpty = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Object.keys(value).length === 0;
