import { generateKeyPairSync } from "node:crypto";
import { onPath, type EngineRun } from "../../src/cli/rehearse-engine";

/** Providers whose plugins were seen to preview without a network. */
const OFFLINE = ["random", "digitalocean", "oci", "cloudflare", "kubernetes"] as const;

const isThere = (provider: string) => onPath(`pulumi-resource-${provider}`, process.env) !== undefined;

/** Providers whose real plugins are on the machine. */
export const realPlugins: readonly string[] = OFFLINE.filter(isThere);

const names = (list: readonly string[]) => (list.length === 0 ? "none" : list.join(", "));

/** A line on which provider is real and which the sandbox stands for. */
export const pluginsLine = `real provider plugins on PATH: ${names(realPlugins)}; the sandbox stands in for: ${names(
  ["aws", ...OFFLINE].filter((provider) => !realPlugins.includes(provider)),
)}`;

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});

/** Credentials of the right form that open nothing. */
export const openingNothing: Readonly<Record<string, unknown>> = {
  "cloudflare:apiToken": "0".repeat(40),
  "digitalocean:token": `dop_v1_${"0".repeat(64)}`,
  "digitalocean:spacesAccessId": "DO00EXAMPLEEXAMPLE00",
  "digitalocean:spacesSecretKey": "0".repeat(43),
  "oci:userOcid": "ocid1.user.oc1..example",
  "oci:fingerprint": "00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff",
  "oci:privateKey": privateKey,
};

/** What a preview complains of, each complaint once. */
export const complaintsIn = ({ stdout, stderr }: EngineRun): string[] => [
  ...new Set(`${stdout}\n${stderr}`.split("\n").filter((line) => /\berror:|\bpanic:/.test(line))),
];
