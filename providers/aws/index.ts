import { Provider } from "@pulumi/aws/provider";
import { IssuesError } from "../../components/core/errors";
import type { ConnectArgs, ProviderModule } from "../provider";
import type { awsCapabilities } from "./capabilities";
import type { AwsCloud } from "./cloud";
import { computeContainers } from "./compute-containers";
import type { AwsSettings } from "./config";
import { database } from "./database";
import { network } from "./network";
import { objectStorage } from "./object-storage";
import { secrets } from "./secrets";

/** Names and addresses are made of the region, so it has to be known, and not a secret. */
function regionOf(standard: ConnectArgs<AwsSettings>["standard"]): string {
  const { region } = standard;
  if (typeof region === "string") return region;
  const problem = region === undefined ? "is missing" : "is kept as a secret, yet names are made of it";
  throw new IssuesError([{ at: "aws:region", problem, fix: "pulumi config set aws:region <region>" }]);
}

/** AWS's drivers, bound to one provider instance. */
export const provider = {
  connect({ settings, standard }) {
    const region = regionOf(standard);
    const cloud: AwsCloud = { settings, region, provider: new Provider("aws", { ...standard }) };
    return {
      providers: [cloud.provider],
      drivers: {
        network: { managed: network(cloud) },
        compute: { containers: computeContainers(cloud) },
        database: { managed: database(cloud) },
        "object-storage": { managed: objectStorage(cloud) },
        secrets: { managed: secrets(cloud) },
      },
    };
  },
} satisfies ProviderModule<typeof awsCapabilities, AwsSettings>;
