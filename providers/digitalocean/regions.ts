import type { DigitaloceanSettings } from "./config";

/** Regions of App Platform: https://docs.digitalocean.com/products/app-platform/details/availability/ (read 2026-11-21) */
export const APP_REGIONS = ["ams", "atl", "blr", "fra", "lon", "nyc", "sfo", "sgp", "syd", "tor"] as const;

/** Data centres: https://docs.digitalocean.com/platform/regional-availability/ (read 2026-11-21) */
export const DATACENTERS = [
  "ams3",
  "atl1",
  "blr1",
  "fra1",
  "lon1",
  "nyc1",
  "nyc3",
  "sfo2",
  "sfo3",
  "sgp1",
  "syd1",
  "tor1",
] as const;

export type AppRegion = (typeof APP_REGIONS)[number];
export type Datacenter = (typeof DATACENTERS)[number];

const DEFAULT_REGION: AppRegion = "nyc";

const regionOf = (datacenter: Datacenter): AppRegion => datacenter.slice(0, 3) as AppRegion;

/** The newest data centre of each App Platform region. */
const NEWEST: Readonly<Record<AppRegion, Datacenter>> = {
  ams: "ams3",
  atl: "atl1",
  blr: "blr1",
  fra: "fra1",
  lon: "lon1",
  nyc: "nyc3",
  sfo: "sfo3",
  sgp: "sgp1",
  syd: "syd1",
  tor: "tor1",
};

/** The App Platform region and the data centre of a stack; what is not set follows from the other one. */
export function regionsOf({ region, datacenter }: Pick<DigitaloceanSettings, "region" | "datacenter">): {
  readonly region: AppRegion;
  readonly datacenter: Datacenter;
} {
  const chosen = region ?? (datacenter === undefined ? DEFAULT_REGION : regionOf(datacenter));
  return { region: chosen, datacenter: datacenter ?? NEWEST[chosen] };
}
