import * as apps from "@pulumi/kubernetes/apps/v1";
import * as autoscaling from "@pulumi/kubernetes/autoscaling/v2";
import * as core from "@pulumi/kubernetes/core/v1";
import * as policy from "@pulumi/kubernetes/policy/v1";
import type * as pulumi from "@pulumi/pulumi";
import { copiesOf, isWeb, type ResolvedServiceArgs } from "../compute";
import { environmentOf } from "./environment";
import { selectorOf, serviceAccountName } from "./names";
import { containerOf, GRACE_SECONDS, POD, selects, spread } from "./pods";
import { annotated, inCluster, metadata, type Stage } from "./stage";

/** Percent of the CPU that a copy needs, above which there are to be more copies. */
const CPU_PERCENT = 70;

/** The account of a service in the cluster: it may ask the cluster for nothing, and a cloud can give it a role. */
export const serviceAccount = (
  stage: Stage,
  name: string,
  annotations: Readonly<Record<string, pulumi.Input<string>>>,
): core.ServiceAccount =>
  new core.ServiceAccount(
    stage.context.child(`service-${name}`),
    {
      metadata: metadata(stage, { part: "service", name }, { name: serviceAccountName(name), annotations }),
      automountServiceAccountToken: false,
    },
    inCluster(stage),
  );

/** The address that other services call: the service's own name. */
function address(stage: Stage, name: string, port: number): core.Service {
  return new core.Service(
    stage.context.child(`service-${name}`),
    {
      metadata: metadata(stage, { part: "service", name }, { name }),
      spec: {
        type: "ClusterIP",
        selector: selectorOf("service", name),
        ports: [{ name: "http", port, targetPort: "http" }],
      },
    },
    inCluster(stage),
  );
}

/** The addresses of all copies, for an nginx that keeps a browser with one of them. */
function copies(stage: Stage, name: string, port: number): core.Service {
  return new core.Service(
    stage.context.child(`service-${name}-copies`),
    {
      metadata: metadata(stage, { part: "service", name }),
      spec: {
        type: "ClusterIP",
        clusterIP: "None",
        selector: selectorOf("service", name),
        ports: [{ name: "http", port, targetPort: "http" }],
      },
    },
    inCluster(stage),
  );
}

/** As many copies as the CPUs have to do with. */
function scaling(stage: Stage, name: string, deployment: apps.Deployment, least: number, most: number): void {
  new autoscaling.HorizontalPodAutoscaler(
    stage.context.child(`service-${name}`),
    {
      metadata: metadata(stage, { part: "service", name }),
      spec: {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: deployment.metadata.name },
        minReplicas: least,
        maxReplicas: most,
        metrics: [
          {
            type: "Resource",
            resource: { name: "cpu", target: { type: "Utilization", averageUtilization: CPU_PERCENT } },
          },
        ],
      },
    },
    inCluster(stage),
  );
}

/** While machines are exchanged, one copy at a time. */
export const disruptionBudget = (stage: Stage, role: string, part: "service" | "front", name: string) =>
  new policy.PodDisruptionBudget(
    stage.context.child(role),
    { metadata: metadata(stage, { part, name }), spec: { maxUnavailable: 1, selector: selects(part, name) } },
    inCluster(stage),
  );

/** A service that always runs, and how it is reached. */
export interface RunningService {
  readonly deployment: apps.Deployment;
  /** Of one that answers requests. */
  readonly address?: core.Service;
  /** Of one that keeps a browser with the same copy. */
  readonly copies?: core.Service;
}

/** Runs a service all the time: one that answers requests, or one in the background. */
export function runningService(
  stage: Stage,
  name: string,
  service: ResolvedServiceArgs,
  account: core.ServiceAccount,
): RunningService {
  const { least, most } = copiesOf(stage.args, service);
  const labelled = metadata(stage, { part: "service", name }, { name });
  const scales = most > least;
  const deployment = new apps.Deployment(
    stage.context.child(`service-${name}`),
    {
      metadata: labelled,
      spec: {
        replicas: least,
        selector: selects("service", name),
        strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: "25%" } },
        template: {
          metadata: { labels: labelled.labels, ...annotated(stage.podAnnotations(name)) },
          spec: {
            ...POD,
            serviceAccountName: account.metadata.name,
            terminationGracePeriodSeconds: GRACE_SECONDS,
            topologySpreadConstraints: spread("service", name),
            containers: [containerOf(name, service, environmentOf(stage, name, service))],
          },
        },
      },
    },
    // The number of copies is then the autoscaler's matter.
    inCluster(stage, scales ? { ignoreChanges: ["spec.replicas"] } : {}),
  );
  if (scales) scaling(stage, name, deployment, least, most);
  if (least > 1) disruptionBudget(stage, `service-${name}`, "service", name);
  if (!isWeb(service)) return { deployment };
  const reached = { deployment, address: address(stage, name, service.port) };
  return service.stickySessions ? { ...reached, copies: copies(stage, name, service.port) } : reached;
}
