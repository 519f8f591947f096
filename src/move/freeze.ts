import { machinesOf } from "./machines";
import { regionOf, resourceOf, resourceOutput, resourcesOf, type Side } from "./side";
import type { PlanComponent, PlanResource } from "../plan/schema";
import { script } from "./shell";
import { page, step } from "./step";
import type { Step } from "./schema";

/** How services stop, and how they start again; each as lines of the session. */
interface Stop {
  readonly text: readonly string[];
  readonly stop: readonly string[];
  readonly start: readonly string[];
  readonly asks?: readonly string[];
  readonly sources?: Step["sources"];
  readonly unverified?: readonly string[];
}

const regionOption = (side: Side, part: PlanComponent): string => {
  const region =
    regionOf(side, part) ??
    side.plan.resources.find(({ provider, region }) => provider === part.provider && region !== null)?.region;
  return region === null || region === undefined ? "" : ` --region ${region}`;
};

function fargate(side: Side, part: PlanComponent): Stop {
  const region = regionOption(side, part);
  const cluster = resourceOf(side, part, "aws:ecs/cluster:Cluster")!;
  const schedules = resourcesOf(side, part).filter(({ type }) => type === "aws:scheduler/schedule:Schedule");
  const suspend = (yes: boolean) =>
    `--suspended-state DynamicScalingInSuspended=${yes},DynamicScalingOutSuspended=${yes},ScheduledScalingSuspended=${yes}`;
  const each = ["while read -r name count; do", '  resource="service/$CLUSTER/$name"'];
  const scaling = (yes: boolean) => [
    `  if aws application-autoscaling describe-scalable-targets${region} --service-namespace ecs --resource-ids "$resource" --query 'ScalableTargets[0]' --output text | grep --invert-match --quiet None; then`,
    `    aws application-autoscaling register-scalable-target${region} --service-namespace ecs --resource-id "$resource" \\`,
    `      --scalable-dimension ecs:service:DesiredCount ${suspend(yes)}`,
    "  fi",
  ];
  return {
    text: [
      "Every service of the cluster goes to no tasks. How many each had is written down first, for the way back. Scaling is suspended, or it would start them again.",
      ...(schedules.length === 0
        ? []
        : [
            `Scheduled jobs are the operator's to stop, in the console of EventBridge Scheduler: ${schedules.map(({ name }) => name).join(", ")}.`,
          ]),
    ],
    stop: [
      `CLUSTER=$(${resourceOutput(side, cluster, ".outputs.name")})`,
      `aws ecs list-services${region} --cluster "$CLUSTER" --query 'serviceArns[]' --output text | tr '\\t' '\\n' | while read -r service; do`,
      `  aws ecs describe-services${region} --cluster "$CLUSTER" --services "$service" --query 'services[0].[serviceName,desiredCount]' --output text`,
      `done | tee "$WORK/services-${side.label}.txt"`,
      ...each,
      ...scaling(true),
      `  aws ecs update-service${region} --cluster "$CLUSTER" --service "$name" --desired-count 0 --query service.desiredCount`,
      `done <"$WORK/services-${side.label}.txt"`,
      `cut --fields=1 "$WORK/services-${side.label}.txt" | xargs aws ecs wait services-stable${region} --cluster "$CLUSTER" --services`,
    ],
    start: [
      ...each,
      ...scaling(false),
      `  aws ecs update-service${region} --cluster "$CLUSTER" --service "$name" --desired-count "$count" --query service.desiredCount`,
      `done <"$WORK/services-${side.label}.txt"`,
    ],
    sources: [
      page(
        "https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-suspend-resume-scaling.html",
        "not read",
      ),
    ],
  };
}

