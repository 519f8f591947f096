import { costOf } from "../../src/cost/cost";
import { pricesOf } from "../../src/cost/prices";
import { allowanceTexts } from "../../src/cost/text";
import { regionOf, resourceOf } from "./support";

const lists = pricesOf(["aws", "cloudflare", "digitalocean", "oci"]);

const cost = (assumptions: Record<string, number | string>, ...resources: ReturnType<typeof resourceOf>[]) =>
  costOf(resources, lists, assumptions);

const a1 = (name: string, ocpus: number, memoryInGbs: number) =>
  resourceOf("oci:Core/instance:Instance", name, {
    shape: "VM.Standard.A1.Flex",
    shapeConfig: { ocpus, memoryInGbs },
    sourceDetails: { bootVolumeSizeInGbs: "50" },
  });

describe("what Oracle gives free of charge", () => {
  it("is 2 OCPUs and 12 GB of A1 across the stack, and what goes beyond is billed and told first", () => {
    const found = cost({}, a1("a", 1, 8), a1("b", 1, 6));
    expect(allowanceTexts(found)).toEqual([
      "oci: A1 memory, uses 14 of 12 GB free; 2 GB are billed",
      "oci: A1 OCPUs, uses 2 of 2 OCPUs free",
      "oci: block storage, uses 100 of 200 GB free",
      "oci: performance of block storage, uses 1000 of 2000 VPU free",
    ]);
    // 2 GB × 0.0015 × 730
    expect(found.monthlyUsd).toBe(2.19);
  });

  it("is told to be exceeded also where the price beyond is not known", () => {
    const free = (name: string) =>
      resourceOf("oci:Database/autonomousDatabase:AutonomousDatabase", name, { isFreeTier: true });
    const found = cost({}, free("a"), free("b"), free("c"));
    expect(allowanceTexts(found)).toEqual([
      "oci: Autonomous Databases, uses 3 of 2 databases free; 1 database is billed",
    ]);
    expect(found.unknown).toHaveLength(1);
  });

  it("is 20 GB of objects in all buckets together", () => {
    const buckets = ["a", "b"].map((name) => resourceOf("oci:ObjectStorage/bucket:Bucket", `storage-${name}`));
    const assumed = { "storage.buckets.a.storedGiB": 15, "storage.buckets.b.storedGiB": 15 };
    // (30 - 20) × 0.0255 = 0.255
    expect(cost(assumed, ...buckets).monthlyUsd).toBe(0.26);
  });

  it("is 10 TB of traffic, beyond which no price is known", () => {
    const traffic = (egressGiB: number) =>
      cost({ "traffic.services.egressGiB": egressGiB }, a1("compute-app", 1, 6)).unknown.map(({ why }) => why);
    expect(traffic(10_000)).toEqual([]);
    expect(traffic(10_001)).toEqual([expect.stringContaining("traffic to the internet")]);
  });
});

describe("what the others give free of charge", () => {
  it("is the transfer that each Droplet brings along, pooled", () => {
    const droplets = ["compute-1", "compute-2"].map((name) =>
      resourceOf("digitalocean:index/droplet:Droplet", name, { size: "s-1vcpu-2gb" }),
    );
    const found = cost({ "traffic.services.egressGiB": 4500 }, ...droplets);
    expect(allowanceTexts(found)).toEqual([
      "digitalocean: transfer of Droplets, uses 4500 of 4000 GiB free; 500 GiB are billed",
    ]);
    // 2 × 12, 500 × 0.01
    expect(found).toMatchObject({ flatUsd: 24, usageUsd: 5, monthlyUsd: 29 });
  });

  it("is a terabyte of CloudFront, and 100 GB of what AWS sends without it", () => {
    const distribution = resourceOf("aws:cloudfront/distribution:Distribution", "edge-distribution");
    const machine = resourceOf("aws:ec2/instance:Instance", "compute-app", { instanceType: "t3.micro" });
    const assumed = { "traffic.services.egressGiB": 150 };
    const region = regionOf("aws", "us-east-1");
    expect(cost(assumed, region, machine, distribution).usageUsd).toBe(0);
    // (150 - 100) × 0.09
    expect(cost(assumed, region, machine).usageUsd).toBe(4.5);
  });

  it("is ten alarms of CloudWatch", () => {
    const alarms = Array.from({ length: 12 }, (_, index) =>
      resourceOf("aws:cloudwatch/metricAlarm:MetricAlarm", `a${index}`),
    );
    expect(cost({}, ...alarms).monthlyUsd).toBe(0.2);
  });

  it("is 100,000 requests a day on Workers Free, and ten million a month on Workers Paid", () => {
    const scripts = ["compute-api", "compute-web"].map((name) =>
      resourceOf("cloudflare:index/workersScript:WorkersScript", name),
    );
    const on = (workersPlan: string, requests: number) =>
      cost(
        { "landfall:cloudflare.workersPlan": workersPlan, "traffic.services.requestsPerMonth": requests },
        ...scripts,
      );
    expect(on("free", 3_000_000)).toMatchObject({ monthlyUsd: 0, unknown: [] });
    const over = on("free", 4_000_000);
    expect(over.unknown).toMatchObject([{ why: "requests: beyond 100,000 a day requests are refused" }]);
    expect(over.allowances).toMatchObject([{ used: 4, free: 3, over: 1 }]);
    // 5 once for both scripts, 2 × 0.3
    expect(on("paid", 12_000_000)).toMatchObject({ flatUsd: 5, usageUsd: 0.6, unknown: [] });
  });
});
