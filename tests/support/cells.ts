import { stringify } from "yaml";
import { providerOf, type ProviderId } from "../../providers/registry";
import { loadConfig } from "../../src/config/load";
import { exampleSubject, matrixOf, type Cell } from "../../src/matrix";
import { projectRoot } from "./config";
import { secret } from "./engine";

const project = { root: projectRoot, name: "landfall" };

/** Every app on every topology; worked out anew by each test file that asks. */
export const allCells = (): Promise<readonly Cell[]> => matrixOf(project);

/** The text of a `Pulumi.<stack>.yaml` that puts an app on a topology, with an example of whatever has no default. */
export function cellConfig(app: string, topology: string, more: Readonly<Record<string, unknown>> = {}): string {
  const { source, options } = exampleSubject(project, app, topology);
  const read = loadConfig(source, options);
  if ("issues" in read) throw new Error(`${app} on ${topology} has no config that is right`);
  const { domain, email, adminCidrs, sshPublicKeys, secrets, providers } = read.value;
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
