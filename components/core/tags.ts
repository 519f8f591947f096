import type { StackIdentity } from "./component";

/** Labels that every resource carries where its cloud has labels, so that a bill or an inventory can be read by app. */
export type Tags = Readonly<Record<string, string>>;

/** The labels of one component's resources. */
export function tagsOf(stack: StackIdentity, component: string): Tags {
  return {
    "landfall-app": stack.app,
    "landfall-component": component,
    "landfall-stack": stack.stack,
    "landfall-topology": stack.topology,
    "managed-by": "pulumi",
  };
}
