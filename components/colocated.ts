import * as pulumi from "@pulumi/pulumi";
import { generatedPassword } from "./generated-password";
import type { CacheDriver } from "./cache";
import { secret } from "./core/binding";
import type { DriverContext } from "./core/driver";
import type { DatabaseDriver } from "./database";

/** What the services call a database and a cache that stand on their machine: names inside the machine's own network. */
export const COLOCATED_HOSTS = { database: "database", cache: "cache" } as const;

const PORTS = { database: 5432, cache: 6379 } as const;

/** Versions that are run when neither app nor topology says one; https://hub.docker.com/_/postgres and /_/valkey, 2026-11. */
export const COLOCATED_VERSIONS = { postgres: "17", valkey: "8", redis: "7" } as const;

/** Letters and digits; part of the data that it guards, so that it is protected and kept like them. */
const passwordOf = (context: DriverContext, name: "password" | "backup-passphrase"): pulumi.Output<string> =>
  generatedPassword(context, name, { length: 32, special: false });

/**
 * PostgreSQL on the machine of the services. The machine itself runs it, told by `ComputeArgs.colocated`; this driver only
 * makes the password, and the passphrase of its backups, and says how the services reach it. The connection is encrypted with the machine's own certificate.
 */
export const colocatedDatabase: DatabaseDriver = (context, args) => {
  const host = COLOCATED_HOSTS.database;
  const username = args.databaseName;
  return {
    outputs: {
      host: pulumi.output<string>(host),
      port: pulumi.output<number>(PORTS.database),
      database: pulumi.output(args.databaseName),
      username: pulumi.output(username),
      password: secret(passwordOf(context, "password")),
      backupPassphrase: secret(passwordOf(context, "backup-passphrase")),
      url: pulumi.output(`postgresql://${username}@${host}:${PORTS.database}/${args.databaseName}?sslmode=require`),
      caCertificate: pulumi.output<string | undefined>(undefined),
      extra: {},
    },
    nodes: {},
  };
};

/** A cache on the machine of the services, reached only inside the machine; see `colocatedDatabase`. */
export const colocatedCache: CacheDriver = (context) => {
  const host = COLOCATED_HOSTS.cache;
  return {
    outputs: {
      host: pulumi.output<string>(host),
      port: pulumi.output<number>(PORTS.cache),
      username: pulumi.output("default"),
      password: secret(passwordOf(context, "password")),
      url: pulumi.output(`redis://default@${host}:${PORTS.cache}`),
    },
    nodes: {},
  };
};
