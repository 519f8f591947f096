import { providerIds, providerOf } from "../../providers/registry";
import { exampleSubject } from "../../src/matrix";
import { attempt, projectRoot, refusals } from "../support/config";

/** Advancia on a topology whose edge has to show a certificate, and what else a stack may set. */
function asking(topology: string, more: Readonly<Record<string, string>> = {}) {
  const { source, options } = exampleSubject({ root: projectRoot, name: "landfall" }, "advancia", topology);
  const override = { "landfall:override": JSON.stringify({ edge: { originProtection: "mutual-tls" } }) };
  return [{ ...source, values: { ...source.values, ...override, ...more } }, options] as const;
}

const isTaken = (...args: Parameters<typeof asking>) => !Array.isArray(attempt(...asking(...args)));

/** What is said of the certificate, of all that is said. */
const said = (topology: string) => refusals(...asking(topology)).filter((line) => line.includes("mutualTls"));

describe("an origin that asks the edge for a certificate", () => {
  it("is taken where Cloudflare stands before a machine that ends TLS", () => {
    expect(isTaken("cloudflare-droplet")).toBe(true);
  });

  it.each([
    ["cloudflare-droplets", /Droplets behind a Load Balancer lacks mutualTls: TLS ends at the load balancer/],
    ["platform-growth", /App Platform lacks mutualTls: TLS ends at App Platform/],
  ])("is refused on %s, where TLS ends before the machines", (topology, reason) => {
    const [line, ...more] = said(topology);
    expect(more).toEqual([]);
    expect(line).toMatch(reason);
  });

  it("is refused with an edge that shows no certificate, even where the nearest will do", () => {
    const [line, ...more] = said("aws-vm");
    expect(more).toEqual([]);
    expect(line).toMatch(/CloudFront and WAF lacks mutualTls: .*allowed cloudflare managed/);
  });

  it("asks for nothing where the stack has no domain, and so no edge", () => {
    expect(isTaken("cloudflare-droplet", { "landfall:domain": "" })).toBe(true);
  });

  it("refuses a key that is none, and shows nothing of it", () => {
    const originPull = {
      certificate: "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----",
      privateKey: "hunter2",
    };
    const settings = { accountId: "0".repeat(32), zone: "example.com", originPull };
    const lines = refusals(...asking("cloudflare-droplet", { "landfall:cloudflare": JSON.stringify(settings) }));
    expect(lines).toEqual([
      expect.stringMatching(/landfall:cloudflare\.originPull\.privateKey: is no private key in PEM/),
    ]);
    expect(lines.join()).not.toContain("hunter2");
  });

  it("can be told of whoever issued it by each provider whose edge shows one, and by no other", () => {
    for (const id of providerIds) {
      const { origin, capabilities } = providerOf(id);
      const shows = capabilities.edge.supported && capabilities.edge.shapes.managed!.features.mutualTls === true;
      expect([id, origin?.clientAuthority !== undefined]).toEqual([id, shows]);
    }
  });
});
