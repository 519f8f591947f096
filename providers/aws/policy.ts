import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../components/core/driver";

/** One statement of a policy document, in the words of the document itself. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?:
    | "*"
    | { readonly Service: string }
    | { readonly AWS: pulumi.Input<string> }
    | { readonly Federated: pulumi.Input<string> };
  readonly Action: readonly string[];
  readonly Resource?: readonly pulumi.Input<string>[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, pulumi.Input<string>>>>>;
}

/** A policy document. */
export const policyDocument = (statements: readonly Statement[]): pulumi.Output<string> =>
  pulumi.jsonStringify({ Version: "2012-10-17", Statement: statements });

/** On whose behalf a service may take a role, so that nobody else's resource can make it do so. */
export interface TrustConditions {
  /** The account that the resource is in. */
  readonly account: pulumi.Input<string>;
  /** What the resource's ARN looks like. */
  readonly source?: pulumi.Input<string>;
}

/** Who may take a role: one service of AWS, on behalf of this account's resources. */
export function trust(service: string, on?: TrustConditions): Statement {
  const taken = {
    Sid: "TakenByService",
    Effect: "Allow",
    Principal: { Service: service },
    Action: ["sts:AssumeRole"],
  } as const;
  if (on === undefined) return taken;
  const account = { StringEquals: { "aws:SourceAccount": on.account } };
  if (on.source === undefined) return { ...taken, Condition: account };
  return { ...taken, Condition: { ...account, ArnLike: { "aws:SourceArn": on.source } } };
}

/** A role that a service of AWS works under. */
export const serviceRole = (
  context: DriverContext,
  role: string,
  description: string,
  service: string,
  on?: TrustConditions,
): iam.Role =>
  new iam.Role(
    context.child(role),
    { description, assumeRolePolicy: policyDocument([trust(service, on)]), tags: context.tags },
    context.options(),
  );

/** Gives a role rights of its own. */
export const allow = (
  context: DriverContext,
  name: string,
  role: iam.Role,
  statements: readonly Statement[],
): iam.RolePolicy =>
  new iam.RolePolicy(context.child(name), { role: role.name, policy: policyDocument(statements) }, context.options());

/** Gives a role the rights of a policy that AWS keeps. */
export const attach = (context: DriverContext, name: string, role: iam.Role, policyArn: string) =>
  new iam.RolePolicyAttachment(context.child(name), { role: role.name, policyArn }, context.options());
