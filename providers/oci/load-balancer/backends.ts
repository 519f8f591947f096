import * as oci from "@pulumi/oci";
import type * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../../components/core/driver";
import { physicalName, type NameRule } from "../../../components/core/naming";
import { pathCondition, type Route } from "./routes";

/** Names of backend sets: letters, digits, dashes and underscores, at most 32. */
const SET_NAME: NameRule = {
  maxLength: 32,
  allowed: /[A-Za-z0-9_-]/,
  separator: "-",
  lowercase: false,
  source: "https://docs.oracle.com/iaas/api/#/en/loadbalancer/20170115/datatypes/CreateBackendSetDetails",
};

/** Names of rules: a letter or an underscore first, then letters, digits and underscores; the length is ours. */
const RULE_NAME: NameRule = {
  maxLength: 32,
  allowed: /[A-Za-z0-9_]/,
  separator: "_",
  lowercase: false,
  source: "https://docs.oracle.com/en-us/iaas/Content/Balance/Tasks/create_routing-policy.htm",
};

const TIMEOUT_MS = 3000;
const FAILURES = 3;

/** What is asked of a copy to know whether it is well. */
export interface BackendHealth {
  readonly path: string;
  readonly port: number;
  readonly intervalSeconds: number;
}

/** What stands behind one backend set. */
export interface BackendSetOf {
  readonly name: string;
  readonly health: BackendHealth;
  /** Whether a browser stays with the copy that it met first. */
  readonly sticky: boolean;
  /** Whether requests come over HTTPS, so that the cookie may be for HTTPS alone. */
  readonly overHttps: boolean;
}

/** The copies that share requests, and how the balancer knows which of them are well. */
export const backendSet = (
  context: DriverContext,
  loadBalancerId: pulumi.Input<string>,
  { name, health, sticky, overHttps }: BackendSetOf,
): oci.loadbalancer.BackendSet =>
  new oci.loadbalancer.BackendSet(
    context.child(`${name}-backends`),
    {
      loadBalancerId,
      name: physicalName([name], SET_NAME),
      policy: "LEAST_CONNECTIONS",
      healthChecker: {
        protocol: "HTTP",
        port: health.port,
        urlPath: health.path,
        returnCode: 200,
        intervalMs: health.intervalSeconds * 1000,
        timeoutInMillis: Math.min(TIMEOUT_MS, health.intervalSeconds * 1000),
        retries: FAILURES,
      },
      ...(sticky
        ? {
            lbCookieSessionPersistenceConfiguration: {
              cookieName: physicalName(["landfall", name], SET_NAME),
              isHttpOnly: true,
              isSecure: overHttps,
            },
          }
        : {}),
    },
    context.options(),
  );

/** A set without copies, for requests that nothing wants: the balancer answers them with 502. */
export const nowhere = (context: DriverContext, loadBalancerId: pulumi.Input<string>): oci.loadbalancer.BackendSet =>
  new oci.loadbalancer.BackendSet(
    context.child("nowhere"),
    { loadBalancerId, name: "nowhere", policy: "ROUND_ROBIN", healthChecker: { protocol: "TCP", port: 80 } },
    context.options(),
  );

/** Which path leads to which set; undefined where only the catch-all is routed. */
export function routingPolicy(
  context: DriverContext,
  loadBalancerId: pulumi.Input<string>,
  routes: readonly Route[],
  sets: Readonly<Record<string, oci.loadbalancer.BackendSet>>,
): oci.loadbalancer.LoadBalancerRoutingPolicy | undefined {
  if (routes.length === 0) return undefined;
  return new oci.loadbalancer.LoadBalancerRoutingPolicy(
    context.child("routes"),
    {
      loadBalancerId,
      name: "routes",
      conditionLanguageVersion: "V1",
      rules: routes.map(({ prefix, service }) => ({
        name: physicalName(["to", prefix.slice(1)], RULE_NAME),
        condition: pathCondition(prefix),
        actions: [{ name: "FORWARD_TO_BACKENDSET", backendSetName: sets[service]!.name }],
      })),
    },
    context.options(),
  );
}
