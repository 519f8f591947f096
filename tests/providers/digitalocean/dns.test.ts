import * as pulumi from "@pulumi/pulumi";
import { Dns, type DnsRecordArgs } from "../../../components/dns";
import type { Connections } from "../../../providers/connections";
import { nameIn, zoneOf } from "../../../providers/digitalocean/dns";
import { countByType, onlyOf, testStack } from "../../support/harness";
import { resolved } from "../../support/resolve";
import { recordParts, resolveParts } from "./database-stack";

const ZONE = "digitalocean:index/domain:Domain";
const RECORD = "digitalocean:index/dnsRecord:DnsRecord";

const build = (connections: Connections): Dns =>
  new Dns("dns", { stack: testStack, zone: "example.com" }, connections.place("dns", "digitalocean", "managed"));

const recordInputs = async (record: DnsRecordArgs) => {
  const { resources } = await resolveParts((connections) => void build(connections).record("one", record));
  return resolved(resources, RECORD).inputs;
};

beforeEach(() => void jest.spyOn(pulumi.log, "info").mockResolvedValue());

describe("a zone on DigitalOcean", () => {
  it("is made, protected and kept", async () => {
    const zone = onlyOf(await recordParts(build), ZONE);
    expect(zone.inputs).toEqual({ name: "example.com" });
    expect(zone).toMatchObject({ name: "dns-zone", protect: true, retainOnDelete: true });
  });

  it("is delegated to DigitalOcean's servers, which its owner is told of", async () => {
    const { value } = await resolveParts((connections) => build(connections).nameServers);
    const told =
      "delegate example.com at its registrar to ns1.digitalocean.com, ns2.digitalocean.com, ns3.digitalocean.com";
    expect(pulumi.log.info).toHaveBeenCalledWith(told, expect.anything());
    expect(value).toEqual(["ns1.digitalocean.com", "ns2.digitalocean.com", "ns3.digitalocean.com"]);
  });

  it("is used as it is where the account has it already", async () => {
    const settings = { dnsZone: "existing" } as const;
    expect(countByType(await recordParts(build, settings))).not.toHaveProperty([ZONE]);
    const { value } = await resolveParts((connections) => {
      const dns = build(connections);
      expect(zoneOf(dns)).toEqual([]);
      return pulumi.all([dns.zoneId, dns.nameServers]);
    }, settings);
    expect(value).toEqual(["example.com", []]);
  });

  it.each([
    ["api.example.com", "api"],
    ["API.example.com.", "api"],
    ["a.b.example.com", "a.b"],
    ["example.com", "@"],
  ])("takes %s as %s, never a name of the engine's making", async (name, wanted) => {
    expect(await recordInputs({ name, type: "A", value: "203.0.113.5" })).toEqual({
      domain: "example.com",
      name: wanted,
      type: "A",
      value: "203.0.113.5",
      ttl: 300,
    });
  });

  it.each(["lb.example.net", "lb.example.net."])("ends the alias %s with a dot", async (value) => {
    expect(await recordInputs({ name: "www.example.com", type: "CNAME", value, ttlSeconds: 60 })).toMatchObject({
      value: "lb.example.net.",
      ttl: 60,
    });
  });

  it.each(["api.example.org", "notexample.com"])("takes no name of another zone, such as %s", (name) => {
    expect(() => nameIn("example.com", name)).toThrow(`${name} is not in the zone example.com`);
  });

  it("has nothing that answers in the origin's place", async () => {
    const proxied = { name: "api.example.com", type: "A", value: "203.0.113.5", proxied: true } as const;
    await expect(recordParts((connections) => build(connections).record("one", proxied))).rejects.toThrow("proxied");
  });

  it("gives up a record before it makes another of the same name", async () => {
    const recording = await recordParts((connections) =>
      build(connections).record("one", { name: "api.example.com", type: "A", value: "203.0.113.5" }),
    );
    expect(onlyOf(recording, RECORD)).toMatchObject({ name: "dns-record-one" });
  });
});
