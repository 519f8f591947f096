import { accountOf, type CloudflareCloud } from "../../../providers/cloudflare/cloud";
import { cloudflareConfig } from "../../../providers/cloudflare/config";
import { ACCOUNT_ID, ZONE_ID } from "./zone";

const cloud = (accountId: string | undefined) =>
  ({ accountId, zoneId: undefined, plan: "free" }) as unknown as CloudflareCloud;

describe("Cloudflare's account", () => {
  it("is the configured one", () => {
    expect(accountOf(cloud(ACCOUNT_ID))).toBe(ACCOUNT_ID);
  });

  it("is a bug where it is missing, since it was asked for", () => {
    expect(() => accountOf(cloud(undefined))).toThrow("without an account");
  });

  it("is asked for by every use, and the zone where records are made", () => {
    const keys = (used: Parameters<typeof cloudflareConfig.required>[0]) =>
      cloudflareConfig.required(used).map(({ key }) => key);
    expect(keys({ "static-site": { shape: "managed" } })).toEqual(["landfall:cloudflare.accountId"]);
    const both = ["landfall:cloudflare.accountId", "landfall:cloudflare.zone"];
    expect(keys({ dns: { shape: "managed" } })).toEqual(both);
    expect(keys({ edge: { shape: "managed" } })).toEqual(both);
  });
});

describe("Cloudflare settings", () => {
  const accepts = (settings: Record<string, unknown>) => cloudflareConfig.settings.safeParse(settings).success;

  it("accept an account, a zone and a plan", () => {
    expect(accepts({ accountId: ACCOUNT_ID, zone: "example.com", zoneId: ZONE_ID, plan: "pro" })).toBe(true);
  });

  it.each([{ accountId: "acme" }, { zone: "example" }, { zoneId: "example.com" }, { plan: "gold" }, { acountId: "" }])(
    "refuse %j",
    (settings) => {
      expect(accepts(settings)).toBe(false);
    },
  );
});
