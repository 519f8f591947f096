import type { ComputeShape } from "../../components/compute";
import type { DatabaseEngine, DatabaseShape } from "../../components/database";
import type { ConnectArgs } from "../../providers/provider";
import type { ProviderId } from "../../providers/registry";

/** What a shape of compute is built with. */
export interface ComputeSetup {
  readonly size: string;
}

/** What a shape of database is built with. */
export interface DatabaseSetup {
  readonly engine: DatabaseEngine;
  readonly size: string;
  /** For what the smallest size cannot do, such as a standby. */
  readonly largerSize: string;
}

/** What one provider needs so that the suites can build on it; nothing in it is portable. */
export interface ProviderSetup {
  readonly connect: ConnectArgs<unknown>;
  /** Types of resources that hold data: protected and kept on delete, and no others. */
  readonly holdsData: readonly string[];
  /** Logical names of those that hold nothing but copies or logs, and may be given up. @default - none */
  readonly expendable?: RegExp;
  /** The input that carries labels, where the provider's resources have one. */
  readonly labels: string;
  readonly compute?: { readonly [S in ComputeShape]?: ComputeSetup };
  readonly database?: { readonly [S in DatabaseShape]?: DatabaseSetup };
}

/** Set-up of every provider of the registry: a further one does not compile before it has its own. */
export const setups: Readonly<Record<ProviderId, ProviderSetup>> = {
  aws: {
    connect: { settings: {}, standard: { region: "us-east-1" } },
    holdsData: ["aws:rds/instance:Instance", "aws:s3/bucket:Bucket", "aws:secretsmanager/secret:Secret"],
    expendable: /-replica-\d+$|^compute-access-logs$/,
    labels: "tags",
    compute: { containers: { size: "small" } },
    database: { managed: { engine: "postgres", size: "micro", largerSize: "small" } },
  },
  oci: {
    connect: {
      settings: { compartmentId: "ocid1.compartment.oc1..aaaa", namespace: "testnamespace" },
      standard: { region: "us-ashburn-1", tenancyOcid: "ocid1.tenancy.oc1..aaaa" },
    },
    holdsData: [
      "oci:Database/autonomousDatabase:AutonomousDatabase",
      "oci:ObjectStorage/bucket:Bucket",
      "oci:Kms/key:Key",
      "oci:Kms/vault:Vault",
      "oci:Vault/secret:Secret",
    ],
    labels: "freeformTags",
    compute: { vm: { size: "free" } },
    database: { managed: { engine: "oracle", size: "free", largerSize: "small" } },
  },
  digitalocean: {
    connect: { settings: {}, standard: { token: "token" } },
    holdsData: [],
    labels: "tags",
  },
  cloudflare: {
    connect: {
      // The Pro plan, since records of a free zone have no tags.
      settings: { accountId: "fedcba9876543210fedcba9876543210", zone: "example.com", plan: "pro" },
      standard: { apiToken: "token" },
    },
    holdsData: ["cloudflare:index/zone:Zone"],
    labels: "tags",
  },
};
