import * as oci from "@pulumi/oci";
import * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../../components/core/driver";
import type { AlarmMetric, MonitoringDriver, ResolvedMonitoringArgs, UptimeArgs } from "../../../components/monitoring";
import { shownAs, type OciCloud } from "../cloud";
import { checkInterval } from "../health-checks";
import { queriesOf, watchable } from "./queries";

/** What other drivers of Oracle Cloud find behind monitoring. */
export interface OciMonitoringNodes {
  readonly [key: string]: unknown;
  readonly topic: oci.ons.NotificationTopic;
  readonly budget: oci.budget.Budget | undefined;
}

interface AlarmInputs {
  readonly role: string;
  readonly namespace: string;
  readonly query: pulumi.Output<string>;
  readonly minutes: number;
  readonly body: string;
}

/** Makes alarms that are told by one topic. */
function alarmMaker({ compartmentId }: OciCloud, context: DriverContext, topic: oci.ons.NotificationTopic) {
  return ({ role, namespace, query, minutes, body }: AlarmInputs): void => {
    new oci.monitoring.Alarm(
      context.child(role),
      {
        compartmentId,
        metricCompartmentId: compartmentId,
        displayName: shownAs(context, role),
        namespace,
        query,
        pendingDuration: `PT${minutes}M`,
        severity: "WARNING",
        body,
        messageFormat: "ONS_OPTIMIZED",
        destinations: [topic.id],
        isEnabled: true,
        freeformTags: context.tags,
      },
      context.options(),
    );
  };
}

/** What of an address the service wants apart. */
function partsOf(url: pulumi.Output<string>) {
  const parsed = url.apply((text) => {
    const { protocol, hostname, port, pathname, search } = new URL(text);
    const secure = protocol === "https:";
    return {
      protocol: secure ? "HTTPS" : "HTTP",
      host: hostname,
      port: port === "" ? (secure ? 443 : 80) : Number(port),
      path: `${pathname}${search}`,
    };
  });
  return { protocol: parsed.protocol, targets: [parsed.host], port: parsed.port, path: parsed.path };
}

/** Asks for an address from several places of the world, chosen by the service. */
function uptimeMonitor(
  { compartmentId }: OciCloud,
  context: DriverContext,
  name: string,
  { url, intervalSeconds }: Pick<Required<UptimeArgs>, "url" | "intervalSeconds">,
): oci.healthchecks.HttpMonitor {
  return new oci.healthchecks.HttpMonitor(
    context.child(`uptime-${name}`),
    {
      compartmentId,
      displayName: shownAs(context, `uptime-${name}`),
      method: "GET",
      ...partsOf(url),
      ...checkInterval(intervalSeconds),
      freeformTags: context.tags,
    },
    context.options(),
  );
}

/**
 * A budget of the compartment for each calendar month, in the currency of the tenancy. Budgets are made at the root and
 * count all that stands in the compartment.
 */
function monthlyBudget(
  { compartmentId, tenancyOcid, home }: OciCloud,
  context: DriverContext,
  { budgetUsd, email }: ResolvedMonitoringArgs,
): oci.budget.Budget | undefined {
  if (budgetUsd.length === 0) return undefined;
  const { tags: freeformTags } = context;
  const options = context.options({ provider: home });
  const budget = new oci.budget.Budget(
    context.child("budget"),
    {
      compartmentId: tenancyOcid,
      displayName: shownAs(context, "budget"),
      amount: Math.max(...budgetUsd),
      resetPeriod: "MONTHLY",
      targetType: "COMPARTMENT",
      targets: [compartmentId],
      freeformTags,
    },
    options,
  );
  for (const amount of new Set(budgetUsd)) {
    new oci.budget.Rule(
      context.child(`budget-${amount}`),
      {
        budgetId: budget.id,
        displayName: shownAs(context, `budget-${amount}`),
        type: "ACTUAL",
        threshold: amount,
        thresholdType: "ABSOLUTE",
        recipients: email,
        message: `The month's bill of the compartment of ${context.stack.app} has reached ${amount}`,
        freeformTags,
      },
      options,
    );
  }
  return budget;
}

const MINUTES_DOWN = 5;

/**
 * Alarms of the Monitoring service and checks of Health Checks, told by e-mail through a topic whose subscription its
 * reader confirms once, and a budget, which writes to the address itself.
 */
export const monitoring =
  (cloud: OciCloud): MonitoringDriver =>
  (context, args) => {
    const { compartmentId } = cloud;
    const { tags: freeformTags } = context;
    const topic = new oci.ons.NotificationTopic(
      context.child("topic"),
      { compartmentId, description: `Alarms of ${context.stack.app} in stack ${context.stack.stack}`, freeformTags },
      context.options(),
    );
    new oci.ons.Subscription(
      context.child("email"),
      { compartmentId, topicId: topic.id, protocol: "EMAIL", endpoint: args.email, freeformTags },
      context.options(),
    );
    const alarm = alarmMaker(cloud, context, topic);
    const parts = watchable(args);
    const watched: string[] = [];
    const unwatched: Record<string, string> = {};

    for (const [metric, { above, minutes }] of Object.entries(args.alarms)) {
      const queries = queriesOf(metric as AlarmMetric, parts);
      if (typeof queries === "string") {
        unwatched[metric] = queries;
        continue;
      }
      queries.forEach(({ namespace, of }, index) =>
        alarm({
          role: index === 0 ? metric : `${metric}-${index + 1}`,
          namespace,
          query: pulumi.interpolate`${of} > ${above}`,
          minutes,
          body: `${metric} of ${context.stack.app} has been above ${above} percent for ${minutes} minutes`,
        }),
      );
      watched.push(metric);
    }
    for (const [name, uptime] of Object.entries(args.uptime)) {
      const monitor = uptimeMonitor(cloud, context, name, uptime);
      alarm({
        role: `uptime-${name}-alarm`,
        namespace: "oci_healthchecks",
        // A check is 1 when it was answered and 0 when it was not, from each place that asks.
        query: pulumi.interpolate`HTTP.isHealthy[5m]{resourceId = "${monitor.id}"}.grouping().mean() < 0.5`,
        minutes: MINUTES_DOWN,
        body: `${name} of ${context.stack.app} ${uptime.failure}`,
      });
      watched.push(name);
    }
    const budget = monthlyBudget(cloud, context, args);
    if (budget !== undefined) watched.push("budget");
    const nodes: OciMonitoringNodes = { topic, budget };
    return { outputs: { watched: pulumi.output(watched), unwatched: pulumi.output(unwatched) }, nodes };
  };
