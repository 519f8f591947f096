import { awsSizes, sizeIn } from "../../../providers/aws/sizes";

/** What Fargate offers, MiB by vCPU: the two columns of the table at the sizes' source. */
const OFFERED: Record<number, [least: number, most: number]> = {
  0.25: [512, 2048],
  0.5: [1024, 4096],
  1: [2048, 8192],
  2: [4096, 16384],
  4: [8192, 30720],
};

describe("awsSizes", () => {
  it("has the documented task of half a vCPU and 1 GB as small", () => {
    expect(awsSizes.compute.containers.small).toMatchObject({ vcpus: 0.5, memoryMiB: 1024 });
  });

  it("has the documented database as micro", () => {
    expect(awsSizes.database.managed.micro).toMatchObject({ instanceType: "db.t4g.micro", vcpus: 2, memoryMiB: 1024 });
  });

  it.each(Object.entries(awsSizes.compute.containers))(
    "has a task that Fargate offers as %s",
    (_name, { vcpus, memoryMiB }) => {
      const [least, most] = OFFERED[vcpus]!;
      expect(memoryMiB).toBeGreaterThanOrEqual(least);
      expect(memoryMiB).toBeLessThanOrEqual(most);
    },
  );

  it("has the documented machine as micro, alone and in a group", () => {
    for (const sizes of [awsSizes.compute.vm, awsSizes.compute["vm-group"]]) {
      expect(sizes.micro).toMatchObject({ instanceType: "t3.micro", vcpus: 2, memoryMiB: 1024 });
      expect(Object.keys(sizes)).toEqual(["micro", "small", "medium", "large", "xlarge"]);
    }
  });

  it("names the source and the day of every figure", () => {
    for (const size of [...Object.values(awsSizes.compute.containers), ...Object.values(awsSizes.database.managed)]) {
      expect(size.source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
      expect(size.date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    }
  });

  it("scales Aurora from nothing, in units of 2 GiB, and names the range", () => {
    expect(awsSizes.database.serverless.micro).toMatchObject({ leastAcu: 0, mostAcu: 1, vcpus: 0.25, memoryMiB: 2048 });
    expect(awsSizes.database.serverless.xlarge.instanceType).toBe("db.serverless 2-16 ACU");
  });

  it("has nodes and brokers of types that their services take", () => {
    for (const { instanceType } of Object.values(awsSizes.cache.managed))
      expect(instanceType).toMatch(/^cache\.[tm]\dg\./);
    for (const { instanceType } of Object.values(awsSizes.queue.kafka)) expect(instanceType).toMatch(/^kafka\.m7g\./);
  });

  it("takes an unknown size for a bug", () => {
    expect(() => sizeIn(awsSizes.compute.containers, "gigantic")).toThrow("gigantic");
  });
});
