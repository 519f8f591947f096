import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import * as pulumi from "@pulumi/pulumi";
import * as randomPassword from "@pulumi/random/randomPassword";
import { fingerprint } from "../../components/core/naming";
import type { Recording, WireValue } from "../../src/plan/recorder";
import { isSecret } from "../support/harness";

/** A secret value that is told apart from everything else on the wire, and passes as a password everywhere. */
export const canary = (of: string) => `Cnry9${fingerprint(of, 20)}`;

const CANARY = /Cnry9[0-9a-f]{20}/;

/**
 * Makes generated passwords known, as they are from the second run on: an unknown value is never marked on the wire, so
 * only a known one shows whether it would leak.
 */
export function knowPasswords(): { mockRestore(): void } {
  const Generated = randomPassword.RandomPassword;
  return jest.spyOn(randomPassword, "RandomPassword").mockImplementation((name, args, options) => {
    const generated = new Generated(name, args, options);
    return Object.defineProperty(generated, "result", { value: pulumi.secret(canary(name)) });
  });
}

/** A text as written, and what it decodes to. */
function readings(text: string): string[] {
  const decoded = Buffer.from(text, "base64");
  const packed = decoded[0] === 0x1f && decoded[1] === 0x8b;
  return [text, decodeURIComponentOrSame(text), (packed ? gunzipSync(decoded) : decoded).toString("utf8")];
}

function decodeURIComponentOrSame(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a lone percent sign
  }
}

function walk(
  value: WireValue,
  path: string,
  hidden: boolean,
  visit: (text: string, path: string, hidden: boolean) => void,
) {
  if (typeof value === "string") visit(value, path, hidden);
  if (typeof value !== "object" || value === null) return;
  const entries = Array.isArray(value) ? value.entries() : Object.entries(value);
  const inside = hidden || isSecret(value);
  for (const [key, inner] of entries) walk(inner, `${path}.${key}`, inside, visit);
}

/** Where secret values stand on the wire: in plain, and marked as secret. */
export function findCanaries({ resources, componentOutputs, outputs }: Recording): {
  plain: string[];
  marked: string[];
} {
  const found = { plain: [] as string[], marked: [] as string[] };
  const visit = (text: string, path: string, hidden: boolean) => {
    // A driver may put separators into a password, so they do not count.
    if (readings(text).some((reading) => CANARY.test(reading.replace(/[^A-Za-z0-9]/g, ""))))
      (hidden ? found.marked : found.plain).push(path);
  };
  for (const { name, type, inputs } of resources) walk(inputs, `${type} ${name}`, false, visit);
  for (const [urn, registered] of Object.entries(componentOutputs)) walk(registered, `outputs of ${urn}`, false, visit);
  walk(outputs, "stack outputs", false, visit);
  return found;
}

/**
 * Whether resources of a type take an input, as the SDK itself says.
 *
 * @param type - E.g. `aws:s3/bucket:Bucket`, whose class stands in `s3/bucket.js`.
 */
export function takesInput(type: string, input: string): boolean {
  const [pkg, path] = type.split(":") as [string, string];
  const [module, file] = path.split("/") as [string, string];
  const root = dirname(require.resolve(`@pulumi/${pkg}/package.json`));
  const folder = join(root, module === "index" ? "" : module.toLowerCase());
  // Some files are spelled in lower case where their type is not.
  const found = readdirSync(folder).find((name) => name.toLowerCase() === `${file.toLowerCase()}.js`);
  if (found === undefined) throw new Error(`${type} has no class in ${folder}`);
  const source = readFileSync(join(folder, found), "utf8");
  return source.includes(`resourceInputs["${input}"] = args`) || source.includes(`resourceInputs["${input}"] = (args`);
}

/** Labels as a resource carries them, from each of the forms that clouds know: a map, pairs, or `name:value`. */
export function labelsOf(value: WireValue | undefined): Record<string, WireValue> {
  if (!Array.isArray(value)) return typeof value === "object" && value !== null ? value : {};
  const pairs = value.map((entry): [string, WireValue] => {
    if (typeof entry === "string") return entry.split(/:(.*)/s).slice(0, 2) as [string, string];
    const pair = entry as { key: string; value: WireValue };
    return [pair.key, pair.value];
  });
  return Object.fromEntries(pairs);
}

/** The value of an output, undefined while only the cloud knows it. */
export function known<T>(output: pulumi.Output<T>): Promise<T | undefined> {
  // The SDK keeps both out of its public types.
  const promised = output as unknown as { promise(): Promise<T>; readonly isKnown: Promise<boolean> };
  return promised.isKnown.then((is) => (is ? promised.promise() : undefined));
}
