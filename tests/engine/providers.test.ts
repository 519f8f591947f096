import { generateKeyPairSync } from "node:crypto";
import { onPath } from "../../src/cli/rehearse-engine";
import { configWith, describeOnEngine, openStack, pulumiCli, tell } from "../support/engine";

jest.setTimeout(300_000);

/** Providers whose plugins were seen to preview without a network. */
const OFFLINE = ["random", "digitalocean", "oci", "cloudflare"] as const;

const isThere = (provider: string) => onPath(`pulumi-resource-${provider}`, process.env) !== undefined;
const real = OFFLINE.filter(isThere);
const missing = OFFLINE.filter((provider) => !isThere(provider));

const names = (list: readonly string[]) => (list.length === 0 ? "none" : list.join(", "));

if (pulumiCli !== undefined) {
  tell(`real provider plugins on PATH: ${names(real)}; missing, the sandbox stands in for: ${names(missing)}`);
}

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});

/** Credentials of the right form that open nothing. */
const CREDENTIALS = {
  "cloudflare:apiToken": "0".repeat(40),
  "digitalocean:token": `dop_v1_${"0".repeat(64)}`,
  "oci:userOcid": "ocid1.user.oc1..example",
  "oci:fingerprint": "00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff",
  "oci:privateKey": privateKey,
};

describeOnEngine("an offline preview with the real provider plugins", () => {
  it.each(["dev", "prod"])("accepts the shipped stack %s", async (stack) => {
    const { workspace, close } = await openStack(stack, configWith(stack, CREDENTIALS), { realProviders: real });
    try {
      const preview = await workspace.run("preview", ["--color", "never"]);
      const complaints = preview.stdout.split("\n").filter((line) => /\berror:/.test(line));
      expect([...new Set(complaints), preview.code]).toEqual([0]);
      expect(preview.stdout).toMatch(/\+ \d{2,} to create/);
      expect(workspace.cloud.list()).toEqual([]);
    } finally {
      close();
    }
  });
});
