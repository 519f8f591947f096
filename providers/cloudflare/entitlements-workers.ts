import type { Issue } from "../../components/core/errors";
import type { Wanted, WantedService } from "../wanted";
import { calleesFirst } from "./compute/calls";
import { workersPlanOf, type CloudflareSettings, type WorkersPlan } from "./config";

type Services = Readonly<Record<string, WantedService>>;

/** What a plan of Workers allows. */
interface WorkersEntitlement {
  /** Hours that a queue keeps messages. */
  readonly retentionHours: { readonly least: number; readonly most: number };
  /** Scripts with a schedule, in the account. */
  readonly schedules: number;
}

/**
 * By plan of Workers, smallest first.
 *
 * Sources: https://developers.cloudflare.com/queues/platform/limits/ (60 seconds to 14 days; 24 hours without a choice on
 * the free plan), https://developers.cloudflare.com/workers/platform/limits/#number-of-schedules (read 2026-11-21).
 */
export const workersEntitlements: Readonly<Record<WorkersPlan, WorkersEntitlement>> = {
  free: { retentionHours: { least: 24, most: 24 }, schedules: 5 },
  paid: { retentionHours: { least: 1, most: 336 }, schedules: 250 },
};

/** Names the paid plan where it would do. */
const advice = (change: string, plan: WorkersPlan, fits: boolean) =>
  plan === "free" && fits
    ? `${change}, or subscribe the account to Workers Paid and set landfall:cloudflare.workersPlan to paid`
    : change;

function retentionIssues(plan: WorkersPlan, topics: NonNullable<Wanted["queue"]>["topics"]): Issue[] {
  const { least, most } = workersEntitlements[plan].retentionHours;
  return Object.entries(topics).flatMap(([name, { retentionHours }]): Issue[] => {
    if (retentionHours >= least && retentionHours <= most) return [];
    return [
      {
        at: `queue.topics.${name}.retentionHours`,
        problem: `Cloudflare Queues do not keep messages for so many hours on the ${plan} plan of Workers`,
        got: retentionHours,
        allowed: least === most ? String(most) : `${least} to ${most}`,
        fix: advice("choose another time", plan, retentionHours <= workersEntitlements.paid.retentionHours.most),
      },
    ];
  });
}

/** The services that read each topic. */
function readersOf(services: Services): ReadonlyMap<string, readonly string[]> {
  const readers = new Map<string, string[]>();
  for (const [name, { topics = {} }] of Object.entries(services)) {
    for (const [topic, access] of Object.entries(topics)) {
      if (access !== "write") readers.set(topic, [...(readers.get(topic) ?? []), name]);
    }
  }
  return readers;
}

/** A queue calls one script: https://developers.cloudflare.com/queues/configuration/configure-queues/ */
function readerIssues(services: Services): Issue[] {
  return [...readersOf(services)].flatMap(([topic, readers]): Issue[] =>
    readers.length === 1
      ? []
      : [
          {
            at: `queue.topics.${topic}`,
            problem: "is read by several services, and Cloudflare Queues call one script",
            got: readers.join(", "),
            allowed: "one service that reads it",
            fix: "give each reader a topic of its own",
          },
        ],
  );
}

/** A script runs when something calls it. */
function backgroundIssues(services: Services): Issue[] {
  const reads = new Set([...readersOf(services).values()].flat());
  return Object.entries(services).flatMap(([name, { port, schedule }]): Issue[] =>
    port !== undefined || schedule !== undefined || reads.has(name)
      ? []
      : [
          {
            at: `services.${name}`,
            problem: "runs in the background, and nothing would ever call it as a Worker",
            allowed: "a service with a port, a schedule, or a topic that it reads",
          },
        ],
  );
}

function circleIssues(services: Services): Issue[] {
  const calls = Object.fromEntries(Object.entries(services).map(([name, { calls: called = [] }]) => [name, called]));
  const { circle } = calleesFirst(calls);
  if (circle.length === 0) return [];
  return [
    {
      at: `services.${circle[0]!}.calls`,
      problem: "services call each other in a circle, and a Worker can only be bound to one that is there already",
      got: circle.join(", "),
      allowed: "calls that lead one way",
    },
  ];
}

function scheduleIssues(plan: WorkersPlan, services: Services): Issue[] {
  const { schedules: most } = workersEntitlements[plan];
  const scheduled = Object.values(services).filter(({ schedule }) => schedule !== undefined).length;
  if (scheduled <= most) return [];
  return [
    {
      at: "services",
      problem: `Cloudflare takes fewer schedules on the ${plan} plan of Workers`,
      got: scheduled,
      allowed: `${most} at most`,
      fix: advice("leave some out", plan, scheduled <= workersEntitlements.paid.schedules),
    },
  ];
}

/** What Workers and Queues, or the account's plan of them, do not allow of what a stack wants. Pure; loads no SDK. */
export function workersIssues(settings: CloudflareSettings, { compute, queue }: Wanted): Issue[] {
  const plan = workersPlanOf(settings);
  return [
    ...(queue === undefined ? [] : retentionIssues(plan, queue.topics)),
    ...(compute === undefined
      ? []
      : [
          ...readerIssues(compute.services),
          ...backgroundIssues(compute.services),
          ...circleIssues(compute.services),
          ...scheduleIssues(plan, compute.services),
        ]),
  ];
}
