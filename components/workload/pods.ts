import type { core, meta } from "@pulumi/kubernetes/types/input";
import type { ResolvedServiceArgs, WebService } from "../compute";
import { isWeb } from "../compute";
import type { Variable } from "./environment";
import { selectorOf, type Part } from "./names";

/** Seconds in which requests that still come find their copy, after it was taken out of the turn. */
const DRAIN_SECONDS = 5;
/** Seconds that a copy has to end after that. */
const END_SECONDS = 30;

export const GRACE_SECONDS = DRAIN_SECONDS + END_SECONDS;

/** A copy that is asked to end still answers what is on its way to it. */
export const DRAINED: core.v1.Lifecycle = { preStop: { sleep: { seconds: DRAIN_SECONDS } } };

/** What no container needs: https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
export const CONFINED: core.v1.SecurityContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
};

/** Copies stand in as many zones, and on as many machines, as there are. */
export const spread = (part: Part, name: string): core.v1.TopologySpreadConstraint[] =>
  ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: selectorOf(part, name) },
  }));

/** A starting copy is let be for its grace; a running one is taken out of the turn, and then started anew. */
function probes({ health }: WebService): Pick<core.v1.Container, "startupProbe" | "readinessProbe" | "livenessProbe"> {
  const { path, intervalSeconds, graceSeconds } = health;
  const ask = { httpGet: { path, port: "http" }, timeoutSeconds: 5 };
  const startEvery = Math.min(intervalSeconds, 5);
  return {
    startupProbe: { ...ask, periodSeconds: startEvery, failureThreshold: Math.ceil(graceSeconds / startEvery) },
    readinessProbe: { ...ask, periodSeconds: intervalSeconds, failureThreshold: 2 },
    livenessProbe: { ...ask, periodSeconds: intervalSeconds, failureThreshold: 3 },
  };
}

/** The container of a service: what it needs is kept for it, and it never takes more memory than twice that. */
export function containerOf(name: string, service: ResolvedServiceArgs, env: readonly Variable[]): core.v1.Container {
  const { image, command, cpu, memoryMiB, schedule } = service;
  return {
    name,
    image,
    ...(command === undefined ? {} : { command: [...command] }),
    env: [...env],
    ...(isWeb(service) ? { ports: [{ name: "http", containerPort: service.port }], ...probes(service) } : {}),
    ...(schedule === undefined ? { lifecycle: DRAINED } : {}),
    resources: {
      requests: { cpu: `${Math.round(cpu * 1000)}m`, memory: `${memoryMiB}Mi` },
      limits: { memory: `${memoryMiB * 2}Mi` },
    },
    securityContext: CONFINED,
  };
}

/** What every pod of the stack is held to, whatever runs in it. */
export const POD = {
  automountServiceAccountToken: false,
  // Addresses of other services as variables would mix with the app's own.
  enableServiceLinks: false,
  securityContext: { seccompProfile: { type: "RuntimeDefault" } },
} as const satisfies Partial<core.v1.PodSpec>;

/** The labels of a pod and the selector that finds it. */
export const selects = (part: Part, name: string): meta.v1.LabelSelector => ({ matchLabels: selectorOf(part, name) });
