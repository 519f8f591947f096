import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import { secret } from "../../../components/core/binding";
import type { DatabaseDriver } from "../../../components/database";
import { accountOf, type CloudflareCloud } from "../cloud";
import type { CloudflareDatabaseNodes } from "./d1";
import { nameOf } from "../names";

const POSTGRES_PORT = 5432;

/**
 * Hyperdrive: a pool of connections, near the Workers, before a PostgreSQL that stands elsewhere and is nobody's of this
 * stack. Workers reach it through a binding called `DATABASE`. The server must be on the internet with TLS.
 */
export const databaseHyperdrive =
  (cloud: CloudflareCloud): DatabaseDriver =>
  (context, args) => {
    const { hyperdrive } = cloud;
    if (hyperdrive === undefined) throw new Error("Hyperdrive was connected without landfall:cloudflare.hyperdrive");
    const { host, port = POSTGRES_PORT, user } = hyperdrive;
    const database = hyperdrive.database ?? args.databaseName;
    const password = pulumi.secret(hyperdrive.password);
    const config = new cloudflare.HyperdriveConfig(
      context.child("hyperdrive"),
      {
        accountId: accountOf(cloud),
        name: nameOf(context, context.name),
        origin: { scheme: "postgres", host, port, user, database, password },
        mtls: { sslmode: "require" },
        caching: { disabled: false },
      },
      // The SDK does not mark the password in it.
      context.options({ additionalSecretOutputs: ["origin"] }),
    );
    const nodes: CloudflareDatabaseNodes = { binding: { type: "hyperdrive", id: config.id } };
    return {
      outputs: {
        host: pulumi.output(host),
        port: pulumi.output(port),
        database: pulumi.output(database),
        username: pulumi.output(user),
        password: secret(password),
        url: pulumi.output(`postgresql://${user}@${host}:${port}/${database}?sslmode=require`),
        caCertificate: pulumi.output<string | undefined>(undefined),
        extra: {},
      },
      nodes,
    };
  };
