import type { Issue } from "../../../components/core/errors";
import type { Wanted } from "../../wanted";
import { slugIn } from "../database/limits";
import { digitaloceanSizes } from "../sizes";

type WantedQueue = Pick<NonNullable<Wanted["queue"]>, "size" | "instanceType" | "brokers" | "topics">;

/** Plans and numbers of nodes: https://github.com/digitalocean/openapi, databases/responses/options.yml (2026-08-07) */
const SLUG = /^(db-s-2vcpu-(2|4)gb|gd-(2vcpu-8|4vcpu-16)gb)$/;
const BROKERS = [3];
const DEDICATED_BROKERS = [3, 6, 9, 15];

/** https://docs.digitalocean.com/reference/terraform/resources/database_kafka_topic (provider of 2026-08-06) */
const LEAST_PARTITIONS = 3;
const MOST_PARTITIONS = 2048;

const SMALLEST = "small";

/** The slug of a broker. */
export const brokerSlug = ({ size, instanceType }: Pick<WantedQueue, "size" | "instanceType">): string =>
  slugIn(digitaloceanSizes.queue.kafka, { size: size ?? SMALLEST, instanceType });

/** Partitions of a topic: as many as are asked for, and never fewer than the service makes. */
export const partitionsOf = ({ partitions }: { readonly partitions: number }): number =>
  Math.max(LEAST_PARTITIONS, partitions);

/** What a cluster of Kafka cannot have. */
export function queueIssues(wanted: WantedQueue): Issue[] {
  const { instanceType, brokers, topics } = wanted;
  const issues: Issue[] = [];
  if (instanceType !== undefined && !SLUG.test(instanceType)) {
    const problem = "is no plan of managed Kafka";
    issues.push({ at: "queue.instanceType", problem, got: instanceType, allowed: "a slug such as gd-2vcpu-8gb" });
  }
  const allowed = brokerSlug(wanted).startsWith("gd-") ? DEDICATED_BROKERS : BROKERS;
  if (!allowed.includes(brokers)) {
    const problem = "is no number of brokers of this plan";
    issues.push({ at: "queue.brokers", problem, got: brokers, allowed: allowed.map(String) });
  }
  for (const [name, { partitions }] of Object.entries(topics)) {
    if (partitions <= MOST_PARTITIONS) continue;
    const problem = "are more partitions than a topic of managed Kafka has";
    issues.push({
      at: `queue.topics.${name}.partitions`,
      problem,
      got: partitions,
      allowed: `up to ${MOST_PARTITIONS}`,
    });
  }
  return issues;
}

/** That Kafka does not know apps, which are known by nothing but their id as long as they stand in no network. */
export function unreachableIssues({ queue, compute, network }: Wanted): Issue[] {
  if (queue === undefined || compute?.shape !== "containers" || network !== undefined) return [];
  return [
    {
      at: "network",
      problem: "Kafka lets in App Platform by its network only, and compute stands in none",
      got: "none",
      allowed: "digitalocean",
      fix: "add network: { provider: digitalocean } to the topology",
    },
  ];
}
