import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parse } from "yaml";
import { stackWith } from "../support/config";

/** A config with one mistake. */
export interface Case {
  readonly title: string;
  /** Changed in the dev stack; null takes a key away. */
  readonly changes: Readonly<Record<string, unknown>>;
  readonly says: readonly string[];
}

/** The cases of one provider. */
export interface OfProvider {
  readonly provider: string;
  /** What every case of the provider changes; sound by itself. */
  readonly base: Case["changes"];
  readonly cases: readonly Case[];
}

const read = (file: string): unknown => parse(readFileSync(join(__dirname, file), "utf8"), { merge: true });

/** Cases of no provider. */
export const shared = read("malformed.yaml") as readonly Case[];

export const ofProviders: readonly OfProvider[] = readdirSync(join(__dirname, "malformed")).map((file) => ({
  provider: basename(file, ".yaml"),
  ...(read(`malformed/${file}`) as Omit<OfProvider, "provider">),
}));

/** The dev stack with some keys changed; null takes a key away. */
export const changed = (changes: Case["changes"]) =>
  stackWith("dev", Object.fromEntries(Object.entries(changes).map(([key, value]) => [key, value ?? undefined])));
