import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { DriverContext } from "./driver";
import { physicalName, type NameRule } from "./naming";

/** How much of a name is left for what is drawn. */
const SUFFIX = "-00000000".length;

/**
 * The physical name of a store of data. What makes it unlike all others is drawn once and kept in the state, so that a
 * create is repeated with the same name: where the answer to the first was lost, the cloud refuses the second instead of
 * making another, empty store. A store that is given up and asked for again, one day, gets another name.
 *
 * Whoever names a store so also ignores changes of the name: one that stands keeps the name that it has.
 */
export function storeName(context: DriverContext, role: string, rule: NameRule): pulumi.Output<string> {
  const { app, stack } = context.stack;
  const { hex } = new random.RandomId(context.ownChild(`${role}-name`), { byteLength: 4 }, context.options());
  const name = physicalName([app, stack, context.child(role)], { ...rule, maxLength: rule.maxLength - SUFFIX });
  return pulumi.interpolate`${name}-${hex}`;
}
