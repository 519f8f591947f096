import type { Catalog, Kind } from "../../components/catalog";
import type { Support } from "../../components/core/capability";
import type { StackIdentity } from "../../components/core/component";
import type { Placement } from "../../components/core/driver";
import type { Connections } from "../../providers/connections";
import type { UsedKinds } from "../../providers/provider";
import { providerIds, providerOf, type ProviderId } from "../../providers/registry";
import type { Recording } from "../../src/plan/recorder";
import { recordOn, testStack } from "../support/harness";
import { setups, type ProviderSetup } from "./settings";
import { knowPasswords } from "./wire";

/** One kind in one shape on one provider. */
export interface Place<K extends Kind> {
  readonly kind: K;
  readonly provider: ProviderId;
  readonly shape: Catalog[K]["shape"];
  readonly setup: ProviderSetup;
  has(feature: Catalog[K]["feature"]): boolean;
  placement(connections: Connections): Placement<Catalog[K]["driver"]>;
}

/** Every place of the registry that supports a kind, by a name for people; of one provider where one is given. */
export function placesOf<K extends Kind>(kind: K, only?: ProviderId): [string, Place<K>][] {
  return providerIds.flatMap((provider) => {
    if (only !== undefined && provider !== only) return [];
    const { title, capabilities } = providerOf(provider);
    const capability = capabilities[kind];
    if (!capability.supported) return [];
    type Described = { service: string; features: Readonly<Record<string, Support>> };
    return Object.entries(capability.shapes as Record<string, Described>).map(
      ([shape, { service, features }]): [string, Place<K>] => [
        `${title}, ${service}`,
        {
          kind,
          provider,
          shape: shape as Catalog[K]["shape"],
          setup: setups[provider],
          has: (feature) => features[feature] === true,
          placement: (connections) => connections.place(kind, provider, shape as Catalog[K]["shape"]),
        },
      ],
    );
  });
}

/** Any place of a kind that another one needs, such as the zone of a site; on the same provider where it can be. */
export function anyPlaceOf<K extends Kind>(kind: K, preferred: ProviderId): Place<K> {
  const places = placesOf(kind).map(([, place]) => place);
  const found = places.find(({ provider }) => provider === preferred) ?? places[0];
  if (found === undefined) throw new Error(`no provider of the registry supports ${kind}`);
  return found;
}

/** What a component is built in. */
export interface Scene {
  readonly connections: Connections;
  readonly stack: StackIdentity;
}

/** Records what is built on some providers, with known passwords, and hands back what was built. */
export async function recordScene<Built>(
  providers: readonly ProviderId[],
  build: (scene: Scene) => Built,
  stack: StackIdentity = testStack,
  used: UsedKinds = {},
): Promise<{ recording: Recording; built: Built }> {
  const connect = Object.fromEntries(providers.map((provider) => [provider, { ...setups[provider].connect, used }]));
  let built: { value: Built } | undefined;
  const passwords = knowPasswords();
  try {
    const recording = await recordOn(connect, (connections) => {
      built = { value: build({ connections, stack }) };
    });
    return { recording, built: built!.value };
  } finally {
    passwords.mockRestore();
  }
}
