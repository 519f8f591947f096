import * as pulumi from "@pulumi/pulumi";
import { Dns } from "../../components/dns";
import type { ProviderId } from "../../providers/registry";
import { setups } from "../conformance/settings";
import { recordOn, testStack } from "../support/harness";

/** The records that another provider's zone has of what the zone at AWS leads. */
async function recordsOf(also: ProviderId, lead: (dns: Dns) => unknown): Promise<string[]> {
  const used = { aws: setups.aws.connect, [also]: setups[also].connect };
  const { resources } = await recordOn(used, (connections) => {
    const zone = (key: string, id: ProviderId) =>
      new Dns(key, { stack: testStack, zone: "example.com" }, connections.place("dns", id, "managed"));
    const [dns, there] = [zone("dns", "aws"), zone("there", also)];
    dns.answerAlsoFrom(there);
    lead(dns);
  });
  return resources.map((it) => it.name).filter((name) => name.startsWith("there-record"));
}

const target = (value: string) => ({ type: "CNAME", value: pulumi.output(value) }) as const;

describe("the other zone, while both answer", () => {
  beforeEach(() => jest.spyOn(console, "warn").mockImplementation());
  afterEach(() => jest.restoreAllMocks());

  const CASES = [
    ["cloudflare", "example.com", ["there-record-site"]],
    ["digitalocean", "example.com", []],
    ["digitalocean", "www.example.com", ["there-record-site"]],
  ] as const;

  it.each(CASES)("has what it can have of a name: %s, %s", async (also, name, records) => {
    const site = { name, type: "CNAME", value: "site.example.net" } as const;
    expect(await recordsOf(also, (dns) => dns.answerThere("site", site))).toEqual(records);
  });

  it.each(CASES)("has what it can have of a name that fails over: %s, %s", async (also, name, records) => {
    const targets = { primary: target("a.example.net"), standby: target("b.example.net"), healthPath: "/health" };
    expect(await recordsOf(also, (dns) => dns.failover("site", { name, ...targets }))).toEqual(records);
  });
});
