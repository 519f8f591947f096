import type { SizeTable } from "../provider";

export const ociSizes = {} as const satisfies SizeTable;
