import { gunzipSync } from "node:zlib";

/** Shorter pieces stand in too many innocent places to be looked for. */
const LEAST = 12;

/** The part of a text's Base64 form that does not depend on what stands around it, for each of the three alignments. */
function base64Of(text: string): string[] {
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]).toString("base64");
    return encoded.replace(/.={1,2}$/, "").slice([0, 2, 3][offset]);
  });
}

const jsonOf = (text: string) => JSON.stringify(text).slice(1, -1);

/** The longest piece of a text that no escaping changes. */
const coreOf = (text: string): string =>
  (text.match(/[A-Za-z0-9]+/g) ?? []).reduce((longest, it) => (it.length > longest.length ? it : longest), "");

/**
 * Every form in which a text would be readable: as it is, escaped for a URL or for JSON (once and inside JSON again),
 * hex, and Base64 of each alignment (once and inside Base64 again).
 */
export function formsOf(text: string): string[] {
  const core = coreOf(text);
  const plain = [text, jsonOf(text), jsonOf(jsonOf(text)), encodeURIComponent(text)];
  const once = [text, ...(core.length < LEAST ? [] : [core])].flatMap(base64Of);
  const base64 = [...once, ...once.flatMap(base64Of)];
  const urlSafe = base64.map((form) => form.replaceAll("+", "-").replaceAll("/", "_"));
  const hex = Buffer.from(text).toString("hex");
  return [...new Set([...plain, core, ...base64, ...urlSafe, hex, hex.toUpperCase()])].filter(
    (form) => form.length >= LEAST,
  );
}

/** What stands compressed in a text, as the user data of a machine does. */
function unpacked(text: string): string[] {
  return (text.match(/H4sI[A-Za-z0-9+/]+={0,2}/g) ?? []).flatMap((run) => {
    try {
      const inside = gunzipSync(Buffer.from(run, "base64")).toString("utf8");
      return [inside, ...unpacked(inside)];
    } catch {
      return []; // a hash that begins like a gzip file
    }
  });
}

/** Values that nobody may read, by where they come from. */
export class Canaries {
  private readonly known = new Map<string, string>();

  constructor(values: Readonly<Record<string, string>> = {}) {
    this.add(values);
  }

  add(values: Readonly<Record<string, string>>): void {
    for (const [label, value] of Object.entries(values)) this.known.set(label, value);
  }

  get labels(): string[] {
    return [...this.known.keys()];
  }

  /** Those that can be read in a text, by where they come from. */
  readableIn(text: string): string[] {
    const texts = [text, ...unpacked(text)];
    return [...this.known]
      .filter(([, value]) => formsOf(value).some((form) => texts.some((it) => it.includes(form))))
      .map(([label]) => label);
  }
}
