import * as iam from "@pulumi/aws/iam";
import type * as pulumi from "@pulumi/pulumi";
import type { ResolvedComputeArgs } from "../../../components/compute";
import type { DriverContext } from "../../../components/core/driver";
import type { MachineSecret } from "../../../components/host/environment";
import { APP_ROLE, type Machine } from "../../../components/host/machines";
import type { BucketAccess } from "../../../components/object-storage";
import { managedPolicy, type AwsCloud } from "../cloud";
import { readSecrets } from "./environment";
import { serviceGrants } from "./grants";
import { agentStatements, type Agent } from "./machine-agent";
import { allow, attach, serviceRole, type Statement } from "../policy";

/** Who a machine is, and what has to stand before it can do its work. */
export interface MachineIdentity {
  readonly profile: iam.InstanceProfile;
  readonly rights: readonly pulumi.Resource[];
}

/** The bucket that a machine with the database on it keeps backups in, where it is let in by its role. */
function archiveAccess(
  { archive, colocated }: ResolvedComputeArgs,
  role: string,
): Readonly<Record<string, BucketAccess>> {
  if (role !== APP_ROLE || colocated.database === undefined || archive === undefined) return {};
  return archive.keys === undefined ? { [archive.name]: "read-write" } : {};
}

/**
 * The role of a machine: what its services were granted, exactly the secrets that they get, its log, and to be reached by
 * Systems Manager, which takes the place of SSH.
 */
export function machineIdentity(
  { region }: AwsCloud,
  context: DriverContext,
  args: ResolvedComputeArgs,
  { role: name, services }: Machine,
  secrets: readonly MachineSecret[],
  agent: Agent,
  release: readonly Statement[] = [],
): MachineIdentity {
  const role = serviceRole(context, name, `What the machine ${name} may do`, "ec2.amazonaws.com");
  const references = secrets.map(({ reference }) => reference);
  const granted = serviceGrants(
    args,
    services.map((service) => service.name),
    archiveAccess(args, name),
  );
  const rights = [
    attach(context, `${name}-systems`, role, managedPolicy(region, "AmazonSSMManagedInstanceCore")),
    allow(context, `${name}-logs`, role, agentStatements(agent)),
    ...(references.length === 0 ? [] : [allow(context, `${name}-secrets`, role, readSecrets(references))]),
    ...(release.length === 0 ? [] : [allow(context, `${name}-release`, role, release)]),
    ...granted.map(({ what, statements }) => allow(context, `${name}-${what}`, role, statements)),
  ];
  const profile = new iam.InstanceProfile(
    context.child(name),
    { role: role.name, tags: context.tags },
    context.options(),
  );
  return { profile, rights };
}
