import { gunzipSync } from "node:zlib";
import { parse } from "yaml";
import { resolved, type ResolvedResource } from "../../support/resolve";

export const INSTANCE = "aws:ec2/instance:Instance";
export const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";

/** The cloud-config behind user data in Base64, compressed or not. */
function cloudConfigOf(base64: string): string {
  const bytes = Buffer.from(base64, "base64");
  return (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString();
}

/** The cloud-config that a machine is given, or the machines of a group. */
export function userData(resources: readonly ResolvedResource[], name: string): string {
  const machine = resources.find((it) => it.type === INSTANCE && it.name === name);
  if (machine !== undefined) return cloudConfigOf(String(machine.inputs["userDataBase64"]));
  return cloudConfigOf(String(resolved(resources, TEMPLATE, name).inputs["userData"]));
}

/** The files of a machine, by path. */
export function filesOf(resources: readonly ResolvedResource[], name: string): Record<string, string> {
  const config = parse(userData(resources, name), { version: "1.1" }) as {
    write_files: { path: string; content: string }[];
  };
  return Object.fromEntries(config.write_files.map(({ path, content }) => [path, content]));
}

/** What tests look at of a service in a Compose file. */
export interface ComposeService {
  readonly image: string;
  readonly environment: Record<string, string>;
}

export const composeOf = (files: Record<string, string>) =>
  (parse(files["/etc/landfall/compose.yaml"]!) as { services: Record<string, ComposeService> }).services;
