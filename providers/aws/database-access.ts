import * as ec2 from "@pulumi/aws/ec2";
import type * as rds from "@pulumi/aws/rds";
import * as secretsmanager from "@pulumi/aws/secretsmanager";
import * as vpcRules from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { reference, secret, type Binding } from "../../components/core/binding";
import type { DriverContext } from "../../components/core/driver";
import type { ResolvedDatabaseArgs } from "../../components/database";
import { namedTags } from "./cloud";
import type { AwsNetworkNodes } from "./network";

/** The port that PostgreSQL listens on. */
export const POSTGRES_PORT = 5432;

const PASSWORD_CHARACTERS = 32;

/** Lets the app's services in, and nobody else. */
export function databaseGroup(context: DriverContext, network: AwsNetworkNodes): ec2.SecurityGroup {
  const group = new ec2.SecurityGroup(
    context.child("server"),
    {
      vpcId: network.vpc.id,
      description: "PostgreSQL, for the services of the app",
      tags: namedTags(context, "server"),
    },
    context.options(),
  );
  new vpcRules.SecurityGroupIngressRule(
    context.child("server-in"),
    {
      securityGroupId: group.id,
      description: "PostgreSQL from the services of the app",
      ipProtocol: "tcp",
      fromPort: POSTGRES_PORT,
      toPort: POSTGRES_PORT,
      referencedSecurityGroupId: network.workloadSecurityGroup.id,
      tags: namedTags(context, "server-in"),
    },
    context.options(),
  );
  return group;
}

/** How a server gets its password, and how a service reads it. */
export interface Password {
  readonly inputs: Pick<rds.InstanceArgs, "manageMasterUserPassword" | "password">;
  deliver(server: rds.Instance): Binding;
}

/**
 * RDS would change its password every week. Services read it when they start, so the copies that run then could open no
 * connection any more; it is changed as rarely as Secrets Manager allows, and by hand together with a new deployment.
 */
const ROTATION_DAYS = 1000;

/** A password that RDS makes and keeps in Secrets Manager; it is in no state and no plan. */
const managedPassword = (context: DriverContext): Password => ({
  inputs: { manageMasterUserPassword: true },
  deliver: (server) => {
    const id = server.masterUserSecrets.apply((secrets) => secrets[0]!.secretArn);
    new secretsmanager.SecretRotation(
      context.child("password"),
      { secretId: id, rotateImmediately: false, rotationRules: { automaticallyAfterDays: ROTATION_DAYS } },
      context.options(),
    );
    return reference({ provider: "aws", id, field: "password" });
  },
});

/** A password that this program makes, kept like data. */
function generatedPassword(context: DriverContext): Password {
  const password = new random.RandomPassword(
    context.child("password"),
    // Letters and digits only: it has to survive connection URLs and shells.
    { length: PASSWORD_CHARACTERS, special: false },
    context.dataOptions(),
  ).result;
  return { inputs: { password: pulumi.secret(password) }, deliver: () => secret(password) };
}

/**
 * The password of a server's first user.
 *
 * RDS cannot copy a server whose password it manages
 * (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html, read 2026-11-21), so one with read
 * replicas gets a password of this program's.
 */
export const passwordOf = (context: DriverContext, args: ResolvedDatabaseArgs): Password =>
  args.password === "cloud" && args.readReplicas === 0 ? managedPassword(context) : generatedPassword(context);
