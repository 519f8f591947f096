import { constants, gzipSync } from "node:zlib";

/** Byte of the gzip header that names the operating system; 255 stands for unknown. */
const OS_BYTE = 9;

/**
 * Compressed so that the same text gives the same bytes on every machine: a changed byte would replace the machine.
 * Matching of repeated strings differs between processors, so only the letters' frequencies are used, and the header
 * names no operating system.
 */
function compressed(text: string): Buffer {
  const bytes = gzipSync(text, { strategy: constants.Z_HUFFMAN_ONLY, level: 9 });
  bytes[OS_BYTE] = 0xff;
  return bytes;
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
