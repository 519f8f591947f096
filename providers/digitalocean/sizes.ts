import type { SizeTable } from "../provider";

export const digitaloceanSizes = {} as const satisfies SizeTable;
