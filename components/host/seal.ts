import { createCipheriv, createHash, createHmac } from "node:crypto";
import type { HostFile } from "./host";

const ALGORITHM = "aes-256-gcm";
const NONCE_BYTES = 12;

const keyOf = (secret: string): Buffer => createHash("sha256").update(secret).digest();

/**
 * Encrypts a text so that who does not have the secret can neither read nor forge it: what stands in a bucket that the
 * services write to must not become commands of a machine's root. In Base64: nonce, ciphertext and tag.
 *
 * The nonce is made of the text, so that the same text gives the same bytes and never shares a nonce with another one.
 */
export function seal(text: string, secret: string): string {
  const key = keyOf(secret);
  const nonce = createHmac("sha256", key).update(text).digest().subarray(0, NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce);
  return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]).toString("base64");
}

/** Ubuntu's package of the library that opens what is sealed; `openssl` has no authenticated encryption. */
export const UNSEAL_PACKAGE = "python3-cryptography";

const UNSEAL = "/usr/local/lib/landfall/unseal.py";

const SOURCE = `"""Opens what is sealed: reads it from standard input, and the secret from a file."""

import base64
import hashlib
import sys

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

with open(sys.argv[1], "rb") as file:
    key = hashlib.sha256(file.read()).digest()
sealed = base64.b64decode(sys.stdin.buffer.read())
try:
    sys.stdout.buffer.write(AESGCM(key).decrypt(sealed[:${NONCE_BYTES}], sealed[${NONCE_BYTES}:], None))
except InvalidTag:
    raise SystemExit("it was not sealed with this machine's secret")
`;

export const unsealFile: HostFile = { path: UNSEAL, content: SOURCE, mode: "0700" };

/** A shell command that opens what it reads with the secret in a file. */
export const unsealWith = (secretFile: string): string => `/usr/bin/python3 ${UNSEAL} ${secretFile}`;
