import type { PlanObject } from "../../src/plan/schema";
import type { Landed } from "../support/figures";

const SERVER = "aws:rds/instance:Instance";

/**
 * RDS brings transaction logs to S3 every five minutes, as long as backups are kept:
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIT.html
 */
const TRANSACTION_LOG_SECONDS = 5 * 60;

/**
 * What a copy may be behind. Replication is asynchronous and nothing in a plan bounds it; a source that nobody writes to
 * switches its log every five minutes, and so long may the copy be told nothing:
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PostgreSQL.Replication.ReadReplicas.html
 */
const COPY_LAG_SECONDS = 5 * 60;

/**
 * From the call to a server that takes writes; AWS says several minutes, and the copy is restarted once:
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.Promote.html
 */
const PROMOTION_SECONDS = 15 * 60;

/** From the notice to the call that promotes the copy: a human decides that a region is lost. */
const DECISION_SECONDS = 15 * 60;

/**
 * A checker of Route 53 waits four seconds for a connection and two for an answer:
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
 */
const ROUTE53_ANSWER_SECONDS = 4 + 2;

/** What a name that fails over waits for; all in seconds but the number of checks. */
export interface Failover {
  /** Between two checks. */
  readonly interval: number;
  /** Checks that fail before the primary counts as down. */
  readonly failures: number;
  /** Until a check that gets no answer has failed, its retries with it. */
  readonly answer: number;
  /** How long resolvers keep the answer of before. */
  readonly ttl: number;
}

/** What somebody is told by. */
export interface Notice extends Omit<Failover, "ttl"> {
  /** Between two looks at the check's outcome, and how many have to be bad. */
  readonly period: number;
  readonly evaluations: number;
}

/** What there is of the data besides the server itself. */
export interface Copies {
  /** Days that backups are kept; 0 keeps none, and no transaction logs either. */
  readonly backupDays: number;
  /** Whether a copy of the database stands in the second region. */
  readonly elsewhere: boolean;
}

const number = (inputs: PlanObject, key: string): number => {
  const value = inputs[key];
  if (typeof value !== "number")
    throw new Error(`${key} is planned to be ${JSON.stringify(value)}, which is no number`);
  return value;
};

/** Two records of Route 53 and the health check that decides between them. */
export function route53Failover({ inputs }: Landed): Failover {
  const check = inputs("aws:route53/healthCheck:HealthCheck", "edge-health-origin");
  const ttls = ["primary", "standby"].map((which) =>
    number(inputs("aws:route53/record:Record", `edge-record-origin-${which}`), "ttl"),
  );
  return {
    interval: number(check, "requestInterval"),
    failures: number(check, "failureThreshold"),
    answer: ROUTE53_ANSWER_SECONDS,
    ttl: Math.max(...ttls),
  };
}

/** A load balancer of Cloudflare; where it is proxied, browsers know Cloudflare's address only, which stays. */
export function cloudflareFailover({ inputs }: Landed): Failover {
  const monitor = inputs("cloudflare:index/loadBalancerMonitor:LoadBalancerMonitor");
  const balancer = inputs("cloudflare:index/loadBalancer:LoadBalancer");
  return {
    interval: number(monitor, "interval"),
    failures: number(monitor, "consecutiveDown"),
    answer: number(monitor, "timeout") * (number(monitor, "retries") + 1),
    ttl: balancer["proxied"] === true ? 0 : number(balancer, "ttl"),
  };
}

/** The uptime check of the services and the alarm on it. */
export function noticeOf({ inputs }: Landed): Notice {
  const check = inputs("aws:route53/healthCheck:HealthCheck", "monitoring-uptime-services");
  const alarm = inputs("aws:cloudwatch/metricAlarm:MetricAlarm", "monitoring-uptime-services");
  return {
    interval: number(check, "requestInterval"),
    failures: number(check, "failureThreshold"),
    answer: ROUTE53_ANSWER_SECONDS,
    period: number(alarm, "period"),
    evaluations: number(alarm, "evaluationPeriods"),
  };
}

export function copiesOf({ inputs, names }: Landed): Copies {
  const [server, standby] = ["database-server", "standby-database-server"] as const;
  const isCopy = () => inputs(SERVER, standby)["replicateSourceDb"] !== undefined;
  return {
    backupDays: number(inputs(SERVER, server), "backupRetentionPeriod"),
    elsewhere: names(SERVER).includes(standby) && isCopy(),
  };
}

/** From the primary's failure until browsers come to the standby: nobody has to do anything for it. */
export const failoverSeconds = ({ interval, failures, answer, ttl }: Failover): number =>
  interval * failures + answer + ttl;

/** How much may be lost: to a mistake or a broken disk, which logs bring back, or with the region, which the copy outlives. */
export function recoveryPointSeconds({ backupDays, elsewhere }: Copies): number {
  const inPlace = backupDays > 0 ? TRANSACTION_LOG_SECONDS : Infinity;
  return Math.max(inPlace, elsewhere ? COPY_LAG_SECONDS : Infinity);
}

/** How long it may take with the region lost: somebody is told, decides, promotes the copy, and browsers come to it. */
export function recoveryTimeSeconds(notice: Notice, failover: Failover, { elsewhere }: Copies): number {
  if (!elsewhere) return Infinity;
  const told = notice.interval * notice.failures + notice.answer + notice.period * notice.evaluations;
  return told + DECISION_SECONDS + PROMOTION_SECONDS + failoverSeconds(failover);
}
