import * as cloudflare from "@pulumi/cloudflare";
import type * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../../components/core/driver";
import { isKeptToNetworks, type ResolvedEdgeArgs } from "../../../components/edge";
import { accountOf, type CloudflareCloud } from "../cloud";
import { signInGroups } from "../entitlements";
import { nameOf } from "../names";
import { onHost, pathExpression, readPathExpression, ruleReference, type Rule } from "./rules";

/** How long a sign-in lasts; said, since the API's own default drifts. */
const SESSION = "8h";

type Access = Pick<ResolvedEdgeArgs, "access" | "hostname">;

/**
 * Blocks paths for everybody but the administrators' networks; for everybody where there are none.
 *
 * It is a rule of the firewall, and not of Access, also where people have to sign in as well: what a policy of Access
 * requires must all be so at once, and nobody comes from two networks
 * (https://developers.cloudflare.com/cloudflare-one/access-controls/policies/#require, read 2026-11-28). Neither knows of
 * the other, so that a request has to pass both.
 */
export function networkRules(args: Access & Pick<ResolvedEdgeArgs, "adminCidrs">): Rule[] {
  const others = args.adminCidrs.length === 0 ? "" : ` and not ip.src in {${args.adminCidrs.join(" ")}}`;
  return Object.entries(args.access)
    .filter(([, rule]) => isKeptToNetworks(rule))
    .map(([name, { path }]) => ({
      ref: ruleReference("access", name),
      description: `access ${name}`,
      expression: onHost(args.hostname, `${readPathExpression(path)}${others}`),
      action: "block",
    }));
}

/** What tells one of several that are alike from the first. */
const numbered = (name: string, index: number, separator: string): string =>
  index === 0 ? name : `${name}${separator}${index + 1}`;

/**
 * Blocks paths that people sign in to where they are written in another way. Cloudflare does not say whether Access
 * compares paths decoded and in any case, and a service may take `/Admin` for `/admin`:
 * https://developers.cloudflare.com/cloudflare-one/access-controls/policies/app-paths/ (read 2026-11-28)
 */
export function spellingRules({ access, hostname }: Access): Rule[] {
  return signInGroups(access).flatMap((paths, index) => {
    const otherwise = paths
      .filter((path) => path !== "/")
      .map((path) => `(${readPathExpression(path)} and not ${pathExpression(path)})`);
    if (otherwise.length === 0) return [];
    return [
      {
        ref: numbered("sign_in_spelling", index, "_"),
        description: "paths that people sign in to, written in another way",
        expression: onHost(hostname, otherwise.join(" or ")),
        action: "block",
      },
    ];
  });
}

/**
 * Asks whoever opens a path to sign in with a second factor, by Zero Trust Access. Whether there was one the account's
 * identity provider tells; a code by e-mail alone is none. Without an address of an administrator nobody is let in.
 *
 * The paths are one application's, since a sign-in holds for an application: what a page of administrators calls is let
 * in by the cookie that the page was. Service tokens are not asked for: who has one passes without a second factor, and
 * would so on every path of the application.
 */
export function buildSignIn(
  cloud: CloudflareCloud,
  context: DriverContext,
  zoneId: pulumi.Output<string>,
  args: ResolvedEdgeArgs,
): void {
  const groups = signInGroups(args.access);
  if (groups.length === 0) return;
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
  groups.forEach((paths, index) => {
    const role = numbered("sign-in", index, "-");
    new cloudflare.ZeroTrustAccessApplication(
      context.child(role),
      {
        zoneId,
        name: nameOf(context, role),
        type: "self_hosted",
        // A path stands for everything below it as well.
        destinations: paths.map((path) => ({ type: "public", uri: `${args.hostname}${path === "/" ? "" : path}` })),
        policies: [{ id: policy.id, precedence: 1 }],
        sessionDuration: SESSION,
      },
      context.options(),
    );
  });
}
