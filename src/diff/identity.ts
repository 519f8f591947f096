import type { Plan, PlanObject, PlanResource, PlanValue } from "../plan/schema";

/** What is the same of a URN in every stack of every project: its types and its name. */
export const identityOf = (urn: string): string => urn.replace(/^urn:pulumi:[^:]*::[^:]*::/, "");

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\-]/g, "\\$&");

/**
 * Reads the values of one plan as they would be in the stack of another: the stack's own name in names and tags, and in
 * references, says nothing of what differs.
 */
export function readAs(from: Pick<Plan, "stack">, to: Pick<Plan, "stack">): (value: PlanValue) => PlanValue {
  const own = new RegExp(`(?<![A-Za-z0-9])${escaped(from.stack)}(?![A-Za-z0-9])`, "g");
  const text = (value: string): string => (from.stack === to.stack ? value : value.replace(own, () => to.stack));
  const read = (value: PlanValue): PlanValue => {
    if (typeof value === "string") return text(value);
    if (Array.isArray(value)) return value.map(read);
    if (typeof value !== "object" || value === null) return value;
    const { resource } = value;
    if (typeof resource === "string" && Object.keys(value).length === 1) return { resource: identityOf(resource) };
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [text(key), read(item)]));
  };
  return read;
}

/** The inputs of a resource as they would be in another stack. */
export const inputsAs = (resource: PlanResource, read: (value: PlanValue) => PlanValue): PlanObject =>
  read(resource.inputs) as PlanObject;
