import { cloudflareConfig } from "../../../providers/cloudflare/config";
import { countByType, isSecret, ofType, onlyOf } from "../../support/harness";
import { recordEdge, ZONE_ID } from "./zone";

const SETTING = "cloudflare:index/zoneSetting:ZoneSetting";
const CERTIFICATE = "cloudflare:index/authenticatedOriginPullsCertificate:AuthenticatedOriginPullsCertificate";
const SETTINGS = "cloudflare:index/authenticatedOriginPullsSettings:AuthenticatedOriginPullsSettings";

const pem = (what: string) => `-----BEGIN ${what}-----\nMIIB\n-----END ${what}-----\n`;
const originPull = { certificate: pem("CERTIFICATE"), privateKey: pem("PRIVATE KEY") };
const asking = { originProtection: "mutual-tls" } as const;

describe("an edge whose origin asks for a certificate", () => {
  const shown = async (...args: Parameters<typeof recordEdge>) =>
    ofType(await recordEdge(...args), SETTING).filter(({ inputs }) => inputs["settingId"] === "tls_client_auth");

  it("shows Cloudflare's own by a setting of the zone", async () => {
    const [setting, ...more] = await shown(asking);
    expect(more).toEqual([]);
    expect(setting).toMatchObject({
      name: "edge-setting-tls-client-auth",
      inputs: { zoneId: ZONE_ID, settingId: "tls_client_auth", value: "on" },
    });
  });

  it("shows the one of the settings to the whole zone, and keeps its key secret", async () => {
    const recording = await recordEdge(asking, { originPull });
    expect(await shown(asking, { originPull })).toEqual([]);
    const { urn, inputs } = onlyOf(recording, CERTIFICATE);
    expect(inputs).toMatchObject({ zoneId: ZONE_ID, certificate: originPull.certificate });
    expect(isSecret(inputs["privateKey"])).toBe(true);
    const settings = onlyOf(recording, SETTINGS);
    expect(settings.inputs).toEqual({ zoneId: ZONE_ID, enabled: true });
    expect(settings.dependsOn).toContain(urn);
  });

  it("shows none where networks alone tell it from others, whatever the settings bring", async () => {
    for (const protection of [{}, { originProtection: "networks" } as const]) {
      const counts = countByType(await recordEdge(protection, { originPull }));
      expect([counts[CERTIFICATE], counts[SETTINGS]]).toEqual([undefined, undefined]);
      expect(await shown(protection)).toEqual([]);
    }
  });
});

describe("the setting of a certificate", () => {
  const read = (change: object) => cloudflareConfig.settings.safeParse({ originPull: { ...originPull, ...change } });

  it("is taken in PEM, of whichever kind the key is", () => {
    expect(read({}).success).toBe(true);
    expect(read({ privateKey: pem("EC PRIVATE KEY"), authority: pem("CERTIFICATE") }).success).toBe(true);
  });

  it.each([
    ["certificate", pem("PRIVATE KEY")],
    ["privateKey", "hunter2"],
    ["privateKey", pem("CERTIFICATE")],
    ["authority", "none"],
    ["key", "unknown"],
  ])("is refused with a %s that is none", (key, value) => {
    expect(read({ [key]: value }).success).toBe(false);
  });
});
