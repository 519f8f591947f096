import * as secretsmanager from "@pulumi/aws/secretsmanager";
import type * as pulumi from "@pulumi/pulumi";
import { IssuesError } from "../../../components/core/errors";
import type { DriverContext } from "../../../components/core/driver";
import type { Host } from "../../../components/host/host";
import { storeName } from "../../../components/core/store-name";
import { encodeRelease, type ReleaseSource } from "../../../components/host/release";
import { readSecrets } from "./environment";
import type { AwsCloud } from "../cloud";
import { STORED_SECRET_NAME } from "../store-names";
import type { Statement } from "../policy";

/** The most that a secret holds: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html */
const LIMIT_BYTES = 65_536;

/** Each look is a call, of which ten thousand cost five cents: https://aws.amazon.com/secrets-manager/pricing/ */
const INTERVAL_SECONDS = 300;

const SCRIPT = "/usr/local/lib/landfall/fetch-release.py";

/** Rights may come minutes after the machine: the agent asks again. */
const FETCH = `"""Writes the release of this machine, as AWS Secrets Manager keeps it."""

import sys

import boto3
from botocore.exceptions import BotoCoreError, ClientError

try:
    client = boto3.session.Session().client("secretsmanager", region_name=sys.argv[1])
    sys.stdout.write(client.get_secret_value(SecretId=sys.argv[2])["SecretString"])
except (BotoCoreError, ClientError) as error:
    raise SystemExit(str(error))
`;

/** Where a machine finds its release, and what it takes to read it. */
export interface ReleasePlace {
  readonly secret: secretsmanager.Secret;
  readonly source: pulumi.Output<ReleaseSource>;
  readonly statements: readonly Statement[];
}

/**
 * The place of a machine's release: a secret of its own, which has room for it, is read by the machine's role alone, and
 * can be changed while the machine stands. User data could only be changed while it is stopped.
 */
export function releasePlace({ region }: AwsCloud, context: DriverContext, role: string): ReleasePlace {
  const secret = new secretsmanager.Secret(
    context.child(`${role}-release`),
    {
      // A create whose answer is lost would otherwise leave a second one, with all that the machine knows in it.
      name: storeName(context, `${role}-release`, STORED_SECRET_NAME),
      description: `What the machine ${role} of ${context.stack.app}, stack ${context.stack.stack}, runs`,
      // Nothing is in it that could not be made again.
      recoveryWindowInDays: 0,
      tags: context.tags,
    },
    context.options({ ignoreChanges: ["name"] }),
  );
  return {
    secret,
    source: secret.arn.apply((arn) => ({
      packages: ["python3-boto3"],
      files: [{ path: SCRIPT, content: FETCH, mode: "0700" as const }],
      command: `exec /usr/bin/python3 ${SCRIPT} ${region} ${arn}`,
      intervalSeconds: INTERVAL_SECONDS,
    })),
    statements: readSecrets([{ provider: "aws", id: secret.arn }]),
  };
}

/** @throws IssuesError when the text of the machine is longer than a secret holds. */
function withinLimit(release: string, role: string): string {
  if (release.length <= LIMIT_BYTES) return release;
  throw new IssuesError([
    {
      at: `compute, machine ${role}`,
      problem: "what the machine is told is too long for Secrets Manager, even compressed",
      got: `${release.length} bytes in Base64`,
      allowed: `${LIMIT_BYTES} bytes`,
      fix: "put some services on machines of their own, or shorten their environment",
    },
  ]);
}

/** Puts the release in its place; the machine follows it there. */
export const publishRelease = (
  context: DriverContext,
  role: string,
  { secret }: ReleasePlace,
  host: pulumi.Output<Host>,
): secretsmanager.SecretVersion =>
  new secretsmanager.SecretVersion(
    context.child(`${role}-release`),
    { secretId: secret.id, secretString: host.apply((known) => withinLimit(encodeRelease(known), role)) },
    context.options(),
  );
