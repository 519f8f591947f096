import type { Alias } from "@pulumi/pulumi/proto/alias_pb";

/** What of a registration decides which older resources of a state it takes over. */
export interface Aliased {
  readonly type: string;
  readonly name: string;
  /** URN of the parent; empty for the stack itself. */
  readonly parent: string;
  /** As the SDK sends them to an engine that understands specs. */
  readonly aliases: readonly Alias[];
}

/** Around a URN: whose it is. */
export interface UrnScope {
  readonly stack: string;
  readonly project: string;
}

const STACK_TYPE = "pulumi:pulumi:Stack";

const typesOf = (urn: string) => urn.split("::")[2] ?? "";

const namedAt = (urn: string) => urn.split("::").slice(3).join("::");

/** The URN of a resource below a parent, as the engine makes it; a parent's name is no part of it. */
export function urnOf({ stack, project }: UrnScope, type: string, name: string, parent: string): string {
  const above = typesOf(parent);
  const types = above === "" || above === STACK_TYPE ? type : `${above}$${type}`;
  return `urn:pulumi:${stack}::${project}::${types}::${name}`;
}

/** The name that a child had when its parent had another: children are called after their parents. */
const nameBelow = (name: string, parent: string, formerParent: string) =>
  name.startsWith(namedAt(parent)) ? namedAt(formerParent) + name.slice(namedAt(parent).length) : name;

/**
 * Every URN, besides its own, by which the engine would find a resource in a state: its own aliases, those that follow
 * from its parent's, and both at once. The engine goes by the alias that the parent itself was found by; here it may be
 * any of them.
 *
 * @param aliasesOf - Such URNs of a resource that was registered before, such as the parent.
 */
export function aliasUrns(
  scope: UrnScope,
  resource: Aliased,
  aliasesOf: (urn: string) => readonly string[],
): readonly string[] {
  const { type, name, parent } = resource;
  const ofParent = aliasesOf(parent);
  const given = resource.aliases.flatMap((alias): string[] => {
    const spec = alias.getSpec();
    if (spec === undefined) return [alias.getUrn()];
    const within = { stack: spec.getStack() || scope.stack, project: spec.getProject() || scope.project };
    const above = spec.getNoparent() ? "" : spec.getParenturn() || parent;
    return [above, ...aliasesOf(above)].map((it) => urnOf(within, spec.getType() || type, spec.getName() || name, it));
  });
  const own = urnOf(scope, type, name, parent);
  const inherited = [own, ...given].flatMap((urn) => {
    const childType = typesOf(urn).split("$").at(-1)!;
    return ofParent.map((former) => urnOf(scope, childType, nameBelow(namedAt(urn), parent, former), former));
  });
  return [...new Set([...given, ...inherited])].filter((urn) => urn !== own).sort();
}
