import { createHash } from "node:crypto";

/** What a cloud accepts as a physical name. */
export interface NameRule {
  /** Longest name, in characters. */
  readonly maxLength: number;
  /** Characters that are kept; every other run becomes one `separator`. */
  readonly allowed: RegExp;
  /** What stands between parts and in place of refused characters; empty where a name is letters and digits only. */
  readonly separator: "-" | "_" | "";
  /** Some clouds keep names in lower case only. */
  readonly lowercase: boolean;
  /** Where the limit is written down. */
  readonly source: string;
}

const HASH_CHARACTERS = 6;

/** A short, stable fingerprint of a text, in hexadecimal digits. */
export function fingerprint(text: string, characters = HASH_CHARACTERS): string {
  return createHash("sha256").update(text).digest("hex").slice(0, characters);
}

function clean(text: string, rule: NameRule): string {
  const cased = rule.lowercase ? text.toLowerCase() : text;
  const kept = [...cased].map((character) => (rule.allowed.test(character) ? character : rule.separator)).join("");
  if (rule.separator === "") return kept;
  const twice = new RegExp(`\\${rule.separator}{2,}`, "g");
  const ends = new RegExp(`^\\${rule.separator}+|\\${rule.separator}+$`, "g");
  return kept.replace(twice, rule.separator).replace(ends, "");
}

/**
 * A physical name of the given parts that fits the rule.
 *
 * When characters are lost, by length or by alphabet, a fingerprint of the whole is put at the end, so that two
 * different names never become the same one.
 *
 * @throws Error when no part is left to name anything; that is a bug of the caller, not a user's mistake.
 */
export function physicalName(parts: readonly string[], rule: NameRule): string {
  const whole = parts.filter((part) => part !== "").join(rule.separator);
  const wanted = clean(whole, rule);
  const unchanged = wanted === (rule.lowercase ? whole.toLowerCase() : whole);
  if (unchanged && wanted !== "" && wanted.length <= rule.maxLength) return wanted;
  if (whole === "") throw new Error("physicalName needs at least one part");
  const suffix = `${rule.separator}${fingerprint(whole)}`;
  const room = rule.maxLength - suffix.length;
  const head = clean(wanted.slice(0, room), rule);
  return head === "" ? fingerprint(whole, Math.min(rule.maxLength, 12)) : `${head}${suffix}`;
}
