import type { Kind } from "../components/catalog";
import type { ProviderDefinition } from "../providers/provider";
import { projectRoot } from "./support/config";

/** The registry with one line more; whatever is derived from its entries is derived anew. */
jest.mock("../providers/registry", () => {
  const actual = jest.requireActual<typeof import("../providers/registry")>("../providers/registry");
  const { defineProvider } = jest.requireActual<typeof import("../providers/provider")>("../providers/provider");
  const { fifthCapabilities } = jest.requireActual<typeof import("./fixtures/fifth/capabilities")>(
    "./fixtures/fifth/capabilities",
  );
  const { fifthConfig } = jest.requireActual<typeof import("./fixtures/fifth/config")>("./fixtures/fifth/config");
  const fifth = defineProvider({
    title: "Fifth",
    capabilities: fifthCapabilities,
    config: fifthConfig,
    sizes: {},
    load: () => import("./fixtures/fifth"),
  });
  const registry: Record<string, ProviderDefinition> = { ...actual.registry, fifth };
  const providerOf = (id: string) => registry[id]!;
  return {
    ...actual,
    registry,
    providerIds: Object.keys(registry),
    providerOf,
    shapeOn: (id: string, kind: Kind, shape: string) => {
      const capability = providerOf(id).capabilities[kind];
      return capability.supported ? (capability.shapes as Record<string, unknown>)[shape] : undefined;
    },
  };
});

jest.mock("../src/cost/prices", () => ({
  ...jest.requireActual<typeof import("../src/cost/prices")>("../src/cost/prices"),
  pricesOf: () => [],
}));

describe("a fifth provider of one kind", () => {
  it("costs one folder and one line of the registry", async () => {
    const { exampleSubject } = await import("../src/matrix");
    const { plan } = await import("../src/plan/evaluate");
    const subject = exampleSubject({ root: projectRoot, name: "landfall" }, "megilance", "aws-fargate");
    const override = JSON.stringify({ dns: { provider: "fifth" }, edge: null });
    const values = { ...subject.source.values, "landfall:override": override };
    const { components, resources } = await plan({ ...subject.source, values }, subject.options);
    expect(components.find(({ kind }) => kind === "dns")).toMatchObject({ provider: "fifth", service: "Fifth DNS" });
    expect(resources.map(({ name }) => name)).toContain("dns-record-services");
  });

  it("is refused, with its own reason, for what it does not have", async () => {
    const { exampleSubject } = await import("../src/matrix");
    const { plan } = await import("../src/plan/evaluate");
    const subject = exampleSubject({ root: projectRoot, name: "landfall" }, "megilance", "aws-fargate");
    const override = JSON.stringify({ database: { provider: "fifth", shape: "managed", size: "micro" } });
    const values = { ...subject.source.values, "landfall:override": override };
    await expect(async () => plan({ ...subject.source, values }, subject.options)).rejects.toThrow(
      "Fifth cannot take it: the fifth provider keeps names alone",
    );
  });
});
