import { z } from "zod";
import type { Catalog, Kind } from "../../components/catalog";
import { providerIds } from "../../providers/registry";
import * as is from "./primitives";

const provider = z.enum(providerIds as [string, ...string[]]).describe("Where the part lands") as unknown as z.ZodEnum<{
  [K in (typeof providerIds)[number]]: K;
}>;

/** A shape of a kind; the list is checked against the catalog by the compiler. */
const shape = <K extends Kind>(shapes: readonly Catalog[K]["shape"][]) =>
  z.enum(shapes as unknown as [Catalog[K]["shape"], ...Catalog[K]["shape"][]]);
const managed = z.literal("managed").default("managed").describe("How the part is realised");
const size = z.string().min(1).max(40, "at most 40 characters").describe("A neutral size of the provider's size table");
const sizeOrShared = size
  .default("small")
  .describe("A neutral size of the provider's size table, small when left out; what is colocated shares its machine");
const instanceType = z
  .string()
  .min(1)
  .max(60, "at most 60 characters")
  .optional()
  .describe("The provider's own instance type, in place of the size's");

/** The schema of `topologies/<name>.yaml`. */
export const topologySchema = z.strictObject({
  name: is.name(40).describe("The topology's name, also the file's"),
  description: z.string().optional().describe("What the topology is, in a line"),
  documented: z
    .strictObject({
      document: z.string(),
      as: z.string().describe("What the document calls it"),
      monthlyUsd: z
        .strictObject({ min: z.number().min(0), max: z.number().min(0) })
        .optional()
        .describe("The document's cost, USD a month"),
      outside: z
        .string()
        .min(1)
        .optional()
        .describe("Why the cost that is known for the document's app lies outside the document's"),
      figures: z.array(z.string()).default([]).describe("The document's figures"),
    })
    .optional()
    .describe("Where the topology is documented"),
  equivalents: z
    .record(z.string(), z.string())
    .default({})
    .describe("What stands in for platforms outside the four providers"),
  network: z
    .strictObject({
      provider,
      shape: managed,
      cidr: is.networkCidr.optional().describe("Private address range; 10.20.0.0/16 when left out"),
      zones: is.zones.optional().describe("Availability zones, 2 or 3; 2 when left out"),
      nat: z
        .enum(["none", "single", "per-zone"])
        .optional()
        .describe("Gateways for what private subnets send; none when left out"),
    })
    .optional(),
  compute: z.strictObject({
    provider,
    shape: shape<"compute">(["vm", "vm-group", "containers", "kubernetes", "workers"]).describe("How the services run"),
    size,
    instanceType,
    count: is.count.optional().describe("Copies of each service, or machines; 1 when left out"),
    maxCount: is.count.optional().describe("The most copies under load; no autoscaling when left out"),
    diskGiB: is.gib.optional().describe("Boot disk of each machine"),
    optionalServices: z.boolean().default(false).describe("Whether services that the app marks optional are built"),
  }),
  database: z
    .strictObject({
      provider,
      shape: shape<"database">(["managed", "serverless", "colocated", "external"]).describe(
        "How the database is realised",
      ),
      engine: z
        .enum(["postgres", "oracle", "sqlite"])
        .optional()
        .describe("The first that both app and provider know when left out"),
      version: z
        .string()
        .regex(/^\d{1,2}$/, 'a major version, such as "16"')
        .optional()
        .describe("Major version; the app's when left out"),
      size: sizeOrShared,
      instanceType,
      storageGiB: is.gib.optional().describe("20 when left out"),
      maxStorageGiB: is.gib.optional().describe("Storage may grow by itself to this"),
      highAvailability: z.boolean().optional().describe("A standby in another zone"),
      readReplicas: is.replicas.optional().describe("Copies that answer reads"),
      backupRetentionDays: is.days(35).optional().describe("Days that backups are kept, 1 to 35"),
    })
    .optional(),
  cache: z
    .strictObject({
      provider,
      shape: shape<"cache">(["managed", "colocated"]).default("managed").describe("How the cache is realised"),
      engine: z
        .enum(["valkey", "redis"])
        .optional()
        .describe("The first that both app and provider know when left out"),
      version: z
        .string()
        .regex(/^\d{1,2}$/, 'a major version, such as "8"')
        .optional()
        .describe("Major version; the provider's newest when left out"),
      size: sizeOrShared,
      instanceType,
      highAvailability: z.boolean().optional().describe("A replica in another zone"),
      whereOptional: z.boolean().default(true).describe("Whether it is built for an app that works without a cache"),
    })
    .optional(),
  queue: z
    .strictObject({
      provider,
      shape: shape<"queue">(["kafka", "queue"]).describe("The Kafka protocol, or a plain queue"),
      size: size.optional(),
      instanceType,
      whereOptional: z.boolean().default(true).describe("Whether it is built for an app that works without a queue"),
      brokers: is.brokers.optional().describe("Brokers of a Kafka cluster; 3 when left out"),
      storageGiB: is.gib.optional().describe("Disk of each broker; 20 when left out"),
    })
    .optional(),
  "object-storage": z.strictObject({ provider, shape: managed }).optional(),
  secrets: z
    .strictObject({
      provider,
      shape: shape<"secrets">(["managed", "host", "platform"])
        .default("managed")
        .describe("A store, a root-only file on the machine, or the encrypted environment of what runs the services"),
    })
    .optional(),
  "static-site": z.strictObject({ provider, shape: managed }).optional(),
  dns: z.strictObject({ provider, shape: managed }).optional().describe("Built where the stack has a domain"),
  edge: z
    .strictObject({
      provider,
      shape: managed,
      plan: z
        .string()
        .min(1)
        .max(40)
        .optional()
        .describe("Plan of the zone that the rules are made for; the stack's when left out"),
      approximate: z
        .boolean()
        .default(false)
        .describe("Whether a rule that the provider or its plan lacks becomes the nearest that it has, or none"),
      originProtection: z
        .enum(["networks", "mutual-tls"])
        .default("networks")
        .describe("How the origin knows the edge: by the networks it sends from, or by a certificate besides"),
    })
    .optional()
    .describe("Built where the stack has a domain"),
  monitoring: z
    .strictObject({
      provider,
      shape: managed,
      budgetUsd: z
        .array(is.usd)
        .max(5, "at most five amounts")
        .default([])
        .describe("Amounts of the month's bill that are told by e-mail"),
      machineAlerts: z
        .boolean()
        .default(true)
        .describe("Whether an uptime check more tells of failed backups and restarts on the machine of the services"),
    })
    .optional(),
  standby: z
    .strictObject({ count: is.count.optional().describe("Copies of each service, or machines; 1 when left out") })
    .optional()
    .describe("A second region that takes over: services, a copy of the database, and a name that fails over"),
});

/** Where and how each part lands; knows no app. */
export type Topology = z.output<typeof topologySchema>;
