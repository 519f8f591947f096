import * as digitalocean from "@pulumi/digitalocean";
import type { ConnectArgs } from "../provider";
import type { DigitaloceanSettings } from "./config";

/** DigitalOcean as one stack uses it; every driver closes over it. */
export interface DigitaloceanCloud {
  /** The one explicit provider instance. */
  readonly provider: digitalocean.Provider;
  /** The App Platform region. */
  readonly appRegion: string;
}

/** Makes the provider instance of a stack. */
export function connectCloud({ settings, standard }: ConnectArgs<DigitaloceanSettings>): DigitaloceanCloud {
  return {
    provider: new digitalocean.Provider("digitalocean", { ...standard }),
    appRegion: settings.region ?? "nyc",
  };
}
