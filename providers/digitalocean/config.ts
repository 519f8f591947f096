import { z } from "zod";
import { handedOn, type ProviderConfig, type UsedKinds } from "../provider";

const settings = z.strictObject({
  /** The App Platform region. @default "nyc" */
  region: z
    .enum(["ams", "atl", "blr", "fra", "lon", "nyc", "sfo", "sgp", "syd", "tor"])
    .optional()
    .describe("App Platform region, e.g. nyc"),
});

export type DigitaloceanSettings = z.infer<typeof settings>;

/** How DigitalOcean is configured. The standard keys are those of the Pulumi DigitalOcean provider. */
export const digitaloceanConfig: ProviderConfig<DigitaloceanSettings> = {
  settings,
  standard: {
    token: {
      schema: z.string().min(1),
      environment: ["DIGITALOCEAN_TOKEN", "DIGITALOCEAN_ACCESS_TOKEN"],
      secret: true,
      description: "an API token",
    },
    apiEndpoint: {
      schema: z.url(),
      environment: ["DIGITALOCEAN_API_URL"],
      description: "another address of the API",
    },
    ...handedOn({
      httpRetryMax: z.int(),
      httpRetryWaitMax: z.number(),
      httpRetryWaitMin: z.number(),
      requestsPerSecond: z.number(),
      spacesEndpoint: z.string(),
    }),
    ...handedOn({ spacesAccessId: z.string(), spacesSecretKey: z.string() }, { secret: true }),
  },
  credentials: { ways: [{ keys: ["token"] }], fix: "pulumi config set --secret digitalocean:token <token>" },
  required: (_used: UsedKinds) => [],
};
