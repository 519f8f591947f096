import * as pulumi from "@pulumi/pulumi";
import { reference } from "../../../components/core/binding";
import { countByType, isSecret, ofType, onlyOf } from "../../support/harness";
import { resolved } from "../../support/resolve";
import { MAIL_CANARY, recordExample, resolveExample, type Example } from "./example-workload";

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const SERVICE = "kubernetes:core/v1:Service";
const SECRET = "kubernetes:core/v1:Secret";
const CRON = "kubernetes:batch/v1:CronJob";
const SCALER = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler";
const BUDGET = "kubernetes:policy/v1:PodDisruptionBudget";
const POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
const ACCOUNT = "kubernetes:core/v1:ServiceAccount";

const LABELS = {
  "landfall-app": "shop",
  "landfall-component": "compute",
  "landfall-stack": "test",
  "landfall-topology": "test",
  "managed-by": "pulumi",
};
const selector = (name: string, part = "service") => ({
  "app.kubernetes.io/component": part,
  "app.kubernetes.io/name": name,
});

const inputsOf = async (type: string, name: string, example: Example = {}) =>
  resolved((await resolveExample(example)).resources, type, name).inputs;
const podOf = async (name: string, example: Example = {}) =>
  (await inputsOf(DEPLOYMENT, `compute-service-${name}`, example))["spec"].template.spec;

describe("a workload", () => {
  it("is a namespace with each service apart, behind nginx and one load balancer", async () => {
    expect(countByType(await recordExample())).toEqual({
      "kubernetes:core/v1:Namespace": 1,
      [POLICY]: 2,
      [ACCOUNT]: 4,
      [DEPLOYMENT]: 4,
      [CRON]: 1,
      // Those that answer requests, and the front.
      [SERVICE]: 3,
      [SECRET]: 1,
      "kubernetes:core/v1:ConfigMap": 1,
      // The worker with two copies, and the front.
      [BUDGET]: 2,
    });
  });

  it("stands wholly in its cluster, by an explicit provider whose access is secret", async () => {
    const recording = await recordExample();
    const provider = onlyOf(recording, "pulumi:providers:kubernetes");
    expect(isSecret(provider.inputs["kubeconfig"])).toBe(true);
    expect(provider.inputs["clusterIdentifier"]).toBe("cluster");
    const objects = recording.resources.filter(({ type }) => type.startsWith("kubernetes:"));
    expect([...new Set(objects.map((it) => it.provider))]).toEqual([provider.urn]);
    expect([...new Set(objects.map((it) => it.parent))]).toEqual([provider.parent]);
  });

  it("refuses pods that get at their machine, in a namespace named after app and stack", async () => {
    expect((await inputsOf("kubernetes:core/v1:Namespace", "compute-namespace"))["metadata"]).toEqual({
      name: "shop-test",
      labels: {
        ...LABELS,
        "pod-security.kubernetes.io/enforce": "baseline",
        "pod-security.kubernetes.io/warn": "baseline",
      },
    });
  });

  it("keeps labels within what Kubernetes takes", async () => {
    const stack = { stack: `a${"b".repeat(80)}/c` };
    const { labels } = (await inputsOf("kubernetes:core/v1:Namespace", "compute-namespace", { stack }))["metadata"];
    expect(labels["landfall-stack"]).toMatch(/^[a-z0-9-]{63}$/);
  });
});

