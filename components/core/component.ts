import * as pulumi from "@pulumi/pulumi";
import type { Driver, DriverContext, Nodes, Placement } from "./driver";
import { tagsOf } from "./tags";

/** Which app, on which topology, in which stack. */
export interface StackIdentity {
  readonly app: string;
  readonly topology: string;
  readonly stack: string;
  /** Whether stateful resources are protected, kept on delete and guarded by the cloud's own deletion protection. */
  readonly dataProtection: boolean;
  /**
   * Whether the stack is about to let go of these parts, which their cloud then keeps: what holds data is no longer
   * protected, and whatever it stands on is kept as well. @default false
   */
  readonly released?: boolean;
}

/** What every component needs besides the arguments of its kind. */
export interface ComponentArgs {
  readonly stack: StackIdentity;
}

/**
 * The portable component of a kind.
 *
 * The type token is the same on every provider, so that a parent never changes when the cloud does; `provider`,
 * `shape` and `service` are registered as outputs.
 */
export abstract class Component<Outputs extends object> extends pulumi.ComponentResource {
  /** The id of the provider that this component stands on, e.g. `aws`. */
  readonly provider: string;
  /** How the kind is realised, e.g. `managed`. */
  readonly shape: string;
  /** The vendor's name of the service, e.g. `RDS`. */
  readonly service: string;
  /** The provider's own resources behind this component; whoever uses them gives up portability. */
  readonly nodes: Nodes;
  private readonly beside: boolean;
  /** The kind's neutral outputs. */
  protected readonly outputs: Outputs;
  /** What children that are added after construction are built with. */
  protected readonly context: DriverContext;

  /**
   * @param kind - The kind's name in PascalCase; the type token becomes `landfall:index:<kind>`.
   * @param toRegister - Which outputs are kept in the stack's state; secrets stay marked as such.
   */
  protected constructor(
    kind: string,
    name: string,
    stack: StackIdentity,
    placement: Placement<unknown>,
    build: (context: DriverContext) => { outputs: Outputs; nodes: Nodes },
    toRegister: (outputs: Outputs) => pulumi.Inputs,
    options: pulumi.ComponentResourceOptions = {},
  ) {
    const own = placement.beside === true ? `${name}-on-${placement.provider}` : name;
    super(`landfall:index:${kind}`, own, {}, { ...options, providers: [...placement.providers] });
    this.provider = placement.provider;
    this.shape = placement.shape;
    this.service = placement.service;
    this.beside = placement.beside === true;
    this.context = this.contextOf(name, stack);
    const built = build(this.context);
    this.outputs = built.outputs;
    this.nodes = built.nodes;
    this.registerOutputs({
      ...toRegister(built.outputs),
      provider: this.provider,
      shape: this.shape,
      service: this.service,
    });
  }

  /** What children are built with; of another stack identity where only some of them are let go of. */
  protected contextOf(name: string, stack: StackIdentity): DriverContext {
    const released = stack.released === true;
    const kept = released ? { retainOnDelete: true } : {};
    const options = (more: pulumi.CustomResourceOptions = {}) => ({ ...more, ...kept, parent: this });
    return {
      name,
      component: this,
      beside: this.beside,
      stack,
      tags: tagsOf(stack, name),
      child: (role) => `${name}-${role}`,
      ownChild: (role) => `${name}-${this.provider}-${role}`,
      options,
      dataOptions: (more = {}) =>
        options({ ...more, protect: stack.dataProtection && !released, retainOnDelete: stack.dataProtection }),
    };
  }
}

/**
 * The nodes of a component that stands on the given provider.
 *
 * @throws Error when it stands on another one: preflight refuses such a pair, so this is a bug.
 */
export function nodesOn<N extends Nodes>(provider: string, component: Component<object>): N {
  if (component.provider !== provider) {
    throw new Error(`a driver of ${provider} was handed a component that stands on ${component.provider}`);
  }
  return component.nodes as N;
}

/** Calls a placement's driver; the common last step of every component's constructor. */
export function buildWith<Args, Outputs>(placement: Placement<Driver<Args, Outputs>>, args: Args) {
  return (context: DriverContext) => placement.driver(context, args);
}
