import { gzipSync } from "node:zlib";
import { deflate } from "./deflate";

/** Magic number, method, no flags, no time, no extra flags, and 255 for an unknown operating system: RFC 1952. */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);

/** Checksum and length of the text at the end of every gzip file. */
const TRAILER_BYTES = 8;

/**
 * Compressed so that the same text gives the same bytes on every machine: a changed byte would replace the machine.
 * zlib finds repeated text by other means on other processors, so this is done here.
 */
export function compressed(text: string): Buffer {
  const trailer = gzipSync(text, { level: 0 }).subarray(-TRAILER_BYTES);
  return Buffer.concat([HEADER, deflate(Buffer.from(text)), trailer]);
}

/**
 * User data in Base64, compressed only when it would be too long as it is; cloud-init takes both.
 *
 * @returns undefined when it is too long even so.
 */
export function encodeUserData(text: string, limitBytes: number): string | undefined {
  const plain = Buffer.from(text).toString("base64");
  if (plain.length <= limitBytes) return plain;
  const short = compressed(text).toString("base64");
  return short.length <= limitBytes ? short : undefined;
}
