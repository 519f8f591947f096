import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import { reference } from "../../components/core/binding";
import type { Nodes } from "../../components/core/driver";
import type { SecretsDriver } from "../../components/secrets";
import { accountOf, type CloudflareCloud } from "./cloud";
import { secretNameOf } from "./names";

/** Where Workers read secrets from. */
export interface CloudflareSecretsNodes extends Nodes {
  readonly storeId: string;
}

/**
 * Secrets Store: an account has one, which is therefore configured and not made. A value can be written and never read
 * again; Workers are bound to it by name.
 */
export const secrets =
  (cloud: CloudflareCloud): SecretsDriver =>
  () => {
    const { secretsStoreId: storeId } = cloud;
    if (storeId === undefined) throw new Error("secrets were connected without landfall:cloudflare.secretsStoreId");
    return {
      outputs: {
        store: (context, name, value) => {
          const stored = new cloudflare.SecretsStoreSecret(
            context.child(name),
            {
              accountId: accountOf(cloud),
              storeId,
              name: secretNameOf(context, name),
              scopes: ["workers"],
              value,
            },
            context.dataOptions({ ignoreChanges: ["name"] }),
          );
          return reference({ provider: "cloudflare", id: pulumi.output(stored.name) });
        },
      },
      nodes: { storeId } satisfies CloudflareSecretsNodes,
    };
  };
