import type * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as route53 from "@pulumi/aws/route53";
import * as pulumi from "@pulumi/pulumi";
import type { Nodes } from "../../../components/core/driver";
import type { AlarmMetric, MonitoringDriver, ResolvedMonitoringArgs } from "../../../components/monitoring";
import { GLOBAL_REGION, type AwsCloud } from "../cloud";
import { alarm } from "./alarms";
import { budget } from "./budget";
import { computeWatched } from "./compute";
import { dashboard } from "./dashboard";
import { cacheWatched, databaseWatched } from "./data";
import { notices } from "./notices";
import { uptime } from "./uptime";
import type { Watch, Watched } from "./watch";

/** CloudWatch's own resources behind monitoring. */
export interface AwsMonitoringNodes extends Nodes {
  /** By metric and part, e.g. `cpu-backend`. */
  readonly alarms: Readonly<Record<string, cloudwatch.MetricAlarm>>;
  /** By the checks' names. */
  readonly healthChecks: Readonly<Record<string, route53.HealthCheck>>;
}

/** What is asked for and watched, and what is asked for and cannot be. */
function plan(args: ResolvedMonitoringArgs): { watches: Watch[]; unwatched: Record<string, string> } {
  const parts: Readonly<Record<string, Watched>> = {
    compute: computeWatched(args.compute),
    database: databaseWatched(args.database),
    cache: cacheWatched(args.cache),
  };
  const asked = (metric: AlarmMetric) => args.alarms[metric] !== undefined;
  const watches = Object.values(parts).flatMap((part) => part.watches.filter(({ metric }) => asked(metric)));
  const watched = new Set(watches.map(({ metric }) => metric));
  const unwatched: Record<string, string> = {};
  for (const [part, { gaps }] of Object.entries(parts)) {
    for (const [metric, reason] of Object.entries(gaps) as [AlarmMetric, string][]) {
      if (!asked(metric)) continue;
      const name = watched.has(metric) ? `${metric} of ${part}` : metric;
      unwatched[name] = unwatched[name] === undefined ? reason : `${unwatched[name]}; ${reason}`;
    }
  }
  return { watches, unwatched };
}

/** By name, in the order of the names. */
const sorted = <T>(entries: Readonly<Record<string, T>>) =>
  Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1));

/**
 * CloudWatch alarms and a dashboard, Route 53's checks from outside, and a budget of the account, told by e-mail. What
 * stands elsewhere is not watched, and said so.
 */
export const monitoring =
  (cloud: AwsCloud): MonitoringDriver =>
  (context, args) => {
    const { watches, unwatched } = plan(args);
    const checks = sorted(args.uptime);
    const isGlobal = cloud.region === GLOBAL_REGION;
    const here = watches.length > 0 || (isGlobal && checks.length > 0);
    const topic = here ? notices(context, "notices", args.email) : undefined;
    const away = checks.length > 0 && !isGlobal ? notices(context, "uptime-notices", args.email, GLOBAL_REGION) : topic;

    const alarms = watches.map(
      (watch) => [`${watch.metric}-${watch.role}`, alarm(context, watch, args.alarms[watch.metric]!, topic!)] as const,
    );
    const built = checks.map(([name, check]) => [name, uptime(context, name, check, away!)] as const);
    const healthChecks = Object.fromEntries(built);
    budget(context, args.budgetUsd, args.email);
    dashboard(context, cloud.region, watches, healthChecks);

    const watched = [
      ...new Set(watches.map(({ metric }): string => metric)),
      ...checks.map(([name]) => name),
      ...(args.budgetUsd.length > 0 ? ["budget"] : []),
    ].sort();
    const nodes: AwsMonitoringNodes = { alarms: Object.fromEntries(alarms), healthChecks };
    return { outputs: { watched: pulumi.output(watched), unwatched: pulumi.output(unwatched) }, nodes };
  };
