import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** An object, and where it belongs in the state. */
export interface Placed {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly parent?: string;
  readonly provider?: string;
}

/** Those of a cloud's objects that an operation had begun, each in the place that the operation has. */
export function inPlacesOf(
  begun: readonly { readonly resource: Placed }[],
  objects: readonly { readonly urn: string; readonly id: string }[],
): Placed[] {
  const places = new Map(begun.map(({ resource }) => [resource.urn, resource]));
  return objects.flatMap(({ urn, id }) => {
    const place = places.get(urn);
    return place === undefined ? [] : [{ ...place, id }];
  });
}

/**
 * Writes what `pulumi import --file` reads.
 *
 * @returns The file, in the folder.
 */
export function writeImportFile(folder: string, wanted: readonly Placed[]): string {
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
  const file = join(folder, "import.json");
  writeFileSync(file, JSON.stringify({ nameTable, resources }));
  return file;
}
