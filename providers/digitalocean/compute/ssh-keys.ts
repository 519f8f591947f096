import { createHash } from "node:crypto";
import * as digitalocean from "@pulumi/digitalocean";
import type * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../../components/core/driver";
import { fingerprint } from "../../../components/core/naming";
import type { DigitaloceanCloud } from "../cloud";

/** The key itself, without its comment: what the account takes only once. */
const keyOf = (publicKey: string): string => publicKey.trim().split(/\s+/).slice(0, 2).join(" ");

/** How DigitalOcean names a key: MD5 of its bytes, in pairs of hexadecimal digits. */
export function sshFingerprint(publicKey: string): string {
  const [, bytes = ""] = keyOf(publicKey).split(" ");
  const digest = createHash("md5").update(Buffer.from(bytes, "base64")).digest("hex");
  return digest.match(/../g)!.join(":");
}

/**
 * The administrators' keys, each once. A Droplet that is made without one has a password for root, which is mailed; the
 * machine itself takes no passwords. An account takes a key only once, so a second stack uses the one that is there.
 */
export function sshKeys(
  { settings }: DigitaloceanCloud,
  context: DriverContext,
  publicKeys: readonly string[],
): pulumi.Input<string>[] {
  const keys = [...new Map(publicKeys.map((key) => [keyOf(key), key])).values()];
  if (settings.sshKeys === "existing") return keys.map(sshFingerprint);
  return keys.map(
    (publicKey) =>
      new digitalocean.SshKey(
        context.child(`ssh-key-${fingerprint(keyOf(publicKey), 8)}`),
        { publicKey },
        context.options(),
      ).fingerprint,
  );
}
