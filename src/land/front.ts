import type * as pulumi from "@pulumi/pulumi";
import type { Compute } from "../../components/compute";
import { Dns } from "../../components/dns";
import { Edge } from "../../components/edge";
import type { ObjectStorage } from "../../components/object-storage";
import { StaticSite } from "../../components/static-site";
import { cdnHostnames, hostnames } from "../parts";
import type { Site } from "./site";

export function buildDns(site: Site): Dns | undefined {
  const placement = site.place("dns");
  if (placement === undefined) return undefined;
  const zone = site.config.providers[site.config.used.dns!.provider]?.settings["zone"];
  return new Dns("dns", { stack: site.stack, zone: String(zone) }, placement);
}

/** A path of the services that answers 200 when they can work. */
export function healthPath({ config }: Site): string {
  const routed = Object.values(config.app.services).find(
    ({ routes, health }) => routes.length > 0 && health !== undefined,
  );
  return routed?.health?.path ?? "/";
}

/** What lets requests in under the services' name, and where buckets are served. */
export interface Front {
  readonly servicesUrl: pulumi.Output<string>;
  readonly cdnUrls: Readonly<Record<string, pulumi.Output<string>>>;
}

/** Lets requests in under the services' name: through the edge where there is one, else straight to the origin. */
export function publish(
  site: Site,
  { primary, standby }: { readonly primary: Compute; readonly standby: Compute | undefined },
  dns: Dns | undefined,
  storage: ObjectStorage | undefined,
): Front {
  const { app, topology, adminCidrs, email } = site.config;
  const hostname = hostnames(site.config).services;
  const direct: Front = { servicesUrl: primary.url, cdnUrls: {} };
  if (hostname === undefined || dns === undefined) return direct;
  const placement = site.place("edge");
  if (placement === undefined) {
    const { type, value, proxied, isNamed } = primary.origin;
    if (isNamed === true) dns.answerThere("services", { name: hostname, type, value });
    else if (standby === undefined) dns.record("services", { name: hostname, type, value, proxied });
    else {
      const target = { type: standby.origin.type, value: standby.origin.value };
      dns.failover("services", {
        name: hostname,
        primary: { type, value },
        standby: target,
        healthPath: healthPath(site),
      });
    }
    return direct;
  }
  const { plan, approximate, originProtection } = topology.edge ?? {};
  const edge = new Edge(
    "edge",
    {
      ...app.edge,
      stack: site.stack,
      dns,
      hostname,
      origin: primary.origin,
      ...(standby === undefined ? {} : { standby: { origin: standby.origin, healthPath: healthPath(site) } }),
      adminCidrs,
      email,
      plan,
      approximate,
      originProtection,
      cdn: cdnHostnames(site.config),
      objectStorage: storage?.provider === placement.provider ? storage : undefined,
      compute: primary.provider === placement.provider ? primary : undefined,
    },
    placement,
  );
  return { servicesUrl: edge.url, cdnUrls: edge.cdnUrls };
}

export function buildSite(
  site: Site,
  servicesUrl: pulumi.Output<string>,
  dns: Dns | undefined,
): StaticSite | undefined {
  const placement = site.place("static-site");
  const described = site.config.app.site;
  if (placement === undefined || described === undefined) return undefined;
  const { repository, branch, directory, build, output, fallback, apiUrlVariable, environment } = described;
  const api = apiUrlVariable === undefined ? {} : { [apiUrlVariable]: servicesUrl };
  return new StaticSite(
    "site",
    {
      stack: site.stack,
      repository,
      branch,
      directory,
      buildCommand: build,
      outputDirectory: output,
      fallbackDocument: fallback,
      environment: { ...environment, ...api },
      hostname: hostnames(site.config).site,
      dns,
    },
    placement,
  );
}
