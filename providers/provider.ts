import type { EdgeIntentions } from "../components/edge-intentions";
import type * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import type { Catalog, Kind } from "../components/catalog";
import type { Capability } from "../components/core/capability";
import type { Issue } from "../components/core/errors";
import type { OriginFront } from "../components/compute";
import type { Asked } from "./wanted";

/** What a provider supports, kind by kind; every kind must be answered. */
export type Capabilities = {
  readonly [K in Kind]: Capability<Catalog[K]["shape"], Catalog[K]["feature"]>;
};

type SupportedKind<C extends Capabilities> = {
  [K in Kind]: C[K] extends { supported: true } ? K : never;
}[Kind];

type ShapesOf<C> = C extends { supported: true; shapes: infer S } ? keyof S : never;

/**
 * Exactly the drivers that the capabilities promise: leaving one out, or adding one that is not promised, does not
 * compile.
 */
export type DriversFor<C extends Capabilities> = {
  readonly [K in SupportedKind<C>]: { readonly [S in ShapesOf<C[K]>]: Catalog[K]["driver"] };
};

/** A provider's drivers as the registry hands them out, before a kind and a shape are picked. */
export type AnyDrivers = { readonly [K in Kind]?: { readonly [S in Catalog[K]["shape"]]?: Catalog[K]["driver"] } };

/** What a provider is connected with: its own settings, its standard config keys and the stack around it. */
export interface ConnectArgs<Settings> {
  /** The checked `landfall:<provider>` settings. */
  readonly settings: Settings;
  /** The checked standard keys, e.g. `aws:region`, by name without the prefix; secrets are secret outputs. */
  readonly standard: Readonly<Record<string, pulumi.Input<unknown>>>;
  /** Whether this is the second connection of a stack, to the region that stands by. @default false */
  readonly standby?: boolean;
  /** The kinds of the stack that stand on the provider, so that a large SDK is loaded for those alone. @default - none */
  readonly used?: UsedKinds;
}

/** A provider in use by a stack: explicit instances, made once, and the drivers bound to them. */
export interface Connection<Drivers = AnyDrivers> {
  readonly providers: readonly pulumi.ProviderResource[];
  readonly drivers: Drivers;
}

/** What the module behind a provider's lazy import exports as `provider`. */
export interface ProviderModule<C extends Capabilities, Settings> {
  connect(args: ConnectArgs<Settings>): Connection<DriversFor<C>> | Promise<Connection<DriversFor<C>>>;
}

/**
 * The driver of a shape of compute whose SDK is loaded only for the stacks that use it.
 *
 * @param load - Imports the driver; called only where the stack's compute has that shape.
 * @returns For every other stack a driver that throws, since only a bug could call it.
 */
export async function computeWhereUsed(
  used: UsedKinds | undefined,
  shape: Catalog["compute"]["shape"],
  load: () => Promise<Catalog["compute"]["driver"]>,
): Promise<Catalog["compute"]["driver"]> {
  if (used?.compute?.shape === shape) return load();
  return () => {
    throw new Error(`compute in the shape ${shape} was not loaded: the stack did not say that it uses it`);
  };
}

/** One standard config key of a provider, and the environment variables that stand in for it. */
export interface StandardKey {
  readonly schema: z.ZodType;
  /** Variables that the vendor's own tools read, first one first. */
  readonly environment: readonly string[];
  readonly secret?: true;
  /** What the key is for, in a line. */
  readonly description: string;
}

/** Standard keys that are handed on as they are; what they mean is the Pulumi provider's matter. */
export const handedOn = (
  schemas: Readonly<Record<string, z.ZodType>>,
  more: Pick<StandardKey, "secret"> = {},
): Record<string, StandardKey> =>
  Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [
      name,
      { schema, environment: [], description: "handed on to the Pulumi provider as it is", ...more },
    ]),
  );

/** How an account is signed in to; only looked at by `doctor`, never read by a plan. */
export interface Credentials {
  /** Each way: standard keys that are all set, in config or in the environment, or a file below the home directory. */
  readonly ways: readonly ({ readonly keys: readonly string[] } | { readonly file: string })[];
  /** The command that makes the usual one. */
  readonly fix: string;
}

/** What is known of the account that a run would sign in to, before any call. */
export interface SignIn<Settings> {
  readonly settings: Settings;
  readonly standard: Readonly<Record<string, unknown>>;
  /** The text of a standard key: config's, else that of the environment; a secret one must never be shown. */
  readonly given: (key: string) => string | undefined;
  /** A variable of the environment, where it is set and not empty. */
  readonly variable: (name: string) => string | undefined;
}

/** How a provider is configured. Imports no SDK. */
export interface ProviderConfig<Settings> {
  /** The schema of `landfall:<provider>`; every property optional, so that what a stack needs is asked for together. */
  readonly settings: z.ZodType<Settings>;
  /** The standard keys of the provider's own namespace, e.g. `aws:region` as `region`. */
  readonly standard: Readonly<Record<string, StandardKey>>;
  /** Paths that this use of the provider needs, with an example that `plan` accepts and a real run refuses. */
  readonly required: (used: UsedKinds) => readonly RequiredSetting[];
  /** How the vendor's tools and this program sign in; any one way will do. */
  readonly credentials: Credentials;
  /** What shows, without a call, that a real run would sign in to another account than the stack's. */
  readonly account?: (signIn: SignIn<Settings>) => readonly Issue[];
  /** Mistakes that only show when settings are seen together. */
  readonly check?: (settings: Settings, standard: Readonly<Record<string, unknown>>) => readonly Issue[];
}

