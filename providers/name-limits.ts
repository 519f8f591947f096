import { awsNameLimits } from "./aws/name-limits";
import { cloudflareNameLimits } from "./cloudflare/name-limits";
import { digitaloceanNameLimits } from "./digitalocean/name-limits";
import { kubernetesNameLimits } from "./kubernetes-name-limits";
import { ociNameLimits } from "./oci/name-limits";
import type { NameLimit, NameLimits } from "./provider";

const all: NameLimits = {
  ...awsNameLimits,
  ...ociNameLimits,
  ...digitaloceanNameLimits,
  ...cloudflareNameLimits,
  ...kubernetesNameLimits,
};

/** What the names of a type of resource must look like; nothing where no vendor's page says. */
export const nameLimits = (type: string): readonly NameLimit[] => [
  ...(all[type] ?? []),
  ...(all[`${type.split(":")[0]!}:*`] ?? []),
];
