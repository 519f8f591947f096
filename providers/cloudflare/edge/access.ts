import * as cloudflare from "@pulumi/cloudflare";
import type * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../../components/core/driver";
import type { ResolvedEdgeArgs } from "../../../components/edge";
import { accountOf, type CloudflareCloud } from "../cloud";
import { onHost, readPathExpression, ruleReference, type Rule } from "./rules";
import { nameOf } from "../names";

/** How long a sign-in lasts; said, since the API's own default drifts. */
const SESSION = "8h";

const allowed = (args: Pick<ResolvedEdgeArgs, "access">, how: "sign-in" | "networks") =>
  Object.entries(args.access).filter(([, { allow }]) => allow === how);

/** Blocks paths for everybody but the administrators' networks; for everybody where there are none. */
export function networkRules(args: Pick<ResolvedEdgeArgs, "access" | "adminCidrs" | "hostname">): Rule[] {
  const others = args.adminCidrs.length === 0 ? "" : ` and not ip.src in {${args.adminCidrs.join(" ")}}`;
  return allowed(args, "networks").map(([name, { path }]) => ({
    ref: ruleReference("access", name),
    description: `access ${name}`,
    expression: onHost(args.hostname, `${readPathExpression(path)}${others}`),
    action: "block",
  }));
}

/**
 * Asks whoever opens a path to sign in with a second factor, by Zero Trust Access. Whether there was one the account's
 * identity provider tells; a code by e-mail alone is none. Without an address of an administrator nobody is let in.
 */
export function buildSignIn(
  cloud: CloudflareCloud,
  context: DriverContext,
  zoneId: pulumi.Output<string>,
  args: ResolvedEdgeArgs,
): void {
  const paths = allowed(args, "sign-in");
  if (paths.length === 0) return;
  const { email } = args;
  const policy = new cloudflare.ZeroTrustAccessPolicy(
    context.child("sign-in-policy"),
    {
      accountId: accountOf(cloud),
      name: nameOf(context, "administrators"),
      decision: email === undefined ? "deny" : "allow",
      includes: [email === undefined ? { everyone: {} } : { email: { email } }],
      ...(email === undefined ? {} : { requires: [{ authMethod: { authMethod: "mfa" } }] }),
      sessionDuration: SESSION,
    },
    context.options(),
  );
  for (const [name, { path }] of paths) {
    new cloudflare.ZeroTrustAccessApplication(
      context.child(`sign-in-${name}`),
      {
        zoneId,
        name: nameOf(context, name),
        type: "self_hosted",
        // A path stands for everything below it as well.
        destinations: [{ type: "public", uri: `${args.hostname}${path === "/" ? "" : path}` }],
        policies: [{ id: policy.id, precedence: 1 }],
        sessionDuration: SESSION,
      },
      context.options(),
    );
  }
}
