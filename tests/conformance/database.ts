import * as pulumi from "@pulumi/pulumi";
import type { Database } from "../../components/database";
import { buildDatabase, buildNetwork, smallestDatabase, type NeutralDatabase } from "./backing";
import { describePortableContract } from "./contract";
import { expectHidden } from "./hidden";
import { recordScene, type Place, type Scene } from "./places";
import { canary, findCanaries, known } from "./wire";

/** Where requests to a part on the internet come from. */
const CALLER = "198.51.100.7/32";

/** Describes what a database promises on every provider. */
export function describeDatabaseConformance(name: string, place: Place<"database">): void {
  const minimal = smallestDatabase(place);
  const larger: NeutralDatabase = { ...minimal, size: place.setup.database![place.shape]!.largerSize };
  const build = (scene: Scene, args: NeutralDatabase) =>
    buildDatabase(place, scene, buildNetwork(place.provider, scene), args);
  const record = (args: NeutralDatabase) => recordScene([place.provider], (scene) => build(scene, args));
  const passwords: Readonly<Record<string, NeutralDatabase>> = {
    "a generated password": minimal,
    ...(place.has("cloudManagedPassword") ? { "the cloud's password": { ...minimal, password: "cloud" } } : {}),
  };

  describe(`database on ${name}`, () => {
    describePortableContract<NeutralDatabase, Database>(place, {
      token: "Database",
      name: "database",
      variations: {
        ...passwords,
        ...(place.has("highAvailability") ? { "a standby": { ...larger, highAvailability: true } } : {}),
        ...(place.has("storageAutoscaling") ? { "storage that grows": { ...larger, maxStorageGiB: 50 } } : {}),
        ...(place.has("backupRetention") ? { "backups for two weeks": { ...larger, backupRetentionDays: 14 } } : {}),
        ...(place.has("readReplicas") ? { "a replica": { ...larger, readReplicas: 1 } } : {}),
      },
      build,
      outputs: ({ host, port, database, username, url, caCertificate }) => ({
        host,
        port,
        database,
        username,
        url,
        caCertificate,
      }),
      registered: ["host", "port", "database", "username", "url", "engine"],
      // A colocated one holds its data under compute, an external one elsewhere.
      holdsData: place.shape === "managed" || place.shape === "serverless",
    });

    it.each(Object.entries(passwords))("hides %s behind a secret or a reference", async (_kind, args) => {
      const { built } = await record(args);
      if (built.password !== undefined) await expectHidden(built.password, place.provider);
      for (const [key, binding] of Object.entries(built.extra)) {
        if (/PASSWORD|SECRET|KEY/.test(key)) await expectHidden(binding, place.provider);
      }
    });

    it("keeps the password out of the URL", async () => {
      const { built, recording } = await record(minimal);
      const url = await known(built.url);
      for (const { type, name: generated } of recording.resources) {
        if (type.startsWith("random:")) expect(url ?? "").not.toContain(canary(generated));
      }
      expect(findCanaries(recording).plain).toEqual([]);
    });

    it("hands out a port, whichever it is", async () => {
      const { built } = await record(minimal);
      const port = await known(built.port);
      // What services are bound to by name has no port.
      if (port !== undefined && built.password !== undefined) expect(port).toBeGreaterThan(0);
    });

    if (place.has("publicEndpoint")) {
      it("lets in the networks that it is told, once it is on the internet", async () => {
        const { recording } = await recordScene([place.provider], (scene) =>
          build(scene, { ...minimal, exposure: "public" }).allow(pulumi.output([CALLER])),
        );
        expect(JSON.stringify(recording.resources)).toContain(CALLER.split("/")[0]);
      });
    }

    it("says which engine it is", async () => {
      expect((await record(minimal)).built.engine).toBe(minimal.engine);
    });
  });
}
