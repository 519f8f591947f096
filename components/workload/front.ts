import * as apps from "@pulumi/kubernetes/apps/v1";
import * as core from "@pulumi/kubernetes/core/v1";
import type { core as inputs } from "@pulumi/kubernetes/types/input";
import * as pulumi from "@pulumi/pulumi";
import { frontNetworks } from "../compute";
import type { ToldBy } from "../host/host";
import { selectorOf } from "./names";
import { FRONT_NAME, FRONT_PORTS, frontConfig, TLS_DIRECTORY } from "./nginx";
import { CONFINED, DRAINED, GRACE_SECONDS, POD, selects, spread } from "./pods";
import { disruptionBudget, type RunningService } from "./service";
import { inCluster, metadata, nameOf, type Stage } from "./stage";

/** nginx 1.27.3 and later ask for a name of an upstream again: https://nginx.org/en/docs/http/ngx_http_upstream_module.html#resolve */
const IMAGE = "nginxinc/nginx-unprivileged:1.29.3-alpine";

/** Two, so that one is always there. */
const COPIES = 2;

const ROLE = "front";

/** What the image's own script makes nginx's config of. */
const TEMPLATE = "default.conf.template";

/** How a cloud's load balancer stands before the front. */
export interface FrontArgs {
  /** What the cloud's controller reads of the Service of type LoadBalancer. */
  readonly annotations: Readonly<Record<string, pulumi.Input<string>>>;
  /** The controller that makes the balancer, e.g. `eks.amazonaws.com/nlb`. @default - the cloud's own */
  readonly loadBalancerClass?: string;
  /**
   * Where HTTPS ends, where there is a hostname: at the balancer, which sends what came to port 443 on as plain HTTP to port
   * 443 of the Service; or in the front's own copies, with this certificate (PEM).
   */
  readonly tls: "balancer" | { readonly certificate: pulumi.Output<string>; readonly key: pulumi.Output<string> };
  /**
   * How the browser's address comes: `kept`, as the address of the connection itself, or told by the balancer, which
   * sends from the networks `from`, in CIDR notation.
   */
  readonly client: "kept" | { readonly toldBy: ToldBy; readonly from: pulumi.Input<readonly string[]> };
  /** `Local` sends requests to copies on the machine that they come to alone. @default - Local where the address is `kept` */
  readonly trafficPolicy?: "Local" | "Cluster";
  /** Whether another balancer of the stack, which browsers come to, stands before it. @default false */
  readonly isPrivate?: boolean;
}

/** nginx before the services, and what lets requests in to it. */
export interface Front {
  readonly deployment: apps.Deployment;
  readonly service: core.Service;
  /** The name or the address of the load balancer. */
  readonly address: pulumi.Output<string>;
}

/** The config, under another name with every change, so that the copies are exchanged. */
function configOf(stage: Stage, services: ReadonlyMap<string, RunningService>, front: FrontArgs): core.ConfigMap {
  const { args, namespace } = stage;
  const reached = [...services].flatMap(([name, { address, copies }]) => {
    if (copies !== undefined) return [{ name, host: nameOf(copies) }];
    return address === undefined ? [] : [{ name, host: address.metadata.name }];
  });
  const hosts = pulumi.all(reached.map(({ host }) => host));
  const from = front.client === "kept" ? [] : front.client.from;
  const text = pulumi.all([hosts, namespace.metadata.name, from]).apply(([known, space, cidrs]) =>
    frontConfig({
      args,
      hosts: new Map(reached.map(({ name }, index) => [name, `${known[index]}.${space}.svc.cluster.local`])),
      tls: front.tls === "balancer" ? "balancer" : "front",
      ...(front.client === "kept" ? {} : { client: { toldBy: front.client.toldBy, from: cidrs } }),
    }),
  );
  return new core.ConfigMap(
    stage.context.child(ROLE),
    {
      metadata: metadata(stage, { part: "front", name: FRONT_NAME }),
      immutable: true,
      data: { [TEMPLATE]: text },
    },
    inCluster(stage),
  );
}

function certificateOf(stage: Stage, { tls }: FrontArgs): core.Secret | undefined {
  if (tls === "balancer" || stage.args.hostname === undefined) return undefined;
  return new core.Secret(
    stage.context.child("front-certificate"),
    {
      metadata: metadata(stage, { part: "front", name: FRONT_NAME }),
      immutable: true,
      type: "kubernetes.io/tls",
      stringData: { "tls.crt": tls.certificate, "tls.key": pulumi.secret(tls.key) },
    },
    inCluster(stage),
  );
}

