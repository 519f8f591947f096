import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { DriverContext } from "./driver";
import { physicalName, type NameRule } from "./naming";

/**
 * The physical name of a store of data, which is the same however often it is asked for. Where the answer to a create is
 * lost, the next one is refused by the cloud instead of making a second, empty store beside the first.
 */
export const storeName = (context: DriverContext, role: string, rule: NameRule): string =>
  physicalName([context.stack.app, context.stack.stack, context.child(role)], rule);

/** How much of a name is left for what makes it unique among everybody's. */
const SUFFIX = "-00000000".length;

/** The same where all customers of a cloud share the names: what is added was drawn once and is kept in the state. */
export function sharedStoreName(context: DriverContext, role: string, rule: NameRule): pulumi.Output<string> {
  const { hex } = new random.RandomId(context.child(`${role}-name`), { byteLength: 4 }, context.options());
  const name = storeName(context, role, { ...rule, maxLength: rule.maxLength - SUFFIX });
  return pulumi.interpolate`${name}-${hex}`;
}
