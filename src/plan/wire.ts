import type { WireObject, WireValue } from "./recorder";

/** The engine's placeholder for what nobody knows before the update; see the SDK's runtime/rpc. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The key that marks a mapping on the wire as something special; its value says what. */
export const SIGNATURE = "4dabf18193072939515e22adb298388d";

const MEANINGS = {
  "1b47061264138c4ac30d75fd1eb44270": "secret",
  d0e6a833031e9bbcd3f4e8bde6ca49a4: "output",
  c44067f5952c0a294b673a41bacd8c17: "asset",
  "0def7320c3a5731c473e5ecbe6d01bc7": "archive",
  "5cf8f73096256a8f31e491e813e4eb8e": "resource",
} as const;

/** What a mapping on the wire stands for. */
export type Meaning = (typeof MEANINGS)[keyof typeof MEANINGS] | "mapping";

/**
 * Tells what a mapping on the wire stands for.
 *
 * @throws Error at a signature that is not known here: showing what it wraps could show a secret.
 */
export function meaningOf(value: WireObject): Meaning {
  const signature = value[SIGNATURE];
  if (signature === undefined) return "mapping";
  const meaning = typeof signature === "string" ? (MEANINGS as Record<string, Meaning>)[signature] : undefined;
  if (meaning === undefined) throw new Error(`the SDK sent an unknown signature, ${JSON.stringify(signature)}`);
  return meaning;
}

/** Whether a mapping on the wire wraps a secret. */
export const wrapsSecret = (value: WireObject): boolean =>
  meaningOf(value) === "secret" || (meaningOf(value) === "output" && value["secret"] === true);

export const isMapping = (value: WireValue | undefined): value is WireObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
