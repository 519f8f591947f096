import * as pulumi from "@pulumi/pulumi";
import type { Binding } from "../../components/core/binding";
import { Secrets } from "../../components/secrets";
import { describePortableContract } from "./contract";
import { recordScene, type Place, type Scene } from "./places";
import { canary, findCanaries } from "./wire";

/** Lengths of generated secrets, and what given ones are called. */
interface Neutral {
  readonly generated: Readonly<Record<string, number>>;
  readonly given: Readonly<Record<string, true>>;
  /** Names of credentials of backing services that are stored later. */
  readonly later: Readonly<Record<string, true>>;
}

const all: Neutral = {
  generated: { JWT_SECRET: 64, SECRET_KEY: 32 },
  given: { STRIPE_KEY: true },
  later: { "database-password": true },
};

/** Describes what a store of secrets promises on every provider. */
export function describeSecretsConformance(name: string, place: Place<"secrets">): void {
  const build = ({ connections, stack }: Scene, { generated, given, later }: Neutral) => {
    const sources = {
      ...Object.fromEntries(
        Object.entries(generated).map(([key, length]) => [key, { kind: "generated", length } as const]),
      ),
      ...Object.fromEntries(
        Object.keys(given).map((key) => [key, { kind: "given", value: pulumi.output(canary(key)) } as const]),
      ),
    };
    const secrets = new Secrets("secrets", { stack, secrets: sources }, place.placement(connections));
    const stored = Object.keys(later).map((key) => secrets.store(key, pulumi.output(canary(key))));
    return { secrets, bindings: [...Object.values(secrets.bindings), ...stored] as Binding[] };
  };
  const record = (args: Neutral) => recordScene([place.provider], (scene) => build(scene, args));

  describe(`secrets on ${name}`, () => {
    describePortableContract<Neutral, Secrets>(place, {
      token: "Secrets",
      name: "secrets",
      variations: {
        "generated secrets": { ...all, given: {}, later: {} },
        "given secrets": { ...all, generated: {}, later: {} },
        "secrets of backing services as well": all,
      },
      build: (scene, args) => build(scene, args).secrets,
      outputs: () => ({}),
      registered: ["names"],
      holdsData: place.shape === "managed",
    });

    it("binds every secret by reference or as a secret value, never in plain", async () => {
      const { built } = await record(all);
      expect(built.bindings).toHaveLength(4);
      const wanted = place.has("byReference") ? "reference" : "secret";
      for (const binding of built.bindings) {
        expect(binding.kind).toBe(wanted);
        if (binding.kind === "reference") {
          expect(binding.reference.provider).toBe(place.provider);
          expect(pulumi.Output.isInstance(binding.reference.id)).toBe(true);
        }
        if (binding.kind === "secret") expect(await pulumi.isSecret(binding.value)).toBe(true);
      }
    });

    it("sends each value to a store once, marked as secret, and nowhere without one", async () => {
      const { recording } = await record(all);
      const sent = place.shape === "managed" ? 4 : 0;
      expect(findCanaries(recording)).toEqual({ plain: [], marked: Array(sent).fill(expect.any(String)) });
    });

    it("knows its secrets by the app's own names, sorted", async () => {
      const { recording } = await record(all);
      const component = recording.resources.find((it) => it.name === "secrets")!;
      expect(recording.componentOutputs[component.urn]!["names"]).toEqual(["JWT_SECRET", "SECRET_KEY", "STRIPE_KEY"]);
    });
  });
}
