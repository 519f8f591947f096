import * as lb from "@pulumi/aws/lb";
import type { WebService } from "../../../components/compute";
import type { DriverContext } from "../../../components/core/driver";
import { physicalName, type NameRule } from "../../../components/core/naming";
import type { RouteRule } from "./routes";
import type { LoadBalancer } from "./load-balancer";
import type { AwsNetworkNodes } from "../network";

/** Seconds that a copy which is going away may finish its requests in. */
const DRAIN_SECONDS = 30;

const TIMEOUT_SECONDS = 5;
const SHORTEST_INTERVAL_SECONDS = 5;

/**
 * A target group's name has 32 characters at most, of which autonaming takes 8, and it fails where the logical name
 * leaves no room for them: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
 */
export const TARGET_NAME: NameRule = {
  maxLength: 24,
  allowed: /[a-zA-Z0-9]/,
  separator: "-",
  lowercase: false,
  source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html",
};

/** A day, after which a browser may be sent to another copy. */
const STICKY_SECONDS = 86_400;

/** Keeps a browser with the copy that it met first, by a cookie of the load balancer's own. */
export const stickiness = (wanted: boolean) =>
  wanted ? { stickiness: { type: "lb_cookie", enabled: true, cookieDuration: STICKY_SECONDS } } : {};

/** The intervals that AWS takes, 5 to 300 seconds, and an answer's time limit below them. */
export function healthCheckTimes(intervalSeconds: number): { readonly interval: number; readonly timeout: number } {
  const interval = Math.max(SHORTEST_INTERVAL_SECONDS, intervalSeconds);
  return { interval, timeout: Math.min(TIMEOUT_SECONDS, interval - 1) };
}

/** The copies of a service as the load balancer sees them, and the routes that lead there. */
export interface Target {
  readonly group: lb.TargetGroup;
  readonly rules: readonly lb.ListenerRule[];
}

/** Leads routes to a target group. */
export const leadTo = (
  context: DriverContext,
  front: LoadBalancer,
  group: lb.TargetGroup,
  routes: readonly RouteRule[],
): lb.ListenerRule[] =>
  routes.map(
    ({ role, priority, patterns }) =>
      new lb.ListenerRule(
        context.child(role),
        {
          listenerArn: front.https.arn,
          priority,
          conditions: [{ pathPattern: { values: [...patterns] } }],
          actions: [{ type: "forward", targetGroupArn: group.arn }],
          tags: context.tags,
        },
        context.options(),
      ),
  );

/** Leads a service's routes to its copies. */
export function target(
  context: DriverContext,
  network: AwsNetworkNodes,
  front: LoadBalancer,
  name: string,
  service: WebService,
  routes: readonly RouteRule[],
): Target {
  const group = new lb.TargetGroup(
    physicalName([context.name, name], TARGET_NAME),
    {
      vpcId: network.vpc.id,
      targetType: "ip",
      port: service.port,
      protocol: "HTTP",
      deregistrationDelay: DRAIN_SECONDS,
      healthCheck: {
        path: service.health.path,
        matcher: "200",
        healthyThreshold: 2,
        unhealthyThreshold: 3,
        ...healthCheckTimes(service.health.intervalSeconds),
      },
      ...stickiness(service.stickySessions),
      tags: context.tags,
    },
    context.options(),
  );
  return { group, rules: leadTo(context, front, group, routes) };
}
