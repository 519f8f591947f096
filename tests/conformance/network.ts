import { Network, type NetworkArgs } from "../../components/network";
import { describePortableContract } from "./contract";
import { recordScene, type Place, type Scene } from "./places";
import { known } from "./wire";

type Neutral = Omit<NetworkArgs, "stack">;

/** Describes what a network promises on every provider. */
export function describeNetworkConformance(name: string, place: Place<"network">): void {
  const build = ({ connections, stack }: Scene, args: Neutral): Network =>
    new Network("network", { stack, ...args }, place.placement(connections));
  const record = (args: Neutral) => recordScene([place.provider], (scene) => build(scene, args));

  describe(`network on ${name}`, () => {
    describePortableContract<Neutral, Network>(place, {
      token: "Network",
      name: "network",
      variations: {
        "as little as possible": {},
        "a range of its own": { cidr: "172.16.0.0/20" },
        ...(place.has("zones") ? { "three zones": { zones: 3 } } : {}),
        ...(place.has("natGateway")
          ? { "one gateway": { nat: "single" }, "a gateway in each zone": { nat: "per-zone" } }
          : {}),
      },
      build,
      outputs: ({ id, egressCidrs }) => ({ id, egressCidrs }),
      registered: ["id", "egressCidrs"],
      holdsData: false,
    });

    it("has no address of its own to send from without a gateway", async () => {
      const { built } = await record({ nat: "none" });
      expect(await known(built.egressCidrs)).toEqual([]);
    });

    it("makes the range that was asked for", async () => {
      const { recording } = await record({ cidr: "172.16.0.0/20" });
      const inputs = JSON.stringify(recording.resources.map((it) => it.inputs));
      expect(inputs).toContain('"172.16.0.0/20"');
      expect(inputs).not.toContain('"10.20.');
    });

    if (place.has("natGateway")) {
      it("pays for gateways only when asked, and says the addresses only when they exist", async () => {
        const [none, single] = [await record({ nat: "none" }), await record({ nat: "single" })];
        expect(single.recording.resources.length).toBeGreaterThan(none.recording.resources.length);
        expect(await known(single.built.egressCidrs)).toBeUndefined();
      });
    }
  });
}
