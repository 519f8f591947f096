import type { PlanResource } from "../plan/schema";
import type { PriceList } from "./prices";

const PROVIDER_TYPE = "pulumi:providers:";

/** Objects in a cluster, which are paid to the cloud that it stands on. */
export const IN_CLUSTER = "kubernetes";

/** The region that a resource stands in; an object in a cluster where its cloud has its only one. */
export function regionsOf(
  resources: readonly PlanResource[],
): (resource: PlanResource, cloud: string) => string | undefined {
  const byCloud = new Map<string, Set<string>>();
  for (const { type, provider, region } of resources) {
    if (!type.startsWith(PROVIDER_TYPE) || region === null) continue;
    byCloud.set(provider, (byCloud.get(provider) ?? new Set()).add(region));
  }
  return ({ region }, cloud) => {
    const [only, ...more] = byCloud.get(cloud) ?? [];
    return region ?? (more.length === 0 ? only : undefined);
  };
}

/** The cloud that a resource is paid to: of an object in a cluster the one that its component stands on. */
export function cloudsOf(resources: readonly PlanResource[], lists: readonly PriceList[]) {
  const clouds = new Set(lists.map(({ provider }) => provider));
  const byParent = new Map(
    resources.flatMap(({ parent, provider }) => (clouds.has(provider) ? [[parent, provider] as const] : [])),
  );
  return ({ parent, provider }: PlanResource) =>
    (provider === IN_CLUSTER ? byParent.get(parent) : provider) ?? provider;
}
