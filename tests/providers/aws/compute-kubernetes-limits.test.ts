import { resolveServices } from "../../../components/compute";
import { formatIssue } from "../../../components/core/errors";
import { kubernetesIssues } from "../../../providers/aws/compute/kubernetes-limits";
import type { Wanted } from "../../../providers/wanted";

const ADMIN = "203.0.113.7/32";

describe("what a cluster on AWS cannot have", () => {
  type WantedCompute = NonNullable<Wanted["compute"]>;
  const web = resolveServices({
    web: { image: "i", port: 80, routes: ["/"], health: { path: "/" }, environment: {}, buckets: {}, calls: [] },
  });
  const issuesOf = (
    change: Partial<WantedCompute> = {},
    nat: "none" | "single" = "single",
    standard: Readonly<Record<string, unknown>> = {},
  ) => {
    const wanted: WantedCompute = {
      shape: "kubernetes",
      size: "medium",
      instanceType: undefined,
      count: 2,
      maxCount: 2,
      diskGiB: 50,
      hostname: "api.example.com",
      fixedEgress: false,
      adminCidrs: [ADMIN],
      provable: true,
      services: web,
      ...change,
    };
    return kubernetesIssues(wanted, { cidr: "10.20.0.0/16", zones: 2, nat }, standard).map(formatIssue);
  };

  it("is nothing of a plain one", () => expect(issuesOf()).toEqual([]));

  it("is machines without a gateway", () => {
    expect(issuesOf({}, "none")).toEqual([expect.stringContaining("network.nat: leaves the machines")]);
  });

  it("is a cluster that nobody reaches", () => {
    expect(issuesOf({ adminCidrs: [] })).toEqual([expect.stringContaining("landfall:adminCidrs: is empty")]);
    expect(issuesOf({ adminCidrs: undefined })).toHaveLength(1);
  });

  it("is a key that the aws CLI does not see, which is not shown", () => {
    const keys = { accessKey: "AKIACANARY", secretKey: "canary" };
    expect(issuesOf({}, "single", keys)).toEqual([expect.stringMatching(/^aws:accessKey: is not seen by the aws CLI/)]);
    expect(issuesOf({}, "single", keys).join()).not.toMatch(/canary/i);
  });

  it.each(["t3.micro", "t3.small", "m7i.medium", "m7g.large", "m4.large", "large"])("is machines of %s", (type) => {
    expect(issuesOf({ instanceType: type })).toEqual([expect.stringContaining("compute.instanceType: ")]);
  });

  it.each(["t3.medium", "m7i.large", "c7i.4xlarge"])("may be machines of %s", (instanceType) => {
    expect(issuesOf({ instanceType })).toEqual([]);
  });

  it("is copies that find no room", () => {
    const services = { web: { ...web["web"]!, memoryMiB: 6000 } };
    expect(issuesOf({ services })).toEqual([expect.stringContaining("compute.size: a copy of web needs")]);
    expect(issuesOf({ services, size: "large" })).toEqual([]);
  });
});
