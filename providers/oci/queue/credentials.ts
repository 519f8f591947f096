import * as oci from "@pulumi/oci";
import * as pulumi from "@pulumi/pulumi";
import { secret } from "../../../components/core/binding";
import type { DriverContext } from "../../../components/core/driver";
import type { QueueCredentials } from "../../../components/queue";
import type { OciCloud } from "../cloud";

/** What the group of a queue's user may do: a verb with a kind of resource, and which of them. */
export interface Grant {
  /** E.g. `use streams`. */
  readonly may: string;
  /** E.g. `target.stream.id = 'ocid1…'`. @default - all of the compartment */
  readonly where?: pulumi.Output<string>;
}

/** How the services sign in to a queue. */
export interface SignIn {
  readonly grants: readonly Grant[];
  /** What Oracle wants after the tenancy and the user, such as the stream pool. @default - nothing */
  readonly suffix?: pulumi.Output<string>;
  /** What clients make of the token. @default - the token as it is */
  readonly encode?: (token: string) => string;
}

/**
 * A user that is in no other group, with one token: instance principals sign requests of Oracle's own clients only.
 *
 * Users of identity domains need an address of e-mail; `.invalid` leads nowhere, by RFC 2606, and the user never signs in
 * to the console.
 */
export function signIn(cloud: OciCloud, context: DriverContext, { grants, suffix, encode }: SignIn): QueueCredentials {
  const { tenancyOcid, compartmentId, scope, home, settings } = cloud;
  if (settings.tenancyName === undefined) {
    throw new Error("the tenancy's name is a required setting, and preflight asks for it");
  }
  const { stack, tags: freeformTags } = context;
  const options = context.options({ provider: home });
  const description = `Topics of ${stack.app} in stack ${stack.stack}`;
  const email = settings.queueUserEmail ?? `${stack.app}-${stack.stack}-topics@landfall.invalid`;
  const inTenancy = { compartmentId: tenancyOcid, description, freeformTags };
  const user = new oci.identity.User(context.child("user"), { ...inTenancy, email }, options);
  const group = new oci.identity.Group(context.child("user-group"), inTenancy, options);
  const membership = new oci.identity.UserGroupMembership(
    context.child("membership"),
    { userId: user.id, groupId: group.id },
    options,
  );
  const policy = new oci.identity.Policy(
    context.child("access"),
    {
      compartmentId,
      description,
      statements: grants.map(({ may, where }) => {
        const allowed = pulumi.interpolate`Allow group id ${group.id} to ${may} in ${scope}`;
        return where === undefined ? allowed : pulumi.interpolate`${allowed} where ${where}`;
      }),
      freeformTags,
    },
    options,
  );
  const { token } = new oci.identity.AuthToken(
    context.child("token"),
    { userId: user.id, description },
    context.options({ provider: home, dependsOn: [membership, policy], additionalSecretOutputs: ["token"] }),
  );
  const name = pulumi.interpolate`${settings.tenancyName}/${user.name}`;
  return {
    mechanism: "PLAIN",
    username: suffix === undefined ? name : pulumi.interpolate`${name}/${suffix}`,
    password: secret(pulumi.secret(token).apply((text) => (encode === undefined ? text : encode(text)))),
  };
}
