import type { SizeEntry, SizeTable } from "../provider";

const DROPLETS = {
  source: "https://docs.digitalocean.com/products/droplets/concepts/choosing-a-plan",
  date: "2026-11-21",
} as const;

const APPS = {
  source: "https://docs.digitalocean.com/products/app-platform/details/pricing/",
  date: "2026-11-21",
} as const;

/** A basic Droplet, whose CPUs are shared with other Droplets; the slug says what it has. */
const droplet = (vcpus: number, memoryGiB: number) =>
  ({
    instanceType: `s-${vcpus}vcpu-${memoryGiB}gb`,
    vcpus,
    memoryMiB: 1024 * memoryGiB,
    ...DROPLETS,
  }) satisfies SizeEntry;

/** An instance of App Platform: `s` shares its CPU with others, `d` has it to itself. */
const app = (cpu: "s" | "d", vcpus: number, memoryGiB: number) =>
  ({
    instanceType: `apps-${cpu}-${vcpus}vcpu-${memoryGiB}gb`,
    vcpus,
    memoryMiB: 1024 * memoryGiB,
    ...APPS,
  }) satisfies SizeEntry;

/** Plans of managed clusters: the list that the API hands out. */
const CLUSTERS = {
  source: "https://github.com/digitalocean/openapi (databases/responses/options.yml, 2026-08-07)",
  date: "2026-11-21",
} as const;

/** A node of a managed cluster: `db-s` shares its CPUs with others, `gd` has them to itself; the slug says what it has. */
const node = (family: "db-s" | "gd", vcpus: number, memoryGiB: number) =>
  ({
    instanceType: `${family}-${vcpus}vcpu-${memoryGiB}gb`,
    vcpus,
    memoryMiB: 1024 * memoryGiB,
    ...CLUSTERS,
  }) satisfies SizeEntry;

const nodes = {
  micro: node("db-s", 1, 1),
  small: node("db-s", 1, 2),
  medium: node("db-s", 2, 4),
  large: node("db-s", 4, 8),
  xlarge: node("db-s", 6, 16),
};

const machines = {
  micro: droplet(1, 1),
  small: droplet(1, 2),
  medium: droplet(2, 4),
  large: droplet(4, 8),
  xlarge: droplet(8, 16),
};

/** Neutral sizes on DigitalOcean. */
export const digitaloceanSizes = {
  compute: {
    vm: machines,
    "vm-group": machines,
    /** A machine of a cluster has 2 GB or more. */
    kubernetes: { small: droplet(1, 2), medium: droplet(2, 4), large: droplet(4, 8), xlarge: droplet(8, 16) },
    containers: {
      /** The smallest: a share of one CPU, and a single copy only. */
      micro: app("s", 1, 0.5),
      small: app("s", 1, 1),
      medium: app("s", 1, 2),
      large: app("s", 2, 4),
      /** Copies are added by load only to CPUs of one's own. */
      xlarge: app("d", 4, 8),
    },
  },
  database: { managed: nodes },
  cache: { managed: nodes },
  queue: {
    kafka: {
      small: node("db-s", 2, 2),
      medium: node("db-s", 2, 4),
      large: node("gd", 2, 8),
      xlarge: node("gd", 4, 16),
    },
  },
} as const satisfies SizeTable;
