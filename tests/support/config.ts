import { join } from "node:path";
import { formatIssue, IssuesError } from "../../components/core/errors";
import type { LandfallConfig, LoadOptions } from "../../src/config/load";
import { fileSource, type ConfigSource } from "../../src/config/source";
import { prepare } from "../../src/program";

export const projectRoot = join(__dirname, "../..");

/** How tests read config: examples are taken, and nothing of the machine's environment is seen. */
export const testOptions: LoadOptions = { root: projectRoot, environment: {}, examples: "accept" };

/** A shipped stack with some keys changed; undefined takes a key away, anything but a text is written as JSON. */
export function stackWith(stack: string, changes: Readonly<Record<string, unknown>>): ConfigSource {
  const read = fileSource(projectRoot, "landfall", stack);
  if ("issues" in read) throw new IssuesError(read.issues);
  const values: Record<string, string> = { ...read.value.values };
  for (const [key, value] of Object.entries(changes)) {
    if (value === undefined) delete values[key];
    else values[key] = typeof value === "string" ? value : JSON.stringify(value);
  }
  return { ...read.value, values };
}

/** Either what was read, or the lines that a user would see. */
export function attempt(source: ConfigSource, options = testOptions): LandfallConfig | string[] {
  try {
    return prepare(source, options);
  } catch (error) {
    if (error instanceof IssuesError) return error.issues.map(formatIssue);
    throw error;
  }
}

/** The lines that a user sees for a mistaken config; fails when it is accepted. */
export function refusals(source: ConfigSource, options = testOptions): string[] {
  const result = attempt(source, options);
  if (!Array.isArray(result)) throw new Error("the config was accepted");
  return result;
}
