import { createHash } from "node:crypto";

const LETTERS_AND_DIGITS = "abcdefghijklmnopqrstuvwxyz0123456789";

/**
 * What an object's ids, addresses and keys are made of: drawn from its URN, so that a rehearsal gives the same ones
 * every time. The role tells several values of one object apart.
 */
export class Identity {
  /** @param origin - The object's URN, and which object of that URN it is. */
  constructor(private readonly origin: string) {}

  hex(length: number, role = ""): string {
    return this.bytes(Math.ceil(length / 2), role)
      .toString("hex")
      .slice(0, length);
  }

  digits(length: number, role = ""): string {
    return this.from("0123456789", length, role);
  }

  /** Lower-case letters and digits. */
  token(length: number, role = ""): string {
    return this.from(LETTERS_AND_DIGITS, length, role);
  }

  uuid(role = ""): string {
    const hex = this.hex(32, `uuid ${role}`);
    return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20)].join(
      "-",
    );
  }

  /** An address of the range that documentation uses. */
  publicAddress(role = ""): string {
    return `203.0.113.${this.below(254, `public ${role}`) + 1}`;
  }

  privateAddress(role = ""): string {
    return `10.20.${this.below(256, `third ${role}`)}.${this.below(250, `fourth ${role}`) + 4}`;
  }

  /** A whole number from 0 to one less than the limit. */
  below(limit: number, role = ""): number {
    return this.bytes(6, role).readUIntBE(0, 6) % limit;
  }

  /** Characters of an alphabet. */
  from(alphabet: string, length: number, role = ""): string {
    return [...this.bytes(length, role)].map((byte) => alphabet[byte % alphabet.length]).join("");
  }

  bytes(length: number, role = ""): Buffer {
    const blocks: Buffer[] = [];
    for (let block = 0; block * 32 < length; block++) {
      blocks.push(createHash("sha256").update(`${this.origin}\n${role}\n${block}`).digest());
    }
    return Buffer.concat(blocks).subarray(0, length);
  }
}
