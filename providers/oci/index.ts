import { colocatedCache, colocatedDatabase } from "../../components/colocated";
import { secretsInPlace } from "../../components/in-place-secrets";
import { computeWhereUsed, type ProviderModule } from "../provider";
import type { ociCapabilities } from "./capabilities";
import { cache } from "./cache";
import { connectOci } from "./cloud";
import { computeContainers } from "./compute/containers";
import { computeGroup } from "./compute/group";
import { computeVm } from "./compute/vm";
import type { OciSettings } from "./config";
import { database } from "./database";
import { postgres } from "./database/postgres";
import { dns } from "./dns";
import { monitoring } from "./monitoring";
import { edge } from "./edge";
import { network } from "./network";
import { objectStorage } from "./object-storage";
import { kafka } from "./queue/kafka";
import { plainQueue } from "./queue/plain";
import { secrets } from "./secrets";
import { staticSite } from "./static-site";

export const provider = {
  async connect(args) {
    const { cloud, provider } = connectOci(args);
    const kubernetes = await computeWhereUsed(args.used, "kubernetes", async () =>
      (await import("./compute/kubernetes")).computeKubernetes(cloud),
    );
    return {
      providers: [provider],
      drivers: {
        network: { managed: network(cloud) },
        compute: {
          vm: computeVm(cloud),
          "vm-group": computeGroup(cloud),
          containers: computeContainers(cloud),
          kubernetes,
        },
        database: { managed: postgres(cloud), colocated: colocatedDatabase, serverless: database(cloud) },
        cache: { managed: cache(cloud), colocated: colocatedCache },
        edge: { managed: edge(cloud) },
        "object-storage": { managed: objectStorage(cloud) },
        queue: { kafka: kafka(cloud), queue: plainQueue(cloud) },
        dns: { managed: dns(cloud) },
        monitoring: { managed: monitoring(cloud) },
        "static-site": { managed: staticSite(cloud) },
        secrets: { managed: secrets(cloud), platform: secretsInPlace },
      },
    };
  },
} satisfies ProviderModule<typeof ociCapabilities, OciSettings>;
