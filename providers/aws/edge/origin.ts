import type { types } from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../../components/core/driver";
import { physicalName, type NameRule } from "../../../components/core/naming";
import type { ResolvedEdgeArgs } from "../../../components/edge";
import { failover } from "../dns/failover";
import { ORIGIN } from "./caching";

type Origin = types.input.cloudfront.DistributionOrigin;

const LABEL: NameRule = {
  maxLength: 63,
  allowed: /[a-z0-9]/,
  separator: "-",
  lowercase: true,
  source: "https://datatracker.ietf.org/doc/html/rfc1035#section-2.3.4",
};

/** Seconds that the origin may think about an answer: the most without asking AWS for more. */
const ANSWER_SECONDS = 60;

const FAILOVER = { intervalSeconds: 30, failures: 3, ttlSeconds: 60 } as const;

/** The name of the origin behind a hostname: `origin-api.example.com` behind `api.example.com`. */
export function originName(hostname: string, zone: string): string {
  const below = hostname.endsWith(`.${zone}`) ? hostname.slice(0, -zone.length - 1) : "";
  return `${physicalName(["origin", below.replaceAll(".", "-")], LABEL)}.${zone}`;
}

/**
 * The name that CloudFront finds the origin under: an address has none, and two origins need one that leads to the first
 * that is well. CloudFront's own failover would not do: it is for reading only.
 */
function domainName(context: DriverContext, args: ResolvedEdgeArgs): pulumi.Input<string> {
  const { dns, hostname, origin, standby } = args;
  const name = originName(hostname, dns.zone);
  // Whoever asks for the name waits until it leads somewhere, and so for what it leads to.
  const led = (record: pulumi.Resource) => record.urn.apply(() => name);
  if (standby !== undefined && dns.provider === "aws") {
    const { healthPath } = standby;
    const targets = { name, primary: origin, standby: standby.origin, healthPath };
    return led(failover(context, "origin", { ...targets, ...FAILOVER, zoneId: dns.zoneId, host: hostname }));
  }
  if (standby !== undefined) {
    const targets = { name, primary: origin, standby: standby.origin, healthPath: standby.healthPath };
    return led(dns.failover(context.child("origin"), targets));
  }
  if (origin.type === "CNAME") return origin.value;
  return led(dns.record(context.child("origin"), { name, type: origin.type, value: origin.value }));
}

/**
 * The origin over HTTPS, and over HTTP for proof of its name where it has no public certificate from the start.
 *
 * The Host header goes on to the origin, so that its certificate is asked for the hostname. CloudFront has no HTTPS that
 * trusts any certificate: until the origin has proven its name, visitors are told 502, and are never served in plain.
 */
export function originsOf(context: DriverContext, args: ResolvedEdgeArgs): Origin[] {
  const found = domainName(context, args);
  const origin = (originId: string, originProtocolPolicy: string): Origin => ({
    originId,
    domainName: found,
    customOriginConfig: {
      httpPort: 80,
      httpsPort: 443,
      originProtocolPolicy,
      originSslProtocols: ["TLSv1.2"],
      originReadTimeout: ANSWER_SECONDS,
      originKeepaliveTimeout: ANSWER_SECONDS,
    },
  });
  const https = origin(ORIGIN.https, "https-only");
  return args.origin.publicCertificate ? [https] : [https, origin(ORIGIN.http, "http-only")];
}
