import type { SizeEntry, SizeTable } from "../provider";

const READ = "2026-11-21";

const fargate = (vcpus: number, memoryMiB: number): SizeEntry => ({
  instanceType: `Fargate ${vcpus} vCPU, ${memoryMiB / 1024} GB`,
  vcpus,
  memoryMiB,
  source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html",
  date: READ,
});

const rds = (instanceType: string, vcpus: number, memoryGiB: number): SizeEntry => ({
  instanceType,
  vcpus,
  memoryMiB: memoryGiB * 1024,
  source: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Summary.html",
  date: READ,
});

/** Sizes on AWS: of each copy of a service, and of a database server. */
export const awsSizes = {
  compute: {
    containers: {
      nano: fargate(0.25, 512),
      small: fargate(0.5, 1024),
      medium: fargate(1, 2048),
      large: fargate(2, 4096),
      xlarge: fargate(4, 8192),
    },
  },
  database: {
    managed: {
      micro: rds("db.t4g.micro", 2, 1),
      small: rds("db.t4g.small", 2, 2),
      medium: rds("db.t4g.medium", 2, 4),
      large: rds("db.m7g.large", 2, 8),
      xlarge: rds("db.m7g.xlarge", 4, 16),
      "2xlarge": rds("db.m7g.2xlarge", 8, 32),
    },
  },
} as const satisfies SizeTable;

/**
 * A size by its neutral name.
 *
 * @throws Error when there is none: preflight refuses unknown sizes, so it is a bug.
 */
export function sizeIn(sizes: Readonly<Record<string, SizeEntry>>, name: string): SizeEntry {
  const size = sizes[name];
  if (size === undefined) throw new Error(`a size was let through that AWS does not have: ${name}`);
  return size;
}
