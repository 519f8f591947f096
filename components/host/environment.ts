import * as pulumi from "@pulumi/pulumi";
import type { ResolvedComputeArgs } from "../compute";
import { secret, type Binding, type Bindings, type SecretReference } from "../core/binding";
import type { Secrets } from "../secrets";
import { callUrls, type HostMachine } from "./addresses";
import { APP_ROLE, type PlacedService } from "./machines";

/** A secret of a machine, read from the provider's store when the machine starts, and the key that it is kept under. */
export interface MachineSecret {
  readonly key: string;
  readonly reference: SecretReference;
}

/** Where a store keeps a secret, as a machine is told. */
export interface ReadFrom {
  readonly id: string;
  /** Where it is a JSON object. */
  readonly field?: string;
  readonly version?: string;
}

/**
 * What a machine is told to read, by key. The version of each is told where its store has one, although the current one is
 * read: with another version the machine is told something else, and its services start with the new value.
 */
export const readsFrom = (secrets: readonly MachineSecret[]): pulumi.Output<Record<string, ReadFrom>> =>
  pulumi.all(secrets.map(({ reference: { id, version } }) => ({ id, version }))).apply((known) =>
    Object.fromEntries(
      secrets.map(({ key, reference: { field } }, index) => {
        const { id, version } = known[index]!;
        return [key, { id, ...(field === undefined ? {} : { field }), ...(version === undefined ? {} : { version }) }];
      }),
    ),
  );

/** A secret that no store keeps: laid down as a root-only file of the machine. */
export interface MachineValue {
  readonly key: string;
  readonly value: pulumi.Output<string>;
}

/** The plain names and the secret keys of one service. */
export interface ServiceEnvironment {
  readonly plain: Readonly<Record<string, pulumi.Input<string>>>;
  /** Environment name -> key. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** What the services of a machine are told, by service, and the secrets that the machine needs for that. */
export interface MachineEnvironment {
  readonly environments: ReadonlyMap<string, ServiceEnvironment>;
  /** What the provider's reader has to read. */
  readonly secrets: readonly MachineSecret[];
  /** What the user data carries; makes it secret. Empty wherever secrets have a store. */
  readonly values: readonly MachineValue[];
  /** The keys of the passwords of what stands beside the services, and of what its backups need. */
  readonly colocated: {
    readonly database?: string;
    readonly cache?: string;
    readonly passphrase?: string;
    readonly archive?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
}

type Kept = Exclude<Binding, { kind: "plain" }>;

/** Puts secrets that are still values into the store, each once, so that none travels in user data that need not. */
export class SecretKeeper {
  private readonly stored = new Map<unknown, Kept>();

  /** @param provider - Whose store the machines can read, by their own identity; references to others are refused. */
  constructor(
    private readonly secrets: Secrets,
    private readonly provider: string,
  ) {}

  /** @throws Error when another provider's store keeps the secret. */
  keep(service: string, name: string, binding: Kept): Kept {
    if (binding.kind === "reference") return this.checked(binding);
    const known = this.stored.get(binding.value);
    if (known !== undefined) return known;
    const kept = this.secrets.store(`${service}-${name}`, binding.value);
    if (kept.kind === "plain") throw new Error(`the store gave ${name} back as a plain value`);
    this.stored.set(binding.value, this.checked(kept));
    return kept;
  }

  private checked(kept: Kept): Kept {
    if (kept.kind === "reference" && kept.reference.provider !== this.provider) {
      throw new Error(`a machine of ${this.provider} cannot read a secret that ${kept.reference.provider} keeps`);
    }
    return kept;
  }
}

/** Gives each secret of a machine one key, however many services are told it. */
class Keys {
  readonly secrets: MachineSecret[] = [];
  readonly values: MachineValue[] = [];

  of(kept: Kept): string {
    const known = this.known(kept);
    if (known !== undefined) return known.key;
    const key = `SECRET_${this.secrets.length + this.values.length + 1}`;
    if (kept.kind === "reference") this.secrets.push({ key, reference: kept.reference });
    else this.values.push({ key, value: kept.value });
    return key;
  }

  private known(kept: Kept): { readonly key: string } | undefined {
    if (kept.kind === "secret") return this.values.find(({ value }) => value === kept.value);
    const { id, field } = kept.reference;
    return this.secrets.find(({ reference }) => reference.id === id && reference.field === field);
  }
}

/** What each service of a machine is told, and the secrets that the machine needs for that. */
export function machineEnvironment(
  args: Pick<ResolvedComputeArgs, "colocated" | "archive">,
  machines: readonly HostMachine[],
  machine: HostMachine,
  keeper: SecretKeeper,
): MachineEnvironment {
  const keys = new Keys();
  const environmentOf = (service: PlacedService): ServiceEnvironment => {
    const plain: Record<string, pulumi.Input<string>> = { ...callUrls(machines, machine, service) };
    const secrets: Record<string, string> = {};
    for (const [variable, binding] of sorted(service.args.environment)) {
      if (binding.kind === "plain") plain[variable] = binding.value;
      else secrets[variable] = keys.of(keeper.keep(service.name, variable, binding));
    }
    return { plain, secrets };
  };
  const environments = new Map(machine.services.map((service) => [service.name, environmentOf(service)]));
  const colocated = machine.role === APP_ROLE ? passwordKeys(args, keeper, keys) : {};
  return { environments, secrets: keys.secrets, values: keys.values, colocated };
}

/** Some clouds tell the half of a key pair that is no secret openly; a machine reads both from its store all the same. */
const asSecret = (binding: Binding): Binding => (binding.kind === "plain" ? secret(binding.value) : binding);

function passwordKeys(
  { colocated: { database, cache }, archive }: Pick<ResolvedComputeArgs, "colocated" | "archive">,
  keeper: SecretKeeper,
  keys: Keys,
): MachineEnvironment["colocated"] {
  const keyOf = (part: string, name: string, binding: Binding): string => {
    if (binding.kind === "plain") throw new Error(`the ${name} of the ${part} is no secret`);
    return keys.of(keeper.keep(`colocated-${part}`, name, binding));
  };
  const archiveKeys = database === undefined ? undefined : archive?.keys;
  return {
    ...(database === undefined
      ? {}
      : {
          database: keyOf("database", "password", database.password),
          passphrase: keyOf("database", "backup-passphrase", database.backupPassphrase),
        }),
    ...(cache === undefined ? {} : { cache: keyOf("cache", "password", cache.password) }),
    ...(archiveKeys === undefined
      ? {}
      : {
          archive: {
            accessKeyId: keyOf("archive", "access-key-id", asSecret(archiveKeys.accessKeyId)),
            secretAccessKey: keyOf("archive", "secret-access-key", archiveKeys.secretAccessKey),
          },
        }),
  };
}

const sorted = (bindings: Bindings): [string, Binding][] =>
  Object.entries(bindings).sort(([a], [b]) => (a < b ? -1 : 1));
