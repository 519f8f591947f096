import { Queue, type QueueArgs } from "../../components/queue";
import { buildNetwork } from "./backing";
import { describePortableContract } from "./contract";
import { expectHidden } from "./hidden";
import { recordScene, type Place, type Scene } from "./places";
import { findCanaries, known } from "./wire";

type Neutral = Omit<QueueArgs, "stack" | "network">;

/** Describes what a queue promises on every provider. */
export function describeQueueConformance(name: string, place: Place<"queue">): void {
  const setup = place.setup.queue?.[place.shape];
  if (setup === undefined) throw new Error(`no set-up for a ${place.shape} queue on ${place.provider}`);
  const minimal: Neutral = { ...setup, topics: { prices: {}, orders: {} } };
  const build = (scene: Scene, args: Neutral): Queue => {
    const network = buildNetwork(place.provider, scene);
    return new Queue("queue", { stack: scene.stack, network, ...args }, place.placement(scene.connections));
  };
  const record = (args: Neutral) => recordScene([place.provider], (scene) => build(scene, args));

  describe(`queue on ${name}`, () => {
    describePortableContract<Neutral, Queue>(place, {
      token: "Queue",
      name: "queue",
      variations: {
        "two topics": minimal,
        ...(place.shape === "kafka"
          ? { "three partitions": { ...minimal, topics: { prices: { partitions: 3 } } } }
          : {}),
        ...(place.has("retention") ? { "a day": { ...minimal, topics: { prices: { retentionHours: 24 } } } } : {}),
        ...(place.has("deadLetters")
          ? { "dead letters": { ...minimal, topics: { jobs: { deadLetterAfter: 5 } } } }
          : {}),
      },
      build,
      outputs: ({ endpoint, topics }) => ({ endpoint, ...topics }),
      registered: ["endpoint", "topics"],
      holdsData: true,
    });

    it("knows each topic by the app's own name for it", async () => {
      expect(Object.keys((await record(minimal)).built.topics).sort()).toEqual(["orders", "prices"]);
    });

    it("lets clients in by role, or with a password that is hidden", async () => {
      const { built, recording } = await record(minimal);
      if (built.credentials === undefined) expect(place.has("accessByRole")).toBe(true);
      else await expectHidden(built.credentials.password, place.provider);
      expect(findCanaries(recording).plain).toEqual([]);
    });

    it("has an endpoint without a scheme for Kafka, and with one for a plain queue", async () => {
      const endpoint = await known((await record(minimal)).built.endpoint);
      if (endpoint !== undefined) expect(endpoint.startsWith("https://")).toBe(place.shape === "queue");
    });
  });
}
