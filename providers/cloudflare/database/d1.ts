import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import type { Nodes } from "../../../components/core/driver";
import type { DatabaseDriver } from "../../../components/database";
import { accountOf, type CloudflareCloud } from "../cloud";
import { nameOf } from "../names";

/** How a Worker is bound to a database. */
export interface CloudflareDatabaseNodes extends Nodes {
  readonly binding: { readonly type: "d1" | "hyperdrive"; readonly id: pulumi.Output<string> };
}

/**
 * D1: SQLite that Workers reach through a binding called `DATABASE`. It has no address, no port and no password; copies
 * near the readers are Cloudflare's own matter.
 */
export const databaseD1 =
  (cloud: CloudflareCloud): DatabaseDriver =>
  (context, args) => {
    const database = new cloudflare.D1Database(
      context.child("d1"),
      {
        accountId: accountOf(cloud),
        name: nameOf(context, context.name),
        readReplication: { mode: args.readReplicas > 0 ? "auto" : "disabled" },
      },
      // The name is what replaces it, and with it the data: kept as it was made.
      context.dataOptions({ ignoreChanges: ["name"] }),
    );
    const nodes: CloudflareDatabaseNodes = { binding: { type: "d1", id: database.id } };
    return {
      outputs: {
        host: pulumi.output("d1"),
        port: pulumi.output(0),
        database: database.name,
        username: pulumi.output(""),
        password: undefined,
        url: pulumi.interpolate`d1://${database.id}`,
        caCertificate: pulumi.output<string | undefined>(undefined),
        extra: {},
      },
      nodes,
    };
  };
