import * as kms from "@pulumi/aws/kms";
import * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../components/core/driver";
import { policyDocument, type Statement } from "./policy";

/** Days in which a key that was given up can be brought back, the most that KMS allows. */
const RECOVERY_DAYS = 30;

export interface ServiceKeyArgs {
  readonly description: string;
  /** @default - the provider's */
  readonly region?: string;
  /** A pair of keys to sign with, in place of one to encrypt with. @default false */
  readonly signs?: boolean;
  /** What a service of AWS may do with the key. */
  readonly statements: (account: pulumi.Output<string>) => readonly Statement[];
  /** Options of the key and its policy. */
  readonly options: pulumi.CustomResourceOptions;
}

/** A key of one's own, since the keys that AWS manages let in none of its services. */
export interface ServiceKey {
  readonly key: kms.Key;
  /** What has to stand before the service can use the key. */
  readonly policy: kms.KeyPolicy;
}

/** The account that a resource belongs to, by its ARN. */
export const accountOf = (arn: pulumi.Output<string>): pulumi.Output<string> =>
  arn.apply((text) => text.split(":")[4] ?? "");

/** The account as whoever its own policies let in; without this statement, nobody could change the key any more. */
const administered = (arn: pulumi.Output<string>): Statement => ({
  Sid: "AdministeredByAccount",
  Effect: "Allow",
  Principal: { AWS: arn.apply((text) => `arn:${text.split(":")[1]}:iam::${text.split(":")[4]}:root`) },
  Action: ["kms:*"],
  Resource: ["*"],
});

/** Makes a key that a service of AWS may use. A key's policy names the account, which only the key's own ARN tells. */
export function serviceKey(context: DriverContext, role: string, args: ServiceKeyArgs): ServiceKey {
  const region = args.region === undefined ? {} : { region: args.region };
  const use = args.signs
    ? { keyUsage: "SIGN_VERIFY", customerMasterKeySpec: "ECC_NIST_P256" }
    : { enableKeyRotation: true };
  const key = new kms.Key(
    context.child(role),
    { description: args.description, deletionWindowInDays: RECOVERY_DAYS, ...use, ...region, tags: context.tags },
    args.options,
  );
  const statements = [administered(key.arn), ...args.statements(accountOf(key.arn))];
  const policy = new kms.KeyPolicy(
    context.child(role),
    { keyId: key.id, policy: policyDocument(statements), ...region },
    args.options,
  );
  return { key, policy };
}
