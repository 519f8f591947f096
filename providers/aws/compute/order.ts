/**
 * Services in an order in which those that are called come before those that call them, since a copy only finds the
 * services that were there when it started. Where services call each other in a circle, one of them has to come first.
 */
export function calleesFirst(services: Readonly<Record<string, { readonly calls: readonly string[] }>>): string[] {
  const ordered: string[] = [];
  const seen = new Set<string>();
  const visit = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    [...services[name]!.calls].sort().forEach(visit);
    ordered.push(name);
  };
  Object.keys(services).sort().forEach(visit);
  return ordered;
}
