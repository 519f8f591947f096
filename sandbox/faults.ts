import type { Properties } from "./properties";

/** What the engine can ask of a provider about one object, as far as it can go wrong in a cloud. */
export const OPERATIONS = ["create", "read", "update", "delete"] as const;

export type OperationKind = (typeof OPERATIONS)[number];

/** What can go wrong, and at which operations. */
const HITS = {
  /** Too many requests; nothing happened. */
  "429": ["create", "read", "update", "delete"],
  /** An error inside the cloud; nothing happened. */
  "500": ["create", "read", "update", "delete"],
  /** No answer until the deadline; nothing happened. */
  timeout: ["create", "read", "update", "delete"],
  /** The object was made or changed, but did not come up: the provider knows its id and says what is wrong. */
  partial: ["create", "update"],
  /** It was done, but the answer was lost: the engine is told an error. */
  lost: ["create", "update", "delete"],
  /** The object was made, and the next read finds nothing yet. */
  "404-after-create": ["create"],
  /** The credentials may not read the object. */
  forbidden: ["read"],
  /** Oracle Cloud's 404, which says "not authorized or not found"; a provider takes it for gone. */
  "not-found-or-forbidden": ["read"],
} as const satisfies Readonly<Record<string, readonly OperationKind[]>>;

export type Fault = keyof typeof HITS;

export const FAULTS = Object.keys(HITS) as readonly Fault[];

/** The faults that an operation can have. */
export const faultsOf = (on: OperationKind): readonly Fault[] =>
  FAULTS.filter((fault) => (HITS[fault] as readonly OperationKind[]).includes(on));

/** One operation on its way to the cloud. */
export interface Operation {
  readonly on: OperationKind;
  /** The type token. */
  readonly type: string;
  readonly urn: string;
  /** The cloud's name of an object that exists. */
  readonly id?: string;
  /** What an object that is made or changed should be. */
  readonly inputs?: Properties;
}

/** Says which operation goes wrong, and how. */
export interface Faults {
  /** Called once for each operation, in the order in which the engine asks. */
  next(operation: Operation): Fault | undefined;
}

/** One line of a fault script. */
export interface FaultRule {
  readonly on: OperationKind | "any";
  /** A type token in which `*` stands for anything, e.g. `aws:rds/*`. @default - every type */
  readonly type?: string;
  /** Which matching operation is hit, from 1. @default 1 */
  readonly at?: number;
  /** Whether all that come after it are hit as well. @default false */
  readonly every?: boolean;
  readonly fault: Fault;
}

const escaped = (text: string) => text.replace(/[.+?^${}()|[\]\\]/g, "\\$&");

/** A token as the engine shows it: `aws:rds:Instance`. */
const shown = (type: string) => type.replace(/\/[^:]+:/, ":");

/** Whether a type token, whole or as the engine shows it, matches a pattern in which `*` stands for anything. */
export function matchesType(pattern: string, type: string): boolean {
  const whole = new RegExp(`^${pattern.split("*").map(escaped).join(".*")}$`);
  return whole.test(type) || whole.test(shown(type));
}

/** What a provider makes by itself asks no cloud, so nothing can go wrong. */
const asksNoCloud = (type: string) => type.startsWith("random:");

function matches({ on, type, fault }: FaultRule, operation: Operation): boolean {
  if (asksNoCloud(operation.type)) return false;
  if (on !== "any" && on !== operation.on) return false;
  // Of "any" operation, those are counted that the fault can hit.
  if (!faultsOf(operation.on).includes(fault)) return false;
  return type === undefined || matchesType(type, operation.type);
}

/** Counts the operations that match each rule, and says when one is hit; the first rule that hits wins. */
export class FaultScript implements Faults {
  private readonly counts: number[];

  constructor(private readonly rules: readonly FaultRule[]) {
    this.counts = rules.map(() => 0);
  }

  next(operation: Operation): Fault | undefined {
    const struck = this.rules.filter((rule, index) => {
      if (!matches(rule, operation)) return false;
      const count = (this.counts[index] = this.counts[index]! + 1);
      const at = rule.at ?? 1;
      return rule.every === true ? count >= at : count === at;
    });
    return struck[0]?.fault;
  }

  /** The rules that no operation has met so far: they changed nothing. */
  unmet(): readonly FaultRule[] {
    return this.rules.filter((rule, index) => this.counts[index]! < (rule.at ?? 1));
  }
}
