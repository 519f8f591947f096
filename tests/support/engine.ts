import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import type { CloudObject } from "../../sandbox/cloud";
import { onPath } from "../../src/cli/rehearse-engine";
import { Workspace, type WorkspaceArgs } from "../../src/cli/rehearse-workspace";
import { projectRoot } from "./config";
import { sharedProgram } from "./inline";

/** The Pulumi CLI; undefined when the machine has none. */
export const pulumiCli = onPath("pulumi", process.env);

/** Writes a line that is seen whatever jest does with the console. */
export const tell = (line: string) => void process.stderr.write(`${line}\n`);

/** `describe` where the machine has a Pulumi CLI, and `describe.skip` where it has not. */
export const describeOnEngine = pulumiCli === undefined ? describe.skip : describe;

/** What stands for every secret that a stack is given; it may be readable nowhere but in the cloud. */
export const CANARY = "canary-3f1c7be2a94d8065";

const newFolder = () => mkdtempSync(join(tmpdir(), "landfall-engine-"));

/** A shipped stack's config with some keys changed; undefined takes a key away. */
export function configWith(stack: string, changes: Readonly<Record<string, unknown>> = {}): string {
  const { config } = parse(readFileSync(join(projectRoot, `Pulumi.${stack}.yaml`), "utf8")) as { config: object };
  const changed = Object.entries({ ...config, ...changes }).filter(([, value]) => value !== undefined);
  return stringify({ config: Object.fromEntries(changed) });
}

/** A value of config that only the owner can read; the workspace puts the canary in its place. */
export const secret = { secure: "v1:AAAAAAAAAAAAAAAA:AAAA" };

export interface StackOptions extends Partial<WorkspaceArgs> {
  /**
   * Whether one process runs the program for all stacks of a test file; else the engine starts it, as it does for users,
   * which takes three times as long.
   * @default true for this program, false for that of another root
   */
  readonly inline?: boolean;
}

/** This program's stack on the real engine, in a folder of its own that `close` removes. */
export async function openStack(stack: string, config: string, options: StackOptions = {}) {
  const { inline = options.root === undefined, program, ...more } = options;
  if (pulumiCli === undefined) throw new Error("there is no Pulumi CLI on PATH");
  const folder = more.folder ?? newFolder();
  const { env: environment } = process;
  const workspace = await Workspace.open({
    program: program ?? (inline ? (await sharedProgram()).flags : []),
    root: projectRoot,
    project: "landfall",
    stack,
    folder,
    config,
    cli: pulumiCli,
    environment,
    placeholder: CANARY,
    ...more,
  });
  const close = () => {
    workspace.close();
    if (more.folder === undefined) rmSync(folder, { recursive: true, force: true });
  };
  return { workspace, close };
}

/** A folder for several workspaces, one after the other. */
export function sharedFolder(): { readonly folder: string; readonly remove: () => void } {
  const folder = newFolder();
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

const strings = (value: unknown): string[] => {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(strings);
};

/** What a text says in base64, if it is any. */
function decoded(text: string): string[] {
  if (!/^[A-Za-z0-9+/]{8,}={0,2}$/.test(text)) return [];
  const plain = Buffer.from(text, "base64").toString("utf8");
  return plain.includes("\ufffd") ? [] : [plain];
}

/** The given secrets that can be read in a JSON text, in the clear or in base64. */
export function readableSecrets(json: string, secrets: readonly string[]): string[] {
  const texts = strings(JSON.parse(json)).flatMap((text) => [text, ...decoded(text)]);
  return secrets.filter((it) => texts.some((text) => text.includes(it)));
}

/** What stands at a path of an object; undefined where there is nothing. */
const at = (value: unknown, [key, ...rest]: readonly string[]): unknown =>
  key === undefined || typeof value !== "object" || value === null || Array.isArray(value)
    ? value
    : at((value as Record<string, unknown>)[key], rest);

/** Where objects of a type keep what nobody may read. */
const SECRET_PATHS: Readonly<Record<string, readonly string[]>> = {
  "aws:secretsmanager/secretVersion:SecretVersion": ["secretString"],
  "oci:Database/autonomousDatabase:AutonomousDatabase": ["adminPassword"],
  "oci:Identity/customerSecretKey:CustomerSecretKey": ["key"],
  "oci:Vault/secret:Secret": ["secretContent", "content"],
  "random:index/randomPassword:RandomPassword": ["result"],
};

/** Every secret that a cloud keeps, as it is and without its base64. */
export function secretsOf(objects: readonly CloudObject[]): string[] {
  const kept = objects
    .filter(({ type }) => type in SECRET_PATHS)
    .map(({ type, outputs }) => at(outputs, SECRET_PATHS[type]!))
    .filter((value) => typeof value === "string");
  return [...new Set([...kept, ...kept.flatMap(decoded)])].filter((value) => value.length >= 8);
}

/** Types whose objects hold data that nobody could bring back. */
const DATA_TYPES = [
  "aws:rds/instance:Instance",
  "aws:s3/bucket:Bucket",
  "aws:secretsmanager/secret:Secret",
  "cloudflare:index/zone:Zone",
  "oci:Database/autonomousDatabase:AutonomousDatabase",
  "oci:Kms/key:Key",
  "oci:Kms/vault:Vault",
  "oci:ObjectStorage/bucket:Bucket",
  "oci:Vault/secret:Secret",
  "random:index/randomPassword:RandomPassword",
];

export const holdsData = ({ type }: { readonly type: string }) => DATA_TYPES.includes(type);
