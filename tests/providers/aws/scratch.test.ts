import { writeFileSync } from "node:fs";
import { recordShop, resolveShop } from "./record-shop";
it("dumps", async () => {
  const rec = await recordShop({
    compute: { maxCount: 4 },
    database: { maxStorageGiB: 100, readReplicas: 1 },
    network: { nat: "per-zone" },
    storage: {
      buckets: {
        uploads: { access: "read-write", corsOrigins: ["https://example.com"], expireDays: 30 },
        assets: { access: "read", retainDays: 3 },
      },
    },
  });
  writeFileSync("/tmp/rec.json", JSON.stringify(rec.resources, null, 1));
  const res = await resolveShop({
    compute: { maxCount: 4 },
    database: { maxStorageGiB: 100, readReplicas: 1 },
    network: { nat: "per-zone" },
    storage: {
      buckets: {
        uploads: { access: "read-write", corsOrigins: ["https://example.com"], expireDays: 30 },
        assets: { access: "read", retainDays: 3 },
      },
    },
  });
  writeFileSync("/tmp/res.json", JSON.stringify(res, null, 1));
});
