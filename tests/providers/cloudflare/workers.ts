import { join } from "node:path";
import { Compute, type ServiceArgs } from "../../../components/compute";
import { Database } from "../../../components/database";
import { ObjectStorage } from "../../../components/object-storage";
import { Queue, type TopicArgs } from "../../../components/queue";
import { Secrets } from "../../../components/secrets";
import * as pulumi from "@pulumi/pulumi";
import type { CloudflareSettings } from "../../../providers/cloudflare/config";
import type { Connections } from "../../../providers/connections";
import type { Recording } from "../../../src/plan/recorder";
import { testStack } from "../../support/harness";
import { buildDns, onCloudflare, ZONE_ID } from "./zone";

export const STORE_ID = "00112233445566778899aabbccddeeff";

/** A module that the conformance suites build with as well. */
export const MODULE = join(__dirname, "..", "..", "conformance", "worker.mjs");

/** A service that answers requests and reaches nothing. */
export const web = (more: Partial<ServiceArgs> = {}): ServiceArgs => ({
  image: "ghcr.io/acme/api:1.4.0",
  worker: { file: MODULE, compatibilityDate: "2026-06-01" },
  port: 8000,
  routes: [],
  health: { path: "/health" },
  environment: {},
  buckets: {},
  calls: [],
  ...more,
});

/** A service that no request reaches. */
export const silent = (more: Partial<ServiceArgs> = {}): ServiceArgs =>
  web({ port: undefined, health: undefined, ...more });

/** What stands beside the scripts on Cloudflare. */
export interface Backing {
  readonly connections: Connections;
  readonly secrets: Secrets;
}

interface Scene {
  readonly services: Readonly<Record<string, ServiceArgs>> | ((backing: Backing) => Record<string, ServiceArgs>);
  readonly topics?: Readonly<Record<string, TopicArgs>>;
  readonly database?: "managed" | "external";
  readonly settings?: CloudflareSettings;
  /** @default true */
  readonly dns?: boolean;
}

/** Records Workers, and what they are bound to, in an existing zone. */
export async function recordWorkers(scene: Scene): Promise<{ recording: Recording; compute: Compute }> {
  let compute: Compute | undefined;
  const settings: CloudflareSettings = {
    zoneId: ZONE_ID,
    secretsStoreId: STORE_ID,
    hyperdrive: { host: "db.example.com", user: "app", password: "hunter2" },
    ...scene.settings,
  };
  const recording = await onCloudflare(settings, (connections) => {
    const stack = testStack;
    const secrets = new Secrets(
      "secrets",
      { stack, secrets: { JWT_SECRET: { kind: "given", value: pulumi.output("hunter2") } } },
      connections.place("secrets", "cloudflare", "managed"),
    );
    const objectStorage = new ObjectStorage(
      "storage",
      { stack, buckets: { uploads: {}, assets: {} }, access: "role" },
      connections.place("object-storage", "cloudflare", "managed"),
    );
    const queue =
      scene.topics &&
      new Queue("queue", { stack, topics: scene.topics }, connections.place("queue", "cloudflare", "queue"));
    const database =
      scene.database &&
      new Database(
        "database",
        { stack, engine: scene.database === "managed" ? "sqlite" : "postgres", databaseName: "shop", size: "small" },
        connections.place("database", "cloudflare", scene.database),
      );
    const { services } = scene;
    compute = new Compute(
      "compute",
      {
        stack,
        services: typeof services === "function" ? services({ connections, secrets }) : services,
        size: "small",
        secrets,
        objectStorage,
        queue,
        database,
        hostname: "api.example.com",
        dns: scene.dns === false ? undefined : buildDns(connections),
        adminCidrs: [],
        sshPublicKeys: [],
      },
      connections.place("compute", "cloudflare", "workers"),
    );
  });
  return { recording, compute: compute! };
}
