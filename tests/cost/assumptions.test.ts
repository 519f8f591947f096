import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { assumptionsOf } from "../../src/cost/assumptions";
import { pricesOf } from "../../src/cost/prices";
import { prepare } from "../../src/program";
import { projectRoot, refusals, stackWith, testOptions } from "../support/config";

const appWith = (changes: object) => ({
  ...(parse(readFileSync(join(projectRoot, "apps", "megilance.yaml"), "utf8")) as object),
  ...changes,
});

const says = (changes: object) => refusals(stackWith("dev", { "landfall:app": appWith(changes) }));

describe("the assumptions of an app", () => {
  it.each([
    [
      "a negative amount",
      { traffic: { services: { egressGiB: -1 } } },
      ["landfall:app.traffic.services.egressGiB", "-1", "a number from 0 to 1000000000000"],
    ],
    [
      "an amount that is no number",
      { traffic: { services: { requestsPerMonth: "1M" } } },
      ["landfall:app.traffic.services.requestsPerMonth", '"1M"', "a number from 0"],
    ],
    [
      "an amount beyond reason",
      { storage: { database: { storedGiB: 1e13 } } },
      ["landfall:app.storage.database.storedGiB", "a number from 0 to 1000000000000"],
    ],
    [
      "a bucket that the app does not have",
      { storage: { buckets: { upload: { storedGiB: 5 } } } },
      ["landfall:app.storage.buckets.upload: unknown bucket", "uploads, assets, logs", 'did you mean "uploads"?'],
    ],
    [
      "a key that is not known",
      { traffic: { services: { egressGb: 5 } } },
      ["landfall:app.traffic.services.egressGb: unknown key", 'did you mean "egressGiB"?'],
    ],
    [
      "the traffic of a site that the app does not have",
      { site: undefined, traffic: { site: { egressGiB: 5 } } },
      ["landfall:app.traffic.site: is about a site, and the app describes none"],
    ],
    [
      "the data of a database that the app does not have",
      {
        database: undefined,
        services: { web: { image: "ghcr.io/a/b:1", port: 80, health: { path: "/" }, routes: ["/"] } },
        storage: { database: { storedGiB: 5 } },
      },
      ["landfall:app.storage.database: is about a database, and the app describes none"],
    ],
  ])("refuse %s in one line", (_what, changes, parts) => {
    const lines = says(changes);
    expect(lines).toHaveLength(1);
    for (const part of parts) expect(lines[0]).toContain(part);
  });

  it("refuse all mistakes at once", () => {
    const changes = { traffic: { services: { egressGiB: -1 }, site: { egressGiB: "much" } } };
    expect(says(changes)).toHaveLength(2);
  });

  const assumed = (stack: string, changes: Readonly<Record<string, unknown>>) =>
    assumptionsOf(prepare(stackWith(stack, changes), testOptions), pricesOf(["cloudflare"]));

  it("are told by their keys, 0 as well, and what is left out is not assumed", () => {
    const app = appWith({
      traffic: { services: { requestsPerMonth: 0 } },
      storage: { buckets: { logs: { storedGiB: 0.5, writesPerMonth: 10 } } },
    });
    expect(assumed("dev", { "landfall:app": app })).toEqual({
      "traffic.services.requestsPerMonth": 0,
      "storage.buckets.logs.storedGiB": 0.5,
      "storage.buckets.logs.writesPerMonth": 10,
      "landfall:cloudflare.plan": "free",
      "landfall:cloudflare.workersPlan": "free",
    });
  });

  it("take a plan from the stack first, then from the topology's edge", () => {
    const planOf = (settings: object, edge?: object) =>
      assumed("dev", {
        "landfall:cloudflare": { accountId: "0".repeat(32), zone: "example.net", ...settings },
        ...(edge === undefined ? {} : { "landfall:override": { edge } }),
      })["landfall:cloudflare.plan"];
    const edge = { provider: "cloudflare", plan: "pro", approximate: true };
    expect(planOf({})).toBe("free");
    expect(planOf({}, edge)).toBe("pro");
    expect(planOf({ plan: "business" }, edge)).toBe("business");
  });
});
