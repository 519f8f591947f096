/** An object, and where it belongs in the state. */
export interface Placed {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly parent?: string;
  readonly provider?: string;
}

/** What `pulumi import --file` reads. */
export function importFile(wanted: readonly Placed[]): object {
  const nameTable: Record<string, string> = {};
  const named = (urn: string) => {
    const name = `at${Object.keys(nameTable).length}`;
    nameTable[name] = urn;
    return name;
  };
  const resources = wanted.map(({ urn, type, id, parent, provider }) => ({
    type,
    name: urn.split("::").at(-1),
    id,
    parent: named(parent!),
    // The state adds the provider's id to its URN.
    provider: named(provider!.split("::").slice(0, 4).join("::")),
  }));
  return { nameTable, resources };
}
