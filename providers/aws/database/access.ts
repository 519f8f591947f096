import * as secretsmanager from "@pulumi/aws/secretsmanager";
import { generatedPassword } from "../../../components/generated-password";
import * as pulumi from "@pulumi/pulumi";
import { reference, secret, type Binding } from "../../../components/core/binding";
import type { DriverContext } from "../../../components/core/driver";
import type { ResolvedDatabaseArgs } from "../../../components/database";

const PASSWORD_CHARACTERS = 32;

/** Who makes the password of a server's first user: the cloud, this program, or the server that it is a copy of. */
export type Password =
  | { readonly maker: "cloud" }
  | { readonly maker: "generated"; readonly value: pulumi.Output<string> }
  | { readonly maker: "source"; readonly binding: Binding };

/**
 * RDS would change its password every week. Services read it when they start, so the copies that run then could open no
 * connection any more; it is changed as rarely as Secrets Manager allows, and by hand together with a new deployment.
 */
const ROTATION_DAYS = 1000;

/**
 * Neither RDS nor Aurora's global databases copy a server whose password they keep in Secrets Manager.
 *
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html, read 2026-11-21
 */
const refuseCopies = (what: string): never => {
  throw new Error(`${what} was asked for with a password that the cloud keeps, and AWS copies no such server`);
};

/**
 * The password of a server's first user; a copy has that of its source.
 *
 * @throws Error when a server with a password of the cloud's is to have copies: whoever asks has to know better.
 */
export function passwordOf(context: DriverContext, args: ResolvedDatabaseArgs, copiesSource: boolean): Password {
  const { replicaOf, password, readReplicas } = args;
  if (replicaOf !== undefined) {
    if (replicaOf.password?.kind !== "secret") return refuseCopies("a copy in another region");
    return { maker: "source", binding: replicaOf.password };
  }
  if (password === "generated") {
    // Letters and digits only: it has to survive connection URLs and shells.
    const value = generatedPassword(context, "password", { length: PASSWORD_CHARACTERS, special: false });
    return { maker: "generated", value };
  }
  return copiesSource && readReplicas > 0 ? refuseCopies("a server with read replicas") : { maker: "cloud" };
}

/** How services read a password; one of the cloud's stands in the secret that its server names. */
export function deliver(
  context: DriverContext,
  password: Password,
  masterUserSecrets: pulumi.Output<readonly { readonly secretArn: string }[]>,
): Binding {
  if (password.maker === "source") return password.binding;
  if (password.maker === "generated") return secret(password.value);
  const id = masterUserSecrets.apply((secrets) => secrets[0]!.secretArn);
  new secretsmanager.SecretRotation(
    context.child("password"),
    { secretId: id, rotateImmediately: false, rotationRules: { automaticallyAfterDays: ROTATION_DAYS } },
    context.options(),
  );
  return reference({ provider: "aws", id, field: "password" });
}
