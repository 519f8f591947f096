import type * as ec2 from "@pulumi/aws/ec2";
import * as ssm from "@pulumi/aws/ssm";
import * as pulumi from "@pulumi/pulumi";
import { after } from "../../../components/core/after";
import type { AwsCloud } from "../cloud";

/**
 * Where Canonical says which image is the newest of Ubuntu 24.04 in a region:
 * https://documentation.ubuntu.com/aws/aws-how-to/instances/find-ubuntu-images/
 */
const NEWEST = "/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id";

/** The image that machines are made of, and what a later run must leave alone of it. */
export interface MachineImage {
  readonly id: pulumi.Output<string>;
  readonly isPinned: boolean;
}

/**
 * The configured image, or the newest one of Ubuntu 24.04.
 *
 * @param subnet - Asked for only once it is there, so that a first preview makes no call.
 */
export function machineImage({ settings }: AwsCloud, subnet: ec2.Subnet, parent: pulumi.Resource): MachineImage {
  if (settings.imageId !== undefined) return { id: pulumi.output(settings.imageId), isPinned: true };
  const newest = ssm.getParameterOutput({ name: after(subnet, NEWEST) }, { parent }).insecureValue;
  return { id: after(subnet, newest), isPinned: false };
}
