import * as pulumi from "@pulumi/pulumi";
import { Dns } from "../../components/dns";
import { Edge, type EdgeArgs } from "../../components/edge";
import { buildFront } from "./backing";
import { describePortableContract } from "./contract";
import { anyPlaceOf, recordScene, type Place, type Scene } from "./places";

type Neutral = Omit<EdgeArgs, "stack" | "dns" | "origin"> & { readonly publicCertificate?: boolean };

const minimal: Neutral = { hostname: "api.example.com" };
const limit = (path: string) => ({ path, requests: 100, periodSeconds: 60, blockSeconds: 60 });

/** Describes what an edge promises on every provider. */
export function describeEdgeConformance(name: string, place: Place<"edge">): void {
  const zone = anyPlaceOf("dns", place.provider);
  const build = ({ connections, stack }: Scene, { publicCertificate = true, ...args }: Neutral): Edge => {
    const dns = new Dns("dns", { stack, zone: "example.com" }, zone.placement(connections));
    const compute = place.has("anyOrigin") ? undefined : buildFront(place.provider, { connections, stack });
    const origin = compute?.origin ?? { type: "A", value: pulumi.output("203.0.113.5"), publicCertificate };
    return new Edge("edge", { stack, dns, origin, compute, ...args }, place.placement(connections));
  };
  const record = (args: Neutral) => recordScene([place.provider, zone.provider], (scene) => build(scene, args));
  const countOf = async (args: Neutral) => (await record(args)).recording.resources.length;

  describe(`edge on ${name}`, () => {
    describePortableContract<Neutral, Edge>(place, {
      token: "Edge",
      name: "edge",
      variations: {
        "as little as possible": minimal,
        "an origin without a public certificate": { ...minimal, publicCertificate: false },
        "nothing but TLS": { ...minimal, managedRules: false, bots: false },
        ...(place.has("caching")
          ? {
              caching: {
                ...minimal,
                cachedPaths: ["/_next/static", "/public"].map((path) => ({ path, days: 7, immutable: false })),
                uncachedPaths: ["/api"],
              },
            }
          : {}),
        ...(place.has("mutualTls")
          ? { "an origin that asks for a certificate": { ...minimal, originProtection: "mutual-tls" as const } }
          : {}),
        ...(place.has("rateLimits")
          ? { "rate limits": { ...minimal, rateLimits: { all: limit("/api"), login: limit("/api/login") } } }
          : {}),
      },
      alsoOn: [zone.provider],
      build,
      outputs: ({ url }) => ({ url }),
      registered: ["url", "hostname"],
      holdsData: false,
    });

    it("answers under its hostname, over HTTPS and without a final slash", async () => {
      let seen: string | undefined;
      await recordScene([place.provider, zone.provider], (scene) => {
        build(scene, minimal).url.apply((url) => (seen = url));
      });
      expect(seen).toBe("https://api.example.com");
    });

    if (place.has("managedRules") || place.has("bots")) {
      it("leaves out what is switched off", async () => {
        const all = await countOf({ ...minimal, managedRules: true, bots: true });
        const none = await countOf({ ...minimal, managedRules: false, bots: false });
        expect(none).toBeLessThan(all);
      });
    }

    it("needs no further resource for a second rate limit", async () => {
      const one = await countOf({ ...minimal, rateLimits: { all: limit("/api") } });
      expect(await countOf({ ...minimal, rateLimits: { all: limit("/api"), login: limit("/login") } })).toBe(one);
    });
  });
}
