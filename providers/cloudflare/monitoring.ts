import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import type { Support } from "../../components/core/capability";
import type { DriverContext } from "../../components/core/driver";
import type { MonitoringDriver, MonitoringFeature, ResolvedMonitoringArgs } from "../../components/monitoring";
import { cloudflareCapabilities } from "./capabilities";
import { accountOf, type CloudflareCloud } from "./cloud";
import type { CloudflarePlan } from "./config";
import { nameOf } from "./names";

/**
 * Shortest time between two checks, by plan, in seconds; the free plan has none:
 * https://developers.cloudflare.com/health-checks/ (read 2026-11-21)
 */
const SHORTEST_SECONDS: Readonly<Record<CloudflarePlan, number | undefined>> = {
  free: undefined,
  pro: 60,
  business: 15,
  enterprise: 10,
};

const NO_CHECKS = "a health check belongs to a zone of the stack that is on the Pro plan or above";

const FEATURES: Readonly<Record<MonitoringFeature, Support>> =
  cloudflareCapabilities.monitoring.shapes.managed.features;

function unwatchedOf({ alarms, budgetUsd }: ResolvedMonitoringArgs): Record<string, string> {
  const metrics = Object.keys(alarms) as (keyof typeof alarms)[];
  const asked = [...metrics, ...(budgetUsd.length === 0 ? [] : (["budget"] as const))];
  return Object.fromEntries(
    asked.flatMap((name) => {
      const support = FEATURES[name];
      return support === true ? [] : [[name, support.missing]];
    }),
  );
}

function buildCheck(
  context: DriverContext,
  zoneId: pulumi.Output<string>,
  name: string,
  { url, interval }: { readonly url: pulumi.Output<string>; readonly interval: number },
): cloudflare.Healthcheck {
  const parsed = url.apply((text) => new URL(text));
  return new cloudflare.Healthcheck(
    context.child(`uptime-${name}`),
    {
      zoneId,
      name: nameOf(context, "uptime", name),
      address: parsed.apply(({ hostname }) => hostname),
      type: "HTTPS",
      interval,
      // One check that fails is no reason to wake anybody.
      consecutiveFails: 2,
      retries: 2,
      timeout: 5,
      httpConfig: {
        method: "GET",
        path: parsed.apply(({ pathname }) => pathname),
        port: 443,
        expectedCodes: ["200"],
      },
    },
    context.options(),
  );
}

/** Health checks of what is reached from outside, told by e-mail. */
export const monitoring =
  (cloud: CloudflareCloud): MonitoringDriver =>
  (context, args) => {
    const shortest = SHORTEST_SECONDS[cloud.plan];
    const zoneId = cloud.zone.id;
    const unwatched = unwatchedOf(args);
    const asked = Object.entries(args.uptime).sort(([a], [b]) => (a < b ? -1 : 1));
    const checks = asked.flatMap(([name, { url, intervalSeconds }]) => {
      if (zoneId === undefined || shortest === undefined) {
        unwatched[name] = NO_CHECKS;
        return [];
      }
      return [buildCheck(context, zoneId, name, { url, interval: Math.max(shortest, intervalSeconds) })];
    });
    if (checks.length > 0) {
      new cloudflare.NotificationPolicy(
        context.child("uptime"),
        {
          accountId: accountOf(cloud),
          name: nameOf(context, "uptime"),
          alertType: "health_check_status_notification",
          enabled: true,
          filters: { healthCheckIds: checks.map(({ id }) => id), statuses: ["Unhealthy"] },
          mechanisms: { emails: [{ id: args.email }] },
        },
        context.options(),
      );
    }
    const watched = checks.length === 0 ? [] : asked.map(([name]) => name);
    return {
      outputs: { watched: pulumi.output(watched), unwatched: pulumi.output(unwatched) },
      nodes: { checks },
    };
  };
