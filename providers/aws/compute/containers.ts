import * as ecs from "@pulumi/aws/ecs";
import type * as lb from "@pulumi/aws/lb";
import * as servicediscovery from "@pulumi/aws/servicediscovery";
import * as pulumi from "@pulumi/pulumi";
import type * as scheduler from "@pulumi/aws/scheduler";
import { isWeb, type ComputeDriver, type ResolvedComputeArgs } from "../../../components/compute";
import type { DriverContext } from "../../../components/core/driver";
import type { AwsCloud } from "../cloud";
import { certificate, requireHostname } from "./certificate";
import { privateNames } from "./discovery";
import { loadBalancer, type LoadBalancer } from "./load-balancer";
import { networkNodes, requireNetwork } from "./network";
import { calleesFirst } from "./order";
import { routeRules, type RouteRule } from "./routes";
import { scheduledService } from "./schedule";
import { serviceGroups } from "./security";
import { service } from "./service";
import type { ServiceStage } from "./stage";
import { target, type Target } from "./target";
import { task } from "./task";
import { webSources } from "./web-sources";

/** What other drivers of AWS read of compute in containers. */
export type AwsContainersNodes = {
  readonly cluster: ecs.Cluster;
  readonly loadBalancer: lb.LoadBalancer;
  /** By the service's name. */
  readonly services: Readonly<Record<string, ecs.Service>>;
  /** Of the services with routes, by the service's name. */
  readonly targetGroups: Readonly<Record<string, lb.TargetGroup>>;
  /** Of the services that are run at set times, by the service's name. */
  readonly schedules: Readonly<Record<string, scheduler.Schedule>>;
};

function buildCluster(context: DriverContext): ecs.Cluster {
  return new ecs.Cluster(
    context.child("cluster"),
    { settings: [{ name: "containerInsights", value: "enabled" }], tags: context.tags },
    context.options(),
  );
}

/** Where services find each other, if any calls another. */
function buildNamespace(context: DriverContext, { services }: ResolvedComputeArgs) {
  const callers = Object.values(services).filter(({ schedule }) => schedule === undefined);
  if (callers.every(({ calls }) => calls.length === 0)) return undefined;
  return new servicediscovery.HttpNamespace(
    context.child("services"),
    { description: `Services of ${context.stack.app}, stack ${context.stack.stack}`, tags: context.tags },
    context.options(),
  );
}

/** Runs each service: those that are called before those that call them. */
function buildServices(
  cloud: AwsCloud,
  context: DriverContext,
  stage: ServiceStage,
  front: LoadBalancer,
  routes: readonly RouteRule[],
): Pick<AwsContainersNodes, "services" | "targetGroups" | "schedules"> {
  const { args, network } = stage;
  const services: Record<string, ecs.Service> = {};
  const targetGroups: Record<string, lb.TargetGroup> = {};
  const schedules: Record<string, scheduler.Schedule> = {};
  for (const name of calleesFirst(args.services)) {
    const description = args.services[name]!;
    const { schedule } = description;
    const run = task(cloud, context, args, network, name);
    if (schedule !== undefined) {
      schedules[name] = scheduledService(cloud, context, stage, name, schedule, run);
      continue;
    }
    const own = routes.filter((route) => route.service === name);
    const to: Target | undefined =
      own.length > 0 && isWeb(description) ? target(context, network, front, name, description, own) : undefined;
    if (to !== undefined) targetGroups[name] = to.group;
    const callees = description.calls.flatMap((callee) => services[callee] ?? []);
    services[name] = service(cloud, context, stage, name, run, to, callees);
  }
  return { services, targetGroups, schedules };
}

/**
 * ECS on Fargate behind an Application Load Balancer.
 *
 * Every copy of a service has a machine of its own. The load balancer asks the services that have routes whether they are
 * well; of one that only other services call, ECS sees no more than whether it runs.
 */
export const computeContainers =
  (cloud: AwsCloud): ComputeDriver =>
  (context, args) => {
    const hostname = requireHostname(args);
    const routes = routeRules(args.services);
    const network = networkNodes(args);
    const sources = webSources(cloud, context, args, network);
    const front = loadBalancer(context, network, certificate(cloud, context, args), sources);
    const stage: ServiceStage = {
      args,
      network,
      cluster: buildCluster(context),
      groups: serviceGroups(context, network, front.securityGroup, args.services),
      namespace: buildNamespace(context, args),
      privateNames: privateNames(context, network, args.services),
    };
    const built = buildServices(cloud, context, stage, front, routes);
    const nodes: AwsContainersNodes = { cluster: stage.cluster, loadBalancer: front.loadBalancer, ...built };
    return {
      outputs: {
        url: pulumi.output(`https://${hostname}`),
        origin: { type: "CNAME", value: front.loadBalancer.dnsName, publicCertificate: true },
        egressCidrs: requireNetwork(args).egressCidrs,
      },
      nodes,
    };
  };
