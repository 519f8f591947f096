import { digitaloceanConfig } from "../../../providers/digitalocean/config";

describe("DigitalOcean settings", () => {
  it("accept an App Platform region", () => {
    expect(digitaloceanConfig.settings.safeParse({ region: "ams" }).success).toBe(true);
  });

  it("refuse a droplet region, which App Platform does not know", () => {
    expect(digitaloceanConfig.settings.safeParse({ region: "nyc1" }).success).toBe(false);
  });

  it("refuse unknown keys", () => {
    expect(digitaloceanConfig.settings.safeParse({ regoin: "nyc" }).success).toBe(false);
  });

  it("need nothing that has no default", () => {
    expect(digitaloceanConfig.required({ "static-site": { shape: "managed" } })).toEqual([]);
  });
});
