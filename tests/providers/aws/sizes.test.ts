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

  it("names the source and the day of every figure", () => {
    for (const size of [...Object.values(awsSizes.compute.containers), ...Object.values(awsSizes.database.managed)]) {
      expect(size.source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
      expect(size.date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    }
  });

  it("takes an unknown size for a bug", () => {
    expect(() => sizeIn(awsSizes.compute.containers, "gigantic")).toThrow("gigantic");
  });
});
