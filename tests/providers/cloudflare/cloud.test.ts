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

  it("is asked for with the store of secrets, and with the zone that Workers answer in", () => {
    const more = (used: Parameters<typeof cloudflareConfig.required>[0]) =>
      cloudflareConfig
        .required(used)
        .map(({ key }) => key.slice("landfall:cloudflare.".length))
        .slice(1);
    expect(more({ secrets: { shape: "managed" } })).toEqual(["secretsStoreId"]);
    expect(more({ database: { shape: "managed" } })).toEqual([]);
    expect(more({ compute: { shape: "workers" } })).toEqual(["zoneId"]);
    expect(more({ compute: { shape: "workers" }, dns: { shape: "managed" } })).toEqual(["zone"]);
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

  it("accept a plan of Workers, a store and a server on the internet", () => {
    const hyperdrive = { host: "db.example.com", port: 5432, user: "app", database: "app", password: "hunter2" };
    expect(accepts({ workersPlan: "paid", secretsStoreId: ACCOUNT_ID, hyperdrive })).toBe(true);
  });

  it.each(["10.0.0.5", "172.16.0.1", "172.31.255.1", "192.168.1.1", "127.0.0.1", "169.254.1.1", "localhost", ""])(
    "refuse %s, which Hyperdrive does not reach",
    (host) => {
      expect(accepts({ hyperdrive: { host, user: "app", password: "hunter2" } })).toBe(false);
    },
  );

  it.each([{ workersPlan: "pro" }, { secretsStoreId: "store" }, { hyperdrive: { host: "db.example.com" } }])(
    "refuse %j",
    (settings) => {
      expect(accepts(settings)).toBe(false);
    },
  );
});