function autoscalingGroup(side: Side, part: PlanComponent): Stop {
  const region = regionOption(side, part);
  const group = resourceOf(side, part, "aws:autoscaling/group:Group")!;
  const jobs = resourcesOf(side, part).filter(({ type }) => type === "aws:ec2/instance:Instance");
  const instances = (action: string) =>
    jobs.map((job) => `aws ec2 ${action}-instances${region} --instance-ids "$(${resourceOutput(side, job, ".id")})"`);
  return {
    text: ["The group goes to no machines; how many it had is written down first, for the way back."],
    stop: [
      `GROUP=$(${resourceOutput(side, group, ".outputs.name")})`,
      `aws autoscaling describe-auto-scaling-groups${region} --auto-scaling-group-names "$GROUP" --query 'AutoScalingGroups[0].[MinSize,DesiredCapacity]' --output text | tee "$WORK/group.txt"`,
      `aws autoscaling update-auto-scaling-group${region} --auto-scaling-group-name "$GROUP" --min-size 0 --desired-capacity 0`,
      ...instances("stop"),
    ],
    start: [
      'read -r least wanted <"$WORK/group.txt"',
      `aws autoscaling update-auto-scaling-group${region} --auto-scaling-group-name "$GROUP" --min-size "$least" --desired-capacity "$wanted"`,
      ...instances("start"),
    ],
  };
}

function onMachines(side: Side): Stop {
  const machines = machinesOf(side);
  const each = (command: string) => machines.map(({ login }) => `ssh "${login}" "${command}"`);
  return {
    text: [
      "The containers of the services stop on each machine, and so do health checks and scheduled jobs; what stands beside them, such as a database, goes on. Do not restart a machine until the switch: services start with it.",
    ],
    stop: each(
      "sudo systemctl stop landfall-health 'landfall-job-*.timer'; sudo docker ps --format '{{.Names}}' --filter 'name=^landfall-' | grep --invert-match --line-regexp --regexp=landfall-database --regexp=landfall-cache | xargs --no-run-if-empty sudo docker stop",
    ),
    start: each(
      "sudo systemctl restart landfall-services && sudo systemctl start landfall-health 'landfall-job-*.timer' --all",
    ),
  };
}

function kubernetes(side: Side, part: PlanComponent): Stop {
  const namespace = resourceOf(side, part, "kubernetes:core/v1:Namespace");
  const set = `NAMESPACE=$(${namespace === undefined ? "echo default" : resourceOutput(side, namespace, ".id")})`;
  const cron = (yes: boolean) => [
    'kubectl --namespace "$NAMESPACE" get cronjobs --output name | while read -r job; do',
    `  kubectl --namespace "$NAMESPACE" patch "$job" --patch '{"spec": {"suspend": ${yes}}}'`,
    "done",
  ];
  return {
    text: [
      "Every deployment of the namespace goes to no replicas, which also ends its autoscaling as long as it has none; how many each had is written down first. Scheduled jobs are suspended.",
    ],
    stop: [
      set,
      'kubectl --namespace "$NAMESPACE" get deployments --output json | jq --raw-output \'.items[] | "\\(.metadata.name) \\(.spec.replicas)"\' | tee "$WORK/deployments.txt"',
      ...cron(true),
      'kubectl --namespace "$NAMESPACE" scale deployment --all --replicas=0',
      'kubectl --namespace "$NAMESPACE" wait --for=delete pod --all --timeout=10m',
    ],
    start: [
      "while read -r name count; do",
      '  kubectl --namespace "$NAMESPACE" scale "deployment/$name" --replicas="$count"',
      'done <"$WORK/deployments.txt"',
      ...cron(false),
    ],
    sources: [
      page(
        "https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#implicit-maintenance-mode-deactivation",
        "not read",
      ),
    ],
  };
}