/** The kinds of a stack that stand on a provider, and how. */
export type UsedKinds = { readonly [K in Kind]?: { readonly shape: string } };

/** A setting that has no default which could be right for everybody. */
export interface RequiredSetting {
  /** `landfall:oci.compartmentId`, or a standard key such as `oci:tenancyOcid`. */
  readonly key: string;
  /** What the value is and where it is found. */
  readonly description: string;
  /** Stands for the value where a plan is made without a stack. */
  readonly example: string;
  /** What values that are nobody's own look like; a real run refuses them. @default - the example is a real value */
  readonly placeholder?: RegExp;
}

/** A neutral size on one provider. */
export interface SizeEntry {
  /** The provider's own name of the size, e.g. `db.t4g.micro`. */
  readonly instanceType: string;
  readonly vcpus: number;
  /** Left out where the vendor does not say. */
  readonly memoryMiB?: number;
  /** The vendor page of the figures. */
  readonly source: string;
  /** When the page was read, ISO 8601. */
  readonly date: string;
}

/** Sizes by kind and shape. */
export type SizeTable = {
  readonly [K in Kind]?: { readonly [S in Catalog[K]["shape"]]?: Readonly<Record<string, SizeEntry>> };
};

/** What the requests that a provider's edge sends on are known by. */
export interface EdgeOrigin<Settings = unknown> extends Pick<OriginFront, "cidrs" | "clientAddressHeader"> {
  /** Whoever issued the certificate that a stack's edge shows, in PEM. @default - the edge shows none */
  readonly clientAuthority?: (settings: Settings) => string;
}

/** What a vendor takes as a name of one type of resource; what a whole graph is held against. */
export interface NameLimit {
  /** The input that holds the name; a dot leads into it. */
  readonly input: string;
  /** Longest name, in characters. */
  readonly maxLength: number;
  /** What the whole name looks like. */
  readonly pattern: RegExp;
  /** Whether a name that is left out becomes the logical one, a hyphen and seven digits more. @default false */
  readonly autonamed?: true;
  /** The vendor's page of the limit. */
  readonly source: string;
}

/** Limits by type; `provider:*` stands for every type of a provider. */
export type NameLimits = Readonly<Record<string, readonly NameLimit[]>>;

/** A provider as its folder declares it. */
export interface ProviderDeclaration<C extends Capabilities, Settings> {
  /** The provider's name as its vendor writes it. */
  readonly title: string;
  readonly capabilities: C;
  readonly config: ProviderConfig<Settings>;
  readonly sizes: SizeTable;
  /** Types whose objects hold data, or without which data cannot be read or reached. @default - none */
  readonly dataTypes?: readonly string[];
  /** What the requests that the provider's edge sends on are known by. @default - its edge needs no origin of its own */
  readonly origin?: EdgeOrigin<Settings>;
  /** How far its edge meets what documents ask of one. @default - it has no edge */
  readonly intentions?: EdgeIntentions;
  /**
   * What the service, or the account's plan, does not allow although the feature is there: limits, combinations,
   * entitlements. Loads no SDK, so that it is told before anything is registered.
   */
  readonly refusals?: (asked: Asked<Settings>) => readonly Issue[];
  /** Loads the provider's SDK and drivers; a literal import, so that only a chosen provider's is ever read. */
  readonly load: () => Promise<{ readonly provider: ProviderModule<C, Settings> }>;
}

/** What the registry hands out: as declared, with the type of the settings kept inside. */
export interface ProviderDefinition<C extends Capabilities = Capabilities> {
  readonly title: string;
  readonly capabilities: C;
  readonly config: ProviderConfig<unknown>;
  readonly sizes: SizeTable;
  /** Types whose objects hold data, or without which data cannot be read or reached. */
  readonly dataTypes?: readonly string[];
  /** What the requests that the provider's edge sends on are known by; undefined where they need not be told apart. */
  readonly origin?: EdgeOrigin;
  /** How far its edge meets what documents ask of one. */
  readonly intentions?: EdgeIntentions;
  /** What the service or the account's plan does not allow of what is asked. */
  readonly refusals: (asked: Asked<unknown>) => readonly Issue[];
  connect(args: ConnectArgs<unknown>): Promise<Connection>;
}

/** The origin of whatever settings, once they have been checked. */
function anyOrigin<Settings>(
  { clientAuthority, ...known }: EdgeOrigin<Settings>,
  settings: z.ZodType<Settings>,
): EdgeOrigin {
  if (clientAuthority === undefined) return known;
  return { ...known, clientAuthority: (given) => clientAuthority(settings.parse(given)) };
}

/** Declares a provider to the registry. */
export function defineProvider<const C extends Capabilities, Settings>(
  declaration: ProviderDeclaration<C, Settings>,
): ProviderDefinition<C> {
  const { load, config, refusals, origin, ...rest } = declaration;
  return {
    ...rest,
    ...(origin === undefined ? {} : { origin: anyOrigin(origin, config.settings) }),
    config: {
      ...config,
      check: (settings, standard) => config.check?.(config.settings.parse(settings), standard) ?? [],
      account: (signIn) => config.account?.({ ...signIn, settings: config.settings.parse(signIn.settings) }) ?? [],
    },
    refusals: (asked) => refusals?.({ ...asked, settings: config.settings.parse(asked.settings) }) ?? [],
    connect: async ({ settings, ...rest }) =>
      (await load()).provider.connect({ ...rest, settings: config.settings.parse(settings) }),
  };
}
