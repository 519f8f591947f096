import type { SizeEntry } from "../../providers/provider";
import { providerIds, providerOf } from "../../providers/registry";
import { page, table } from "./table";

const memoryOf = ({ memoryMiB }: SizeEntry): string =>
  memoryMiB === undefined ? "not said" : memoryMiB % 1024 === 0 ? `${memoryMiB / 1024} GiB` : `${memoryMiB} MiB`;

function sectionOf(id: (typeof providerIds)[number]): string {
  const { title, sizes } = providerOf(id);
  const kinds = Object.entries(sizes) as [string, Readonly<Record<string, Readonly<Record<string, SizeEntry>>>>][];
  const rows = kinds.flatMap(([kind, shapes]) =>
    Object.entries(shapes).flatMap(([shape, entries]) =>
      Object.entries(entries).map(([size, entry]) => [
        `${kind}, \`${shape}\``,
        `\`${size}\``,
        entry.instanceType,
        String(entry.vcpus),
        memoryOf(entry),
        `[source](${entry.source}), ${entry.date}`,
      ]),
    ),
  );
  const head = ["kind and shape", "size", "on this provider", "vCPUs", "memory", "read"];
  return [`## ${title}`, rows.length === 0 ? "No sizes." : table(head, rows)].join("\n\n");
}

/** The page of what each neutral size is on each provider. */
export const sizesPage = (): string =>
  page(
    "Sizes",
    "the providers' `sizes.ts`",
    "A topology names a neutral size; `instanceType` beside it takes the provider's own name in its place.",
    ...providerIds.map(sectionOf),
  );
