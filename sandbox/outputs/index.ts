import { awsCompute } from "./aws-compute";
import { awsData } from "./aws-data";
import { awsEdge, awsMonitoring } from "./aws-edge";
import { awsKubernetes } from "./aws-kubernetes";
import { awsNetwork } from "./aws-network";
import { awsServices } from "./aws-services";
import type { Blueprint, Blueprints } from "./blueprint";
import { cloudflare } from "./cloudflare";
import { cloudflareEdge } from "./cloudflare-edge";
import { cloudflareStorage } from "./cloudflare-storage";
import { cloudflareWorkers } from "./cloudflare-workers";
import { digitalocean } from "./digitalocean";
import { digitaloceanCompute } from "./digitalocean-compute";
import { digitaloceanData } from "./digitalocean-data";
import { digitaloceanKubernetes } from "./digitalocean-kubernetes";
import { kubernetes } from "./kubernetes";
import { oci } from "./oci";
import { ociBalancing } from "./oci-balancing";
import { ociBacking } from "./oci-backing";
import { ociKubernetes } from "./oci-kubernetes";
import { ociVolumes } from "./oci-volumes";
import { random } from "./random";

const blueprints: Blueprints = {
  ...awsCompute,
  ...awsData,
  ...awsKubernetes,
  ...awsNetwork,
  ...awsEdge,
  ...awsMonitoring,
  ...awsServices,
  ...oci,
  ...ociBalancing,
  ...ociBacking,
  ...ociKubernetes,
  ...ociVolumes,
  ...digitalocean,
  ...digitaloceanCompute,
  ...digitaloceanData,
  ...digitaloceanKubernetes,
  ...cloudflare,
  ...cloudflareEdge,
  ...cloudflareStorage,
  ...cloudflareWorkers,
  ...kubernetes,
  ...random,
};

/** A type that no table knows: it gets an id, and its inputs are all that comes back. */
const unknownType: Blueprint = { id: (it) => `${it.name}-${it.identity.hex(12)}` };

/** Whether there is a table for a type. */
export const hasBlueprint = (type: string): boolean => type in blueprints;

export const blueprintOf = (type: string): Blueprint => blueprints[type] ?? unknownType;
