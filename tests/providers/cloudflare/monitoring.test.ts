import * as pulumi from "@pulumi/pulumi";
import { Monitoring, type MonitoringArgs } from "../../../components/monitoring";
import type { CloudflareSettings } from "../../../providers/cloudflare/config";
import { known } from "../../conformance/wire";
import { countByType, ofType, onlyOf, testStack, UNKNOWN } from "../../support/harness";
import { ACCOUNT_ID, buildDns, onCloudflare, ZONE_ID } from "./zone";

const CHECK = "cloudflare:index/healthcheck:Healthcheck";
const POLICY = "cloudflare:index/notificationPolicy:NotificationPolicy";

const uptime = { services: { url: pulumi.output("https://api.example.com/health"), intervalSeconds: 300 } };

async function build(
  args: Partial<MonitoringArgs> = { uptime },
  settings: CloudflareSettings = { zoneId: ZONE_ID, plan: "pro" },
  withDns = false,
) {
  let built: Monitoring | undefined;
  const recording = await onCloudflare(settings, (connections) => {
    if (withDns) buildDns(connections);
    built = new Monitoring(
      "monitoring",
      { stack: testStack, alarms: {}, email: "ops@example.com", ...args },
      connections.place("monitoring", "cloudflare", "managed"),
    );
  });
  return { recording, watched: await known(built!.watched), unwatched: await known(built!.unwatched) };
}

describe("monitoring on Cloudflare", () => {
  it("asks for an address from outside, and tells by e-mail when it does not answer", async () => {
    const { recording, watched, unwatched } = await build();
    expect(countByType(recording)).toEqual({ [CHECK]: 1, [POLICY]: 1 });
    expect(onlyOf(recording, CHECK)).toMatchObject({ name: "monitoring-uptime-services" });
    expect(onlyOf(recording, CHECK).inputs).toEqual({
      zoneId: ZONE_ID,
      name: "shop-test-uptime-services",
      address: "api.example.com",
      type: "HTTPS",
      interval: 300,
      consecutiveFails: 2,
      retries: 2,
      timeout: 5,
      httpConfig: { method: "GET", path: "/health", port: 443, expectedCodes: ["200"] },
    });
    expect(onlyOf(recording, POLICY).inputs).toEqual({
      accountId: ACCOUNT_ID,
      name: "shop-test-uptime",
      alertType: "health_check_status_notification",
      enabled: true,
      filters: { healthCheckIds: [UNKNOWN], statuses: ["Unhealthy"] },
      mechanisms: { emails: [{ id: "ops@example.com" }] },
    });
    expect([watched, unwatched]).toEqual([["services"], {}]);
  });

  it("has one policy for several addresses", async () => {
    const { recording, watched } = await build({ uptime: { site: uptime.services, services: uptime.services } });
    expect(ofType(recording, CHECK)).toHaveLength(2);
    expect(onlyOf(recording, POLICY).inputs["filters"]).toMatchObject({ healthCheckIds: [UNKNOWN, UNKNOWN] });
    expect(watched).toEqual(["services", "site"]);
  });

  it.each([
    ["pro", 60],
    ["business", 15],
    ["enterprise", 10],
  ] as const)("asks no more often than %s allows, every %i seconds", async (plan, shortest) => {
    const often = { services: { ...uptime.services, intervalSeconds: 5 } };
    const { recording } = await build({ uptime: often }, { zoneId: ZONE_ID, plan });
    expect(onlyOf(recording, CHECK).inputs["interval"]).toBe(shortest);
  });

  it("watches from the zone that the stack makes itself", async () => {
    const { recording, watched } = await build({ uptime }, { plan: "pro" }, true);
    expect(onlyOf(recording, CHECK).inputs["zoneId"]).toBe(UNKNOWN);
    expect(watched).toEqual(["services"]);
  });

  it.each<[string, CloudflareSettings]>([
    ["on the free plan", { zoneId: ZONE_ID }],
    ["without a zone", { plan: "pro" }],
  ])("says why it does not ask %s", async (_when, settings) => {
    const { recording, watched, unwatched } = await build({ uptime }, settings);
    expect(countByType(recording)).toEqual({});
    expect(watched).toEqual([]);
    expect(unwatched).toEqual({ services: expect.stringContaining("Pro plan") as string });
  });

  it("says of each alarm, and of the bill, why nothing watches it", async () => {
    const { unwatched } = await build({ alarms: { cpu: { above: 80 }, disk: { above: 90 } }, budgetUsd: [50] });
    expect(unwatched).toEqual({
      cpu: "Workers run on no machine whose processor could be watched",
      disk: "Workers have no disk",
      budget: "Cloudflare tells of the usage of each product, not of an amount of money",
    });
  });
});
