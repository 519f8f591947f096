import * as pulumi from "@pulumi/pulumi";
import { Dns } from "../../../components/dns";
import { Edge, type EdgeArgs } from "../../../components/edge";
import { ObjectStorage } from "../../../components/object-storage";
import type { Connections } from "../../../providers/connections";
import { countByType, onlyOf, testStack } from "../../support/harness";
import { resolved } from "../../support/resolve";
import { recordParts, resolveParts } from "./database-stack";

const RECORD = "digitalocean:index/dnsRecord:DnsRecord";
const CDN = "digitalocean:index/cdn:Cdn";
const CERTIFICATE = "digitalocean:index/certificate:Certificate";

const build =
  (args: Partial<EdgeArgs> = {}) =>
  (connections: Connections): Edge => {
    const stack = testStack;
    const dns = new Dns("dns", { stack, zone: "example.com" }, connections.place("dns", "digitalocean", "managed"));
    const objectStorage = new ObjectStorage(
      "storage",
      { stack, buckets: { assets: { access: "read-write" } }, access: "keys" },
      connections.place("object-storage", "digitalocean", "managed"),
    );
    return new Edge(
      "edge",
      {
        stack,
        dns,
        hostname: "api.example.com",
        origin: { type: "A", value: pulumi.output("203.0.113.5"), publicCertificate: true },
        objectStorage,
        approximate: true,
        ...args,
      },
      connections.place("edge", "digitalocean", "managed"),
    );
  };

const served = { cdn: { assets: "assets-cdn.example.com" } };

beforeEach(() => void jest.spyOn(pulumi.log, "info").mockResolvedValue());

describe("an edge on DigitalOcean", () => {
  it("is the record of its hostname, and nothing else", async () => {
    const { resources } = await resolveParts((on) => void build()(on));
    expect(resolved(resources, RECORD).inputs).toMatchObject({ name: "api", type: "A", value: "203.0.113.5" });
    const counts = countByType(await recordParts(build()));
    expect(counts).not.toHaveProperty([CDN]);
    expect(counts).not.toHaveProperty([CERTIFICATE]);
  });

  it("serves a bucket near the browser, under a name and a certificate of its own", async () => {
    const { resources, value } = await resolveParts((on) => pulumi.output(build(served)(on).cdnUrls));
    expect(resolved(resources, CERTIFICATE).inputs).toMatchObject({
      type: "lets_encrypt",
      domains: ["assets-cdn.example.com"],
    });
    expect(resolved(resources, CDN).inputs).toEqual({
      origin: "storage-assets-name.nyc3.digitaloceanspaces.com",
      customDomain: "assets-cdn.example.com",
      certificateName: "edge-cdn-assets-certificate-name",
      ttl: 3600,
    });
    expect(resolved(resources, RECORD, "dns-record-cdn-assets").inputs).toMatchObject({
      name: "assets-cdn",
      type: "CNAME",
      value: "shop-test-storage-assets-0a1b2c3d.nyc3.cdn.digitaloceanspaces.com.",
    });
    expect(value).toEqual({ assets: "https://assets-cdn.example.com" });
  });

  it("waits for the zone with the certificate, and for the record with the endpoint", async () => {
    const recording = await recordParts(build(served));
    const urnOf = (name: string) => recording.resources.find((it) => it.name === name)!.urn;
    expect(onlyOf(recording, CERTIFICATE).dependsOn).toEqual([urnOf("dns-zone")]);
    expect(onlyOf(recording, CDN).dependsOn).toContain(urnOf("dns-record-cdn-assets"));
  });

  it("serves no bucket that is not there", async () => {
    await expect(recordParts(build({ cdn: { models: "models-cdn.example.com" } }))).rejects.toThrow("no bucket models");
    await expect(recordParts(build({ ...served, objectStorage: undefined }))).rejects.toThrow("must stand on");
  });
});
