import type { DriverContext } from "../../../components/core/driver";
import { buildWith, Component } from "../../../components/core/component";
import { clusterProvider } from "../../../components/workload/cluster";
import { metricsServer } from "../../../components/workload/metrics-server";
import { record } from "../../../src/plan/recorder";
import { countByType, onlyOf, testStack } from "../../support/harness";

class Metrics extends Component<object> {
  constructor() {
    const driver = (context: DriverContext) => {
      metricsServer(context, clusterProvider(context, { kubeconfig: "kubeconfig", identifier: "cluster" }));
      return { outputs: {}, nodes: {} };
    };
    const placement = { provider: "test", shape: "kubernetes", service: "Test", providers: [], driver };
    super("Compute", "compute", testStack, placement, buildWith(placement, {}), () => ({}));
  }
}

describe("the server of metrics", () => {
  const recorded = record(async () => void new Metrics(), { project: "landfall", stack: "test", config: {} });

  it("is what the cluster asks for how busy copies are, with the rights to read that alone", async () => {
    expect(countByType(await recorded)).toEqual({
      "kubernetes:core/v1:ServiceAccount": 1,
      "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole": 1,
      "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding": 2,
      "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding": 1,
      "kubernetes:apps/v1:Deployment": 1,
      "kubernetes:core/v1:Service": 1,
      "kubernetes:apiregistration.k8s.io/v1:APIService": 1,
    });
    const { inputs } = onlyOf(await recorded, "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole");
    expect(inputs["rules"]).toEqual([
      { apiGroups: [""], resources: ["nodes/metrics"], verbs: ["get"] },
      { apiGroups: [""], resources: ["pods", "nodes"], verbs: ["get", "list", "watch"] },
    ]);
  });

  it("answers once it runs, and runs once it may", async () => {
    const recording = await recorded;
    const server = onlyOf(recording, "kubernetes:apps/v1:Deployment");
    expect(onlyOf(recording, "kubernetes:apiregistration.k8s.io/v1:APIService").dependsOn).toContain(server.urn);
    expect(server.dependsOn).toContain(onlyOf(recording, "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding").urn);
  });
});
