import * as cloudflare from "@pulumi/cloudflare";
import type * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../../components/core/driver";
import type { AddFailover, DnsTarget } from "../../../components/dns";
import { accountOf, type CloudflareCloud } from "../cloud";
import { nameOf } from "../names";

/**
 * The shortest time between two checks, by the zone's plan, in seconds:
 * https://developers.cloudflare.com/load-balancing/reference/limitations/ (read 2026-11-21)
 */
const SHORTEST_SECONDS = { free: 60, pro: 60, business: 15, enterprise: 10 } as const;

/** Seconds that a check waits for an answer, and how often it asks again at once when none comes. */
const TIMEOUT_SECONDS = 5;
const RETRIES = 2;

/**
 * As many checks as take the time that was asked for, at the interval that the plan has: of three checks 30 seconds apart
 * become two that are 60 seconds apart.
 */
function checksOf(shortest: number, asked: { readonly intervalSeconds: number; readonly failures: number }) {
  const interval = Math.max(shortest, asked.intervalSeconds);
  return { interval, consecutiveDown: Math.ceil((asked.failures * asked.intervalSeconds) / interval) };
}

/** A load balancer of the paid add-on: the primary's pool as long as its monitor finds it well, else the standby's. */
export function addFailoverTo(cloud: CloudflareCloud, zoneId: pulumi.Output<string>, zone: string): AddFailover {
  return (context: DriverContext, key, args) => {
    const accountId = accountOf(cloud);
    const monitor = new cloudflare.LoadBalancerMonitor(
      context.child(`failover-${key}-monitor`),
      {
        accountId,
        type: "https",
        method: "GET",
        path: args.healthPath,
        expectedCodes: "200",
        ...checksOf(SHORTEST_SECONDS[cloud.plan], args),
        consecutiveUp: 2,
        retries: RETRIES,
        timeout: TIMEOUT_SECONDS,
        header: { Host: [args.name] },
        // Asked as the zone's edge asks, so that an origin which asks for a certificate is shown one:
        // https://developers.cloudflare.com/learning-paths/load-balancing/setup/create-monitor/ (as updated on 2026-04-23)
        ...(args.proxied ? { probeZone: zone } : {}),
      },
      context.options(),
    );
    const pool = (role: "primary" | "standby", { value }: DnsTarget) =>
      new cloudflare.LoadBalancerPool(
        context.child(`failover-${key}-${role}`),
        {
          accountId,
          name: nameOf(context, key, role),
          monitor: monitor.id,
          minimumOrigins: 1,
          origins: [{ name: role, address: value, enabled: true, header: { hosts: [args.name] } }],
        },
        context.options(),
      );
    const [primary, standby] = [pool("primary", args.primary), pool("standby", args.standby)];
    return new cloudflare.LoadBalancer(
      context.child(`failover-${key}`),
      {
        zoneId,
        name: args.name,
        defaultPools: [primary.id, standby.id],
        fallbackPool: standby.id,
        // The pools in their order, the next one when the one before is down.
        steeringPolicy: "off",
        proxied: args.proxied,
        ...(args.proxied ? {} : { ttl: args.ttlSeconds }),
      },
      context.options(),
    );
  };
}
