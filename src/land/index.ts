import type { Connections } from "../../providers/connections";
import type { LandfallConfig } from "../config/load";
import type { Dns } from "../../components/dns";
import { buildBacking, buildOtherBacking, buildStandbyBacking, Networks, type Backing } from "./backing";
import { buildDns, buildSite, publish } from "./front";
import { buildCompute, keepTold } from "./services";
import { otherSiteOf, siteOf, type Site } from "./site";
import { buildMonitoring } from "./watching";

/** The region that takes over, on the same providers. */
function buildStandby(config: LandfallConfig, connections: Connections, primary: Backing, dns: Dns | undefined) {
  if (config.topology.standby === undefined) return undefined;
  const site = siteOf(config, connections, "standby");
  const networks = new Networks(site);
  return buildCompute(site, networks, buildStandbyBacking(site, networks, primary), dns);
}

/** What the side of a move that does not serve holds; its zone answers as the serving one does. */
function buildOtherSide(
  site: Site,
  serving: Site,
  networks: Networks,
  backing: Backing,
  dns: Dns | undefined,
): Backing {
  const other = buildOtherBacking(site, new Networks(site, networks), serving, backing);
  const zone = buildDns(site);
  if (zone !== undefined) dns?.answerAlsoFrom(zone);
  return other;
}

/**
 * Builds a stack: which components exist and how their outputs meet. Wiring across providers happens here only, through
 * neutral outputs.
 *
 * @param connections - The stack's providers, connected; see `connectProviders`.
 * @returns The stack's outputs.
 */
export function land(config: LandfallConfig, connections: Connections): Record<string, unknown> {
  const site = siteOf(config, connections);
  const networks = new Networks(site);
  const backing = buildBacking(site, networks);
  const dns = buildDns(site);
  const otherSite = otherSiteOf(config, connections);
  const other = otherSite && buildOtherSide(otherSite, site, networks, backing, dns);
  const compute = buildCompute(site, networks, backing, dns);
  if (otherSite !== undefined && other !== undefined) keepTold(otherSite, other, site);
  const standby = buildStandby(config, connections, backing, dns);
  const { servicesUrl, cdnUrls } = publish(site, { primary: compute, standby }, dns, backing.storage);
  const staticSite = buildSite(site, servicesUrl, dns);
  const monitoring = buildMonitoring(site, compute, backing, servicesUrl);

  const { database, storage } = backing;
  return {
    app: config.app.name,
    topology: config.topology.name,
    servicesUrl,
    services: compute.running,
    ...(standby === undefined ? {} : { standbyUrl: standby.origin.value }),
    ...(staticSite === undefined ? {} : { siteUrl: staticSite.url }),
    ...(database === undefined ? {} : { databaseHost: database.host }),
    ...(storage === undefined
      ? {}
      : { buckets: Object.fromEntries(Object.entries(storage.buckets).map(([name, bucket]) => [name, bucket.name])) }),
    ...(Object.keys(cdnUrls).length === 0 ? {} : { cdn: cdnUrls }),
    ...(dns === undefined ? {} : { nameServers: dns.nameServers }),
    ...(monitoring === undefined ? {} : { unwatched: monitoring.unwatched }),
  };
}
