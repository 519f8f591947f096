import { setTimeout as pause } from "node:timers/promises";
import * as oci from "@pulumi/oci";
import * as pulumi from "@pulumi/pulumi";

const PATIENCE_MS = 20 * 60 * 1000;
const PAUSE_MS = 15 * 1000;

/**
 * A value that comes once every member of a pool answers, which takes some minutes after the pool is there. What goes at
 * the end of an update, such as the pool before this one, goes after it. A preview does not wait, and after twenty minutes
 * an update goes on with a warning.
 */
export function onceReady<T>(
  pool: oci.core.InstancePool,
  { name, loadBalancerId }: oci.loadbalancer.BackendSet,
  value: pulumi.Output<T>,
): pulumi.Output<T> {
  return pulumi.all([value, name, loadBalancerId, pool.id]).apply(async ([known, backendSetName, id]) => {
    if (pulumi.runtime.isDryRun()) return known as T;
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const args = { backendSetName, loadBalancerId: id };
      const { status } = await oci.loadbalancer.getBackendSetHealth(args, { parent: pool });
      if (status === "OK") return known as T;
      if (Date.now() > deadline) {
        void pulumi.log.warn(`not every machine answers yet: the load balancer finds them ${status}`, pool);
        return known as T;
      }
      await pause(PAUSE_MS);
    }
  });
}
