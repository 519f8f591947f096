import * as secretsmanager from "@pulumi/aws/secretsmanager";
import { reference } from "../../components/core/binding";
import type { SecretsDriver, StoreSecret } from "../../components/secrets";
import type { AwsCloud } from "./cloud";
import { storeName } from "../../components/core/store-name";
import { STORED_SECRET_NAME } from "./store-names";

/** Days in which a deleted secret can be brought back, the most that AWS allows. */
const RECOVERY_DAYS = 30;

const store: StoreSecret = (context, name, value) => {
  const guarded = context.stack.dataProtection;
  const secret = new secretsmanager.Secret(
    context.child(name),
    {
      name: storeName(context, name, STORED_SECRET_NAME),
      description: `${name} of ${context.stack.app}, stack ${context.stack.stack}`,
      recoveryWindowInDays: guarded ? RECOVERY_DAYS : 0,
      tags: context.tags,
    },
    context.dataOptions({ ignoreChanges: ["name"] }),
  );
  // Not protected: a new value replaces the version, and the store keeps the one before it by itself.
  const version = new secretsmanager.SecretVersion(
    context.child(name),
    { secretId: secret.id, secretString: value },
    context.options({ retainOnDelete: guarded }),
  );
  // The version's ARN is the secret's, known only once there is a value to read.
  return reference({ provider: "aws", id: version.arn, version: version.versionId });
};

/** Secrets Manager. Services read a secret by its ARN when they start; its value stands nowhere else. */
export const secrets =
  (_cloud: AwsCloud): SecretsDriver =>
  () => ({ outputs: { store }, nodes: {} });
