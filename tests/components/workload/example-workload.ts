import * as pulumi from "@pulumi/pulumi";
import { resolveComputeArgs, type ResolvedComputeArgs, type ServiceArgs } from "../../../components/compute";
import { plain, secret } from "../../../components/core/binding";
import { buildWith, Component, type StackIdentity } from "../../../components/core/component";
import type { DriverContext } from "../../../components/core/driver";
import type { Secrets } from "../../../components/secrets";
import { clusterProvider } from "../../../components/workload/cluster";
import type { FrontArgs } from "../../../components/workload/front";
import { deployWorkload, type Workload, type WorkloadArgs } from "../../../components/workload/workload";
import { record, type Recording } from "../../../src/plan/recorder";
import { testStack } from "../../support/harness";
import { resolveWith, type ResolvedResource } from "../../support/resolve";

export const MAIL_CANARY = "canary-mail-key";

const any: ServiceArgs = {
  image: "ghcr.io/acme/any:1.0.0",
  routes: [],
  environment: {},
  buckets: {},
  calls: [],
};

const services: Readonly<Record<string, ServiceArgs>> = {
  web: {
    ...any,
    image: "ghcr.io/acme/web:1.4.0",
    port: 3000,
    routes: ["/"],
    health: { path: "/health", intervalSeconds: 15, graceSeconds: 60 },
    environment: { LOG_LEVEL: plain("info"), MAIL_KEY: secret(MAIL_CANARY) },
    calls: ["api"],
  },
  api: { ...any, port: 8000, routes: ["/api"], health: { path: "/api/health" } },
  worker: { ...any, replicas: 2, command: ["consume"] },
  nightly: { ...any, schedule: "0 2 * * *", calls: ["api"] },
};

/** What a test changes of the example. */
export interface Example {
  readonly stack?: Partial<StackIdentity>;
  readonly args?: Partial<Pick<ResolvedComputeArgs, "count" | "maxCount" | "rateLimits" | "front">> & {
    /** `null` leaves the name out. */
    readonly hostname?: string | null;
  };
  readonly services?: Readonly<Record<string, Partial<ServiceArgs> | undefined>>;
  readonly front?: Partial<FrontArgs>;
  readonly more?: Pick<WorkloadArgs, "accountAnnotations" | "podAnnotations">;
}

function argsOf({ args, services: changes = {}, stack }: Example): ResolvedComputeArgs {
  const all = { ...services };
  for (const [name, change] of Object.entries(changes)) {
    if (change === undefined) delete all[name];
    else all[name] = { ...any, ...all[name], ...change };
  }
  const { hostname = "api.example.com", ...amounts } = args ?? {};
  return resolveComputeArgs({
    stack: { ...testStack, ...stack },
    services: all,
    size: "medium",
    count: 1,
    ...amounts,
    ...(hostname === null ? {} : { hostname }),
    // Nothing in a cluster asks for the store.
    secrets: undefined as unknown as Secrets,
    adminCidrs: [],
    sshPublicKeys: [],
  });
}

const build = (context: DriverContext, example: Example): Workload =>
  deployWorkload(context, {
    cluster: clusterProvider(context, { kubeconfig: "kubeconfig", identifier: "cluster" }),
    args: argsOf(example),
    front: { annotations: { "example.com/kind": "public" }, tls: "balancer", client: "kept", ...example.front },
    ...example.more,
  });

/** A component that is nothing but a workload. */
class ExampleCompute extends Component<{ readonly address: pulumi.Output<string> }> {
  readonly address: pulumi.Output<string>;

  constructor(example: Example) {
    const driver = (context: DriverContext, it: Example) => ({
      outputs: { address: build(context, it).front.address },
      nodes: {},
    });
    const placement = { provider: "test", shape: "kubernetes", service: "Test", providers: [], driver };
    super(
      "Compute",
      "compute",
      { ...testStack, ...example.stack },
      placement,
      buildWith(placement, example),
      () => ({}),
    );
    this.address = this.outputs.address;
  }
}

/** The example as a first preview sees it. */
export const recordExample = (example: Example = {}): Promise<Recording> =>
  record(async () => void new ExampleCompute(example), { project: "landfall", stack: "test", config: {} });

const known = ({ name, type, inputs }: ResolvedResource) => ({
  ...(inputs as object),
  ...(type === "kubernetes:core/v1:Service"
    ? { status: { loadBalancer: { ingress: [{ hostname: `${name}.example` }] } } }
    : {}),
});

/** The example with every value known, and the address that it is reached at. */
export const resolveExample = (example: Example = {}) =>
  resolveWith({ state: known }, async () => new ExampleCompute(example).address);
