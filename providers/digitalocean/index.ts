import { colocatedCache, colocatedDatabase } from "../../components/colocated";
import { secretsInPlace } from "../../components/in-place-secrets";
import { computeWhereUsed, type ProviderModule } from "../provider";
import { cache } from "./cache";
import type { digitaloceanCapabilities } from "./capabilities";
import { connectCloud } from "./cloud";
import { computeContainers } from "./compute/containers";
import { computeVm } from "./compute/vm";
import { computeVmGroup } from "./compute/vm-group";
import type { DigitaloceanSettings } from "./config";
import { database } from "./database";
import { dns } from "./dns";
import { edge } from "./edge";
import { monitoring } from "./monitoring";
import { network } from "./network";
import { objectStorage } from "./object-storage";
import { kafka } from "./queue";
import { staticSite } from "./static-site";

/** DigitalOcean's drivers, bound to one provider instance. */
export const provider = {
  async connect(args) {
    const cloud = connectCloud(args);
    const kubernetes = await computeWhereUsed(args.used, "kubernetes", async () =>
      (await import("./compute/kubernetes")).computeKubernetes(cloud),
    );
    return {
      providers: [cloud.provider],
      drivers: {
        network: { managed: network(cloud) },
        compute: {
          vm: computeVm(cloud),
          "vm-group": computeVmGroup(cloud),
          containers: computeContainers(cloud),
          kubernetes,
        },
        database: { managed: database(cloud), colocated: colocatedDatabase },
        cache: { managed: cache(cloud), colocated: colocatedCache },
        "object-storage": { managed: objectStorage(cloud) },
        queue: { kafka: kafka(cloud) },
        secrets: { host: secretsInPlace, platform: secretsInPlace },
        "static-site": { managed: staticSite(cloud) },
        dns: { managed: dns(cloud) },
        edge: { managed: edge() },
        monitoring: { managed: monitoring() },
      },
    };
  },
} satisfies ProviderModule<typeof digitaloceanCapabilities, DigitaloceanSettings>;
