import * as oci from "@pulumi/oci";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { reference } from "../../components/core/binding";
import type { DriverContext } from "../../components/core/driver";
import { physicalName, type NameRule } from "../../components/core/naming";
import type { SecretsDriver } from "../../components/secrets";
import { shownAs, type OciCloud } from "./cloud";
import { managementEndpoint } from "./lookups";

/** What other drivers of Oracle Cloud find behind a store of secrets. */
export interface OciSecretsNodes {
  readonly [key: string]: unknown;
  readonly vaultId: pulumi.Output<string>;
  readonly key: oci.kms.Key;
}

const SUFFIX_BYTES = 4;

/** Names of secrets: letters, digits, hyphens, underscores and periods, at most 255, the suffix taken off. */
const SECRET_NAME: NameRule = {
  maxLength: 255 - 1 - 2 * SUFFIX_BYTES,
  allowed: /[A-Za-z0-9_.-]/,
  separator: "-",
  lowercase: false,
  source: "https://docs.oracle.com/iaas/api/#/en/secretmgmt/20180608/datatypes/CreateSecretDetails",
};

interface VaultPlace {
  readonly id: pulumi.Output<string>;
  readonly managementEndpoint: pulumi.Output<string>;
}

function ownVault({ compartmentId }: OciCloud, context: DriverContext): VaultPlace {
  return new oci.kms.Vault(
    context.child("vault"),
    { compartmentId, displayName: shownAs(context, "vault"), vaultType: "DEFAULT", freeformTags: context.tags },
    context.dataOptions(),
  );
}

/** A vault that is there already: its endpoint is a setting, or is looked up once something of this stack is there. */
function givenVault(vaultId: string, endpoint: string | undefined, context: DriverContext): VaultPlace {
  if (endpoint !== undefined) return { id: pulumi.output(vaultId), managementEndpoint: pulumi.output(endpoint) };
  const marker = new random.RandomId(context.child("vault-lookup"), { byteLength: 4 }, context.options());
  return { id: pulumi.output(vaultId), managementEndpoint: managementEndpoint(marker, vaultId, context.component) };
}

/** The vault and key that secrets are kept under: a vault of the settings, or one of the stack's own. */
function openVault(cloud: OciCloud, context: DriverContext): OciSecretsNodes {
  const { compartmentId, settings } = cloud;
  const vault =
    settings.vaultId === undefined
      ? ownVault(cloud, context)
      : givenVault(settings.vaultId, settings.vaultManagementEndpoint, context);
  const key = new oci.kms.Key(
    context.child("key"),
    {
      compartmentId,
      displayName: shownAs(context, "key"),
      keyShape: { algorithm: "AES", length: 32 },
      // Keys in software are free; those in hardware are counted.
      protectionMode: "SOFTWARE",
      managementEndpoint: vault.managementEndpoint,
      freeformTags: context.tags,
    },
    context.dataOptions(),
  );
  return { vaultId: vault.id, key };
}

/**
 * A vault with one key, and a secret for each value; machines read them with their own identity.
 *
 * A deleted secret keeps its name for as long as it can be brought back, so that each name ends in a random suffix.
 */
export const secrets =
  (cloud: OciCloud): SecretsDriver =>
  (context) => {
    const { compartmentId } = cloud;
    const { stack } = context;
    const nodes = openVault(cloud, context);

    const store = (owner: DriverContext, name: string, value: pulumi.Output<string>) => {
      const suffix = new random.RandomId(
        owner.child(`${name}-suffix`),
        { byteLength: SUFFIX_BYTES, keepers: { vault: nodes.vaultId, key: nodes.key.id } },
        owner.options(),
      );
      const secret = new oci.vault.Secret(
        owner.child(name),
        {
          compartmentId,
          vaultId: nodes.vaultId,
          keyId: nodes.key.id,
          secretName: pulumi.interpolate`${physicalName([stack.app, stack.stack, name], SECRET_NAME)}-${suffix.hex}`,
          description: `${name} of ${stack.app} in stack ${stack.stack}`,
          secretContent: {
            contentType: "BASE64",
            content: pulumi.secret(value).apply((text) => Buffer.from(text).toString("base64")),
          },
          freeformTags: owner.tags,
        },
        owner.dataOptions({ additionalSecretOutputs: ["secretContent"] }),
      );
      // Another value is another version of the same secret, which is known once it is written and not in a preview before.
      return reference({ provider: "oci", id: secret.id, version: secret.currentVersionNumber });
    };
    return { outputs: { store }, nodes };
  };
