import type { Issue } from "../../../components/core/errors";
import type { Wanted } from "../../wanted";

type WantedQueue = NonNullable<Wanted["queue"]>;

/** The longest that SQS keeps a message, 14 days. */
const MOST_RETENTION_HOURS = 336;

/** Failed deliveries that SQS counts to. */
const MOST_DELIVERIES = 1000;

/** GiB of a broker's disk (https://docs.aws.amazon.com/msk/latest/developerguide/limits.html). */
const MOST_STORAGE_GIB = 16384;

/** In how many zones brokers stand (https://docs.aws.amazon.com/msk/1.0/apireference/clusters.html). */
const ZONES = [3, 2] as const;

/**
 * Brokers that MSK makes today. Its API has been reported to refuse kafka.t3.small for new clusters since July 2026, with
 * m5, m7g and express as the types that it takes, though its pages still list t3. Express brokers have no disk to size.
 */
const INSTANCE_TYPE = /^kafka\.m[57][a-z]*\.[a-z0-9]+$/;

/**
 * Over how many zones brokers are spread: three or two, the same number in each.
 *
 * @param zones - How many zones the network has.
 * @returns undefined when the brokers go evenly into none of what the network has.
 */
export const brokerZones = (brokers: number, zones: number): 2 | 3 | undefined =>
  ZONES.find((count) => count <= zones && brokers % count === 0);

function queueIssues({ topics }: WantedQueue): Issue[] {
  return Object.entries(topics).flatMap(([name, { retentionHours, deadLetterAfter = 1 }]): Issue[] => {
    const issues: Issue[] = [];
    if (retentionHours > MOST_RETENTION_HOURS) {
      const problem = "is longer than SQS keeps a message";
      const allowed = `up to ${MOST_RETENTION_HOURS}`;
      issues.push({ at: `queue.topics.${name}.retentionHours`, problem, got: retentionHours, allowed });
    }
    if (deadLetterAfter > MOST_DELIVERIES) {
      const problem = "is more deliveries than SQS counts";
      issues.push({
        at: `queue.topics.${name}.deadLetterAfter`,
        problem,
        got: deadLetterAfter,
        allowed: `1 to ${MOST_DELIVERIES}`,
      });
    }
    return issues;
  });
}

function kafkaIssues({ brokers, storageGiB, instanceType }: WantedQueue, zones: number): Issue[] {
  const issues: Issue[] = [];
  if (brokerZones(brokers, zones) === undefined) {
    const problem = `cannot be spread evenly over two or three of the network's ${zones} zones, as MSK wants it`;
    const allowed = zones >= 3 ? "a multiple of 2 or of 3" : "a multiple of 2";
    const fix = zones >= 3 ? undefined : "or set network.zones to 3";
    issues.push({ at: "queue.brokers", problem, got: brokers, allowed, fix });
  }
  if (storageGiB > MOST_STORAGE_GIB) {
    const problem = "is more than a broker's disk holds";
    issues.push({ at: "queue.storageGiB", problem, got: storageGiB, allowed: `1 to ${MOST_STORAGE_GIB}` });
  }
  if (instanceType !== undefined && !INSTANCE_TYPE.test(instanceType)) {
    const problem = "is no type that MSK makes new brokers of";
    issues.push({ at: "queue.instanceType", problem, got: instanceType, allowed: "a type such as kafka.m7g.large" });
  }
  return issues;
}

/** What MSK and SQS do not allow of what a stack asks. */
export const messagingIssues = (queue: WantedQueue, zones: number): Issue[] =>
  queue.shape === "kafka" ? kafkaIssues(queue, zones) : queueIssues(queue);
