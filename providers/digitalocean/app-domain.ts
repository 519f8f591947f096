import type { types } from "@pulumi/digitalocean";
import type { Dns } from "../../components/dns";

/** How an app of App Platform answers under a name. */
export interface AppDomain {
  /** What its spec says of it. */
  readonly spec: { readonly domainNames?: types.input.AppSpecDomainName[] };
  /** Whether App Platform makes the name's record by itself. */
  readonly makesRecord: boolean;
}

/**
 * The name of an app. At the top of a zone, where DigitalOcean DNS takes no alias, App Platform keeps the records itself once
 * it is told the zone: https://docs.digitalocean.com/reference/terraform/reference/resources/app/ (domain.zone)
 */
export function appDomain(hostname: string | undefined, dns: Dns | undefined): AppDomain {
  if (hostname === undefined) return { spec: {}, makesRecord: false };
  const makesRecord = dns?.provider === "digitalocean" && dns.zone === hostname;
  return {
    spec: { domainNames: [{ name: hostname, type: "PRIMARY", ...(makesRecord ? { zone: hostname } : {}) }] },
    makesRecord,
  };
}
