/** Which services each service calls. */
export type Calls = Readonly<Record<string, readonly string[]>>;

/** Services in an order in which they can be made: each after those that it calls. */
export interface CallOrder {
  readonly order: readonly string[];
  /** Those that call each other in a circle, or call such: none of them can be the first. */
  readonly circle: readonly string[];
}

/** Orders services by who calls whom: a script can only be bound to one that is there. */
export function calleesFirst(calls: Calls): CallOrder {
  const order: string[] = [];
  let left = Object.keys(calls).sort();
  for (;;) {
    const ready = left.filter((name) => calls[name]!.every((callee) => !left.includes(callee)));
    if (ready.length === 0) return { order, circle: left };
    order.push(...ready);
    left = left.filter((name) => !ready.includes(name));
  }
}
