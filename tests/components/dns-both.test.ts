import { Dns } from "../../components/dns";
import type { ProviderId } from "../../providers/registry";
import { setups } from "../conformance/settings";
import { recordOn, testStack } from "../support/harness";

/** The records that a zone of one provider and one of another have of a name that is led otherwise. */
async function recordsOf(also: ProviderId, name: string): Promise<string[]> {
  const used = { aws: setups.aws.connect, [also]: setups[also].connect };
  const { resources } = await recordOn(used, (connections) => {
    const zone = (key: string, id: ProviderId) =>
      new Dns(key, { stack: testStack, zone: "example.com" }, connections.place("dns", id, "managed"));
    const [dns, there] = [zone("dns", "aws"), zone("there", also)];
    dns.answerAlsoFrom(there);
    dns.answerThere("site", { name, type: "CNAME", value: "site.example.net" });
  });
  return resources.filter((it) => /record/i.test(it.type)).map((it) => it.name);
}

describe("the other zone, while both answer", () => {
  beforeEach(() => jest.spyOn(console, "warn").mockImplementation());
  afterEach(() => jest.restoreAllMocks());

  it.each([
    ["cloudflare", "example.com", ["there-record-site"]],
    ["digitalocean", "example.com", []],
    ["digitalocean", "www.example.com", ["there-record-site"]],
  ] as const)("has what it can have of a name: %s, %s", async (also, name, records) => {
    expect(await recordsOf(also, name)).toEqual(records);
  });
});
