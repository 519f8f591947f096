import type { DnsRecordArgs } from "../../../components/dns";
import type { CloudflareSettings } from "../../../providers/cloudflare/config";
import { countByType, isSecret, ofType, onlyOf, UNKNOWN } from "../../support/harness";
import { ACCOUNT_ID, buildDns, onCloudflare, ZONE_ID } from "./zone";

const ZONE = "cloudflare:index/zone:Zone";
const DNSSEC = "cloudflare:index/zoneDnssec:ZoneDnssec";
const RECORD = "cloudflare:index/dnsRecord:DnsRecord";

const oneRecord = async (record: DnsRecordArgs, settings: CloudflareSettings = { zoneId: ZONE_ID }) => {
  const recording = await onCloudflare(settings, (connections) => void buildDns(connections).record("api", record));
  return onlyOf(recording, RECORD);
};

describe("DNS on Cloudflare", () => {
  it("makes the zone, protected and kept on delete, with DNSSEC", async () => {
    const recording = await onCloudflare({}, (connections) => void buildDns(connections));
    expect(countByType(recording)).toEqual({ [ZONE]: 1, [DNSSEC]: 1 });
    expect(onlyOf(recording, ZONE)).toMatchObject({
      name: "dns-zone",
      inputs: { account: { id: ACCOUNT_ID }, name: "example.com", type: "full" },
      protect: true,
      retainOnDelete: true,
    });
    expect(onlyOf(recording, DNSSEC)).toMatchObject({
      name: "dns-dnssec",
      inputs: { zoneId: UNKNOWN, status: "active" },
    });
  });

  it("lets the zone go when data protection is off", async () => {
    const recording = await onCloudflare({}, (connections) => void buildDns(connections, false));
    expect(onlyOf(recording, ZONE)).toMatchObject({ protect: false, retainOnDelete: false });
  });

  it("leaves an existing zone and its DNSSEC alone", async () => {
    const recording = await onCloudflare({ zoneId: ZONE_ID }, (connections) => void buildDns(connections));
    expect(countByType(recording)).toEqual({});
  });

  it("says the name servers of a zone it made, and none of an existing one", async () => {
    const seen: Record<string, unknown> = {};
    for (const [key, settings] of Object.entries({ made: {}, existing: { zoneId: ZONE_ID } })) {
      await onCloudflare(settings, (connections) => {
        buildDns(connections).nameServers.apply((servers) => (seen[key] = servers));
      });
    }
    expect(seen).toEqual({ existing: [] }); // a made zone's are unknown before it exists
  });

  it("makes a record by its full name", async () => {
    const record = await oneRecord({ name: "api.example.com", type: "A", value: "203.0.113.5" });
    expect(record.name).toBe("dns-record-api");
    expect(record.inputs).toEqual({
      zoneId: ZONE_ID,
      name: "api.example.com",
      type: "A",
      content: "203.0.113.5",
      ttl: 300,
      proxied: false,
      comment: "landfall app=shop stack=test component=dns",
    });
    expect(record).toMatchObject({ protect: false, retainOnDelete: false });
  });

  it("puts a record into a zone that it made itself", async () => {
    const record = await oneRecord({ name: "api.example.com", type: "A", value: "203.0.113.5" }, {});
    expect(record.inputs["zoneId"]).toBe(UNKNOWN);
  });

  it("leaves the time to live of a proxied record to Cloudflare", async () => {
    const record = await oneRecord({ name: "a.example.com", type: "A", value: "203.0.113.5", proxied: true });
    expect(record.inputs).toMatchObject({ proxied: true, ttl: 1 });
  });

  it("keeps a given time to live of a record that is not proxied", async () => {
    const record = await oneRecord({ name: "a.example.com", type: "A", value: "203.0.113.5", ttlSeconds: 60 });
    expect(record.inputs).toMatchObject({ proxied: false, ttl: 60 });
  });

  it("takes final dots off names, which Cloudflare does not keep", async () => {
    const record = await oneRecord({ name: "_x.example.com.", type: "CNAME", value: "_y.acm-validations.aws." });
    expect(record.inputs).toMatchObject({ name: "_x.example.com", content: "_y.acm-validations.aws" });
  });

  it("quotes a text once", async () => {
    const bare = await oneRecord({ name: "example.com", type: "TXT", value: 'say "hi".' });
    expect(bare.inputs["content"]).toBe('"say \\"hi\\"."');
    const quoted = await oneRecord({ name: "example.com", type: "TXT", value: '"v=spf1 -all"' });
    expect(quoted.inputs["content"]).toBe('"v=spf1 -all"');
  });

  it("tags records on the plans that have tags", async () => {
    const record = await oneRecord(
      { name: "a.example.com", type: "A", value: "203.0.113.5" },
      { zoneId: ZONE_ID, plan: "pro" },
    );
    expect(record.inputs["tags"]).toEqual([
      "landfall-app:shop",
      "landfall-component:dns",
      "landfall-stack:test",
      "landfall-topology:test",
      "managed-by:pulumi",
    ]);
  });

  it("keeps records of one stack apart by their key", async () => {
    const recording = await onCloudflare({ zoneId: ZONE_ID }, (connections) => {
      const dns = buildDns(connections);
      dns.record("one", { name: "a.example.com", type: "A", value: "203.0.113.5" });
      dns.record("two", { name: "a.example.com", type: "A", value: "203.0.113.6" });
    });
    expect(ofType(recording, RECORD).map((record) => record.name)).toEqual(["dns-record-one", "dns-record-two"]);
  });

  it("uses one explicit provider whose token stays secret", async () => {
    const recording = await onCloudflare({}, (connections) => void buildDns(connections));
    const provider = onlyOf(recording, "pulumi:providers:cloudflare");
    expect(provider.name).toBe("cloudflare");
    expect(isSecret(provider.inputs["apiToken"])).toBe(true);
    expect(onlyOf(recording, ZONE).provider).toBe(provider.urn);
  });
});
