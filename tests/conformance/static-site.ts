import * as pulumi from "@pulumi/pulumi";
import { Dns } from "../../components/dns";
import { StaticSite, type StaticSiteArgs } from "../../components/static-site";
import { describePortableContract } from "./contract";
import { anyPlaceOf, recordScene, type Place, type Scene } from "./places";

type Neutral = Omit<StaticSiteArgs, "stack" | "dns">;

const minimal: Neutral = { repository: "acme/web", buildCommand: "npm run build", outputDirectory: "out" };

/** Describes what a static site promises on every provider. */
export function describeStaticSiteConformance(name: string, place: Place<"static-site">): void {
  const zone = anyPlaceOf("dns", place.provider);
  const build = ({ connections, stack }: Scene, args: Neutral): StaticSite => {
    const dns = new Dns("dns", { stack, zone: "example.com" }, zone.placement(connections));
    return new StaticSite("site", { stack, dns, ...args }, place.placement(connections));
  };

  describe(`static site on ${name}`, () => {
    describePortableContract<Neutral, StaticSite>(place, {
      token: "StaticSite",
      name: "site",
      variations: {
        "as little as possible": minimal,
        "a directory of a branch, with an environment": {
          ...minimal,
          branch: "release",
          directory: "apps/web",
          environment: { B_URL: "https://api.example.com", A_NAME: "shop" },
        },
        ...(place.has("customDomain") ? { "a hostname": { ...minimal, hostname: "www.example.com" } } : {}),
        ...(place.has("singlePageFallback") ? { "a fallback": { ...minimal, fallbackDocument: "index.html" } } : {}),
      },
      alsoOn: [zone.provider],
      build,
      outputs: ({ url, target }) => ({ url, target }),
      registered: ["url", "target"],
      holdsData: false,
    });

    const record = (args: Neutral) =>
      recordScene([place.provider, zone.provider], (scene) => {
        const seen: { url?: string } = {};
        build(scene, args).url.apply((url) => (seen.url = url));
        return seen;
      });

    if (place.has("customDomain")) {
      it("answers under its hostname, over HTTPS and without a final slash", async () => {
        const { built } = await record({ ...minimal, hostname: "www.example.com" });
        expect(built.url).toBe("https://www.example.com");
      });

      it("makes one record of its hostname in the zone, and none without", async () => {
        const recordsOf = async (args: Neutral) => {
          const { recording } = await record(args);
          const dns = recording.resources.find(({ type }) => type === "landfall:index:Dns")!;
          return recording.resources.filter(
            ({ parent, inputs }) =>
              parent === dns.urn && ["www.example.com", "www"].includes((inputs["name"] ?? inputs["domain"]) as string),
          );
        };
        expect(await recordsOf({ ...minimal, hostname: "www.example.com" })).toHaveLength(1);
        expect(await recordsOf(minimal)).toHaveLength(0);
      });
    }

    it("waits for what its environment is made of", async () => {
      const { recording } = await recordScene([place.provider, zone.provider], (scene) => {
        const first = build(scene, minimal);
        const args = { ...minimal, stack: scene.stack, environment: { API_URL: pulumi.interpolate`${first.url}/api` } };
        return new StaticSite("second", args, place.placement(scene.connections));
      });
      const first = recording.resources.filter(({ name: it, custom }) => custom && it.startsWith("site-"));
      const second = recording.resources.filter(({ name: it, custom }) => custom && it.startsWith("second-"));
      expect(second.flatMap(({ dependsOn }) => dependsOn)).toEqual(
        expect.arrayContaining([expect.stringMatching(new RegExp(first.map(({ name: it }) => it).join("|")))]),
      );
    });
  });
}
