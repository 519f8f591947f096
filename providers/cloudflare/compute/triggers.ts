import * as cloudflare from "@pulumi/cloudflare";
import type * as pulumi from "@pulumi/pulumi";
import { isWeb, type ResolvedComputeArgs } from "../../../components/compute";
import { nodesOn } from "../../../components/core/component";
import type { DriverContext } from "../../../components/core/driver";
import { cronOf } from "./cron";
import type { CloudflareQueue, CloudflareQueueNodes } from "../queue";

/** A script, and whatever it answers in. */
interface Triggered {
  readonly accountId: string;
  readonly zoneId: pulumi.Input<string>;
  readonly script: cloudflare.WorkersScript;
}

/** The most retries of a message: https://developers.cloudflare.com/queues/platform/limits/ (read 2026-11-21). */
const MOST_RETRIES = 100;
const RETRY_SECONDS = 60;

/** What is done with messages that fail; without a queue for them they are dropped when all retries are used up. */
function onFailure(deadLetters: CloudflareQueue["deadLetters"]) {
  if (deadLetters === undefined) return { settings: { maxRetries: MOST_RETRIES, retryDelay: RETRY_SECONDS } };
  const { queue, after } = deadLetters;
  return { deadLetterQueue: queue.queueName, settings: { maxRetries: after - 1 } };
}

function buildSchedule(context: DriverContext, args: ResolvedComputeArgs, name: string, it: Triggered): void {
  const { schedule } = args.services[name]!;
  if (schedule === undefined) return;
  new cloudflare.WorkersCronTrigger(
    context.child(`${name}-schedule`),
    { accountId: it.accountId, scriptName: it.script.scriptName, schedules: [{ cron: cronOf(schedule) }] },
    context.options(),
  );
}

function buildConsumers(context: DriverContext, args: ResolvedComputeArgs, name: string, it: Triggered): void {
  const { queue: topics } = args;
  if (topics === undefined) return;
  const { queues } = nodesOn<CloudflareQueueNodes>("cloudflare", topics);
  for (const [topic, access] of Object.entries(args.services[name]!.topics)) {
    if (access === "write") continue;
    const { queue, deadLetters } = queues[topic]!;
    new cloudflare.QueueConsumer(
      context.child(`${name}-reads-${topic}`),
      {
        accountId: it.accountId,
        queueId: queue.id,
        type: "worker",
        scriptName: it.script.scriptName,
        ...onFailure(deadLetters),
      },
      context.options(),
    );
  }
}

/**
 * A pattern is held against the whole URL, its query as well, and only a star at its end lets one through; the longest
 * pattern that matches counts. `/api*` therefore is `/api?page=2` too, and `/apiary` where no service has that path:
 * https://developers.cloudflare.com/workers/configuration/routing/routes/#matching-behavior (2026-06-01)
 */
const patternOf = (hostname: string, route: string) => `${hostname}${route}*`;

function buildRoutes(context: DriverContext, args: ResolvedComputeArgs, name: string, it: Triggered): void {
  const service = args.services[name]!;
  const { hostname } = args;
  if (!isWeb(service) || hostname === undefined) return;
  service.routes.forEach((route, index) => {
    new cloudflare.WorkersRoute(
      context.child(`${name}-route-${index}`),
      { zoneId: it.zoneId, pattern: patternOf(hostname, route), script: it.script.scriptName },
      context.options(),
    );
  });
}

/** What a script is run by: requests under its paths, its schedule, and messages of the topics that it reads. */
export function buildTriggers(context: DriverContext, args: ResolvedComputeArgs, name: string, it: Triggered): void {
  buildSchedule(context, args, name, it);
  buildConsumers(context, args, name, it);
  buildRoutes(context, args, name, it);
}