const container = (hasCertificate: boolean): inputs.v1.Container => ({
  name: FRONT_NAME,
  image: IMAGE,
  env: [
    { name: "NGINX_ENTRYPOINT_LOCAL_RESOLVERS", value: "1" },
    // nginx's own variables look the same to the script, and are left alone.
    { name: "NGINX_ENVSUBST_FILTER", value: "^NGINX_LOCAL_RESOLVERS$" },
  ],
  ports: Object.entries(FRONT_PORTS).map(([name, containerPort]) => ({ name, containerPort })),
  startupProbe: { httpGet: { path: "/", port: "health" }, periodSeconds: 2, failureThreshold: 30 },
  readinessProbe: { httpGet: { path: "/", port: "health" }, periodSeconds: 5, failureThreshold: 2 },
  livenessProbe: { httpGet: { path: "/", port: "health" }, periodSeconds: 10, failureThreshold: 3 },
  lifecycle: DRAINED,
  resources: { requests: { cpu: "100m", memory: "64Mi" }, limits: { memory: "256Mi" } },
  securityContext: { ...CONFINED, runAsNonRoot: true, readOnlyRootFilesystem: true },
  volumeMounts: [
    { name: "template", mountPath: `/etc/nginx/templates/${TEMPLATE}`, subPath: TEMPLATE, readOnly: true },
    { name: "config", mountPath: "/etc/nginx/conf.d" },
    { name: "temporary", mountPath: "/tmp" },
    ...(hasCertificate ? [{ name: "certificate", mountPath: TLS_DIRECTORY, readOnly: true }] : []),
  ],
});

function deploymentOf(stage: Stage, config: core.ConfigMap, certificate: core.Secret | undefined): apps.Deployment {
  const labelled = metadata(stage, { part: "front", name: FRONT_NAME });
  return new apps.Deployment(
    stage.context.child(ROLE),
    {
      metadata: labelled,
      spec: {
        replicas: COPIES,
        selector: selects("front", FRONT_NAME),
        strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
        template: {
          metadata: { labels: labelled.labels },
          spec: {
            ...POD,
            terminationGracePeriodSeconds: GRACE_SECONDS,
            topologySpreadConstraints: spread("front", FRONT_NAME),
            containers: [container(certificate !== undefined)],
            volumes: [
              { name: "template", configMap: { name: nameOf(config) } },
              { name: "config", emptyDir: {} },
              { name: "temporary", emptyDir: {} },
              ...(certificate === undefined
                ? []
                : [{ name: "certificate", secret: { secretName: nameOf(certificate) } }]),
            ],
          },
        },
      },
    },
    inCluster(stage),
  );
}

/** Lets requests in: nginx before the services, behind the cloud's load balancer. */
export function frontOf(stage: Stage, services: ReadonlyMap<string, RunningService>, front: FrontArgs): Front {
  const { context, args } = stage;
  const certificate = certificateOf(stage, front);
  const deployment = deploymentOf(stage, configOf(stage, services, front), certificate);
  disruptionBudget(stage, ROLE, "front", FRONT_NAME);
  const edge = frontNetworks(args);
  const {
    annotations,
    loadBalancerClass,
    client,
    isPrivate = false,
    trafficPolicy = client === "kept" ? "Local" : "Cluster",
  } = front;
  const service = new core.Service(
    context.child(ROLE),
    {
      metadata: metadata(stage, { part: "front", name: FRONT_NAME }, { annotations }),
      spec: {
        type: "LoadBalancer",
        ...(loadBalancerClass === undefined ? {} : { loadBalancerClass }),
        // Each cloud's controller holds its balancer to these; where the balancer is private, it knows its caller itself.
        ...(edge === undefined || isPrivate ? {} : { loadBalancerSourceRanges: [...edge] }),
        externalTrafficPolicy: trafficPolicy,
        selector: selectorOf("front", FRONT_NAME),
        ports: [
          { name: "http", port: 80, targetPort: "http" },
          ...(args.hostname === undefined ? [] : [{ name: "https", port: 443, targetPort: "https" }]),
        ],
      },
    },
    // A balancer with nothing behind it is unwell.
    inCluster(stage, { dependsOn: [deployment] }),
  );
  const address = service.status.apply((status) => {
    const { hostname, ip } = status?.loadBalancer?.ingress?.[0] ?? {};
    const found = hostname ?? ip;
    if (found === undefined) throw new Error("the load balancer of the cluster has no address");
    return found;
  });
  return { deployment, service, address };
}
