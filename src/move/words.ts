import type { Moved } from "./schema";

/** `RDS in us-east-1`, `Spaces`. */
export const placeOf = ({ service, provider, region }: Moved["from"]): string =>
  `${service ?? provider}${region === null ? "" : ` in ${region}`}`;

/** `the database`, `the object storage`, as sentences say a kind. */
export const kindOf = (kind: string): string => kind.replaceAll("-", " ");
