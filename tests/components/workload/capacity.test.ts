import { capacityIssues, type ClusterDemand } from "../../../components/workload/capacity";
import { formatIssue } from "../../../components/core/errors";

const room = { vcpus: 1.8, memoryMiB: 3000 };
const service = (change: Partial<ClusterDemand["services"][string]> = {}) => ({
  port: 8000,
  replicas: 1,
  cpu: 0.25,
  memoryMiB: 256,
  ...change,
});
const issuesOf = (services: ClusterDemand["services"], count = 1) =>
  capacityIssues({ at: "compute.size", got: "medium", count, services }, room).map(formatIssue);

describe("the capacity of a cluster", () => {
  it("is enough for what fits", () => {
    expect(issuesOf({ web: service(), nightly: service({ port: undefined, schedule: "0 2 * * *" }) })).toEqual([]);
    expect(issuesOf({ web: service({ replicas: 6 }) })).toEqual([]);
  });

  it("is too small for a copy that no machine has room for, however many there are", () => {
    expect(issuesOf({ ai: service({ memoryMiB: 4000 }), web: service() }, 10)).toEqual([
      "compute.size: a copy of ai needs 0.25 vCPU and 4000 MiB, a machine has 1.8 vCPU and 3000 MiB for it; " +
        'got "medium"; take a larger size',
    ]);
  });

  it("is too small where all copies together find no room on the machines that are always there", () => {
    expect(issuesOf({ web: service({ replicas: 7 }) })).toEqual([
      "compute.size: all copies together need 1.95 vCPU and 1920 MiB, the machines have 1.8 vCPU and 3000 MiB for " +
        'them; got "medium"; take a larger size, or fewer replicas',
    ]);
    expect(issuesOf({ web: service({ replicas: 7 }) }, 2)).toEqual([]);
  });

  it("counts as many copies of what answers requests as there are machines, and of a worker what it wants", () => {
    const services = { a: service({ cpu: 0.7 }), b: service({ cpu: 0.7 }), c: service({ port: undefined, cpu: 0.7 }) };
    expect(issuesOf(services, 3)).toEqual([]);
    expect(issuesOf({ ...services, c: service({ port: undefined, cpu: 0.7, replicas: 3 }) }, 3)).toHaveLength(1);
  });
});
