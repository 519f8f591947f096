import type { ProviderModule } from "../provider";
import type { cloudflareCapabilities } from "./capabilities";
import { connectCloud } from "./cloud";
import { computeWorkers } from "./compute/workers";
import type { CloudflareSettings } from "./config";
import { databaseD1 } from "./database/d1";
import { databaseHyperdrive } from "./database/hyperdrive";
import { dns } from "./dns";
import { edge } from "./edge";
import { monitoring } from "./monitoring";
import { objectStorage } from "./object-storage";
import { queue } from "./queue";
import { secrets } from "./secrets";
import { staticSite } from "./static-site";

/** Cloudflare's drivers, bound to one provider instance. */
export const provider = {
  connect(args) {
    const cloud = connectCloud(args);
    return {
      providers: [cloud.provider],
      drivers: {
        compute: { workers: computeWorkers(cloud) },
        database: { managed: databaseD1(cloud), external: databaseHyperdrive(cloud) },
        "object-storage": { managed: objectStorage(cloud) },
        queue: { queue: queue(cloud) },
        secrets: { managed: secrets(cloud) },
        "static-site": { managed: staticSite(cloud) },
        dns: { managed: dns(cloud) },
        edge: { managed: edge(cloud) },
        monitoring: { managed: monitoring(cloud) },
      },
    };
  },
} satisfies ProviderModule<typeof cloudflareCapabilities, CloudflareSettings>;
