import type * as kms from "@pulumi/aws/kms";
import { generatedPassword } from "../../../components/generated-password";
import * as msk from "@pulumi/aws/msk";
import * as secretsmanager from "@pulumi/aws/secretsmanager";
import * as pulumi from "@pulumi/pulumi";
import { secret } from "../../../components/core/binding";
import type { DriverContext } from "../../../components/core/driver";
import type { NameRule } from "../../../components/core/naming";
import type { QueueCredentials } from "../../../components/queue";
import { uniqueName } from "../database/server";
import { policyDocument } from "../policy";
import { serviceKey } from "../service-key";

const USERNAME = "landfall";
const PASSWORD_CHARACTERS = 32;

/** Days in which a deleted secret can be brought back, the most that AWS allows. */
const RECOVERY_DAYS = 30;

/** MSK reads secrets of this name alone (https://docs.aws.amazon.com/msk/latest/developerguide/msk-password-tutorial.html). */
const PREFIX = "AmazonMSK_";

const SECRET_NAME: NameRule = {
  maxLength: 200, // of 512, the rest is for the prefix and what makes it unique
  allowed: /[A-Za-z0-9]/,
  separator: "-",
  lowercase: true,
  source: "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html",
};

/** A key of the account's own: MSK takes no password that AWS's key encrypts; the disks share it. */
export const kafkaKey = (context: DriverContext): kms.Key =>
  serviceKey(context, "brokers", {
    description: "Encrypts the disks of the brokers and the password of their user",
    statements: () => [],
    options: context.dataOptions(),
  }).key;

/** The one user of a cluster, whose password the brokers read from Secrets Manager. */
export function kafkaUser(context: DriverContext, cluster: msk.Cluster, key: kms.Key): QueueCredentials {
  // Letters and digits only: it has to survive connection strings and shells.
  const password = generatedPassword(context, "password", { length: PASSWORD_CHARACTERS, special: false });
  const guarded = context.stack.dataProtection;
  const store = new secretsmanager.Secret(
    context.child("user"),
    {
      name: pulumi.interpolate`${PREFIX}${uniqueName(context, "user", "user", SECRET_NAME)}`,
      description: "The user of the brokers",
      kmsKeyId: key.arn,
      recoveryWindowInDays: guarded ? RECOVERY_DAYS : 0,
      tags: context.tags,
    },
    context.dataOptions(),
  );
  const kept = context.options({ retainOnDelete: guarded });
  const version = new secretsmanager.SecretVersion(
    context.child("user"),
    { secretId: store.id, secretString: pulumi.jsonStringify({ username: USERNAME, password }) },
    kept,
  );
  // Said as MSK says it itself when a secret is handed to it, so that neither takes the other's for a change.
  const policy = new secretsmanager.SecretPolicy(
    context.child("user"),
    {
      secretArn: store.arn,
      policy: policyDocument([
        {
          Sid: "AWSKafkaResourcePolicy",
          Effect: "Allow",
          Principal: { Service: "kafka.amazonaws.com" },
          Action: ["secretsmanager:getSecretValue"],
          Resource: [store.arn],
        },
      ]),
    },
    kept,
  );
  new msk.ScramSecretAssociation(
    context.child("user"),
    { clusterArn: cluster.arn, secretArnLists: [store.arn] },
    context.options({ retainOnDelete: guarded, dependsOn: [version, policy] }),
  );
  return { mechanism: "SCRAM-SHA-512", username: pulumi.output(USERNAME), password: secret(password) };
}
