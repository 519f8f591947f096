import type { SizeEntry, SizeTable } from "../provider";

const SHAPES = {
  source: "https://docs.oracle.com/en-us/iaas/Content/Compute/References/computeshapes.htm",
  date: "2026-11-21",
} as const;

const ECPU = {
  source: "https://docs.oracle.com/iaas/api/#/en/database/20160918/datatypes/CreateAutonomousDatabaseDetails",
  date: "2026-11-21",
} as const;

/** A flexible AMD shape: an OCPU is a core, which is two virtual CPUs; memory from 1 GB for each OCPU. */
const flex = (ocpus: number, memoryGiB: number) =>
  ({
    instanceType: "VM.Standard.E4.Flex",
    vcpus: 2 * ocpus,
    memoryMiB: 1024 * memoryGiB,
    ...SHAPES,
  }) satisfies SizeEntry;

/** ECPUs, of which Oracle says neither a clock nor memory; an OCPU is four of them (providers' own conversion). */
const ecpus = (count: number) => ({ instanceType: `${count} ECPU`, vcpus: count / 2, ...ECPU }) satisfies SizeEntry;

/** Neutral sizes on Oracle Cloud. All machines are AMD, so that one image of a service runs on each. */
export const ociSizes = {
  compute: {
    vm: {
      /** Always Free, two in a tenancy, in its home region: an eighth of an OCPU that may burst, and 1 GB. */
      free: { instanceType: "VM.Standard.E2.1.Micro", vcpus: 0.25, memoryMiB: 1024, ...SHAPES },
      small: flex(1, 2),
      medium: flex(1, 4),
      large: flex(2, 8),
      xlarge: flex(4, 16),
    },
  },
  database: {
    managed: {
      /** Always Free, two in a tenancy: 20 GB of storage, one CPU that cannot be scaled. */
      free: { instanceType: "Always Free", vcpus: 2, ...ECPU },
      small: ecpus(2),
      medium: ecpus(4),
      large: ecpus(8),
      xlarge: ecpus(16),
    },
  },
} as const satisfies SizeTable;
