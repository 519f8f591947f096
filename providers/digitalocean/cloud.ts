import * as digitalocean from "@pulumi/digitalocean";
import type { DriverContext } from "../../components/core/driver";
import type { NameRule } from "../../components/core/naming";
import type { ConnectArgs } from "../provider";
import type { DigitaloceanSettings } from "./config";
import { regionsOf, type Datacenter } from "./regions";

/** DigitalOcean as one stack uses it; every driver closes over it. */
export interface DigitaloceanCloud {
  /** The one explicit provider instance. */
  readonly provider: digitalocean.Provider;
  readonly settings: DigitaloceanSettings;
  /** The App Platform region. */
  readonly appRegion: string;
  /** The data centre of machines, networks and databases. */
  readonly datacenter: Datacenter;
}

/** Makes the provider instance of a stack. */
export function connectCloud({ settings, standard }: ConnectArgs<DigitaloceanSettings>): DigitaloceanCloud {
  const { region, datacenter } = regionsOf(settings);
  return {
    provider: new digitalocean.Provider("digitalocean", { ...standard }),
    settings,
    appRegion: region,
    datacenter,
  };
}

/** The name of a tag that rules and balancers go by; tags are the account's, and do not tell upper case from lower. */
export const TAG_NAME: NameRule = {
  maxLength: 255,
  allowed: /[a-z0-9_-]/,
  separator: "-",
  lowercase: true,
  source: "https://docs.digitalocean.com/reference/api/digitalocean/#tag/Tags (2026-11-21)",
};

/** What a tag may not hold. */
const REFUSED = /[^A-Za-z0-9:_-]+/g;

/** Labels as DigitalOcean's tags, `name:value` each, sorted. */
export const labelTags = ({ tags }: Pick<DriverContext, "tags">): string[] =>
  Object.entries(tags)
    .map(([name, value]) => `${name}:${value}`.replace(REFUSED, "-").slice(0, TAG_NAME.maxLength))
    .sort();
