import { awsNetwork } from "./aws-network";
import { awsServices } from "./aws-services";
import type { Blueprint, Blueprints } from "./blueprint";
import { cloudflare } from "./cloudflare";
import { digitalocean } from "./digitalocean";
import { oci } from "./oci";
import { random } from "./random";

const blueprints: Blueprints = { ...awsNetwork, ...awsServices, ...oci, ...digitalocean, ...cloudflare, ...random };

/** A type that no table knows: it gets an id, and its inputs are all that comes back. */
const unknownType: Blueprint = { id: (it) => `${it.name}-${it.identity.hex(12)}` };

/** Whether there is a table for a type. */
export const hasBlueprint = (type: string): boolean => type in blueprints;

export const blueprintOf = (type: string): Blueprint => blueprints[type] ?? unknownType;