function appPlatform(side: Side, part: PlanComponent): Stop {
  const app = resourceOf(side, part, "digitalocean:index/app:App")!;
  const set = (yes: boolean) => [
    `doctl apps spec get "$APP" --format json | jq '.maintenance = ((.maintenance // {}) + {enabled: ${yes}})' >"$WORK/spec.json"`,
    'doctl apps update "$APP" --spec "$WORK/spec.json" --wait',
    'rm "$WORK/spec.json"',
  ];
  return {
    text: [
      "Maintenance mode of App Platform: visitors see a page that says so. Archiving the app as well (`archive: true` beside it) would stop its containers; workers and jobs of an app in maintenance mode may go on, and the next step is what holds them.",
    ],
    stop: [`APP=$(${resourceOutput(side, app, ".id")})`, ...set(true)],
    start: set(false),
    unverified: ["Whether workers of an app in maintenance mode go on: no page was found that says it."],
  };
}

function everyOne(
  resources: readonly PlanResource[],
  side: Side,
  line: (id: string, action: "stop" | "start") => string,
): Pick<Stop, "stop" | "start"> {
  const each = (action: "stop" | "start") =>
    resources.map((it) => line(`"$(${resourceOutput(side, it, ".id")})"`, action));
  return { stop: each("stop"), start: each("start") };
}

function oracle(side: Side, part: PlanComponent): Stop {
  const region = regionOption(side, part);
  const all = resourcesOf(side, part);
  const containers = all.filter(({ type }) => type === "oci:ContainerEngine/containerInstance:ContainerInstance");
  const pools = all.filter(({ type }) => type === "oci:Core/instancePool:InstancePool");
  return {
    text: ["The cloud stops what runs the services; it keeps what they are, for the way back."],
    ...(pools.length > 0
      ? everyOne(
          pools,
          side,
          (id, action) =>
            `oci compute-management instance-pool ${action}${region} --instance-pool-id ${id} --wait-for-state ${action === "stop" ? "STOPPED" : "RUNNING"}`,
        )
      : everyOne(
          containers,
          side,
          (id, action) => `oci container-instances container-instance ${action}${region} --container-instance-id ${id}`,
        )),
  };
}

const WORKERS: Stop = {
  text: [
    "A Worker has no switch. Let nothing reach it: disable its routes and custom domains, and its cron triggers, in the dashboard (Workers, Settings, Domains & Routes, Triggers), or deploy a version that answers 503 to everything. Write down what you disable.",
  ],
  stop: [],
  start: [],
};

function stopOf(side: Side, part: PlanComponent): Stop {
  switch (part.shape) {
    case "workers":
      return WORKERS;
    case "kubernetes":
      return kubernetes(side, part);
    case "containers":
      return part.provider === "aws"
        ? fargate(side, part)
        : part.provider === "oci"
          ? oracle(side, part)
          : appPlatform(side, part);
    case "vm-group":
      return part.provider === "aws"
        ? autoscalingGroup(side, part)
        : part.provider === "oci"
          ? oracle(side, part)
          : onMachines(side);
    default:
      return onMachines(side);
  }
}

/** How services that run today stop writing. */
export function freezeServices(side: Side, part: PlanComponent): Step {
  const { text, stop, asks, sources, unverified } = stopOf(side, part);
  return step({
    id: "freeze-services",
    kind: "compute",
    title: `Stop the services, ${part.service}`,
    text: ["From here on visitors get an error or a page that says why. Note the time: the freeze has begun.", ...text],
    commands: stop.length === 0 ? null : script(stop),
    asks: asks ?? [],
    sources: sources ?? [],
    unverified: [...(unverified ?? []), ...(stop.length === 0 ? [] : ["Not run: it needs the cloud."])],
  });
}

/** How they start again, as long as nothing was switched. */
export function thawServices(side: Side, part: PlanComponent): Step {
  const { start } = stopOf(side, part);
  return step({
    id: "thaw-services",
    kind: "compute",
    title: "Start the services again",
    text: start.length === 0 ? ["Take back what you disabled."] : [],
    commands: start.length === 0 ? null : script(start),
    unverified: start.length === 0 ? [] : ["Not run: it needs the cloud."],
  });
}
