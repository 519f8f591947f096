import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { providerIds } from "../providers/registry";

const root = join(__dirname, "..");
const LONGEST_FILE = 300;

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder)).flatMap((entry) => {
    const path = join(folder, entry);
    return statSync(join(root, path)).isDirectory() ? filesBelow(path) : path.endsWith(".ts") ? [path] : [];
  });
}

/** What a file imports: packages by name, files by their path from the root. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(/(?:from|import|require)\s*\(?\s*"([^"]+)"/g)].map(([, target]) =>
    target!.startsWith(".") ? relative(root, resolve(root, dirname(file), target!)) : target!,
  );
}

/** Mistakes in the direction of one import; none when it is as it should be. */
export function wrongWay(file: string, target: string): string | undefined {
  const inCluster = /^(components\/workload\/|providers\/[a-z]+\/compute\/kubernetes[a-z-]*\.ts$)/.test(file);
  const sdk =
    /^@pulumi\/(?!pulumi(\/|$)|random$)/.test(target) && !(inCluster && /^@pulumi\/kubernetes(\/|$)/.test(target));
  const provider = /^providers\/([a-z]+)\//.exec(file)?.[1];
  const data = /^providers\/[a-z]+\/(capabilities|config|sizes)[a-z-]*\.ts$/.test(file);
  const into = (folder: string) => target.startsWith(`${folder}/`);
  if (into("tests")) return "only tests import tests";
  if (file.startsWith("components/")) {
    if (sdk) return "a component imports no cloud SDK";
    if (into("src") || into("providers") || into("sandbox")) return "a component imports components only";
    if (file.startsWith("components/core/") && into("components") && !into("components/core"))
      return "core imports core only";
  }
  if (file.startsWith("providers/")) {
    if (into("src") || into("sandbox")) return "a provider imports components only";
    if (data && sdk) return "data of a provider imports no SDK";
    if (provider !== undefined && sdk && target.split("/")[1] !== provider)
      return "a provider imports its own SDK only";
    if (
      provider !== undefined &&
      into("providers") &&
      !into(`providers/${provider}`) &&
      !/^providers\/(provider|wanted)$/.test(target)
    ) {
      return "a provider never imports another";
    }
  }
  if (file.startsWith("src/") && sdk) return "an SDK is imported in its provider's folder only";
  if (file.startsWith("src/") && into("sandbox") && !file.startsWith("src/cli/rehearse"))
    return "only the rehearsal knows the sandbox";
  return undefined;
}

describe("the layout", () => {
  const files = ["components", "providers", "src", "sandbox"].flatMap(filesBelow);

  it("has imports that go src -> providers -> components -> core only", () => {
    const wrong = files.flatMap((file) =>
      importsOf(file).flatMap((target) => {
        const why = wrongWay(file, target);
        return why === undefined ? [] : [`${file} imports ${target}: ${why}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it.each([
    ["components/network.ts", "@pulumi/aws"],
    ["components/network.ts", "providers/registry"],
    ["components/core/tags.ts", "components/network"],
    ["providers/aws/network.ts", "providers/oci/cloud"],
    ["providers/aws/network.ts", "@pulumi/oci"],
    ["providers/aws/config.ts", "@pulumi/aws"],
    ["providers/aws/network.ts", "src/land"],
    ["components/workload/service.ts", "@pulumi/aws"],
    ["components/compute.ts", "@pulumi/kubernetes"],
    ["providers/aws/compute/vm.ts", "@pulumi/kubernetes/core/v1"],
    ["providers/aws/compute/kubernetes.ts", "@pulumi/oci"],
    ["src/land.ts", "@pulumi/aws"],
    ["src/land.ts", "tests/support/harness"],
  ])("would tell that %s imports %s", (file, target) => expect(wrongWay(file, target)).toBeDefined());

  it("loads the SDK of Kubernetes only when a driver of that shape is imported", () => {
    const loaded = new Set<string>();
    const follow = (file: string): void => {
      if (loaded.has(file)) return;
      loaded.add(file);
      const text = readFileSync(join(root, file), "utf8");
      for (const [, target] of text.matchAll(/^(?:import|export) (?!type )[^;]*? from "(\.[^"]+)";/gms)) {
        const path = relative(root, resolve(root, dirname(file), target!));
        follow(files.includes(`${path}.ts`) ? `${path}.ts` : `${path}/index.ts`);
      }
    };
    for (const id of providerIds) follow(`providers/${id}/index.ts`);
    follow("src/index.ts");
    expect(loaded.size).toBeGreaterThan(100);
    const values = /^import (?!type )[^;]*? from "@pulumi\/kubernetes/ms;
    expect([...loaded].filter((file) => values.test(readFileSync(join(root, file), "utf8")))).toEqual([]);
  });

  it(`has no file of more than ${LONGEST_FILE} lines`, () => {
    const long = [...files, ...filesBelow("tests")].filter((file) => lines(file) > LONGEST_FILE);
    expect(long).toEqual([]);
  });

  it("reads config and the environment in src/config only", () => {
    const readers = files.filter((file) =>
      /process\.env|pulumi\.Config\b|\.allConfig\(/.test(readFileSync(join(root, file), "utf8")),
    );
    expect(readers.filter((file) => !file.startsWith("src/config/") && !file.startsWith("src/cli/main.ts"))).toEqual(
      [],
    );
  });

  it("reaches every driver through a literal import", () => {
    const registry = readFileSync(join(root, "providers/registry.ts"), "utf8");
    for (const id of providerIds) expect(registry).toContain(`load: () => import("./${id}/index")`);
  });

  const lines = (file: string) => readFileSync(join(root, file), "utf8").split("\n").length - 1;

  // A file for each provider, since they are the longest tests and run beside each other.
  it.each(providerIds)("hold the compute of %s to the contract", (provider) => {
    expect(filesBelow("tests/conformance")).toContain(`tests/conformance/compute-${provider}.test.ts`);
  });
});
