import { counted } from "../plan/layout";
import type { PlanAllowance, PlanCost } from "../plan/schema";

/** An amount of US dollars to the cent, `12.50`. */
export const usd = (amount: number): string => amount.toFixed(2);

/** A quantity without the tail of binary fractions, like the one of 0.1 + 0.2. */
export const tidy = (quantity: number): string => String(Number(quantity.toPrecision(12)));

/** Units that have no plural: `GB`, `Mbps`, `10000 requests`. */
const UNIT = /^(Gi?B|VPU|Mbps|million)$|^\d/;

/** `2 GB`, `1 machine`, `3 policies`, `10 x 10000 requests`. */
export const amount = (quantity: number, per: string): string => {
  const shown = tidy(quantity);
  if (UNIT.test(per)) return /^\d/.test(per) ? `${shown} x ${per}` : `${shown} ${per}`;
  return counted(Number(shown), quantity !== 1 && per.endsWith("y") ? `${per.slice(0, -1)}ie` : per);
};

/** `oci: A1 memory, uses 14 of 12 GB free; 2 GB are billed`. */
function allowanceText({ provider, title, per, used, free, over }: PlanAllowance): string {
  const uses = `${provider}: ${title}, uses ${tidy(used)} of ${amount(free, per)} free`;
  return over === 0 ? uses : `${uses}; ${amount(over, per)} ${over === 1 ? "is" : "are"} billed`;
}

/** What is free of charge in a stack, what goes beyond it first. */
export const allowanceTexts = ({ allowances }: { readonly allowances: readonly PlanAllowance[] }): string[] =>
  [...allowances.filter(({ over }) => over > 0), ...allowances.filter(({ over }) => over === 0)].map(allowanceText);

/** `traffic.services.egressGiB 50`; empty where nothing is assumed. */
export const assumptionText = ({ assumptions }: Pick<PlanCost, "assumptions">): string =>
  assumptions.map(({ name, value }) => `${name} ${value}`).join(", ");
