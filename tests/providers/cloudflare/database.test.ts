import { Database, type DatabaseArgs } from "../../../components/database";
import type { CloudflareDatabaseNodes } from "../../../providers/cloudflare/database/d1";
import type { CloudflareSettings } from "../../../providers/cloudflare/config";
import { known } from "../../conformance/wire";
import { countByType, isSecret, onlyOf, testStack } from "../../support/harness";
import { ACCOUNT_ID, onCloudflare } from "./zone";

const D1 = "cloudflare:index/d1Database:D1Database";
const HYPERDRIVE = "cloudflare:index/hyperdriveConfig:HyperdriveConfig";

const hyperdrive = { host: "db.example.com", user: "app", password: "hunter2" };

async function build(
  shape: "managed" | "external",
  args: Partial<DatabaseArgs> = {},
  settings: CloudflareSettings = { hyperdrive },
) {
  let database: Database | undefined;
  const recording = await onCloudflare(settings, (connections) => {
    database = new Database(
      "database",
      {
        stack: testStack,
        engine: shape === "managed" ? "sqlite" : "postgres",
        databaseName: "shop",
        size: "small",
        ...args,
      },
      connections.place("database", "cloudflare", shape),
    );
  });
  return { recording, database: database! };
}

const bindingOf = (database: Database) => (database.nodes as CloudflareDatabaseNodes).binding;

describe("D1", () => {
  it("is one database, protected, kept on delete, and kept when its name would change", async () => {
    const { recording } = await build("managed");
    expect(countByType(recording)).toEqual({ [D1]: 1 });
    const database = onlyOf(recording, D1);
    expect(database).toMatchObject({ name: "database-d1", protect: true, retainOnDelete: true });
    expect(database.ignoreChanges).toEqual(["name"]);
    expect(database.inputs).toEqual({
      accountId: ACCOUNT_ID,
      name: "shop-test-database",
      readReplication: { mode: "disabled" },
    });
  });

  it("has copies wherever Cloudflare puts them, or none", async () => {
    const { recording } = await build("managed", { readReplicas: 1 });
    expect(onlyOf(recording, D1).inputs["readReplication"]).toEqual({ mode: "auto" });
  });

  it("has no password, and is reached through a binding alone", async () => {
    const { database } = await build("managed");
    expect(database.password).toBeUndefined();
    expect(database.extra).toEqual({});
    expect(bindingOf(database).type).toBe("d1");
    expect(() => database.allow(undefined as never)).toThrow("D1 has no list of networks");
  });
});

describe("Hyperdrive", () => {
  it("stands before the configured server, over TLS, and holds no data", async () => {
    const { recording } = await build("external");
    expect(countByType(recording)).toEqual({ [HYPERDRIVE]: 1 });
    const config = onlyOf(recording, HYPERDRIVE);
    expect(config).toMatchObject({ name: "database-hyperdrive", protect: false, retainOnDelete: false });
    const { origin, ...rest } = config.inputs;
    expect(rest).toEqual({
      accountId: ACCOUNT_ID,
      name: "shop-test-database",
      mtls: { sslmode: "require" },
      caching: { disabled: false },
    });
    expect(origin).toMatchObject({
      scheme: "postgres",
      host: "db.example.com",
      port: 5432,
      user: "app",
      database: "shop",
    });
  });

  it("keeps the server's password secret, going in and coming out", async () => {
    const { recording, database } = await build("external");
    const config = onlyOf(recording, HYPERDRIVE);
    expect(isSecret((config.inputs["origin"] as Record<string, never>)["password"])).toBe(true);
    expect(config.additionalSecretOutputs).toContain("origin");
    expect(database.password!.kind).toBe("secret");
    expect(await known(database.url)).toBe("postgresql://app@db.example.com:5432/shop?sslmode=require");
    expect(bindingOf(database).type).toBe("hyperdrive");
  });

  it("takes another port and database from the settings", async () => {
    const { recording } = await build("external", {}, { hyperdrive: { ...hyperdrive, port: 6432, database: "main" } });
    expect(onlyOf(recording, HYPERDRIVE).inputs["origin"]).toMatchObject({ port: 6432, database: "main" });
  });

  it("is a bug where no server is configured, since it was asked for", async () => {
    await expect(build("external", {}, {})).rejects.toThrow("without landfall:cloudflare.hyperdrive");
  });
});
