import { parse } from "yaml";
import { machineText } from "../../support/machine-text";
import type { ResolvedResource } from "../../support/resolve";

export const INSTANCE = "aws:ec2/instance:Instance";
export const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";

/** The cloud-config that a machine is given, or the machines of a group. */
export const userData = (resources: readonly ResolvedResource[], name: string): string =>
  machineText(resources, name).config;

/** The files of a machine, by path. */
export const filesOf = (resources: readonly ResolvedResource[], name: string): Readonly<Record<string, string>> =>
  machineText(resources, name).files;

/** What tests look at of a service in a Compose file. */
export interface ComposeService {
  readonly image: string;
  readonly environment: Record<string, string>;
}

export const composeOf = (files: Readonly<Record<string, string>>) =>
  (parse(files["/etc/landfall/compose.yaml"]!) as { services: Record<string, ComposeService> }).services;
