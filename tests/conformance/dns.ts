import * as pulumi from "@pulumi/pulumi";
import { Dns, type DnsRecordArgs } from "../../components/dns";
import { describePortableContract } from "./contract";
import { recordScene, type Place, type Scene } from "./places";

interface Neutral {
  readonly zone: string;
  readonly records: Readonly<Record<string, DnsRecordArgs>>;
}

const api: DnsRecordArgs = { name: "api.example.com", type: "A", value: "203.0.113.5" };

/** Describes what a zone promises on every provider. */
export function describeDnsConformance(name: string, place: Place<"dns">): void {
  const build = ({ connections, stack }: Scene, { zone, records }: Neutral): Dns => {
    const dns = new Dns("dns", { stack, zone }, place.placement(connections));
    for (const [key, record] of Object.entries(records)) dns.record(key, record);
    return dns;
  };

  describe(`DNS on ${name}`, () => {
    describePortableContract<Neutral, Dns>(place, {
      token: "Dns",
      name: "dns",
      variations: {
        "a zone": { zone: "example.com", records: {} },
        "a zone with records of every type": {
          zone: "example.com",
          records: {
            api,
            six: { name: "api.example.com", type: "AAAA", value: "2001:db8::1", ttlSeconds: 60 },
            www: { name: "www.example.com.", type: "CNAME", value: "lb.example.net." },
            text: { name: "example.com", type: "TXT", value: "v=spf1 -all" },
          },
        },
        ...(place.has("proxied")
          ? { "a proxied record": { zone: "example.com", records: { api: { ...api, proxied: true } } } }
          : {}),
      },
      build,
      outputs: ({ zoneId, nameServers }) => ({ zoneId, nameServers }),
      registered: ["zone", "zoneId", "nameServers"],
      holdsData: true,
    });

    it("makes one child of the zone for each record, told apart by its key", async () => {
      const { recording } = await recordScene([place.provider], (scene) =>
        build(scene, { zone: "example.com", records: { one: api, two: { ...api, value: "203.0.113.6" } } }),
      );
      const bare = await recordScene([place.provider], (scene) => build(scene, { zone: "example.com", records: {} }));
      const before = new Set(bare.recording.resources.map(({ urn }) => urn));
      const names = recording.resources.filter(({ urn }) => !before.has(urn)).map((it) => it.name);
      expect(names.sort()).toEqual([expect.stringMatching(/^dns-.*one$/), expect.stringMatching(/^dns-.*two$/)]);
    });

    it("hands back what others may wait for", async () => {
      const { built } = await recordScene([place.provider], (scene) =>
        build(scene, { zone: "example.com", records: {} }).record("api", api),
      );
      expect(pulumi.Resource.isInstance(built)).toBe(true);
    });

    it("takes an alias at the top of the zone, or refuses it before anything is there", async () => {
      const records = { site: { name: "example.com", type: "CNAME", value: "site.example.net" } } as const;
      const made = recordScene([place.provider], (scene) => build(scene, { zone: "example.com", records }));
      const taken = await made.then(
        ({ built }) => built.provider,
        (error: Error) => error.message,
      );
      expect([place.provider, expect.stringContaining("takes no alias at the top of a zone")]).toContainEqual(taken);
    });

    it("takes names and values that are known only later", async () => {
      const { recording } = await recordScene([place.provider], (scene) => {
        const dns = build(scene, { zone: "example.com", records: {} });
        dns.record("proof", { name: dns.zoneId, type: pulumi.output("CNAME" as const), value: dns.zoneId });
        return dns;
      });
      expect(recording.resources.some((it) => /^dns-.*proof$/.test(it.name))).toBe(true);
    });
  });
}
