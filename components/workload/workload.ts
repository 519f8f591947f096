import type * as apps from "@pulumi/kubernetes/apps/v1";
import type * as batch from "@pulumi/kubernetes/batch/v1";
import * as core from "@pulumi/kubernetes/core/v1";
import type { Provider } from "@pulumi/kubernetes/provider";
import type * as pulumi from "@pulumi/pulumi";
import type { ResolvedComputeArgs } from "../compute";
import type { DriverContext } from "../core/driver";
import { scheduledService } from "./cron";
import { frontOf, type Front, type FrontArgs } from "./front";
import { labelsOf, namespaceName } from "./names";
import { networkPolicies } from "./network";
import { runningService, serviceAccount, type RunningService } from "./service";
import { inCluster, type Stage } from "./stage";

/** What a cloud's cluster is given to run. */
export interface WorkloadArgs {
  /** The explicit provider of the cluster, see `clusterProvider`. */
  readonly cluster: Provider;
  readonly args: ResolvedComputeArgs;
  readonly front: FrontArgs;
  /** What the cloud's controllers read of a service's account, e.g. the role that it may take. @default - nothing */
  readonly accountAnnotations?: (service: string) => Readonly<Record<string, pulumi.Input<string>>>;
  /** What the copies of a service carry; another value means other copies. @default - nothing */
  readonly podAnnotations?: (service: string) => Readonly<Record<string, pulumi.Input<string>>>;
  /** What has to be there first and to go last, such as the machines of the cluster. @default - nothing */
  readonly dependsOn?: readonly pulumi.Resource[];
}

/** What runs in the cluster, by the service's name. */
export interface Workload {
  readonly namespace: core.Namespace;
  /** Of the services that always run. */
  readonly deployments: Readonly<Record<string, apps.Deployment>>;
  /** Of the services that are run at set times. */
  readonly cronJobs: Readonly<Record<string, batch.CronJob>>;
  readonly front: Front;
}

/** Pods that would get at the machine that they run on are refused: https://kubernetes.io/docs/concepts/security/pod-security-admission/ */
const POD_SECURITY = {
  "pod-security.kubernetes.io/enforce": "baseline",
  "pod-security.kubernetes.io/warn": "baseline",
} as const;

/** Runs the services of a stack in a cluster, each apart, and lets requests in to them through one load balancer. */
export function deployWorkload(context: DriverContext, workload: WorkloadArgs): Workload {
  const { cluster, args, front, dependsOn = [] } = workload;
  const { accountAnnotations = () => ({}), podAnnotations = () => ({}) } = workload;
  const namespace = new core.Namespace(
    context.child("namespace"),
    { metadata: { name: namespaceName(context), labels: { ...labelsOf(context), ...POD_SECURITY } } },
    inCluster({ context, cluster }, { dependsOn: [...dependsOn] }),
  );
  const stage: Stage = { context, cluster, namespace, args, podAnnotations };
  networkPolicies(stage);
  const running = new Map<string, RunningService>();
  const cronJobs: Record<string, batch.CronJob> = {};
  for (const [name, service] of Object.entries(args.services).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const account = serviceAccount(stage, name, accountAnnotations(name));
    if (service.schedule === undefined) running.set(name, runningService(stage, name, service, account));
    else cronJobs[name] = scheduledService(stage, name, service, service.schedule, account);
  }
  return {
    namespace,
    deployments: Object.fromEntries([...running].map(([name, { deployment }]) => [name, deployment])),
    cronJobs,
    front: frontOf(stage, running, front),
  };
}
