import * as oci from "@pulumi/oci";
import * as pulumi from "@pulumi/pulumi";
import { nodesOn } from "../../../components/core/component";
import type { DriverContext } from "../../../components/core/driver";
import type { EdgeDriver, ResolvedEdgeArgs } from "../../../components/edge";
import { shownAs, type OciCloud } from "../cloud";
import { firewallLogs } from "./logs";
import { accessRules, ACTIONS, ALLOW, limitRules, protectionRules } from "./rules";
import type { OciBalancedNodes } from "../load-balancer";

/** What other drivers of Oracle Cloud find behind an edge. */
export interface OciEdgeNodes {
  readonly [key: string]: unknown;
  readonly record: pulumi.Resource;
  /** Undefined where nothing is to be stopped. */
  readonly firewall: oci.waf.AppFirewall | undefined;
  /** Undefined where nothing is to be cached. */
  readonly acceleration: oci.waa.AppAcceleration | undefined;
}

/** The rules, and the firewall that holds them in front of the load balancer, with its log; undefined when there are none. */
function buildFirewall(
  cloud: OciCloud,
  context: DriverContext,
  args: ResolvedEdgeArgs,
  loadBalancerId: pulumi.Input<string>,
): oci.waf.AppFirewall | undefined {
  const access = accessRules(args);
  const limits = limitRules(args);
  if (access.length === 0 && limits.length === 0 && !args.managedRules) return undefined;
  const common = (role: string) => ({
    compartmentId: cloud.compartmentId,
    displayName: shownAs(context, role),
    freeformTags: context.tags,
  });
  const policy = new oci.waf.AppFirewallPolicy(
    context.child("rules"),
    {
      ...common("rules"),
      actions: [...ACTIONS],
      requestAccessControl: { defaultActionName: ALLOW, rules: access },
      ...(limits.length === 0 ? {} : { requestRateLimiting: { rules: limits } }),
      ...(args.managedRules ? { requestProtection: { rules: protectionRules() } } : {}),
    },
    context.options(),
  );
  const firewall = new oci.waf.AppFirewall(
    context.child("firewall"),
    { ...common("firewall"), backendType: "LOAD_BALANCER", loadBalancerId, webAppFirewallPolicyId: policy.id },
    context.options(),
  );
  firewallLogs(cloud, context, firewall);
  return firewall;
}

/**
 * Answers are kept in the load balancer's region, for as long as their own headers say: the service knows no paths, so that
 * what is never to be cached must say so itself.
 */
function buildAcceleration(
  { compartmentId }: OciCloud,
  context: DriverContext,
  { cachedPaths }: ResolvedEdgeArgs,
  loadBalancerId: pulumi.Input<string>,
): oci.waa.AppAcceleration | undefined {
  if (cachedPaths.length === 0) return undefined;
  const common = (role: string) => ({
    compartmentId,
    displayName: shownAs(context, role),
    freeformTags: context.tags,
  });
  const policy = new oci.waa.AppAccelerationPolicy(
    context.child("caching"),
    { ...common("caching"), responseCachingPolicy: { isResponseHeaderBasedCachingEnabled: true } },
    context.options(),
  );
  return new oci.waa.AppAcceleration(
    context.child("acceleration"),
    { ...common("acceleration"), backendType: "LOAD_BALANCER", loadBalancerId, webAppAccelerationPolicyId: policy.id },
    context.options(),
  );
}

/**
 * WAF, and Web App Acceleration where something may be cached, on the load balancer that compute has made; the hostname
 * leads straight there. HTTPS, TLS 1.2 and HSTS are the load balancer's own, and it says the app's headers.
 */
export const edge =
  (cloud: OciCloud): EdgeDriver =>
  (context, args) => {
    if (args.compute === undefined) throw new Error("WAF of Oracle Cloud needs the load balancer of compute");
    const { balancer } = nodesOn<Partial<OciBalancedNodes>>("oci", args.compute);
    if (balancer === undefined) throw new Error("this compute has no load balancer, and preflight refuses it first");
    const { id } = balancer.loadBalancer;
    balancer.headers.say(args.headers);
    const firewall = buildFirewall(cloud, context, args, id);
    const acceleration = buildAcceleration(cloud, context, args, id);
    const { hostname, origin } = args;
    const record = args.dns.record(context.name, { name: hostname, type: origin.type, value: origin.value });
    const nodes: OciEdgeNodes = { record, firewall, acceleration };
    return { outputs: { url: pulumi.output(`https://${hostname}`) }, nodes };
  };
