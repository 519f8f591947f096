import type { PlanComponent, PlanObject } from "../plan/schema";
import { partOutput, resourcesOf, resourceOutput, regionOf, type Side } from "./side";
import { script } from "./shell";
import { page, step } from "./step";
import type { Way } from "./database";
import type { Step } from "./schema";

/** The topics that the app has, by its own names. */
export const topicsOf = ({ settings }: PlanComponent): string[] =>
  Object.keys((settings["topics"] ?? {}) as PlanObject).sort();

/** How much of a plain queue is still to be worked off, on each provider. */
function backlog(side: Side, part: PlanComponent): string[] {
  const region = regionOf(side, part);
  const option = region === null ? "" : ` --region ${region}`;
  return resourcesOf(side, part).flatMap((resource) => {
    switch (resource.type) {
      case "aws:sqs/queue:Queue":
        return [
          `aws sqs get-queue-attributes${option} --queue-url "$(${resourceOutput(side, resource, ".id")})" --output text \\`,
          "  --attribute-names ApproximateNumberOfMessages ApproximateNumberOfMessagesNotVisible ApproximateNumberOfMessagesDelayed",
        ];
      case "oci:Queue/queue:Queue":
        return [
          `oci queue messages get-stats${option} --queue-id "$(${resourceOutput(side, resource, ".id")})" \\`,
          `  --service-endpoint "$(${resourceOutput(side, resource, ".outputs.messagesEndpoint")})"`,
        ];
      case "cloudflare:index/queue:Queue":
        return [`wrangler queues info "$(${resourceOutput(side, resource, ".outputs.queueName")})"`];
      default:
        return [];
    }
  });
}

const drainText = (topics: readonly string[]): string[] => [
  `Messages do not move: what is in the old queue is worked off there. Topics: ${topics.join(", ") || "none"}.`,
  "In this order: stop whatever sends (the web services and scheduled jobs), let whoever receives run on until nothing is left, look at what was put aside as undeliverable, then stop the receivers too. The new queue begins empty.",
];

/** Kafka: the lag of each group of consumers. */
const drainKafka = (side: Side, part: PlanComponent): Step =>
  step({
    id: "drain-queue",
    kind: "queue",
    title: "Work the old topics off",
    text: [
      ...drainText(topicsOf(part)),
      "Set KAFKA_CLIENT to a file of properties that the client programs of Kafka sign in with (security.protocol, sasl.mechanism, sasl.jaas.config), and run them where the brokers can be reached. LAG has to be 0 in every line.",
      "Consumers of the new topics begin without offsets. Where the app must be able to read old messages again, copy the topics before with MirrorMaker 2 (`connect-mirror-maker.sh`), which carries the offsets of groups over as well (sync.group.offsets.enabled); it needs both clusters within its reach.",
    ],
    asks: ["KAFKA_CLIENT"],
    commands: script(
      ': "${KAFKA_CLIENT:?set it first}"',
      `BROKERS=$(${partOutput(side, part, "endpoint")})`,
      'kafka-consumer-groups.sh --bootstrap-server "$BROKERS" --command-config "$KAFKA_CLIENT" --describe --all-groups',
    ),
    sources: [
      page("https://kafka.apache.org/documentation/#basic_ops_consumer_lag", "not read"),
      page("https://kafka.apache.org/documentation/#georeplication", "not read"),
    ],
    unverified: [
      ...(part.provider === "oci"
        ? [
            "Whether Streaming answers this command: its compatibility with Kafka leaves some of the administration out.",
          ]
        : []),
      "Not run: no Kafka cluster was at hand.",
    ],
  });

const drainPlain = (side: Side, part: PlanComponent): Step =>
  step({
    id: "drain-queue",
    kind: "queue",
    title: "Work the old queues off",
    text: [
      ...drainText(topicsOf(part)),
      "The counts are near the truth and late by up to a minute: take 0 for 0 only when it is so three times in a row.",
    ],
    commands: script(backlog(side, part)),
    sources: [
      page(
        "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html",
        "not read",
      ),
    ],
    unverified: ["Not run: it needs an account."],
  });

/** Queues and topics, which are worked off. */
export const queueWay = (before: PlanComponent, after: PlanComponent): Way => ({
  by:
    before.shape === "kafka" && after.shape === "kafka"
      ? "worked off until the lag is 0; MirrorMaker 2 where old messages are needed"
      : "worked off until nothing is left",
  whose: before.shape === after.shape ? "runbook" : "app",
  steps: (from) => ({ freeze: [(before.shape === "kafka" ? drainKafka : drainPlain)(from, before)] }),
});
