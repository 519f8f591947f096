import { createHash } from "node:crypto";
import { providerOf, type ProviderId } from "../../providers/registry";
import type { CloudObject } from "../../sandbox/cloud";

type Values = Readonly<Record<string, unknown>>;

const digest = (text: string) => createHash("sha256").update(text).digest("hex");

/** What objects of a type draw themselves and nobody may read. */
const DRAWN: Readonly<Record<string, (outputs: Values) => Values>> = {
  "aws:iam/accessKey:AccessKey": ({ secret }) => ({ secret }),
  // The secret of a key to R2 is the digest of its token: https://developers.cloudflare.com/r2/api/tokens/
  "cloudflare:index/accountToken:AccountToken": ({ value }) => ({ value, digest: digest(String(value)) }),
  "digitalocean:index/databaseCluster:DatabaseCluster": ({ password }) => ({ password }),
  "digitalocean:index/databaseReplica:DatabaseReplica": ({ password }) => ({ password }),
  "digitalocean:index/databaseUser:DatabaseUser": ({ password }) => ({ password }),
  "digitalocean:index/kubernetesCluster:KubernetesCluster": ({ kubeConfigs }) => ({
    token: (kubeConfigs as readonly { token: string }[])[0]!.token,
  }),
  "digitalocean:index/spacesKey:SpacesKey": ({ secretKey }) => ({ secretKey }),
  "oci:Identity/authToken:AuthToken": ({ token }) => ({ token }),
  "oci:Identity/customerSecretKey:CustomerSecretKey": ({ key }) => ({ key }),
  "random:index/randomPassword:RandomPassword": ({ result, bcryptHash }) => ({ result, bcryptHash }),
};

/** The secrets that a cloud has drawn, by type, name and output. */
export const drawnBy = (objects: readonly CloudObject[]): Record<string, string> =>
  Object.fromEntries(
    objects.flatMap(({ type, urn, outputs }) =>
      Object.entries(DRAWN[type]?.(outputs) ?? {}).map(([key, value]) => [
        `${type.split(":").at(-1)} ${urn.split("::").at(-1)} ${key}`,
        String(value),
      ]),
    ),
  );

/** Every key of these providers' own whose value is secret. */
export const secretKeysOf = (ids: readonly ProviderId[]): string[] =>
  ids.flatMap((id) =>
    Object.entries(providerOf(id).config.standard).flatMap(([key, it]) => (it.secret === true ? [`${id}:${key}`] : [])),
  );

/** Variables of the environment in which the clouds' own tools look for credentials. */
const VARIABLES = [
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "CLOUDFLARE_API_TOKEN",
  "DIGITALOCEAN_TOKEN",
  "OCI_PRIVATE_KEY_PASSWORD",
  "SPACES_SECRET_ACCESS_KEY",
];

/** A value as credentials look: letters and digits. */
export const smooth = (label: string): string => digest(label).slice(0, 32).toUpperCase();

/** A value with what has to be escaped in JSON and in a URL. */
export const awkward = (label: string): string =>
  `${digest(label).slice(0, 20)}"/+&=?é\\${digest(label).slice(20, 28)}`;

/** Credentials in the environment, each a value of its own. */
export const credentials = (): Record<string, string> =>
  Object.fromEntries(VARIABLES.map((name) => [name, smooth(`environment ${name}`)]));
