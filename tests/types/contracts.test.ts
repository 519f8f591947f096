import { join } from "node:path";
import * as ts from "typescript";

const folder = join(__dirname, "../../providers/aws");
const file = join(folder, "snippet.ts");

/** The compiler's complaints about a text that stands in a provider's folder. */
function complaints(text: string): string[] {
  const { config } = ts.readConfigFile(join(__dirname, "../../tsconfig.json"), (path) => ts.sys.readFile(path)) as {
    config: { compilerOptions: object };
  };
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, folder);
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (path) => path === file || fileExists.call(host, path);
  host.getSourceFile = (path, ...rest) =>
    path === file ? ts.createSourceFile(path, text, ts.ScriptTarget.ES2022) : getSourceFile.call(host, path, ...rest);
  const program = ts.createProgram([file], { ...options, types: [], noUnusedLocals: false }, host);
  return program
    .getSemanticDiagnostics(program.getSourceFile(file))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
}

const head = `
  import type { Capabilities, DriversFor } from "../provider";
  import type { SecretsDriver } from "../../components/secrets";
  import type { NetworkDriver } from "../../components/network";
  import * as pulumi from "@pulumi/pulumi";
  const no = { supported: false, reason: "not here" } as const;
  const capabilities = {
    compute: no, database: no, "object-storage": no, "static-site": no, dns: no, edge: no, cache: no, queue: no,
    monitoring: no,
    network: { supported: true, shapes: { managed: { service: "N", features: { privateSubnets: true, natGateway: true, zones: true } } } },
    secrets: { supported: true, shapes: { managed: { service: "S", features: { byReference: true, versions: true, recovery: true } } } },
  } as const satisfies Capabilities;
  declare const secrets: SecretsDriver;
  declare const network: NetworkDriver;
`;
const drivers = (text: string) => `${head} export const drivers: DriversFor<typeof capabilities> = ${text};`;

describe("the contracts", () => {
  it("take exactly the drivers that the capabilities promise", () => {
    expect(complaints(drivers("{ network: { managed: network }, secrets: { managed: secrets } }"))).toEqual([]);
  });

  it("refuse to compile when a supported kind has no driver", () => {
    expect(complaints(drivers("{ network: { managed: network } }")).join()).toContain("Property 'secrets' is missing");
  });

  it("refuse to compile when a supported shape has no driver", () => {
    expect(complaints(drivers("{ network: { managed: network }, secrets: {} }")).join()).toContain(
      "'managed' is missing",
    );
  });

  it("refuse to compile a driver that is not promised", () => {
    const extra = "{ network: { managed: network }, secrets: { managed: secrets }, dns: { managed: secrets } }";
    expect(complaints(drivers(extra)).join()).toContain("'dns' does not exist");
  });

  it("refuse to compile a driver that leaves an output out", () => {
    const text = `${head} export const driver: NetworkDriver = () => ({ outputs: { id: pulumi.output("x") }, nodes: {} });`;
    expect(complaints(text).join()).toContain("'egressCidrs' is missing");
  });

  it("refuse to compile capabilities that leave a kind or a feature unanswered", () => {
    const kind = `${head} export const all = { network: no } as const satisfies Capabilities;`;
    expect(complaints(kind).join()).toContain("missing the following properties");
    const feature = `${head} export const all = { ...capabilities,
      secrets: { supported: true, shapes: { managed: { service: "S", features: { byReference: true } } } } } satisfies Capabilities;`;
    expect(complaints(feature).join()).toMatch(/versions|recovery/);
  });
});
