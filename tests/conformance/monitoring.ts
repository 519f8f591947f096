import * as pulumi from "@pulumi/pulumi";
import { Dns } from "../../components/dns";
import { Monitoring, type AlarmMetric, type MonitoringArgs } from "../../components/monitoring";
import { describePortableContract } from "./contract";
import { placesOf, recordScene, type Place, type Scene } from "./places";
import { known } from "./wire";

type Neutral = Omit<MonitoringArgs, "stack" | "compute" | "database" | "cache">;

const METRICS: readonly AlarmMetric[] = [
  "cpu",
  "memory",
  "disk",
  "databaseConnections",
  "clientErrors",
  "serverErrors",
];

/** Describes what monitoring promises on every provider. */
export function describeMonitoringConformance(name: string, place: Place<"monitoring">): void {
  const email = "ops@example.com";
  const uptime = { services: { url: pulumi.output("https://api.example.com/health") } };
  const alarms = Object.fromEntries(METRICS.map((metric) => [metric, { above: 80 }]));
  const everything: Neutral = { email, alarms, uptime, budgetUsd: [35, 50, 75] };
  const zone = placesOf("dns").find(([, { provider }]) => provider === place.provider)?.[1];
  const build = ({ connections, stack }: Scene, args: Neutral): Monitoring => {
    // What is asked for from outside may be watched from the zone that it is in.
    if (zone !== undefined) new Dns("dns", { stack, zone: "example.com" }, zone.placement(connections));
    return new Monitoring("monitoring", { stack, ...args }, place.placement(connections));
  };
  const record = (args: Neutral) => recordScene([place.provider], (scene) => build(scene, args));

  describe(`monitoring on ${name}`, () => {
    describePortableContract<Neutral, Monitoring>(place, {
      token: "Monitoring",
      name: "monitoring",
      variations: {
        "uptime alone": { email, alarms: {}, uptime },
        "a budget alone": { email, alarms: {}, budgetUsd: [50] },
        everything,
      },
      build,
      outputs: ({ watched, unwatched }) => ({ watched, unwatched }),
      registered: ["watched", "unwatched"],
      holdsData: false,
    });

    it("watches what is asked, or says why not, and never both", async () => {
      const { built } = await record(everything);
      const watched = (await known(built.watched)) ?? [];
      const unwatched = (await known(built.unwatched)) ?? {};
      const answered = [...watched, ...Object.keys(unwatched)];
      expect(new Set(answered).size).toBe(answered.length);
      for (const metric of METRICS) expect(answered).toContain(metric);
      for (const reason of Object.values(unwatched)) expect(reason.length).toBeGreaterThan(10);
    });

    it("watches uptime and the bill only where it says that it can, and else says why not", async () => {
      const { built } = await record(everything);
      const watched = (await known(built.watched)) ?? [];
      const unwatched = Object.keys((await known(built.unwatched)) ?? {});
      for (const [name, feature] of [
        ["services", "uptime"],
        ["budget", "budget"],
      ] as const) {
        if (watched.includes(name)) expect(place.has(feature)).toBe(true);
        else expect(unwatched).toContain(name);
      }
    });

    it("says nothing of what nobody asked for", async () => {
      const { built } = await record({ email, alarms: {} });
      expect(await known(built.watched)).toEqual([]);
      expect(await known(built.unwatched)).toEqual({});
    });
  });
}
