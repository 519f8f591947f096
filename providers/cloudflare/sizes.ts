import type { SizeTable } from "../provider";

export const cloudflareSizes = {} as const satisfies SizeTable;
