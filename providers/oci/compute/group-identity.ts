import * as oci from "@pulumi/oci";
import * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../../components/core/driver";
import type { MachineSecret } from "../../../components/host/environment";
import type { OciCloud } from "../cloud";

/**
 * Lets machines of the compartment read exactly the given secrets, and make the wallet of the given database.
 *
 * Members of a pool cannot be named beforehand: besides OCIDs, a rule knows machines only by their compartment, and by tags
 * that are defined for the whole tenancy. So whatever other machine stands in the compartment may read these as well.
 */
export function grantGroupReading(
  cloud: OciCloud,
  context: DriverContext,
  secrets: readonly MachineSecret[],
  withWallet: boolean,
): void {
  const { stack, tags: freeformTags } = context;
  const options = context.options({ provider: cloud.home });
  const description = `Machines of ${stack.app} in stack ${stack.stack}`;
  const group = new oci.identity.DynamicGroup(
    context.child("machines"),
    {
      compartmentId: cloud.tenancyOcid,
      description,
      matchingRule: `ALL {instance.compartment.id = '${cloud.compartmentId}'}`,
      freeformTags,
    },
    options,
  );
  const allow = pulumi.interpolate`Allow dynamic-group id ${group.id} to`;
  const ids = pulumi
    .all(secrets.map(({ reference }) => reference.id))
    .apply((known) => [...new Set(known)].map((id) => `target.secret.id = '${id}'`).join(", "));
  const statements = [pulumi.interpolate`${allow} read secret-bundles in ${cloud.scope} where any {${ids}}`];
  if (withWallet) {
    // A machine finds its database by name, which shows no more of any than that it is there.
    statements.push(
      pulumi.interpolate`${allow} inspect autonomous-databases in ${cloud.scope}`,
      pulumi.interpolate`${allow} read autonomous-databases in ${cloud.scope} where request.permission = 'AUTONOMOUS_DATABASE_CONTENT_READ'`,
    );
  }
  new oci.identity.Policy(
    context.child("reading"),
    { compartmentId: cloud.compartmentId, description, statements, freeformTags },
    options,
  );
}
