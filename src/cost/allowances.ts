import type { PlanAllowance } from "../plan/schema";
import type { Allowance, PriceList } from "./prices";

interface Share {
  readonly provider: string;
  readonly allowance: Allowance;
  readonly source: string;
  readonly date: string;
  quantity: number;
  used: number;
}

/** What is free of charge in a stack, by provider and allowance, and how much of it is used. */
export class Allowances {
  private readonly shares = new Map<string, Share>();

  constructor(lists: readonly PriceList[]) {
    for (const { provider, allowances, sources } of lists) {
      for (const [name, allowance] of Object.entries(allowances)) {
        const { source, date } = sources[allowance.source]!;
        const { quantity } = allowance;
        this.shares.set(`${provider} ${name}`, { provider, allowance, source, date, quantity, used: 0 });
      }
    }
  }

  /** Adds what a resource brings along, such as the transfer of a machine. */
  grant(provider: string, name: string, quantity: number): void {
    this.shares.get(`${provider} ${name}`)!.quantity += quantity;
  }

  /** Counts a quantity and takes as much of it as is still free. */
  take(provider: string, name: string | undefined, quantity: number): number {
    const share = name === undefined ? undefined : this.shares.get(`${provider} ${name}`);
    if (share === undefined) return 0;
    const taken = Math.min(quantity, Math.max(0, share.quantity - share.used));
    share.used += quantity;
    return taken;
  }

  /** The allowances that the stack uses, by provider and title. */
  get used(): PlanAllowance[] {
    return [...this.shares.values()]
      .filter(({ used }) => used > 0)
      .map(({ provider, allowance: { title, per }, source, date, quantity, used }) => ({
        provider,
        title,
        per,
        used,
        free: quantity,
        over: Math.max(0, used - quantity),
        source,
        date,
      }))
      .sort((one, other) => (`${one.provider} ${one.title}` < `${other.provider} ${other.title}` ? -1 : 1));
  }
}
