import { text } from "../properties";
import type { Birth, Blueprints } from "./blueprint";

const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const LOWER = "abcdefghijklmnopqrstuvwxyz";
const DIGITS = "0123456789";
const SPECIAL = "!@#$%&*()-_=+[]{}<>:?";

/** A text of the length and alphabet that the inputs ask for, with at least so many of each class as they ask for. */
function randomText(it: Birth): string {
  const { inputs, identity } = it;
  const classes = [
    { use: inputs.upper !== false, characters: UPPER, atLeast: Number(inputs.minUpper ?? 0) },
    { use: inputs.lower !== false, characters: LOWER, atLeast: Number(inputs.minLower ?? 0) },
    { use: inputs.numeric !== false, characters: DIGITS, atLeast: Number(inputs.minNumeric ?? 0) },
    {
      use: inputs.special !== false,
      characters: text(inputs.overrideSpecial, SPECIAL),
      atLeast: Number(inputs.minSpecial ?? 0),
    },
  ].filter(({ use }) => use);
  const first = classes.map(({ characters, atLeast }, i) => identity.from(characters, atLeast, `class ${i}`)).join("");
  const alphabet = classes.map(({ characters }) => characters).join("");
  return first + identity.from(alphabet, Math.max(0, Number(inputs.length ?? 16) - first.length), "result");
}

const bytesOf = (it: Birth): Buffer => it.identity.bytes(Number(it.inputs.byteLength ?? 8), "bytes");

/** The random provider, made predictable: what it makes follows from the URN. */
export const random: Blueprints = {
  "random:index/randomId:RandomId": {
    id: (it) => bytesOf(it).toString("base64url"),
    outputs: (it) => {
      const prefix = text(it.inputs.prefix);
      const bytes = bytesOf(it);
      return {
        b64Std: prefix + bytes.toString("base64"),
        b64Url: prefix + bytes.toString("base64url"),
        dec: prefix + BigInt(`0x${bytes.toString("hex")}`).toString(),
        hex: prefix + bytes.toString("hex"),
      };
    },
  },
  "random:index/randomPassword:RandomPassword": {
    // As with the real provider: every password has this id.
    id: () => "none",
    outputs: (it) => ({ result: randomText(it), bcryptHash: `$2a$10$${it.identity.token(53, "hash")}` }),
  },
};
