import * as route53 from "@pulumi/aws/route53";
import type * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../../components/core/driver";
import type { DnsFailoverArgs, DnsTarget } from "../../../components/dns";

/** Seconds between two checks; Route 53 knows these two, and takes more for the shorter one. */
const INTERVALS = { slow: 30, fast: 10 } as const;

const MOST_FAILURES = 10;
const HTTPS_PORT = 443;

/** What a name that fails over is made of; Route 53 has no edge that could answer in its place. */
export type FailoverArgs = Required<Omit<DnsFailoverArgs, "proxied">> & {
  readonly zoneId: pulumi.Input<string>;
  /** The name that an address is asked under. @default - the name that fails over */
  readonly host?: string;
};

/**
 * Asks the primary whether it is well: an address under the hostname that it serves, a name under itself, since Route 53
 * has no other way to say the host. Route 53 does not look at who signed the certificate:
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
 */
function healthCheck(context: DriverContext, key: string, args: FailoverArgs): route53.HealthCheck {
  const { primary, name, host = name, healthPath, intervalSeconds, failures } = args;
  const endpoint =
    primary.type === "A" ? { ipAddress: primary.value, fqdn: host } : { fqdn: primary.value as pulumi.Input<string> };
  return new route53.HealthCheck(
    context.child(`health-${key}`),
    {
      type: "HTTPS",
      ...endpoint,
      port: HTTPS_PORT,
      resourcePath: healthPath,
      enableSni: true,
      requestInterval: intervalSeconds < INTERVALS.slow ? INTERVALS.fast : INTERVALS.slow,
      failureThreshold: Math.min(MOST_FAILURES, Math.max(1, failures)),
      tags: { ...context.tags, Name: context.child(`health-${key}`) },
    },
    context.options(),
  );
}

/**
 * Two records of one name must be of one type, so that an address beside a name gets a name of its own.
 */
function alikeTargets(
  context: DriverContext,
  key: string,
  args: FailoverArgs,
): Record<"primary" | "standby", DnsTarget> {
  const { primary, standby, zoneId, name, ttlSeconds } = args;
  if (primary.type === standby.type) return { primary, standby };
  const named = (which: "primary" | "standby", target: DnsTarget): DnsTarget => {
    if (target.type === "CNAME") return target;
    const record = new route53.Record(
      context.child(`record-${key}-${which}-address`),
      { zoneId, name: `${which}-${name}`, type: "A", ttl: ttlSeconds, records: [target.value] },
      context.options(),
    );
    return { type: "CNAME", value: record.fqdn };
  };
  return { primary: named("primary", primary), standby: named("standby", standby) };
}

/**
 * A name that leads to the primary while it is well, else to the standby, whose health nobody asks: it is the last there is.
 *
 * An interval below 30 seconds becomes 10, any other 30, and at most ten failures are waited for: Route 53 has no others.
 */
export function failover(context: DriverContext, key: string, args: FailoverArgs): route53.Record {
  const targets = alikeTargets(context, key, args);
  const record = (which: "primary" | "standby", more: Partial<route53.RecordArgs>) =>
    new route53.Record(
      context.child(`record-${key}-${which}`),
      {
        zoneId: args.zoneId,
        name: args.name,
        type: targets[which].type,
        ttl: args.ttlSeconds,
        records: [targets[which].value],
        setIdentifier: which,
        failoverRoutingPolicies: [{ type: which === "primary" ? "PRIMARY" : "SECONDARY" }],
        ...more,
      },
      context.options(),
    );
  record("standby", {});
  return record("primary", { healthCheckId: healthCheck(context, key, args).id });
}
