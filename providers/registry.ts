import type { Catalog, Kind } from "../components/catalog";
import type { Capability, ShapeCapability } from "../components/core/capability";
import { awsCapabilities } from "./aws/capabilities";
import { awsConfig } from "./aws/config";
import { awsDataTypes } from "./aws/data-types";
import { awsIntentions } from "./aws/edge-intentions";
import { awsOrigin } from "./aws/origin";
import { awsRefusals } from "./aws/refusals";
import { awsSizes } from "./aws/sizes";
import { cloudflareCapabilities } from "./cloudflare/capabilities";
import { cloudflareConfig } from "./cloudflare/config";
import { cloudflareDataTypes } from "./cloudflare/data-types";
import { cloudflareIntentions } from "./cloudflare/edge-intentions";
import { cloudflareEntitlements } from "./cloudflare/entitlements";
import { cloudflareOrigin } from "./cloudflare/origin";
import { cloudflareSizes } from "./cloudflare/sizes";
import { digitaloceanCapabilities } from "./digitalocean/capabilities";
import { digitaloceanConfig } from "./digitalocean/config";
import { digitaloceanDataTypes } from "./digitalocean/data-types";
import { digitaloceanIntentions } from "./digitalocean/edge-intentions";
import { digitaloceanRefusals } from "./digitalocean/refusals";
import { digitaloceanSizes } from "./digitalocean/sizes";
import { ociCapabilities } from "./oci/capabilities";
import { ociConfig } from "./oci/config";
import { ociDataTypes } from "./oci/data-types";
import { ociIntentions } from "./oci/edge-intentions";
import { ociRefusals } from "./oci/refusals";
import { ociSizes } from "./oci/sizes";
import { defineProvider, type ProviderDefinition } from "./provider";

/** The only list of providers. A driver is reached through its literal import alone. */
export const registry = {
  aws: defineProvider({
    title: "AWS",
    capabilities: awsCapabilities,
    config: awsConfig,
    sizes: awsSizes,
    dataTypes: awsDataTypes,
    intentions: awsIntentions,
    origin: awsOrigin,
    refusals: awsRefusals,
    load: () => import("./aws/index"),
  }),
  oci: defineProvider({
    title: "Oracle Cloud",
    capabilities: ociCapabilities,
    config: ociConfig,
    sizes: ociSizes,
    dataTypes: ociDataTypes,
    intentions: ociIntentions,
    refusals: ociRefusals,
    load: () => import("./oci/index"),
  }),
  digitalocean: defineProvider({
    title: "DigitalOcean",
    capabilities: digitaloceanCapabilities,
    config: digitaloceanConfig,
    sizes: digitaloceanSizes,
    dataTypes: digitaloceanDataTypes,
    intentions: digitaloceanIntentions,
    refusals: digitaloceanRefusals,
    load: () => import("./digitalocean/index"),
  }),
  cloudflare: defineProvider({
    title: "Cloudflare",
    capabilities: cloudflareCapabilities,
    config: cloudflareConfig,
    sizes: cloudflareSizes,
    dataTypes: cloudflareDataTypes,
    intentions: cloudflareIntentions,
    origin: cloudflareOrigin,
    refusals: ({ settings, wanted }) => cloudflareEntitlements(settings, wanted),
    load: () => import("./cloudflare/index"),
  }),
} as const;

export type ProviderId = keyof typeof registry;

export const providerIds = Object.keys(registry) as readonly ProviderId[];

/** What a provider says of a kind in a shape; undefined where it has no such thing. */
export function shapeOn<K extends Kind>(
  id: ProviderId,
  kind: K,
  shape: string,
): ShapeCapability<Catalog[K]["feature"]> | undefined {
  const capability: Capability<string, Catalog[K]["feature"]> = providerOf(id).capabilities[kind];
  return capability.supported ? capability.shapes[shape] : undefined;
}

/** The definition behind an id, its drivers' exact types set aside. */
export const providerOf = (id: ProviderId): ProviderDefinition => registry[id];

/** Every type whose objects hold data, whatever the provider. */
export const dataTypes = (): ReadonlySet<string> =>
  new Set(providerIds.flatMap((id) => providerOf(id).dataTypes ?? []));