describe("a service that always runs", () => {
  it("is asked whether it is well, and is exchanged copy by copy", async () => {
    const { metadata, spec } = await inputsOf(DEPLOYMENT, "compute-service-web");
    expect(metadata).toEqual({ name: "web", namespace: "shop-test", labels: { ...LABELS, ...selector("web") } });
    const { template, ...rest } = spec;
    expect(rest).toEqual({
      replicas: 1,
      selector: { matchLabels: selector("web") },
      strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: "25%" } },
    });
    expect(template.spec.containers[0]).toMatchObject({
      startupProbe: { httpGet: { path: "/health", port: "http" }, periodSeconds: 5, failureThreshold: 12 },
      readinessProbe: { httpGet: { path: "/health", port: "http" }, periodSeconds: 15, failureThreshold: 2 },
      livenessProbe: { httpGet: { path: "/health", port: "http" }, periodSeconds: 15, failureThreshold: 3 },
      lifecycle: { preStop: { sleep: { seconds: 5 } } },
    });
    expect(template.spec.terminationGracePeriodSeconds).toBe(35);
  });

  it("may do nothing to its machine, and asks the cluster for nothing", async () => {
    const { containers, ...pod } = await podOf("web");
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: { seccompProfile: { type: "RuntimeDefault" } },
      serviceAccountName: "service-web",
    });
    expect(containers[0].securityContext).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
    });
    expect(await inputsOf(ACCOUNT, "compute-service-web")).toMatchObject({ automountServiceAccountToken: false });
  });

  it("is given what it needs, and never more than twice the memory", async () => {
    const { containers } = await podOf("web", { services: { web: { cpu: 0.5, memoryMiB: 300 } } });
    expect(containers[0].resources).toEqual({
      requests: { cpu: "500m", memory: "300Mi" },
      limits: { memory: "600Mi" },
    });
  });

  it("is spread over zones and machines", async () => {
    expect((await podOf("web")).topologySpreadConstraints).toMatchObject(
      ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
        maxSkew: 1,
        topologyKey,
        whenUnsatisfiable: "ScheduleAnyway",
      })),
    );
  });

  it("is called by its name", async () => {
    expect((await inputsOf(SERVICE, "compute-service-api"))["spec"]).toEqual({
      type: "ClusterIP",
      selector: selector("api"),
      ports: [{ name: "http", port: 8000, targetPort: "http" }],
    });
    expect((await podOf("web")).containers[0].env).toContainEqual({ name: "API_URL", value: "http://api:8000" });
  });

  it("has no address and no probes in the background, but its own command and as many copies as it wants", async () => {
    const { resources } = await resolveExample();
    const { spec } = resolved(resources, DEPLOYMENT, "compute-service-worker").inputs;
    expect(spec.replicas).toBe(2);
    const [container] = spec.template.spec.containers;
    expect(container.command).toEqual(["consume"]);
    expect(container).not.toHaveProperty("ports");
    expect(container).not.toHaveProperty("readinessProbe");
    expect(resources.some(({ type, name }) => type === SERVICE && name === "compute-service-worker")).toBe(false);
  });

  it("scales with the CPU where it may, and the number of its copies is then not this program's", async () => {
    const recording = await recordExample({ args: { count: 2, maxCount: 6 } });
    expect(ofType(recording, SCALER).map(({ name }) => name)).toEqual(["compute-service-api", "compute-service-web"]);
    const ignored = ofType(recording, DEPLOYMENT).map(({ name, ignoreChanges }) => [name, ignoreChanges]);
    expect(Object.fromEntries(ignored)).toEqual({
      "compute-service-api": ["spec.replicas"],
      "compute-service-web": ["spec.replicas"],
      "compute-service-worker": [],
      "compute-front": [],
    });
    const { spec } = await inputsOf(SCALER, "compute-service-web", { args: { count: 2, maxCount: 6 } });
    expect(spec).toEqual({
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
      minReplicas: 2,
      maxReplicas: 6,
      metrics: [
        { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } } },
      ],
    });
  });

  it("is never without a copy while machines are exchanged, where it has several", async () => {
    const budgets = (example: Example) =>
      recordExample(example).then((it) =>
        ofType(it, BUDGET)
          .map(({ name }) => name)
          .sort(),
      );
    expect(await budgets({})).toEqual(["compute-front", "compute-service-worker"]);
    expect(await budgets({ services: { web: { replicas: 2 } } })).toContain("compute-service-web");
  });

  it("carries what its cloud reads of the account and of its copies", async () => {
    const more = {
      accountAnnotations: () => ({ "cloud.example/role": "r" }),
      podAnnotations: (service: string): Record<string, string> =>
        service === "web" ? { "cloud.example/version": "1" } : {},
    };
    const { resources } = await resolveExample({ more });
    const annotations = (type: string, name: string) => resolved(resources, type, name).inputs;
    expect(annotations(ACCOUNT, "compute-service-web")["metadata"].annotations).toEqual({ "cloud.example/role": "r" });
    const pod = (name: string) => annotations(DEPLOYMENT, `compute-service-${name}`)["spec"].template.metadata;
    expect(pod("web").annotations).toEqual({ "cloud.example/version": "1" });
    expect(pod("api")).not.toHaveProperty("annotations");
  });
});

describe("a scheduled service", () => {
  it("is run in UTC, never twice at once, and ends", async () => {
    const { spec } = await inputsOf(CRON, "compute-service-nightly");
    const { jobTemplate, ...rest } = spec;
    expect(rest).toEqual({
      schedule: "0 2 * * *",
      timeZone: "Etc/UTC",
      concurrencyPolicy: "Forbid",
      startingDeadlineSeconds: 600,
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 3,
    });
    const { template, ...job } = jobTemplate.spec;
    expect(job).toEqual({ backoffLimit: 1, activeDeadlineSeconds: 21600 });
    expect(template.spec.restartPolicy).toBe("Never");
    expect(template.spec.containers[0].env).toEqual([{ name: "API_URL", value: "http://api:8000" }]);
  });
});

describe("secrets of a workload", () => {
  it("stand in one Secret for each service that is told any, and with exactly those", async () => {
    const recording = await recordExample();
    const kept = onlyOf(recording, SECRET);
    expect(kept.name).toBe("compute-service-web");
    expect(kept.inputs).toMatchObject({ immutable: true, type: "Opaque" });
    expect(kept.inputs["metadata"]).not.toHaveProperty("name");
    expect(isSecret(kept.inputs["stringData"])).toBe(true);
    expect((await inputsOf(SECRET, "compute-service-web"))["stringData"].value).toEqual({ MAIL_KEY: MAIL_CANARY });
  });

  it("are told by reference to it, so that another value makes other copies", async () => {
    expect((await podOf("web")).containers[0].env).toEqual([
      { name: "API_URL", value: "http://api:8000" },
      { name: "LOG_LEVEL", value: "info" },
      { name: "MAIL_KEY", valueFrom: { secretKeyRef: { name: "compute-service-web-id", key: "MAIL_KEY" } } },
    ]);
  });

  it("are refused where a store keeps them", async () => {
    const environment = { KEY: reference({ provider: "aws", id: pulumi.output("arn") }) };
    await expect(recordExample({ services: { web: { environment } } })).rejects.toThrow(
      "a pod was given KEY, which stands in the store of aws",
    );
  });
});

describe("the network of a workload", () => {
  it("lets pods of the namespace call each other, and nobody tell them what is meant for the machine", async () => {
    const { spec } = await inputsOf(POLICY, "compute-closed");
    expect(spec).toEqual({
      podSelector: {},
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ from: [{ podSelector: {} }] }],
      egress: [
        { to: [{ namespaceSelector: {} }] },
        { to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["169.254.169.254/32"] } }] },
      ],
    });
  });

  it("lets everybody in to the front alone", async () => {
    expect((await inputsOf(POLICY, "compute-front"))["spec"]).toEqual({
      podSelector: { matchLabels: selector("nginx", "front") },
      policyTypes: ["Ingress"],
      ingress: [{ ports: [8080, 8443].map((port) => ({ protocol: "TCP", port })) }],
    });
  });
});
