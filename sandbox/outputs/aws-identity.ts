import { isObject, text, type Property } from "../properties";
import type { Birth } from "./blueprint";

/** The account that AWS documentation uses. */
export const ACCOUNT = "123456789012";

/** The region of an object: its own, or its provider's. */
export const regionOf = (it: Birth): string => text(it.inputs.region, it.region);

export const arn = (it: Birth, service: string, path: string): string =>
  `arn:aws:${service}:${regionOf(it)}:${ACCOUNT}:${path}`;

/** ARN of a service that knows no regions. */
export const globalArn = (service: string, path: string): string => `arn:aws:${service}::${ACCOUNT}:${path}`;

/** What every AWS resource has besides its own outputs. */
export const tagged = (it: Birth): { region: Property; tagsAll: Property } => ({
  region: regionOf(it),
  tagsAll: isObject(it.inputs.tags) ? it.inputs.tags : {},
});

/** The hosted zone of the region's load balancers; only the documented one of us-east-1 is real. */
export const elbZone = (it: Birth): string =>
  regionOf(it) === "us-east-1" ? "Z35SXDOTRQ7X7K" : `Z${it.identity.token(13, "zone").toUpperCase()}`;
