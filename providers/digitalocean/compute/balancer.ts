import * as digitalocean from "@pulumi/digitalocean";
import type * as pulumi from "@pulumi/pulumi";
import { frontNetworks, type ResolvedComputeArgs } from "../../../components/compute";
import type { DriverContext } from "../../../components/core/driver";
import { IssuesError } from "../../../components/core/errors";
import { HEALTH_PATH } from "../../../components/host/host";
import type { DigitaloceanCloud } from "../cloud";
import { zoneOf } from "../dns";
import type { DigitaloceanNetworkNodes } from "../network";

const COOKIE = { type: "cookies", cookieName: "landfall-copy", cookieTtlSeconds: 3600 } as const;

/** Seconds that a connection may be silent; open ones get the most that DigitalOcean gives, 10 minutes. */
export const IDLE_SECONDS = { requests: 60, webSockets: 600 } as const;

const HEALTH = {
  protocol: "http",
  port: 80,
  path: HEALTH_PATH,
  checkIntervalSeconds: 10,
  responseTimeoutSeconds: 5,
  unhealthyThreshold: 3,
  healthyThreshold: 3,
} as const;

/**
 * The certificate of the hostname, by name: one of the account where the settings name it, else one that DigitalOcean
 * orders from Let's Encrypt and proves in its own DNS.
 *
 * @throws IssuesError when neither can be had: preflight asks for the name first.
 */
export function certificateName(
  { settings }: DigitaloceanCloud,
  context: DriverContext,
  { hostname, dns }: ResolvedComputeArgs,
): pulumi.Input<string> {
  if (settings.certificateName !== undefined) return settings.certificateName;
  if (hostname === undefined || dns?.provider !== "digitalocean") {
    throw new IssuesError([
      {
        at: "landfall:digitalocean.certificateName",
        problem: "is missing: DigitalOcean orders a certificate only for a name in its own DNS",
        allowed: "the name of a certificate of the account",
        fix: "pulumi config set --path 'landfall:digitalocean.certificateName' <name>",
      },
    ]);
  }
  return new digitalocean.Certificate(
    context.child("certificate"),
    { type: "lets_encrypt", domains: [hostname] },
    context.options({ dependsOn: zoneOf(dns) }),
  ).name;
}

/**
 * What lets requests in and spreads them over the members of a tag: HTTPS to browsers, with what HTTP asks for sent on to
 * it, or to the edge in front alone where its networks are known; HTTP to the members, inside the private network.
 */
export function balancer(
  cloud: DigitaloceanCloud,
  context: DriverContext,
  network: DigitaloceanNetworkNodes,
  args: ResolvedComputeArgs,
  members: digitalocean.Tag,
): digitalocean.LoadBalancer {
  const services = Object.values(args.services);
  const staysOpen = services.some(({ webSockets }) => webSockets);
  const edge = frontNetworks(args);
  return new digitalocean.LoadBalancer(
    context.child("balancer"),
    {
      region: cloud.datacenter,
      vpcUuid: network.vpc.id,
      sizeUnit: 1,
      dropletTag: members.name,
      forwardingRules: [
        {
          entryProtocol: "https",
          entryPort: 443,
          targetProtocol: "http",
          targetPort: 80,
          certificateName: certificateName(cloud, context, args),
        },
      ],
      ...(edge === undefined ? {} : { firewall: { allows: edge.map((cidr) => `cidr:${cidr}`) } }),
      redirectHttpToHttps: true,
      tlsCipherPolicy: "STRONG",
      healthcheck: HEALTH,
      ...(services.some(({ stickySessions }) => stickySessions) ? { stickySessions: COOKIE } : {}),
      enableBackendKeepalive: true,
      enableProxyProtocol: false,
      httpIdleTimeoutSeconds: staysOpen ? IDLE_SECONDS.webSockets : IDLE_SECONDS.requests,
      // The record of the hostname is the zone's matter, and may lead to an edge.
      disableLetsEncryptDnsRecords: true,
    },
    context.options(),
  );
}
