import type { ProviderModule } from "../provider";
import type { cloudflareCapabilities } from "./capabilities";
import { connectCloud } from "./cloud";
import type { CloudflareSettings } from "./config";
import { dns } from "./dns";
import { edge } from "./edge";
import { staticSite } from "./static-site";

/** Cloudflare's drivers, bound to one provider instance. */
export const provider = {
  connect(args) {
    const cloud = connectCloud(args);
    return {
      providers: [cloud.provider],
      drivers: {
        "static-site": { managed: staticSite(cloud) },
        dns: { managed: dns(cloud) },
        edge: { managed: edge(cloud) },
      },
    };
  },
} satisfies ProviderModule<typeof cloudflareCapabilities, CloudflareSettings>;
