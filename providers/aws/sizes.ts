import type { SizeEntry, SizeTable } from "../provider";

const READ = "2026-11-21";

const fargate = (vcpus: number, memoryMiB: number): SizeEntry => ({
  instanceType: `Fargate ${vcpus} vCPU, ${memoryMiB / 1024} GB`,
  vcpus,
  memoryMiB,
  source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html",
  date: READ,
});

const ec2 = (instanceType: string, vcpus: number, memoryGiB: number): SizeEntry => ({
  instanceType,
  vcpus,
  memoryMiB: memoryGiB * 1024,
  // A copy of the vendor's table, whose own page was not to be had.
  source: "https://www.densify.com/articles/aws-ec2-t3-burstable-instances",
  date: READ,
});

/** Of a machine, alone or one of a group. */
const machines = {
  micro: ec2("t3.micro", 2, 1),
  small: ec2("t3.small", 2, 2),
  medium: ec2("t3.medium", 2, 4),
  large: ec2("t3.large", 2, 8),
  xlarge: ec2("t3.xlarge", 4, 16),
};

const rds = (instanceType: string, vcpus: number, memoryGiB: number): SizeEntry => ({
  instanceType,
  vcpus,
  memoryMiB: memoryGiB * 1024,
  source: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Summary.html",
  date: READ,
});

const elasticache = (instanceType: string, vcpus: number, memoryGiB: number): SizeEntry => ({
  instanceType,
  vcpus,
  memoryMiB: Math.round(memoryGiB * 1024),
  source: "https://aws.amazon.com/elasticache/pricing/",
  date: READ,
});

const msk = (instanceType: string, vcpus: number, memoryGiB: number): SizeEntry => ({
  instanceType,
  vcpus,
  memoryMiB: memoryGiB * 1024,
  source: "https://docs.aws.amazon.com/msk/latest/developerguide/broker-instance-sizes.html",
  date: READ,
});

/** GiB of memory of a capacity unit of Aurora, and of a CPU in the classes for databases that it is made of. */
const ACU = { memoryGiB: 2, memoryGiBPerVcpu: 8 };

/** A range of capacity; vCPU and memory are those of its upper end. */
const serverless = (leastAcu: number, mostAcu: number) => ({
  instanceType: `db.serverless ${leastAcu}-${mostAcu} ACU`,
  leastAcu,
  mostAcu,
  vcpus: (mostAcu * ACU.memoryGiB) / ACU.memoryGiBPerVcpu,
  memoryMiB: mostAcu * ACU.memoryGiB * 1024,
  source: "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.how-it-works.html",
  date: READ,
});

/** Sizes on AWS: of each copy of a service or each machine, of a database server, of a node of a cache, and of a broker. */
export const awsSizes = {
  compute: {
    containers: {
      nano: fargate(0.25, 512),
      micro: fargate(0.25, 1024),
      small: fargate(0.5, 1024),
      medium: fargate(1, 2048),
      large: fargate(2, 4096),
      xlarge: fargate(4, 8192),
    },
    vm: machines,
    "vm-group": machines,
    // EKS makes no smaller ones.
    kubernetes: { medium: machines.medium, large: machines.large, xlarge: machines.xlarge },
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
    serverless: {
      micro: serverless(0, 1),
      small: serverless(0.5, 2),
      medium: serverless(0.5, 4),
      large: serverless(1, 8),
      xlarge: serverless(2, 16),
    },
  },
  cache: {
    managed: {
      micro: elasticache("cache.t4g.micro", 2, 0.5),
      small: elasticache("cache.t4g.small", 2, 1.37),
      medium: elasticache("cache.t4g.medium", 2, 3.09),
      large: elasticache("cache.m7g.large", 2, 6.38),
      xlarge: elasticache("cache.m7g.xlarge", 4, 12.93),
    },
  },
  queue: {
    kafka: {
      small: msk("kafka.m7g.large", 2, 8),
      medium: msk("kafka.m7g.xlarge", 4, 16),
      large: msk("kafka.m7g.2xlarge", 8, 32),
      xlarge: msk("kafka.m7g.4xlarge", 16, 64),
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
