import type { HostRoute, HostWeb } from "../../components/host/host";
import { NGINX_CONFIG, nginxConfig, nginxFiles } from "../../components/host/nginx";
import { route } from "../components/host/example-host";
import { Nginx } from "./nginx";
import { ask, type Answer, type Ask, type Backend } from "./requests";

/** The name that the machine of a test answers under. */
export const NAME = "api.example.com";
export const PROGRAMS = ["nginx", "openssl"];

/** Whatever a test starts, ended after it. */
const started: { stop(): Promise<void> }[] = [];
/** Has something ended by `stopAll`. */
export const keep = <T extends { stop(): Promise<void> }>(one: T): T => (started.push(one), one);
export const stopAll = async () => {
  for (const one of started.splice(0).reverse()) await one.stop();
};

/** A path that leads to backends. */
export const to = (prefix: string, backends: readonly Backend[], change: Partial<HostRoute> = {}): HostRoute =>
  route(prefix, { servers: backends.map(({ port }) => ({ address: "127.0.0.1", port })), ...change });

export const webOf = (change: Partial<HostWeb> & Pick<HostWeb, "routes">): HostWeb => ({
  hostname: NAME,
  limits: [],
  ...change,
});

/** Runs a config and gives what asks it, under the machine's name over TLS unless it is told otherwise. */
export async function running(web: HostWeb): Promise<(how?: Partial<Ask>) => Promise<Answer>> {
  const beside = nginxFiles(web).filter(({ path }) => path !== NGINX_CONFIG);
  const { place } = keep(await Nginx.start(nginxConfig(web), undefined, beside));
  const usual =
    web.balancer === undefined ? { port: place.https, tls: true, host: NAME } : { port: place.http, host: NAME };
  return (how = {}) => ask({ ...usual, ...how });
}
