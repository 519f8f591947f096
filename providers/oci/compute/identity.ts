import * as oci from "@pulumi/oci";
import * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../../components/core/driver";
import type { MachineSecret } from "../../../components/host/environment";
import type { OciCloud } from "../cloud";

const quoted = (variable: string, ids: readonly pulumi.Input<string>[]): pulumi.Output<string> =>
  pulumi.all([...ids]).apply((known) => [...new Set(known)].map((id) => `${variable} = '${id}'`).join(", "));

/**
 * Lets exactly the given machines read exactly the given secrets, and make the wallet of exactly the given database.
 *
 * The group and the policy name the machines, so both come after them: a machine waits for its rights when it starts.
 */
export function grantReading(
  cloud: OciCloud,
  context: DriverContext,
  machines: readonly oci.core.Instance[],
  secrets: readonly MachineSecret[],
  database: oci.database.AutonomousDatabase | undefined,
): void {
  const { stack, tags: freeformTags } = context;
  const options = context.options({ provider: cloud.home });
  const description = `Machines of ${stack.app} in stack ${stack.stack}`;
  const group = new oci.identity.DynamicGroup(
    context.child("machines"),
    {
      compartmentId: cloud.tenancyOcid,
      description,
      matchingRule: pulumi.interpolate`ANY {${quoted(
        "instance.id",
        machines.map(({ id }) => id),
      )}}`,
      freeformTags,
    },
    options,
  );
  const allow = pulumi.interpolate`Allow dynamic-group id ${group.id} to`;
  const ids = quoted(
    "target.secret.id",
    secrets.map(({ reference }) => reference.id),
  );
  const statements = [pulumi.interpolate`${allow} read secret-bundles in ${cloud.scope} where any {${ids}}`];
  if (database !== undefined) {
    // The machine finds its database by name, which shows no more of any than that it is there.
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
