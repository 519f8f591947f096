import * as oci from "@pulumi/oci";
import type * as pulumi from "@pulumi/pulumi";
import type { AddFailover, DnsFailoverArgs, DnsTarget } from "../../../components/dns";
import type { DriverContext } from "../../../components/core/driver";
import { shownAs, type OciCloud } from "../cloud";
import { checkInterval } from "../health-checks";

const POOLS = ["primary", "standby"] as const;

/** The order in which pools are answered with; the lowest first. */
const PRIORITY = { primary: 1, standby: 2 } as const;

/**
 * The rules of the template, in the only order that it takes: what is switched on, what is well, what comes first, one of
 * it. https://docs.oracle.com/iaas/Content/TrafficManagement/Concepts/trafficmanagementapi.htm (read 2026-11-21)
 */
const rules = [
  { ruleType: "FILTER", defaultAnswerDatas: [{ answerCondition: "answer.isDisabled != true", shouldKeep: true }] },
  { ruleType: "HEALTH" },
  {
    ruleType: "PRIORITY",
    defaultAnswerDatas: POOLS.map((pool) => ({
      answerCondition: `answer.pool == '${pool}'`,
      value: PRIORITY[pool],
    })),
  },
  { ruleType: "LIMIT", defaultCount: 1 },
];

const answer = (pool: (typeof POOLS)[number], { type, value }: DnsTarget) => ({
  name: pool,
  pool,
  rtype: type,
  rdata: value,
});

/** Asks both origins for the path, over HTTPS and under the name that leads to them. */
function monitor(
  { compartmentId }: OciCloud,
  context: DriverContext,
  key: string,
  { name, primary, standby, healthPath, intervalSeconds }: Required<DnsFailoverArgs>,
): oci.healthchecks.HttpMonitor {
  return new oci.healthchecks.HttpMonitor(
    context.child(`failover-${key}-health`),
    {
      compartmentId,
      displayName: shownAs(context, `failover-${key}`),
      protocol: "HTTPS",
      method: "GET",
      port: 443,
      path: healthPath,
      headers: { Host: name },
      targets: [primary.value, standby.value],
      ...checkInterval(intervalSeconds),
      freeformTags: context.tags,
    },
    context.options(),
  );
}

/**
 * A steering policy of Traffic Management that answers with the primary while it is well. How many checks must fail
 * before an origin counts as down is the service's own matter.
 */
export const addFailoverTo =
  (cloud: OciCloud, zoneId: pulumi.Output<string>): AddFailover =>
  (context, key, args) => {
    const policy = new oci.dns.SteeringPolicy(
      context.child(`failover-${key}-policy`),
      {
        compartmentId: cloud.compartmentId,
        displayName: shownAs(context, `failover-${key}`),
        template: "FAILOVER",
        ttl: args.ttlSeconds,
        healthCheckMonitorId: monitor(cloud, context, key, args).id,
        answers: POOLS.map((pool) => answer(pool, args[pool])),
        rules,
        freeformTags: context.tags,
      },
      context.options(),
    );
    return new oci.dns.SteeringPolicyAttachment(
      context.child(`failover-${key}`),
      { displayName: shownAs(context, `failover-${key}`), domainName: args.name, steeringPolicyId: policy.id, zoneId },
      // A name takes one policy at a time.
      context.options({ deleteBeforeReplace: true }),
    );
  };
