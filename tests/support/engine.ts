import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { onPath } from "../../src/cli/rehearse-engine";
import { Workspace, type WorkspaceArgs } from "../../src/cli/rehearse-workspace";
import { projectRoot } from "./config";

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

/** This program's stack on the real engine, in a folder of its own that `close` removes. */
export async function openStack(stack: string, config: string, more: Partial<WorkspaceArgs> = {}) {
  if (pulumiCli === undefined) throw new Error("there is no Pulumi CLI on PATH");
  const folder = more.folder ?? newFolder();
  const { env: environment } = process;
  const workspace = await Workspace.open({
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

const decoded = (text: string): string[] =>
  /^[A-Za-z0-9+/=\s]{8,}$/.test(text) ? [Buffer.from(text, "base64").toString("utf8")] : [];

/** The given secrets that can be read in a state, in the clear or in base64. */
export function readableSecrets(state: string, secrets: readonly string[]): string[] {
  const texts = [state, ...strings(JSON.parse(state)).flatMap(decoded)];
  return secrets.filter((it) => texts.some((text) => text.includes(it)));
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
