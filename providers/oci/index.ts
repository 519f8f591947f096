import type { ProviderModule } from "../provider";
import type { ociCapabilities } from "./capabilities";
import { connectOci } from "./cloud";
import { computeVm } from "./compute-vm";
import type { OciSettings } from "./config";
import { database } from "./database";
import { network } from "./network";
import { objectStorage } from "./object-storage";
import { secrets } from "./secrets";

export const provider = {
  connect(args) {
    const { cloud, provider } = connectOci(args);
    return {
      providers: [provider],
      drivers: {
        network: { managed: network(cloud) },
        compute: { vm: computeVm(cloud) },
        database: { managed: database(cloud) },
        "object-storage": { managed: objectStorage(cloud) },
        secrets: { managed: secrets(cloud) },
      },
    };
  },
} satisfies ProviderModule<typeof ociCapabilities, OciSettings>;
