import * as digitalocean from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../../components/core/driver";
import type { AlarmArgs, AlarmMetric, MonitoringDriver, UptimeArgs } from "../../../components/monitoring";
import { watchedOf, type Watch } from "./watch";

/** DigitalOcean's own resources behind monitoring. */
export interface DigitaloceanMonitoringNodes {
  readonly [key: string]: unknown;
  /** By metric and part, e.g. `cpu-machines`. */
  readonly alerts: Readonly<Record<string, digitalocean.MonitorAlert>>;
  /** By the checks' names. */
  readonly checks: Readonly<Record<string, digitalocean.UptimeCheck>>;
}

/** Windows of an alert, by their minutes. */
const WINDOWS = { 5: "5m", 10: "10m", 30: "30m", 60: "1h" } as const;

/** The shortest window in which something can last for so long; the longest of all where it is longer. */
function windowOf(minutes: number): string {
  const fitting = Object.entries(WINDOWS).find(([length]) => Number(length) >= minutes);
  return fitting?.[1] ?? WINDOWS[60];
}

/** Two continents, so that a quarrel between two networks wakes nobody. */
const REGIONS = ["us_east", "eu_west"];
const DOWN_FOR = "2m";

function alert(
  context: DriverContext,
  metric: AlarmMetric,
  { above, minutes }: Required<AlarmArgs>,
  { part, type, target }: Watch,
  email: string,
): digitalocean.MonitorAlert {
  const { app, stack } = context.stack;
  return new digitalocean.MonitorAlert(
    context.child(`${metric}-${part}`),
    {
      type,
      description: `${app}, stack ${stack}: ${metric} of ${part} above ${above} percent`,
      compare: "GreaterThan",
      value: above,
      window: windowOf(minutes),
      ...("entities" in target ? { entities: [...target.entities] } : { tags: [...target.tags] }),
      alerts: { emails: [email] },
      enabled: true,
    },
    context.options(),
  );
}

/** Asks for an address every minute, and tells when nobody gets an answer. */
function check(
  context: DriverContext,
  name: string,
  { url }: Pick<UptimeArgs, "url">,
  email: string,
): digitalocean.UptimeCheck {
  const made = new digitalocean.UptimeCheck(
    context.child(`uptime-${name}`),
    { target: url, type: url.apply((text) => (text.startsWith("https:") ? "https" : "http")), regions: REGIONS },
    context.options(),
  );
  new digitalocean.UptimeAlert(
    context.child(`uptime-${name}-alert`),
    { checkId: made.id, type: "down_global", period: DOWN_FOR, notifications: [{ emails: [email] }] },
    context.options(),
  );
  return made;
}

const BUDGET = "a bill's alert is set in the control panel; the API has none";

/**
 * Alert policies on machines and managed clusters, and uptime checks, told by e-mail. The address has to be a confirmed one
 * of the account or of a member of its team: DigitalOcean writes to no other. Checks ask every minute, whatever interval is
 * wanted. Alerts carry no labels: their tags say which machines they are about.
 */
export const monitoring = (): MonitoringDriver => (context, args) => {
  const { email } = args;
  const alerts: Record<string, digitalocean.MonitorAlert> = {};
  const checks: Record<string, digitalocean.UptimeCheck> = {};
  const watched: string[] = [];
  const unwatched: Record<string, string> = {};

  for (const [metric, alarm] of Object.entries(args.alarms) as [AlarmMetric, Required<AlarmArgs>][]) {
    const { watches, gap } = watchedOf(metric, args);
    for (const watch of watches) alerts[`${metric}-${watch.part}`] = alert(context, metric, alarm, watch, email);
    if (watches.length > 0) watched.push(metric);
    if (gap !== undefined) unwatched[watches.length > 0 ? `${metric} of compute` : metric] = gap;
  }
  for (const [name, uptime] of Object.entries(args.uptime)) {
    checks[name] = check(context, name, uptime, email);
    watched.push(name);
  }
  if (args.budgetUsd.length > 0) unwatched["budget"] = BUDGET;
  const nodes: DigitaloceanMonitoringNodes = { alerts, checks };
  return { outputs: { watched: pulumi.output(watched.sort()), unwatched: pulumi.output(unwatched) }, nodes };
};
