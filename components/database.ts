import type * as pulumi from "@pulumi/pulumi";
import type { Binding } from "./core/binding";
import { buildWith, Component, type ComponentArgs } from "./core/component";
import type { Driver, Placement } from "./core/driver";
import type { AllowCidrs, Exposure } from "./core/exposure";
import type { Network } from "./network";

export type DatabaseEngine = "postgres" | "oracle" | "sqlite";

export type DatabaseFeature =
  | "postgres"
  | "oracle"
  | "sqlite"
  /** A standby in another zone that takes over. */
  | "highAvailability"
  /** Copies that answer reads. */
  | "readReplicas"
  /** Storage that grows by itself up to a limit. */
  | "storageAutoscaling"
  /** A choice of how many days backups are kept. */
  | "backupRetention"
  /** A password that the cloud makes, keeps and rotates. */
  | "cloudManagedPassword"
  /** No address on the internet. */
  | "privateNetwork"
  /** An address on the internet, behind TLS and a list of the networks that are let in. */
  | "publicEndpoint"
  /** A copy in another region that can take over. */
  | "crossRegionReplica"
  /** The provider's own instance type in place of a neutral size. */
  | "instanceType";

export type DatabaseShape = "managed" | "serverless" | "colocated" | "external";

export interface DatabaseArgs extends ComponentArgs {
  readonly engine: DatabaseEngine;
  /** Major version, e.g. "16"; the cloud takes minor ones by itself. Not every engine has a choice. */
  readonly version?: string;
  /** The name of the database inside the server; letters, digits and underscores, beginning with a letter. */
  readonly databaseName: string;
  /** A neutral size of the provider's size table. */
  readonly size: string;
  /** The provider's own instance type, in place of the size's. */
  readonly instanceType?: string;
  /** @default 20 */
  readonly storageGiB?: number;
  /** Storage may grow by itself to this. @default - no growth */
  readonly maxStorageGiB?: number;
  /** @default false */
  readonly highAvailability?: boolean;
  /** @default 0 */
  readonly readReplicas?: number;
  /** Days, 1 to 35. @default 7 */
  readonly backupRetentionDays?: number;
  /**
   * Who makes the password: the cloud, which then keeps and rotates it, or this program. Only compute on the
   * same provider can read one of the cloud's.
   * @default "generated"
   */
  readonly password?: "cloud" | "generated";
  /** @default "private" */
  readonly exposure?: Exposure;
  /** A database in another region that this one is a copy of: it has its engine, its data and its password. */
  readonly replicaOf?: Database;
  /** The private network to stand in; left out where the provider has none. */
  readonly network?: Network;
}

type Optional = "version" | "instanceType" | "maxStorageGiB" | "network" | "replicaOf";
export type ResolvedDatabaseArgs = Required<Omit<DatabaseArgs, Optional>> & Pick<DatabaseArgs, Optional>;

export interface DatabaseOutputs {
  readonly host: pulumi.Output<string>;
  readonly port: pulumi.Output<number>;
  readonly database: pulumi.Output<string>;
  readonly username: pulumi.Output<string>;
  /** Undefined where there is none, since services are bound to the database by name. */
  readonly password: Binding | undefined;
  /** A connection URL without the password, which travels apart so that rotating it changes nothing else. */
  readonly url: pulumi.Output<string>;
  /** The certificate authority to trust, in PEM, where the system's own store does not have it. */
  readonly caCertificate: pulumi.Output<string | undefined>;
  /** What the machine encrypts its backups with, where the database stands on one; never told to a service. */
  readonly backupPassphrase?: Binding;
  /** Further names that clients of this engine need, e.g. the password of a wallet. */
  readonly extra: Readonly<Record<string, Binding>>;
  /** Lets networks in; only where the database has an address on the internet. */
  readonly allow?: AllowCidrs;
}

export type DatabaseDriver = Driver<ResolvedDatabaseArgs, DatabaseOutputs>;

export function resolveDatabaseArgs(args: DatabaseArgs): ResolvedDatabaseArgs {
  return {
    ...args,
    storageGiB: args.storageGiB ?? 20,
    highAvailability: args.highAvailability ?? false,
    readReplicas: args.readReplicas ?? 0,
    backupRetentionDays: args.backupRetentionDays ?? 7,
    password: args.password ?? "generated",
    exposure: args.exposure ?? "private",
  };
}

export function requiredDatabaseFeatures(
  args: Pick<
    DatabaseArgs,
    | "engine"
    | "highAvailability"
    | "readReplicas"
    | "maxStorageGiB"
    | "backupRetentionDays"
    | "exposure"
    | "instanceType"
  >,
): DatabaseFeature[] {
  const required: DatabaseFeature[] = [args.engine];
  if (args.highAvailability === true) required.push("highAvailability");
  if ((args.readReplicas ?? 0) > 0) required.push("readReplicas");
  if (args.maxStorageGiB !== undefined) required.push("storageAutoscaling");
  if (args.backupRetentionDays !== undefined) required.push("backupRetention");
  if (args.exposure === "public") required.push("publicEndpoint");
  if (args.instanceType !== undefined) required.push("instanceType");
  return required;
}

/** A database server with one database in it. Holds data: protected and kept on delete. */
export class Database extends Component<DatabaseOutputs> {
  readonly host: pulumi.Output<string>;
  readonly port: pulumi.Output<number>;
  readonly database: pulumi.Output<string>;
  readonly username: pulumi.Output<string>;
  readonly password: Binding | undefined;
  readonly url: pulumi.Output<string>;
  readonly caCertificate: pulumi.Output<string | undefined>;
  readonly extra: Readonly<Record<string, Binding>>;
  readonly backupPassphrase: Binding | undefined;
  readonly engine: DatabaseEngine;

  constructor(name: string, args: DatabaseArgs, placement: Placement<DatabaseDriver>) {
    const resolved = resolveDatabaseArgs(args);
    super(
      "Database",
      name,
      args.stack,
      placement,
      buildWith(placement, resolved),
      ({ host, port, database, username, url }) => ({ host, port, database, username, url, engine: args.engine }),
    );
    this.engine = args.engine;
    this.host = this.outputs.host;
    this.port = this.outputs.port;
    this.database = this.outputs.database;
    this.username = this.outputs.username;
    this.password = this.outputs.password;
    this.url = this.outputs.url;
    this.caCertificate = this.outputs.caCertificate;
    this.extra = this.outputs.extra;
    this.backupPassphrase = this.outputs.backupPassphrase;
  }
  /** Lets networks in to a database that has an address on the internet. Call it once, with all of them. */
  allow(cidrs: pulumi.Output<string[]>): void {
    if (this.outputs.allow === undefined) throw new Error(`${this.service} has no list of networks that are let in`);
    this.outputs.allow(this.context, cidrs);
  }
}
