import type * as autoscaling from "@pulumi/aws/autoscaling";
import type * as ec2 from "@pulumi/aws/ec2";
import type * as lb from "@pulumi/aws/lb";
import type { Compute } from "../../../components/compute";
import { nodesOn } from "../../../components/core/component";
import { DATA_DIRECTORY } from "../../../components/host/host";
import type { AlarmMetric } from "../../../components/monitoring";
import type { AwsContainersNodes } from "../compute/containers";
import { AGENT_NAMESPACE } from "../compute/machine-agent";
import type { AwsVmGroupNodes } from "../compute/vm-group";
import type { AwsVmNodes } from "../compute/vm";
import type { Figure, Watch, Watched } from "./watch";

const NOT_HERE = "the services do not stand on AWS";

/** Each copy of a service has a machine of its own, of which ECS tells CPU and memory, on average over the copies. */
function containerWatches({ cluster, services }: AwsContainersNodes): Watch[] {
  return Object.entries(services)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, service]) =>
      (["cpu", "memory"] as const).map((metric): Watch => {
        const value: Figure = {
          namespace: "AWS/ECS",
          name: metric === "cpu" ? "CPUUtilization" : "MemoryUtilization",
          dimensions: { ClusterName: cluster.name, ServiceName: service.name },
          statistic: "Average",
          period: 60,
        };
        return { metric, role: name, title: `${metric} of ${name}`, figures: { value } };
      }),
    );
}

/** What EC2 tells of machines from outside, and the agent on them from inside. */
function machineWatches(
  role: string,
  dimensions: Figure["dimensions"],
  disks: Readonly<Record<string, string>>,
): Watch[] {
  // EC2 has a value every five minutes unless more is paid for.
  const cpu: Figure = { namespace: "AWS/EC2", name: "CPUUtilization", dimensions, statistic: "Average", period: 300 };
  const inside = { namespace: AGENT_NAMESPACE, dimensions, period: 60 } as const;
  const memory: Figure = { ...inside, name: "mem_used_percent", statistic: "Average" };
  const disk = (path: string): Figure => ({
    ...inside,
    name: "disk_used_percent",
    dimensions: { ...dimensions, path },
    statistic: "Maximum",
  });
  return [
    { metric: "cpu", role, title: `cpu of ${role}`, figures: { value: cpu } },
    { metric: "memory", role, title: `memory of ${role}`, figures: { value: memory } },
    ...Object.entries(disks).map(([suffix, path]): Watch => ({
      metric: "disk",
      role: `${role}${suffix}`,
      title: `disk ${path} of ${role}`,
      figures: { value: disk(path) },
    })),
  ];
}

const BOOT_DISK = { "": "/" };

/** The machine that holds data has a disk for it. */
const instanceWatches = (instances: Readonly<Record<string, ec2.Instance>>, withData: boolean): Watch[] =>
  Object.entries(instances)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([role, { id }]) =>
      machineWatches(
        role,
        { InstanceId: id },
        withData && role === "app" ? { ...BOOT_DISK, "-data": DATA_DIRECTORY } : BOOT_DISK,
      ),
    );

const groupWatches = ({ name }: autoscaling.Group): Watch[] =>
  machineWatches("group", { AutoScalingGroupName: name }, BOOT_DISK);

/** Answers that tell of an error, in percent of all; the load balancer's own are not among its requests. */
function errorWatches({ arnSuffix }: lb.LoadBalancer): Watch[] {
  const count = (name: string): Figure => ({
    namespace: "AWS/ApplicationELB",
    name,
    dimensions: { LoadBalancer: arnSuffix },
    statistic: "Sum",
    period: 60,
  });
  const share = (metric: AlarmMetric, kind: "4XX" | "5XX", title: string): Watch => ({
    metric,
    role: "requests",
    title,
    figures: {
      value: count("RequestCount"),
      wrong: [count(`HTTPCode_Target_${kind}_Count`), count(`HTTPCode_ELB_${kind}_Count`)],
    },
  });
  return [
    share("clientErrors", "4XX", "requests refused, percent"),
    share("serverErrors", "5XX", "requests failed, percent"),
  ];
}

const both = (reason: string) => ({ clientErrors: reason, serverErrors: reason });

/** What can be watched of the services. */
export function computeWatched(compute: Compute | undefined): Watched {
  if (compute === undefined) {
    return { watches: [], gaps: { cpu: NOT_HERE, memory: NOT_HERE, disk: NOT_HERE, ...both(NOT_HERE) } };
  }
  switch (compute.shape) {
    case "containers": {
      const nodes = nodesOn<AwsContainersNodes>("aws", compute);
      const gaps = { disk: "Fargate does not tell how full the disk of a task is, which goes with the task" };
      return { watches: [...containerWatches(nodes), ...errorWatches(nodes.loadBalancer)], gaps };
    }
    case "vm": {
      const { instances, hasDataDisk } = nodesOn<AwsVmNodes>("aws", compute);
      const gaps = both("no load balancer of AWS stands before the machine to count its answers");
      return { watches: instanceWatches(instances, hasDataDisk), gaps };
    }
    case "vm-group": {
      const { group, instances, loadBalancer } = nodesOn<AwsVmGroupNodes>("aws", compute);
      const machines = [...groupWatches(group), ...instanceWatches(instances, false)];
      return { watches: [...machines, ...errorWatches(loadBalancer)], gaps: {} };
    }
    default: {
      const inside = "EKS tells of pods and machines only through an agent in the cluster";
      return { watches: [], gaps: { cpu: inside, memory: inside, disk: inside, ...both(inside) } };
    }
  }
}
