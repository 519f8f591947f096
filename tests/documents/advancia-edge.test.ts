import { cloudflareOrigin } from "../../providers/cloudflare/origin";
import { landing } from "../support/figures";

const RULESET = "cloudflare:index/ruleset:Ruleset";

const under = (path: string) => expect.stringContaining(`starts_with(http.request.uri.path, "${path}/")`) as unknown;

/** The same of a rule that refuses, however the path is written. */
const underAsRead = (path: string) =>
  expect.stringContaining(`starts_with(lower(url_decode(http.request.uri.path)), "${path}/")`) as unknown;

// Figures of seeds/002: "Architecture Diagram", lines 20 to 60.
describe("Advancia on cloudflare-droplet, before the droplet", () => {
  const landed = landing("advancia", "cloudflare-droplet");

  it("002:28 a custom rule protects the administrators' API", () => {
    expect(landed.inputs(RULESET, "edge-access-rules")).toMatchObject({
      phase: "http_request_firewall_custom",
      rules: [
        { ref: "proof_of_name", action: "skip" },
        { action: "block", expression: underAsRead("/api/admin") },
        { ref: "sign_in_spelling", action: "block", expression: underAsRead("/admin") },
      ],
    });
  });

  it("002:40 /api/admin lets in the administrators' networks alone, and whoever of them has signed in", () => {
    const { destinations } = landed.inputs("cloudflare:index/zeroTrustAccessApplication:ZeroTrustAccessApplication");
    expect(destinations).toContainEqual({ type: "public", uri: "example.com/api/admin" });
    expect(landed.inputs(RULESET, "edge-access-rules")).toMatchObject({
      rules: [
        { ref: "proof_of_name" },
        { action: "block", expression: expect.stringContaining("not ip.src in {203.0.113.7/32}") as unknown },
        { ref: "sign_in_spelling" },
      ],
    });
  });

  it("002:22 and 53 the droplet's own firewall lets in Cloudflare and administrators, and nobody else", () => {
    const edge = cloudflareOrigin.cidrs!.filter((cidr) => !cidr.includes(":")).sort();
    expect(landed.inputs("digitalocean:index/firewall:Firewall")["inboundRules"]).toEqual([
      { portRange: "80", protocol: "tcp", sourceAddresses: edge },
      { portRange: "443", protocol: "tcp", sourceAddresses: edge },
      { portRange: "22", protocol: "tcp", sourceAddresses: ["203.0.113.7/32"] },
    ]);
  });

  it("002:23 Full (strict) always, but for proof of the name before the first certificate", () => {
    expect(landed.inputs("cloudflare:index/zoneSetting:ZoneSetting", "edge-setting-ssl")).toMatchObject({
      value: "strict",
    });
    expect(landed.inputs(RULESET, "edge-config-rules")).toMatchObject({
      phase: "http_config_settings",
      rules: [
        { action: "set_config", actionParameters: { ssl: "full" }, expression: under("/.well-known/acme-challenge") },
      ],
    });
  });
});
