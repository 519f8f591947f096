import * as ecs from "@pulumi/aws/ecs";
import type * as lb from "@pulumi/aws/lb";
import * as servicediscovery from "@pulumi/aws/servicediscovery";
import * as pulumi from "@pulumi/pulumi";
import type { ComputeDriver, ResolvedComputeArgs } from "../../components/compute";
import { nodesOn } from "../../components/core/component";
import type { DriverContext } from "../../components/core/driver";
import type { AwsCloud } from "./cloud";
import { certificate, requireHostname } from "./compute-certificate";
import { loadBalancer } from "./compute-load-balancer";
import { calleesFirst } from "./compute-order";
import { routeRules } from "./compute-routes";
import { serviceGroups } from "./compute-security";
import { service, type ServiceStage } from "./compute-service";
import { target } from "./compute-target";
import { task } from "./compute-task";
import type { AwsNetworkNodes } from "./network";

/** What other drivers of AWS read of compute in containers. */
export type AwsContainersNodes = {
  readonly cluster: ecs.Cluster;
  readonly loadBalancer: lb.LoadBalancer;
  /** By the service's name. */
  readonly services: Readonly<Record<string, ecs.Service>>;
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
  if (Object.values(services).every(({ calls }) => calls.length === 0)) return undefined;
  return new servicediscovery.HttpNamespace(
    context.child("services"),
    { description: `Services of ${context.stack.app}, stack ${context.stack.stack}`, tags: context.tags },
    context.options(),
  );
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
    const network = nodesOn<AwsNetworkNodes>("aws", args.network);
    const certificateArn = certificate(cloud, context, args);
    const front = loadBalancer(context, network, certificateArn);
    const stage: ServiceStage = {
      args,
      network,
      cluster: buildCluster(context),
      groups: serviceGroups(context, network, front.securityGroup, args.services),
      namespace: buildNamespace(context, args),
    };
    const services: Record<string, ecs.Service> = {};
    for (const name of calleesFirst(args.services)) {
      const own = routes.filter((route) => route.service === name);
      const description = args.services[name]!;
      const to = own.length === 0 ? undefined : target(context, network, front, name, description, own);
      const callees = description.calls.flatMap((callee) => services[callee] ?? []);
      services[name] = service(cloud, context, stage, name, task(cloud, context, args, network, name), to, callees);
    }
    const nodes: AwsContainersNodes = { cluster: stage.cluster, loadBalancer: front.loadBalancer, services };
    return {
      outputs: {
        url: pulumi.output(`https://${hostname}`),
        origin: { type: "CNAME", value: front.loadBalancer.dnsName, publicCertificate: true },
        egressCidrs: args.network.egressCidrs,
      },
      nodes,
    };
  };
