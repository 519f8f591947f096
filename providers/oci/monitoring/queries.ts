import * as pulumi from "@pulumi/pulumi";
import type { AlarmMetric, ResolvedMonitoringArgs } from "../../../components/monitoring";

/** A query of the Monitoring service, and where its metric is. */
export interface Query {
  readonly namespace: string;
  /** Up to the comparison, in MQL; in percent. */
  readonly of: pulumi.Output<string>;
}

/** Something that can be watched, by the OCIDs that its metrics are kept under. */
export interface Watched {
  readonly namespace: string;
  /** The dimension that tells one from another. */
  readonly dimension: "resourceId" | "instancePoolId";
  readonly ids: readonly pulumi.Output<string>[];
}

/** What a stack has that this provider can watch; a reason where it cannot. */
export interface Watchable {
  readonly machines: readonly Watched[] | string;
  readonly loadBalancer: readonly Watched[] | string;
  readonly connections: readonly Watched[] | string;
}

/** Metrics come every minute; five of them make a value that one odd minute does not decide. */
const INTERVAL = "5m";

/** Which of the metric's streams are meant; several values are told apart by a bar. */
function filter({ dimension, ids }: Watched): pulumi.Output<string> {
  return pulumi.all([...ids]).apply((known) => `{${dimension} =~ "${[...known].sort().join("|")}"}`);
}

const mean = (metric: string, what: Watched): Query => ({
  namespace: what.namespace,
  of: pulumi.interpolate`${metric}[${INTERVAL}]${filter(what)}.mean()`,
});

/** A kind of answer, in percent of all requests. */
function share(metric: string, what: Watched): Query {
  const sum = (of: string) => pulumi.interpolate`${of}[${INTERVAL}]${filter(what)}.grouping().sum()`;
  return { namespace: what.namespace, of: pulumi.interpolate`(${sum(metric)} / ${sum("HttpRequests")}) * 100` };
}

/** https://docs.oracle.com/iaas/Content/Compute/References/computemetrics.htm */
const NO_DISK = "the agents of Oracle Cloud measure what a disk reads and writes, not how full its file systems are";

/** The queries behind each metric, any of which may tell, or why there is none. */
export function queriesOf(metric: AlarmMetric, { machines, loadBalancer, connections }: Watchable): Query[] | string {
  const of = (what: readonly Watched[] | string, make: (what: Watched) => Query) =>
    typeof what === "string" ? what : what.map(make);
  switch (metric) {
    case "cpu":
      return of(machines, (what) => mean("CpuUtilization", what));
    case "memory":
      return of(machines, (what) => mean("MemoryUtilization", what));
    case "disk":
      return NO_DISK;
    case "databaseConnections":
      return of(connections, (what) => mean("SessionUtilization", what));
    case "clientErrors":
      return of(loadBalancer, (what) => share("HttpResponses4xx", what));
    case "serverErrors":
      return of(loadBalancer, (what) => share("HttpResponses5xx", what));
  }
}

type Parts = Pick<ResolvedMonitoringArgs, "compute" | "database">;

/** Nodes of compute as far as they are watched; every shape of it has some of them. */
interface ComputeParts {
  /** Machines, or container instances. */
  readonly instances?: Readonly<Record<string, pulumi.CustomResource>>;
  readonly pool?: pulumi.CustomResource;
  readonly balancer?: { readonly loadBalancer: pulumi.CustomResource };
}

const ELSEWHERE = "stands on another provider, whose metrics Oracle Cloud does not have";

const idsOf = (resources: Readonly<Record<string, pulumi.CustomResource>> = {}): pulumi.Output<string>[] =>
  Object.values(resources).map(({ id }) => id);

/** A pool's machines come and go, and are known by their pool; all others have an OCID each. */
function machinesOf({ instances, pool }: ComputeParts, shape: string): readonly Watched[] | string {
  const namespace = shape === "containers" ? "oci_computecontainerinstance" : "oci_computeagent";
  const pooled: Watched[] = pool === undefined ? [] : [{ namespace, dimension: "instancePoolId", ids: [pool.id] }];
  const ids = idsOf(instances);
  const single: Watched[] = ids.length === 0 ? [] : [{ namespace, dimension: "resourceId", ids }];
  const all = [...pooled, ...single];
  return all.length > 0 ? all : "this shape of compute has no machines whose OCIDs are known beforehand";
}

const loadBalancerOf = ({ balancer }: ComputeParts): readonly Watched[] | string =>
  balancer === undefined
    ? "answers are counted by load balancers, and there is none before these services"
    : [{ namespace: "oci_lbaas", dimension: "resourceId", ids: [balancer.loadBalancer.id] }];

function connectionsOf({ database }: Parts): readonly Watched[] | string {
  if (database === undefined || database.provider !== "oci") return `the database ${ELSEWHERE}`;
  const { autonomousDatabase } = database.nodes as { readonly autonomousDatabase?: pulumi.CustomResource };
  if (autonomousDatabase !== undefined) {
    return [{ namespace: "oci_autonomous_database", dimension: "resourceId", ids: [autonomousDatabase.id] }];
  }
  return `${database.service} tells how many connections there are, not how many there may be`;
}

/** What there is to watch of a stack. */
export function watchable(parts: Parts): Watchable {
  const { compute } = parts;
  const connections = connectionsOf(parts);
  if (compute === undefined || compute.provider !== "oci") {
    const reason = `compute ${ELSEWHERE}`;
    return { machines: reason, loadBalancer: reason, connections };
  }
  const nodes: ComputeParts = compute.nodes;
  return { machines: machinesOf(nodes, compute.shape), loadBalancer: loadBalancerOf(nodes), connections };
}
