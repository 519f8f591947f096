import { formatIssue } from "../../../components/core/errors";
import type { CloudflareSettings } from "../../../providers/cloudflare/config";
import { cloudflareEntitlements } from "../../../providers/cloudflare/entitlements";
import { workersEntitlements } from "../../../providers/cloudflare/entitlements-workers";
import type { Wanted, WantedService } from "../../../providers/wanted";

const service: WantedService = {
  image: "ghcr.io/acme/api:1.0.0",
  routes: [],
  calls: [],
  machine: "shared",
  replicas: 1,
  cpu: 0.25,
  memoryMiB: 128,
  worker: { file: "api.mjs", compatibilityDate: "2026-11-01" },
};
const web = (more: Partial<WantedService> = {}): WantedService => ({ ...service, port: 8000, ...more });

const servicesIssues = (services: Record<string, WantedService>, settings: CloudflareSettings = {}) => {
  const compute = { shape: "workers", hostname: "api.example.com", provable: true, services } as NonNullable<
    Wanted["compute"]
  >;
  return cloudflareEntitlements(settings, { compute });
};

const retentionIssues = (retentionHours: number, settings: CloudflareSettings = {}) =>
  cloudflareEntitlements(settings, {
    queue: {
      shape: "queue",
      brokers: 3,
      storageGiB: 20,
      exposure: "private",
      topics: { jobs: { partitions: 1, retentionHours } },
    },
  });

describe("what a plan of Workers allows", () => {
  it("is a day of a queue's messages on the free plan, no more and no less", () => {
    expect(retentionIssues(24)).toEqual([]);
    expect(retentionIssues(24, { workersPlan: "free" })).toEqual([]);
    for (const hours of [1, 23, 25, 168]) {
      expect(retentionIssues(hours)).toMatchObject([
        { at: "queue.topics.jobs.retentionHours", got: hours, allowed: "24" },
      ]);
    }
  });

  it("is an hour to fourteen days of a queue's messages on the paid plan", () => {
    const { least, most } = workersEntitlements.paid.retentionHours;
    expect([least * 3600 >= 60, most * 3600]).toEqual([true, 1_209_600]);
    for (const hours of [1, 24, 168, 336]) expect(retentionIssues(hours, { workersPlan: "paid" })).toEqual([]);
    expect(retentionIssues(337, { workersPlan: "paid" })).toMatchObject([{ got: 337, allowed: "1 to 336" }]);
  });

  it("is told in a line, with the plan that would do where one would", () => {
    const advice = "or subscribe the account to Workers Paid and set landfall:cloudflare.workersPlan to paid";
    expect(retentionIssues(168).map(formatIssue)).toEqual([
      `queue.topics.jobs.retentionHours: Cloudflare Queues do not keep messages for so many hours on the free plan of Workers; got 168; allowed 24; choose another time, ${advice}`,
    ]);
    expect(retentionIssues(8760)[0]!.fix).toBe("choose another time");
  });

  it("is five schedules on the free plan and 250 on the paid one", () => {
    const scheduled = (count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [`job${index}`, { ...service, schedule: "0 2 * * *" }]),
      );
    expect(servicesIssues(scheduled(5))).toEqual([]);
    expect(servicesIssues(scheduled(6))).toMatchObject([{ at: "services", got: 6, allowed: "5 at most" }]);
    expect(servicesIssues(scheduled(6), { workersPlan: "paid" })).toEqual([]);
    expect(servicesIssues(scheduled(251), { workersPlan: "paid" })).toMatchObject([
      { got: 251, fix: "leave some out" },
    ]);
  });
});

describe("what Workers do not do", () => {
  it("is to run in the background, unless messages of a topic call them", () => {
    expect(servicesIssues({ idle: service })).toMatchObject([{ at: "services.idle" }]);
    expect(servicesIssues({ writer: { ...service, topics: { jobs: "write" } } })).toMatchObject([
      { at: "services.writer" },
    ]);
    for (const access of ["read", "read-write"] as const)
      expect(servicesIssues({ reader: { ...service, topics: { jobs: access } } })).toEqual([]);
    expect(servicesIssues({ api: web(), nightly: { ...service, schedule: "0 2 * * *" } })).toEqual([]);
  });

  it("is to read one topic in two services", () => {
    const reads = { topics: { jobs: "read" } } as const;
    expect(servicesIssues({ one: { ...service, ...reads }, two: web(reads) })).toMatchObject([
      { at: "queue.topics.jobs", got: "one, two" },
    ]);
    expect(servicesIssues({ one: { ...service, ...reads }, two: web({ topics: { jobs: "write" } }) })).toEqual([]);
  });

  it("is to call each other in a circle", () => {
    expect(servicesIssues({ a: web({ calls: ["b"] }), b: web({ calls: ["a"] }) })).toMatchObject([
      { at: "services.a.calls", got: "a, b" },
    ]);
    expect(servicesIssues({ a: web({ calls: ["b"] }), b: web() })).toEqual([]);
  });
});
