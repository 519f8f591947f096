import * as pulumi from "@pulumi/pulumi";
import type { Binding, Bindings, SecretReference } from "../../components/core/binding";
import type { Secrets } from "../../components/secrets";
import type { PlacedService } from "./compute-machines";

/** A secret of a machine, and the key that the machine keeps it under. */
export interface MachineSecret {
  readonly key: string;
  readonly reference: SecretReference;
}

/** The plain names and the secret keys of one service. */
export interface ServiceEnvironment {
  readonly plain: Readonly<Record<string, pulumi.Input<string>>>;
  /** Environment name -> key. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** What the services of a machine are told, by service, and the secrets that the machine has to read for that. */
export interface MachineEnvironment {
  readonly environments: ReadonlyMap<string, ServiceEnvironment>;
  readonly secrets: readonly MachineSecret[];
}

/** Puts secrets that are still values into the vault, each once, so that none travels in user data. */
export class SecretKeeper {
  private readonly stored = new Map<unknown, SecretReference>();

  constructor(private readonly secrets: Secrets) {}

  referenceTo(service: string, name: string, binding: Exclude<Binding, { kind: "plain" }>): SecretReference {
    if (binding.kind === "reference") return checked(binding.reference);
    const known = this.stored.get(binding.value);
    if (known !== undefined) return known;
    const kept = this.secrets.store(`${service}-${name}`, binding.value);
    if (kept.kind !== "reference") throw new Error("machines read secrets of OCI Vault only");
    this.stored.set(binding.value, checked(kept.reference));
    return kept.reference;
  }
}

function checked(reference: SecretReference): SecretReference {
  if (reference.provider !== "oci") {
    throw new Error(`a machine of Oracle Cloud cannot read a secret that ${reference.provider} keeps`);
  }
  return reference;
}

/** What each service of a machine is told, and the secrets that the machine has to read for that. */
export function machineEnvironment(
  services: readonly PlacedService[],
  callUrls: (service: PlacedService) => Readonly<Record<string, pulumi.Input<string>>>,
  keeper: SecretKeeper,
): MachineEnvironment {
  const secrets: MachineSecret[] = [];
  const keyOf = (reference: SecretReference): string => {
    const same = secrets.find(({ reference: known }) => known.id === reference.id && known.field === reference.field);
    if (same !== undefined) return same.key;
    const key = `SECRET_${secrets.length + 1}`;
    secrets.push({ key, reference });
    return key;
  };

  const environmentOf = ({ name, args }: PlacedService, calls: Readonly<Record<string, pulumi.Input<string>>>) => {
    const plain: Record<string, pulumi.Input<string>> = { ...calls };
    const keys: Record<string, string> = {};
    for (const [variable, binding] of sorted(args.environment)) {
      if (binding.kind === "plain") plain[variable] = binding.value;
      else keys[variable] = keyOf(keeper.referenceTo(name, variable, binding));
    }
    return { plain, secrets: keys };
  };
  const environments = new Map(services.map((service) => [service.name, environmentOf(service, callUrls(service))]));
  return { environments, secrets };
}

const sorted = (bindings: Bindings): [string, Binding][] =>
  Object.entries(bindings).sort(([a], [b]) => (a < b ? -1 : 1));
