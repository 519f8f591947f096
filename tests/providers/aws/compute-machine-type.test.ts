import { creditInputs, instanceTypeProblem, machineType } from "../../../providers/aws/compute/machine-type";
import { awsSizes } from "../../../providers/aws/sizes";

const sizes = awsSizes.compute.vm;

describe("an instance type in place of a size", () => {
  it.each([
    "t3.micro",
    "t3a.small",
    "m7i.2xlarge",
    "m7i-flex.large",
    "c6id.32xlarge",
    "x2iedn.xlarge",
    "m7i.metal-24xl",
  ])("may be %s", (type) => {
    expect(instanceTypeProblem(type)).toBeUndefined();
  });

  it.each(["", "t3", "t3.", "t3.huge", "T3.micro", "VM.Standard.E4.Flex", "s-1vcpu-1gb", "t3.micro\n"])(
    "is not %j",
    (type) => {
      expect(instanceTypeProblem(type)).toBe("is no instance type of EC2");
    },
  );

  it.each(["t4g.micro", "m7gd.large", "c7gn.xlarge", "a1.medium"])("has no ARM processor, as %s has", (type) => {
    expect(instanceTypeProblem(type)).toContain("ARM");
  });

  it.each(["t2.micro", "m4.large", "i3.large"])("is of Nitro, as %s is not", (type) => {
    expect(instanceTypeProblem(type)).toContain("before Nitro");
  });
});

describe("machineType", () => {
  it("is the size's own", () => {
    expect(machineType(sizes, { size: "micro", instanceType: undefined })).toEqual({
      instanceType: "t3.micro",
      memoryMiB: 1024,
    });
  });

  it.each([
    ["t3a.small", 2],
    ["t3.large", 8],
    ["c7i.xlarge", 8],
    ["m7i-flex.large", 8],
    ["r7i.2xlarge", 64],
    ["c6i.large", 4],
  ])("knows how much memory %s has: %i GiB", (instanceType, gib) => {
    expect(machineType(sizes, { size: "micro", instanceType })).toEqual({ instanceType, memoryMiB: gib * 1024 });
  });

  it("counts with the size's memory where a name does not tell", () => {
    expect(machineType(sizes, { size: "large", instanceType: "g6.metal" }).memoryMiB).toBe(8192);
  });

  it("takes a size that is not there for a bug", () => {
    expect(() => machineType(sizes, { size: "huge" })).toThrow("let through");
  });
});

describe("creditInputs", () => {
  it("bills a burstable machine no more on a busy day, and says nothing of others", () => {
    expect(creditInputs("t3.micro")).toEqual({ creditSpecification: { cpuCredits: "standard" } });
    expect(creditInputs("m7i.large")).toEqual({});
  });
});
