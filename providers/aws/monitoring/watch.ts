import type { AlarmMetric } from "../../../components/monitoring";
import type * as pulumi from "@pulumi/pulumi";

/** A figure of CloudWatch: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/aws-services-cloudwatch-metrics.html */
export interface Figure {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, pulumi.Input<string>>>;
  readonly statistic: "Average" | "Maximum" | "Minimum" | "Sum";
  /** Seconds between two values. */
  readonly period: 60 | 300;
}

/** Something that an alarm looks at. */
export interface Watch {
  readonly metric: AlarmMetric;
  /** Tells it apart from others of the same metric; part of the alarm's logical name. */
  readonly role: string;
  /** What it is, for people. */
  readonly title: string;
  readonly figures: {
    /** The one that is compared; of a share, what it is a share of. */
    readonly value: Figure;
    /** Of a share of requests: those that went wrong, as services and load balancer count them. */
    readonly wrong?: readonly Figure[];
  };
  /** What the alarm's percent come to. @default - percent as they are */
  readonly threshold?: (percent: number) => pulumi.Input<number>;
  /** Whether less is worse. @default false */
  readonly below?: boolean;
}

/** What is watched of a part, and what cannot be, by metric, with the fact that explains it. */
export interface Watched {
  readonly watches: readonly Watch[];
  readonly gaps: Readonly<Partial<Record<AlarmMetric, string>>>;
}
