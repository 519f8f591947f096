import type { Recording, WireValue } from "./recorder";
import { isMapping, meaningOf, SIGNATURE, UNKNOWN, wrapsSecret } from "./wire";

/** Shorter texts stand in too many innocent places to be looked for. */
const LEAST_CHARACTERS = 8;

/** Finds secrets that slipped out of their wrapper, e.g. through a text that was put together by hand. */
export interface KnownSecrets {
  /** Whether a text holds one of them, as it is or encoded. */
  areIn(text: string): boolean;
}

/** The part of a text's Base64 form that does not depend on what stands before and after it. */
function base64At(text: string, offset: number): string {
  const encoded = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]).toString("base64");
  const shared = [0, 2, 3][offset]!;
  return encoded.replace(/.={1,2}$/, "").slice(shared);
}

function formsOf(text: string): string[] {
  const bytes = Buffer.from(text);
  const base64 = [0, 1, 2].map((offset) => base64At(text, offset));
  const urlSafe = base64.map((form) => form.replaceAll("+", "-").replaceAll("/", "_"));
  const escaped = JSON.stringify(text).slice(1, -1);
  return [text, escaped, encodeURIComponent(bytes.toString()), bytes.toString("hex"), ...base64, ...urlSafe];
}

function collect(value: WireValue, secret: boolean, found: Set<string>): void {
  if (typeof value === "string") {
    if (secret && value.length >= LEAST_CHARACTERS && value !== UNKNOWN) found.add(value);
  } else if (Array.isArray(value)) {
    for (const item of value) collect(item, secret, found);
  } else if (isMapping(value)) {
    if (meaningOf(value) === "resource") return; // names, never secrets
    const inside = secret || wrapsSecret(value);
    for (const [key, item] of Object.entries(value)) {
      if (key !== SIGNATURE && key !== "dependencies") collect(item, inside, found);
    }
  }
}

/**
 * The secrets of a recording: every text of at least eight characters inside a secret wrapper.
 *
 * @param more - Secrets that the recording need not hold, such as those of the stack's config.
 */
export function knownSecrets(recording: Recording, more: readonly string[] = []): KnownSecrets {
  const found = new Set<string>();
  for (const { inputs } of recording.resources) collect(inputs, false, found);
  for (const outputs of Object.values(recording.componentOutputs)) collect(outputs, false, found);
  collect(recording.outputs, false, found);
  collect([...more], true, found);
  const forms = [...new Set([...found].flatMap(formsOf))];
  const shortest = Math.min(...forms.map((form) => form.length));
  return { areIn: (text) => text.length >= shortest && forms.some((form) => text.includes(form)) };
}
