import type * as autoscaling from "@pulumi/aws/autoscaling";
import type * as ec2 from "@pulumi/aws/ec2";
import type * as lb from "@pulumi/aws/lb";
import * as pulumi from "@pulumi/pulumi";
import type { ComputeDriver } from "../../../components/compute";
import type { HostMachine } from "../../../components/host/addresses";
import { SecretKeeper } from "../../../components/host/environment";
import type { AwsCloud } from "../cloud";
import { certificate, requireHostname } from "./certificate";
import { machineGroup } from "./group";
import { layoutGroup } from "./group-layout";
import { machineImage } from "./image";
import { loadBalancer } from "./load-balancer";
import { buildMachine, egressOf, placeMachine, type MachineStage } from "./machine";
import { agent, type Agent } from "./machine-agent";
import { machineType } from "./machine-type";
import { networkNodes, requireNetwork } from "./network";
import { routeRules } from "./routes";
import { webSources } from "./web-sources";
import { awsSizes } from "../sizes";

/** What other drivers of AWS read of a group of machines. */
export type AwsVmGroupNodes = {
  readonly group: autoscaling.Group;
  readonly loadBalancer: lb.LoadBalancer;
  /** `app`: the machines of the group. */
  readonly targetGroups: Readonly<Record<string, lb.TargetGroup>>;
  /** Machines beside the group: `jobs`, and `own-<service>` for each service on a machine of its own. */
  readonly instances: Readonly<Record<string, ec2.Instance>>;
  readonly logGroup: Agent["logGroup"];
};

/**
 * Machines of Ubuntu 24.04 in an Auto Scaling group behind an Application Load Balancer, each with all services that
 * answer requests, as containers behind its own nginx.
 *
 * Services in the background and at set times stand on one machine beside the group, `jobs`, and a service that wants a
 * machine of its own on that; nginx of each machine of the group leads to it.
 */
export const computeVmGroup =
  (cloud: AwsCloud): ComputeDriver =>
  (context, args) => {
    const hostname = requireHostname(args);
    const routes = routeRules(args.services);
    const network = networkNodes(args);
    const sources = webSources(cloud, context, args, network);
    const front = loadBalancer(context, network, certificate(cloud, context, args), sources);
    const { app, singles } = layoutGroup(args);
    const stage: MachineStage = {
      cloud,
      context,
      args,
      network,
      type: machineType(awsSizes.compute["vm-group"], args),
      image: machineImage(cloud, network.publicSubnets[0]!, context.component),
      agent: agent(context, "machines", "AutoScalingGroupName", { withDataDisk: false }),
      keeper: new SecretKeeper(args.secrets, "aws"),
    };
    // Beside the group there is no group's name to gather metrics under.
    const beside: MachineStage =
      singles.length === 0
        ? stage
        : { ...stage, agent: agent(context, "beside", "InstanceId", { withDataDisk: false }) };
    const placed = singles.map(({ machine, seen }) => {
      const place = placeMachine(beside, machine);
      return { place, seen: { ...seen, address: place.card.privateIp } satisfies HostMachine };
    });
    const { group, targetGroup } = machineGroup(stage, front, routes, app, [app, ...placed.map(({ seen }) => seen)]);
    const instances = placed.map(({ place, seen }): [string, ec2.Instance] => {
      const others = placed.map((one) => one.seen).filter(({ role }) => role !== seen.role);
      return [seen.role, buildMachine(beside, place, [place.machine, ...others])];
    });
    const nodes: AwsVmGroupNodes = {
      group,
      loadBalancer: front.loadBalancer,
      targetGroups: { [app.role]: targetGroup },
      instances: Object.fromEntries(instances),
      logGroup: stage.agent.logGroup,
    };
    const places = placed.map(({ place }) => place);
    return {
      outputs: {
        url: pulumi.output(`https://${hostname}`),
        origin: { type: "CNAME", value: front.loadBalancer.dnsName, publicCertificate: true },
        // Addresses of the group's machines change with them, unless a gateway sends for all.
        egressCidrs: egressOf(places, requireNetwork(args).egressCidrs, network.hasNat),
      },
      nodes,
    };
  };
