import { readFileSync } from "node:fs";
import { providerIds, providerOf } from "../../providers/registry";

/** The keys that a provider's SDK takes, by its own declarations. */
function keysOfSdk(id: string): string[] {
  const text = readFileSync(require.resolve(`@pulumi/${id}/provider.d.ts`), "utf8");
  const declared = text.slice(text.indexOf("export interface ProviderArgs"));
  return [...declared.matchAll(/^ {4}(\w+)\?: /gm)].map(([, key]) => key!);
}

describe("the standard keys of a provider", () => {
  it.each(providerIds)("are all those that its SDK takes: %s", (id) => {
    expect(Object.keys(providerOf(id).config.standard).sort()).toEqual(keysOfSdk(id).sort());
  });

  it.each(providerIds)("are secret where they open an account: %s", (id) => {
    const { standard } = providerOf(id).config;
    const names = Object.keys(standard).filter((name) =>
      /^(accessKey|secretKey|token|apiToken|apiKey|privateKey)$|Secret|Password|ServiceKey|AccessId/.test(name),
    );
    expect(names.filter((name) => standard[name]!.secret !== true)).toEqual([]);
    expect(names.length).toBeGreaterThan(0);
  });
});
