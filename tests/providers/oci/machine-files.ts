import { gunzipSync } from "node:zlib";
import { parse } from "yaml";
import { resolved, type ResolvedResource } from "../../support/resolve";

export const INSTANCE = "oci:Core/instance:Instance";

/** Settings that leave nothing of a machine to be looked up but its own address. */
export const pinned = {
  imageId: "ocid1.image.oc1.iad.pinned",
  availabilityDomains: ["Uocm:US-ASHBURN-AD-1", "Uocm:US-ASHBURN-AD-2"],
};

/** What a long text begins with once it is compressed; cloud-config begins with another sign. */
const GZIP = 0x1f;

/** The cloud-config that a machine is given. */
export function userData(resources: readonly ResolvedResource[], name: string): string {
  const { metadata } = resolved(resources, INSTANCE, name).inputs as { metadata: { user_data: string } };
  const bytes = Buffer.from(metadata.user_data, "base64");
  return (bytes[0] === GZIP ? gunzipSync(bytes) : bytes).toString();
}

export const privateAddress = (resources: readonly ResolvedResource[], name: string): string =>
  (resolved(resources, INSTANCE, name).inputs as { createVnicDetails: { privateIp: string } }).createVnicDetails
    .privateIp;

/** The files of a machine, by path. */
export function filesOf(resources: readonly ResolvedResource[], name: string): Record<string, string> {
  const config = parse(userData(resources, name), { version: "1.1" }) as {
    write_files: { path: string; content: string }[];
  };
  return Object.fromEntries(config.write_files.map(({ path, content }) => [path, content]));
}

/** What tests look at of a service in a Compose file. */
export interface ComposeService {
  readonly environment: Record<string, string>;
  readonly ports: string[];
  readonly volumes: object[];
}

export const composeOf = (files: Record<string, string>) =>
  (parse(files["/etc/landfall/compose.yaml"]!) as { services: Record<string, ComposeService> }).services;
