import * as registration from "@pulumi/kubernetes/apiregistration/v1";
import * as apps from "@pulumi/kubernetes/apps/v1";
import * as core from "@pulumi/kubernetes/core/v1";
import type { Provider } from "@pulumi/kubernetes/provider";
import * as rbac from "@pulumi/kubernetes/rbac/v1";
import type * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../core/driver";
import { labelsOf } from "./names";
import { CONFINED } from "./pods";
import { inCluster } from "./stage";

/** https://github.com/kubernetes-sigs/metrics-server/releases, for Kubernetes 1.31 and later (read 2026-11-21) */
const IMAGE = "registry.k8s.io/metrics-server/metrics-server:v0.8.0";

const NAME = "metrics-server";
const NAMESPACE = "kube-system";
const PORT = 10250;
const SELECTOR = { "k8s-app": NAME };

interface Place {
  readonly context: DriverContext;
  readonly options: pulumi.CustomResourceOptions;
}

const named = ({ context }: Place, name: string, namespace?: string) => ({
  name,
  ...(namespace === undefined ? {} : { namespace }),
  labels: { ...labelsOf(context), ...SELECTOR },
});

/** What the server may read: of machines how busy they are, and who asks. */
function rights(place: Place, account: core.ServiceAccount): pulumi.Resource[] {
  const { context, options } = place;
  const role = new rbac.ClusterRole(
    context.child("metrics"),
    {
      metadata: named(place, `system:${NAME}`),
      rules: [
        { apiGroups: [""], resources: ["nodes/metrics"], verbs: ["get"] },
        { apiGroups: [""], resources: ["pods", "nodes"], verbs: ["get", "list", "watch"] },
      ],
    },
    options,
  );
  const subjects = [{ kind: "ServiceAccount", name: account.metadata.name, namespace: NAMESPACE }];
  const bound = (to: string, name: string, roleName: pulumi.Input<string>) =>
    new rbac.ClusterRoleBinding(
      context.child(to),
      {
        metadata: named(place, name),
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: roleName },
        subjects,
      },
      options,
    );
  const reader = new rbac.RoleBinding(
    context.child("metrics-reader"),
    {
      metadata: named(place, `${NAME}-auth-reader`, NAMESPACE),
      roleRef: {
        apiGroup: "rbac.authorization.k8s.io",
        kind: "Role",
        name: "extension-apiserver-authentication-reader",
      },
      subjects,
    },
    options,
  );
  return [
    bound("metrics", `system:${NAME}`, role.metadata.name),
    bound("metrics-delegator", `${NAME}:system:auth-delegator`, "system:auth-delegator"),
    reader,
  ];
}

function server(place: Place, account: core.ServiceAccount, allowed: readonly pulumi.Resource[]): apps.Deployment {
  const { context, options } = place;
  const metadata = named(place, NAME, NAMESPACE);
  const asked = (path: string) => ({ httpGet: { path, port: "https", scheme: "HTTPS" }, periodSeconds: 10 });
  return new apps.Deployment(
    context.child("metrics"),
    {
      metadata,
      spec: {
        selector: { matchLabels: SELECTOR },
        strategy: { rollingUpdate: { maxUnavailable: 0 } },
        template: {
          metadata: { labels: metadata.labels },
          spec: {
            serviceAccountName: account.metadata.name,
            priorityClassName: "system-cluster-critical",
            nodeSelector: { "kubernetes.io/os": "linux" },
            containers: [
              {
                name: NAME,
                image: IMAGE,
                args: [
                  "--cert-dir=/tmp",
                  `--secure-port=${PORT}`,
                  "--kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname",
                  "--kubelet-use-node-status-port",
                  "--metric-resolution=15s",
                ],
                ports: [{ name: "https", containerPort: PORT }],
                readinessProbe: { ...asked("/readyz"), initialDelaySeconds: 20 },
                livenessProbe: asked("/livez"),
                resources: { requests: { cpu: "100m", memory: "200Mi" }, limits: { memory: "400Mi" } },
                securityContext: {
                  ...CONFINED,
                  readOnlyRootFilesystem: true,
                  runAsNonRoot: true,
                  runAsUser: 1000,
                  seccompProfile: { type: "RuntimeDefault" },
                },
                volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
              },
            ],
            volumes: [{ name: "tmp", emptyDir: {} }],
          },
        },
      },
    },
    { ...options, dependsOn: [...allowed] },
  );
}

/**
 * What tells how busy copies are, for clusters that come without: no copy is added by load before it is there.
 *
 * @param more.dependsOn - What has to be there first, such as the machines of the cluster.
 */
export function metricsServer(
  context: DriverContext,
  cluster: Provider,
  more: { readonly dependsOn?: readonly pulumi.Resource[] } = {},
): pulumi.Resource[] {
  const place: Place = { context, options: inCluster({ context, cluster }) };
  const account = new core.ServiceAccount(
    context.child("metrics"),
    { metadata: named(place, NAME, NAMESPACE) },
    inCluster({ context, cluster }, { dependsOn: [...(more.dependsOn ?? [])] }),
  );
  const deployment = server(place, account, rights(place, account));
  const service = new core.Service(
    context.child("metrics"),
    {
      metadata: named(place, NAME, NAMESPACE),
      spec: { selector: SELECTOR, ports: [{ name: "https", port: 443, targetPort: "https" }] },
    },
    place.options,
  );
  const api = new registration.APIService(
    context.child("metrics"),
    {
      metadata: named(place, "v1beta1.metrics.k8s.io"),
      spec: {
        group: "metrics.k8s.io",
        version: "v1beta1",
        groupPriorityMinimum: 100,
        versionPriority: 100,
        // The server makes a certificate of its own when it starts.
        insecureSkipTLSVerify: true,
        service: { name: service.metadata.name, namespace: NAMESPACE },
      },
    },
    { ...place.options, dependsOn: [deployment] },
  );
  return [deployment, api];
}
