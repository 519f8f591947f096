import { cloudflareOrigin } from "../../providers/cloudflare/origin";
import { clientAuthority } from "../../providers/cloudflare/origin-pull";
import { landing } from "../support/figures";

const AUTHORITY = "/etc/landfall/edge-authority.pem";
const DROPLET = "digitalocean:index/droplet:Droplet";
const SETTING = "cloudflare:index/zoneSetting:ZoneSetting";

describe("Advancia's droplet that asks the edge for a certificate", () => {
  const usual = landing("advancia", "cloudflare-droplet");
  const asking = landing("advancia", "cloudflare-droplet", {
    "landfall:override": JSON.stringify({ edge: { originProtection: "mutual-tls" } }),
  });

  it("is told of Cloudflare's authority, and refuses whoever shows nothing that it issued", async () => {
    const { files } = await asking.machine("compute-app");
    expect(files[AUTHORITY]).toBe(clientAuthority({}));
    const blocks = files["/etc/landfall/nginx.conf"]!.split(/^server \{$/m).slice(1);
    const asked = blocks.map((block) => [/listen 443 ssl/.test(block), /ssl_verify_client on;/.test(block)]);
    // Port 80 leads to HTTPS and to proof of the hostname, and every name of port 443 asks.
    expect(asked).toEqual([
      [false, false],
      [true, true],
      [true, true],
    ]);
  });

  it("has the zone show it", () => {
    expect(asking.inputs(SETTING, "edge-setting-tls-client-auth")).toMatchObject({ value: "on" });
    expect(usual.names(SETTING)).not.toContain("edge-setting-tls-client-auth");
  });

  it("still lets in the edge's networks alone", () => {
    const [web] = asking.inputs("digitalocean:index/firewall:Firewall")["inboundRules"] as {
      sourceAddresses: string[];
    }[];
    expect(web!.sourceAddresses).toEqual(cloudflareOrigin.cidrs!.filter((cidr) => !cidr.includes(":")).sort());
  });

  it("asks for none by default, and follows its release from the one to the other without being replaced", async () => {
    const { files } = await usual.machine("compute-app");
    expect(files[AUTHORITY]).toBeUndefined();
    expect(files["/etc/landfall/nginx.conf"]).not.toContain("ssl_verify_client");
    expect(asking.inputs(DROPLET)["userData"]).toEqual(usual.inputs(DROPLET)["userData"]);
  });
});

describe.each([
  ["megilance", "oci-do-free", { edge: { originProtection: "mutual-tls" } }],
  [
    "megilance",
    "aws-vm",
    {
      dns: { provider: "cloudflare" },
      edge: { provider: "cloudflare", approximate: true, originProtection: "mutual-tls" },
    },
  ],
])("the machine of %s on %s behind Cloudflare's edge", (app, topology, override) => {
  const landed = landing(app, topology, { "landfall:override": JSON.stringify(override) });

  it("asks for the certificate as well, in a release that its cloud takes", async () => {
    const { files } = await landed.machine("compute-app");
    expect(files[AUTHORITY]).toBe(clientAuthority({}));
    expect(files["/etc/landfall/nginx.conf"]!.match(/ssl_verify_client on;/g)).toHaveLength(2);
  });
});
