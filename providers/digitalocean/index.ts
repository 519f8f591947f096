import type { ProviderModule } from "../provider";
import type { digitaloceanCapabilities } from "./capabilities";
import { connectCloud } from "./cloud";
import type { DigitaloceanSettings } from "./config";
import { staticSite } from "./static-site";

/** DigitalOcean's drivers, bound to one provider instance. */
export const provider = {
  connect(args) {
    const cloud = connectCloud(args);
    return { providers: [cloud.provider], drivers: { "static-site": { managed: staticSite(cloud) } } };
  },
} satisfies ProviderModule<typeof digitaloceanCapabilities, DigitaloceanSettings>;
