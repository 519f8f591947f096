import { resolveServices } from "../../../components/compute";
import { formatIssue } from "../../../components/core/errors";
import { computeIssues } from "../../../providers/aws/compute/limits";
import type { Wanted } from "../../../providers/wanted";

type WantedCompute = NonNullable<Wanted["compute"]>;

const certificateArn = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000000";
const network = (nat: "none" | "single"): Wanted["network"] => ({ cidr: "10.20.0.0/16", zones: 2, nat });
const wanted = (change: Partial<WantedCompute> = {}): WantedCompute => ({
  shape: "containers",
  size: "small",
  instanceType: undefined,
  count: 1,
  maxCount: 1,
  diskGiB: 30,
  hostname: "api.example.com",
  fixedEgress: false,
  provable: true,
  services: resolveServices({}),
  ...change,
});
const issuesOf = (change: Partial<WantedCompute>, nat: "none" | "single" = "none", settings = {}) =>
  computeIssues(settings, wanted(change), network(nat)).map(formatIssue);

describe("what compute on AWS cannot have", () => {
  it.each(["containers", "vm", "vm-group"])("is nothing of a plain %s", (shape) => {
    expect(issuesOf({ shape })).toEqual([]);
  });

  it.each(["containers", "vm-group"])("is a load balancer without a certificate: %s", (shape) => {
    expect(issuesOf({ shape, provable: false })).toEqual([
      expect.stringContaining("landfall:aws.certificateArn: is missing"),
    ]);
    expect(issuesOf({ shape, provable: false }, "none", { certificateArn })).toEqual([]);
  });

  it("is no certificate of a machine, which gets its own", () => {
    expect(issuesOf({ shape: "vm", provable: false })).toEqual([]);
  });

  it.each(["containers", "vm-group"])("are fixed addresses of %s without a gateway", (shape) => {
    const [issue, ...others] = issuesOf({ shape, fixedEgress: true });
    expect(others).toEqual([]);
    expect(issue).toMatch(/^network\.nat: .*; got "none"; allowed single, per-zone; set network\.nat to single$/);
    expect(issuesOf({ shape, fixedEgress: true }, "single")).toEqual([]);
  });

  it("are no fixed addresses of a machine, which has its own", () => {
    expect(issuesOf({ shape: "vm", fixedEgress: true })).toEqual([]);
  });

  it("is a machine of a type that is none, or does not start the image", () => {
    expect(issuesOf({ shape: "vm", instanceType: "huge" })).toEqual([
      'compute.instanceType: is no instance type of EC2; got "huge"; allowed a type such as t3.medium or m7i.large',
    ]);
    expect(issuesOf({ shape: "vm-group", instanceType: "t4g.micro" })[0]).toContain("ARM");
    expect(issuesOf({ shape: "vm", instanceType: "t3.micro" })).toEqual([]);
  });

  it("is a disk that is smaller than the image", () => {
    expect(issuesOf({ shape: "vm", diskGiB: 7 })).toEqual([
      "compute.diskGiB: is smaller than the image of the machine; got 7; allowed 8 or more",
    ]);
  });
});
