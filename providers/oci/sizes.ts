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

const CONTAINER_SHAPES = {
  source:
    "https://docs.oracle.com/iaas/api/#/en/container-instances/20210415/datatypes/CreateContainerInstanceShapeConfigDetails",
  date: "2026-11-21",
} as const;

/** A flexible AMD shape of container instances; an OCPU is the least, of which there is no part. */
const container = (ocpus: number, memoryGiB: number) =>
  ({
    instanceType: "CI.Standard.E4.Flex",
    vcpus: 2 * ocpus,
    memoryMiB: 1024 * memoryGiB,
    ...CONTAINER_SHAPES,
  }) satisfies SizeEntry;

/** ECPUs, of which Oracle says neither a clock nor memory; an OCPU is four of them (providers' own conversion). */
const ecpus = (count: number) => ({ instanceType: `${count} ECPU`, vcpus: count / 2, ...ECPU }) satisfies SizeEntry;

const POSTGRES = {
  source: "https://docs.oracle.com/en-us/iaas/tools/terraform-provider-oci/latest/docs/d/psql_shapes.html",
  date: "2026-11-21",
} as const;

const CACHE = {
  source: "https://docs.oracle.com/en-us/iaas/Content/ocicache/overview.htm",
  date: "2026-11-21",
} as const;

/** Sixteen gigabytes to a core, as the provider's own check took them. */
const postgres = (ocpus: number) =>
  ({
    instanceType: "PostgreSQL.VM.Standard.E5.Flex",
    vcpus: 2 * ocpus,
    memoryMiB: 16 * 1024 * ocpus,
    ...POSTGRES,
  }) satisfies SizeEntry;

/** Memory of a node; Oracle says nothing of processors, of which the engines use one for commands. */
const cacheNode = (gigabytes: number) =>
  ({ instanceType: `${gigabytes} GB`, vcpus: 1, memoryMiB: 1024 * gigabytes, ...CACHE }) satisfies SizeEntry;

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
    "vm-group": {
      small: flex(1, 2),
      medium: flex(1, 4),
      large: flex(2, 8),
      xlarge: flex(4, 16),
    },
    containers: {
      small: container(1, 2),
      medium: container(1, 4),
      large: container(2, 8),
      xlarge: container(4, 16),
    },
    /** More memory than elsewhere: a machine of a cluster keeps some for Kubernetes itself. */
    kubernetes: {
      small: flex(1, 4),
      medium: flex(1, 8),
      large: flex(2, 16),
      xlarge: flex(4, 32),
    },
  },
  database: {
    managed: { small: postgres(1), medium: postgres(2), large: postgres(4), xlarge: postgres(8) },
    serverless: {
      /** Always Free, two in a tenancy: 20 GB of storage, one CPU that cannot be scaled. */
      free: { instanceType: "Always Free", vcpus: 2, ...ECPU },
      small: ecpus(2),
      medium: ecpus(4),
      large: ecpus(8),
      xlarge: ecpus(16),
    },
  },
  cache: { managed: { small: cacheNode(2), medium: cacheNode(4), large: cacheNode(8), xlarge: cacheNode(16) } },
} as const satisfies SizeTable;
