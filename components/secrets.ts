import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { Binding } from "./core/binding";
import { buildWith, Component, type ComponentArgs, type StackIdentity } from "./core/component";
import type { Driver, DriverContext, Placement } from "./core/driver";

export type SecretsFeature =
  /** Compute reads a secret by reference; its value is in no environment and no user data. */
  | "byReference"
  /** The store keeps earlier versions of a secret. */
  | "versions"
  /** A deleted secret can be brought back for some days. */
  | "recovery";

/** `managed` is a store of its own; `host` a root-only file on the machine; `platform` the encrypted environment of what runs the services. */
export type SecretsShape = "managed" | "host" | "platform";

/** Where a secret's value comes from. */
export type SecretSource =
  | {
      readonly kind: "generated";
      /** Characters, letters and digits. */ readonly length: number;
    }
  | { readonly kind: "given"; readonly value: pulumi.Output<string> };

export interface SecretsArgs extends ComponentArgs {
  /** The app's own secrets, by environment name. */
  readonly secrets: Readonly<Record<string, SecretSource>>;
}

/** Puts one secret value into the store. */
export type StoreSecret = (context: DriverContext, name: string, value: pulumi.Output<string>) => Binding;

export interface SecretsOutputs {
  /** Stores a secret; called for the app's own secrets and for credentials of backing services. */
  readonly store: StoreSecret;
}

/** Where a credential is put so that services read it. */
export interface SecretStore {
  store(name: string, value: pulumi.Output<string>): Binding;
}

export type SecretsDriver = Driver<ComponentArgs, SecretsOutputs>;

/** A store of secrets that the app's services read from. */
export class Secrets extends Component<SecretsOutputs> {
  /** The app's own secrets, by environment name. */
  readonly bindings: Readonly<Record<string, Binding>>;
  /** Values of the app's own secrets, for a second store that must hold the same. */
  readonly values: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: SecretsArgs, placement: Placement<SecretsDriver>) {
    super("Secrets", name, args.stack, placement, buildWith(placement, { stack: args.stack }), () => ({
      names: Object.keys(args.secrets).sort(),
    }));
    this.values = Object.fromEntries(
      Object.entries(args.secrets).map(([key, source]) => [key, pulumi.secret(this.sourceValue(key, source))]),
    );
    this.bindings = Object.fromEntries(
      Object.entries(this.values).map(([key, value]) => [key, this.store(key, value)]),
    );
  }

  /** What is stored, by name. */
  private readonly stored = new Map<string, Binding>();

  /** Stores one more secret, such as the password of a database, and returns what a service reads it by. */
  store(name: string, value: pulumi.Output<string>): Binding {
    const binding = this.outputs.store(this.context, name, pulumi.secret(value));
    this.stored.set(name, binding);
    return binding;
  }

  /**
   * Goes on storing what a part that no longer serves had stored here, unless the one that serves has taken its name.
   *
   * @param stack - The identity of that part, which the stack may be about to let go of.
   */
  keep(name: string, value: pulumi.Output<string>, stack: StackIdentity): Binding {
    const taken = this.stored.get(name);
    return taken ?? this.outputs.store(this.contextOf(this.context.name, stack), name, pulumi.secret(value));
  }

  private sourceValue(name: string, source: SecretSource): pulumi.Output<string> {
    if (source.kind === "given") return source.value;
    const { length } = source;
    // A new value would log every user out or make stored ciphertext unreadable, so it is kept like data.
    return new random.RandomPassword(
      this.context.child(`${name}-value`),
      { length, special: false },
      this.context.dataOptions(),
    ).result;
  }
}
