import type { SizeTable } from "../provider";

export const awsSizes = {} as const satisfies SizeTable;
