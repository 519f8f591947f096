import type { ResolvedServiceArgs } from "../../../components/compute";

/** Shapes of compute whose requests come through a load balancer of this stack. */
export const BALANCED: readonly string[] = ["vm-group", "containers", "kubernetes"];

/** Whether requests come to a shape of compute through a load balancer that this stack makes itself. */
export const isBalanced = (shape: string): boolean => BALANCED.includes(shape);

/** Conditions in one routing policy: https://docs.oracle.com/en-us/iaas/Content/Balance/Tasks/create_routing-policy.htm (read 2026-11-21). */
export const MOST_CONDITIONS = 200;

/** A path prefix and the service that it leads to. */
export interface Route {
  readonly prefix: string;
  readonly service: string;
}

/** Every route but the catch-all, the longest prefix first, since the first rule that fits is taken. */
export function orderedRoutes(services: Readonly<Record<string, Pick<ResolvedServiceArgs, "routes">>>): Route[] {
  return Object.entries(services)
    .flatMap(([service, { routes }]) => routes.map((prefix) => ({ prefix, service })))
    .filter(({ prefix }) => prefix !== "/")
    .sort((a, b) => b.prefix.length - a.prefix.length || (a.prefix < b.prefix ? -1 : 1));
}

/**
 * `/api` means `/api` itself and all below it, never `/apis`:
 * https://docs.oracle.com/iaas/Content/Balance/Concepts/routing_policy_conditions.htm (read 2026-11-21).
 */
export const pathCondition = (prefix: string): string =>
  `any(http.request.url.path eq '${prefix}', http.request.url.path sw '${prefix}/')`;
