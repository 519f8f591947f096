import * as pulumi from "@pulumi/pulumi";
import { Cache, type CacheArgs } from "../../components/cache";
import { buildNetwork } from "./backing";
import { describePortableContract } from "./contract";
import { expectHidden } from "./hidden";
import { recordScene, type Place, type Scene } from "./places";
import { findCanaries, known } from "./wire";

/** Where requests to a part on the internet come from. */
const CALLER = "198.51.100.7/32";

type Neutral = Omit<CacheArgs, "stack" | "network">;

/** Describes what a cache promises on every provider. */
export function describeCacheConformance(name: string, place: Place<"cache">): void {
  const setup = place.setup.cache?.[place.shape];
  if (setup === undefined) throw new Error(`no set-up for a ${place.shape} cache on ${place.provider}`);
  const minimal: Neutral = { ...setup };
  const build = (scene: Scene, args: Neutral): Cache => {
    const network = buildNetwork(place.provider, scene);
    return new Cache("cache", { stack: scene.stack, network, ...args }, place.placement(scene.connections));
  };
  const record = (args: Neutral) => recordScene([place.provider], (scene) => build(scene, args));

  describe(`cache on ${name}`, () => {
    describePortableContract<Neutral, Cache>(place, {
      token: "Cache",
      name: "cache",
      variations: {
        smallest: minimal,
        ...(place.has("highAvailability") ? { "a replica": { ...minimal, highAvailability: true } } : {}),
        ...(place.has("evictionPolicy")
          ? { "a policy of its own": { ...minimal, evictionPolicy: "volatile-lru" } }
          : {}),
        ...(place.has("persistence") ? { "what must be kept": { ...minimal, persistent: true } } : {}),
      },
      build,
      outputs: ({ host, port, username, url }) => ({ host, port, username, url }),
      registered: ["host", "port", "url", "engine"],
      holdsData: ({ persistent }) => place.shape === "managed" && persistent === true,
    });

    it("hides its password behind a secret or a reference", async () => {
      const { built, recording } = await record(minimal);
      await expectHidden(built.password, place.provider);
      expect(findCanaries(recording).plain).toEqual([]);
    });

    it("speaks over TLS where it says so", async () => {
      const url = await known((await record(minimal)).built.url);
      const scheme = place.has("encryptionInTransit") ? "rediss://" : "redis://";
      if (url !== undefined) expect(url.startsWith(scheme)).toBe(true);
    });

    if (place.has("publicEndpoint")) {
      it("lets in the networks that it is told, once it is on the internet", async () => {
        const { recording } = await recordScene([place.provider], (scene) =>
          build(scene, { ...minimal, exposure: "public" }).allow(pulumi.output([CALLER])),
        );
        expect(JSON.stringify(recording.resources)).toContain(CALLER.split("/")[0]);
      });
    }
  });
}
