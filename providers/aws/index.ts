import { Provider } from "@pulumi/aws/provider";
import { colocatedCache, colocatedDatabase } from "../../components/colocated";
import { IssuesError } from "../../components/core/errors";
import { secretsInPlace } from "../../components/in-place-secrets";
import { computeWhereUsed, type ConnectArgs, type ProviderModule } from "../provider";
import type { awsCapabilities } from "./capabilities";
import { cache } from "./cache";
import type { AwsCloud } from "./cloud";
import { computeContainers } from "./compute/containers";
import { computeVmGroup } from "./compute/vm-group";
import { computeVm } from "./compute/vm";
import { standbyRegionOf, type AwsSettings } from "./config";
import { database } from "./database";
import { aurora } from "./database/aurora";
import { dns } from "./dns";
import { edge } from "./edge";
import { monitoring } from "./monitoring";
import { network } from "./network";
import { objectStorage } from "./object-storage";
import { queue } from "./queue";
import { kafka } from "./queue/kafka";
import { secrets } from "./secrets";
import { staticSite } from "./static-site";

/** Names and addresses are made of the region, so it has to be known, and not a secret. */
function regionOf(standard: ConnectArgs<AwsSettings>["standard"]): string {
  const { region } = standard;
  if (typeof region === "string") return region;
  const problem = region === undefined ? "is missing" : "is kept as a secret, yet names are made of it";
  throw new IssuesError([{ at: "aws:region", problem, fix: "pulumi config set aws:region <region>" }]);
}

/** What of the standard keys the `aws` CLI has to be told; keys of the environment it finds by itself. */
function signInOf({ profile, assumeRoles }: ConnectArgs<AwsSettings>["standard"]): NonNullable<AwsCloud["signIn"]> {
  const last = Array.isArray(assumeRoles) ? (assumeRoles as { readonly roleArn?: unknown }[]).at(-1) : undefined;
  return {
    ...(typeof profile === "string" ? { profile } : {}),
    ...(typeof last?.roleArn === "string" ? { roleArn: last.roleArn } : {}),
  };
}

/** AWS as the stack is connected to it, or a second time, in the region that stands by. */
function connectTo({ settings, standard, standby = false }: ConnectArgs<AwsSettings>): AwsCloud {
  const primary = regionOf(standard);
  const signIn = signInOf(standard);
  if (!standby) return { settings, region: primary, provider: new Provider("aws", { ...standard }), signIn };
  const region = standbyRegionOf(settings);
  if (region === primary) {
    const problem = "is the region that it stands by for";
    throw new IssuesError([{ at: "landfall:aws.standbyRegion", problem, got: region, allowed: "another region" }]);
  }
  // What names zones, certificates, images, lists and copies names those of the stack's own region.
  const own = {
    ...settings,
    zones: undefined,
    certificateArn: undefined,
    imageId: undefined,
    cloudfrontPrefixListId: undefined,
    healthCheckPrefixListId: undefined,
    standbyRegion: undefined,
  };
  return { settings: own, region, provider: new Provider("aws-standby", { ...standard, region }), signIn };
}

/** AWS's drivers, bound to one provider instance. */
export const provider = {
  async connect(args) {
    const cloud = connectTo(args);
    const kubernetes = await computeWhereUsed(args.used, "kubernetes", async () =>
      (await import("./compute/kubernetes")).computeKubernetes(cloud),
    );
    return {
      providers: [cloud.provider],
      drivers: {
        network: { managed: network(cloud) },
        compute: {
          containers: computeContainers(cloud),
          vm: computeVm(cloud),
          "vm-group": computeVmGroup(cloud),
          kubernetes,
        },
        database: { managed: database(cloud), serverless: aurora(cloud), colocated: colocatedDatabase },
        cache: { managed: cache(cloud), colocated: colocatedCache },
        queue: { kafka: kafka(cloud), queue: queue(cloud) },
        "object-storage": { managed: objectStorage(cloud) },
        secrets: { managed: secrets(cloud), platform: secretsInPlace },
        "static-site": { managed: staticSite(cloud) },
        dns: { managed: dns(cloud) },
        edge: { managed: edge(cloud) },
        monitoring: { managed: monitoring(cloud) },
      },
    };
  },
} satisfies ProviderModule<typeof awsCapabilities, AwsSettings>;
