import { parse } from "yaml";
import { machineText } from "../../support/machine-text";
import { resolved, type ResolvedResource } from "../../support/resolve";

export const INSTANCE = "oci:Core/instance:Instance";

/** Settings that leave nothing of a machine to be looked up but its own address. */
export const pinned = {
  imageId: "ocid1.image.oc1.iad.pinned",
  availabilityDomains: ["Uocm:US-ASHBURN-AD-1", "Uocm:US-ASHBURN-AD-2"],
};

/** The cloud-config that a machine is given. */
export const userData = (resources: readonly ResolvedResource[], name: string): string =>
  machineText(resources, name).config;

export const privateAddress = (resources: readonly ResolvedResource[], name: string): string =>
  (resolved(resources, INSTANCE, name).inputs as { createVnicDetails: { privateIp: string } }).createVnicDetails
    .privateIp;

/** The files of a machine, by path. */
export const filesOf = (resources: readonly ResolvedResource[], name: string): Readonly<Record<string, string>> =>
  machineText(resources, name).files;

/** What tests look at of a service in a Compose file. */
export interface ComposeService {
  readonly environment: Record<string, string>;
  readonly ports: string[];
  readonly volumes: object[];
}

export const composeOf = (files: Readonly<Record<string, string>>) =>
  (parse(files["/etc/landfall/compose.yaml"]!) as { services: Record<string, ComposeService> }).services;
