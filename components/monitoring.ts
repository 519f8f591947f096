import type * as pulumi from "@pulumi/pulumi";
import type { Cache } from "./cache";
import type { Compute } from "./compute";
import { buildWith, Component, type ComponentArgs } from "./core/component";
import type { Driver, Placement } from "./core/driver";
import type { Database } from "./database";

/** What an alarm looks at, in percent of what there is; errors in percent of the requests. */
export type AlarmMetric = "cpu" | "memory" | "disk" | "databaseConnections" | "clientErrors" | "serverErrors";

export type MonitoringFeature =
  | AlarmMetric
  /** Asks for an address from outside, and tells when it does not answer. */
  | "uptime"
  /** Tells when the bill of the month reaches an amount. */
  | "budget";

export type MonitoringShape = "managed";

export interface AlarmArgs {
  /** Percent. */
  readonly above: number;
  /** How long it has to last. @default 5 */
  readonly minutes?: number;
}

/** An address that must answer. */
export interface UptimeArgs {
  /** With scheme and path. */
  readonly url: pulumi.Output<string>;
  /** Seconds between two checks. @default 300 */
  readonly intervalSeconds?: number;
  /** What it means for people when the answer is no success, said of the check's name. @default "does not answer" */
  readonly failure?: string;
}

export interface MonitoringArgs extends ComponentArgs {
  readonly alarms: { readonly [M in AlarmMetric]?: AlarmArgs };
  /** By a name of its own. @default - none */
  readonly uptime?: Readonly<Record<string, UptimeArgs>>;
  /** What the stack knows that nothing from outside can watch, with the reason. @default - nothing */
  readonly unwatchable?: Readonly<Record<string, string>>;
  /** Amounts of the month's bill, USD, each of which is told once. @default - none */
  readonly budgetUsd?: readonly number[];
  /** Who is told. */
  readonly email: string;
  /** What is watched; each only where it stands on the same provider. */
  readonly compute?: Compute;
  readonly database?: Database;
  readonly cache?: Cache;
}

type Optional = "compute" | "database" | "cache";
export type ResolvedMonitoringArgs = Required<Omit<MonitoringArgs, Optional | "alarms" | "uptime">> &
  Pick<MonitoringArgs, Optional> & {
    readonly alarms: { readonly [M in AlarmMetric]?: Required<AlarmArgs> };
    readonly uptime: Readonly<Record<string, Required<UptimeArgs>>>;
  };

export interface MonitoringOutputs {
  /** What is watched, by metric or uptime name, e.g. `cpu`. */
  readonly watched: pulumi.Output<string[]>;
  /** What was asked for and nothing on this provider can watch, with the reason. */
  readonly unwatched: pulumi.Output<Record<string, string>>;
}

export type MonitoringDriver = Driver<ResolvedMonitoringArgs, MonitoringOutputs>;

export function resolveMonitoringArgs(args: MonitoringArgs): ResolvedMonitoringArgs {
  const alarms = Object.entries(args.alarms).map(([metric, { above, minutes = 5 }]) => [metric, { above, minutes }]);
  const uptime = Object.entries(args.uptime ?? {}).map(([name, check]) => [
    name,
    { url: check.url, intervalSeconds: check.intervalSeconds ?? 300, failure: check.failure ?? "does not answer" },
  ]);
  return {
    ...args,
    alarms: Object.fromEntries(alarms) as ResolvedMonitoringArgs["alarms"],
    uptime: Object.fromEntries(uptime) as ResolvedMonitoringArgs["uptime"],
    unwatchable: args.unwatchable ?? {},
    budgetUsd: args.budgetUsd ?? [],
  };
}

const withKnown = (unwatched: MonitoringOutputs["unwatched"], { unwatchable }: ResolvedMonitoringArgs) =>
  unwatched.apply((found) => ({ ...unwatchable, ...found }));

/** Alarms, uptime checks and a budget, told by e-mail. What the provider cannot watch is said, not refused. */
export class Monitoring extends Component<MonitoringOutputs> {
  readonly watched: pulumi.Output<string[]>;
  readonly unwatched: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: MonitoringArgs, placement: Placement<MonitoringDriver>) {
    const resolved = resolveMonitoringArgs(args);
    super("Monitoring", name, args.stack, placement, buildWith(placement, resolved), (outputs) => ({
      watched: outputs.watched,
      unwatched: withKnown(outputs.unwatched, resolved),
    }));
    this.watched = this.outputs.watched;
    this.unwatched = withKnown(this.outputs.unwatched, resolved);
  }
}
