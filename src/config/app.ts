import { z } from "zod";
import { appRules } from "./app-rules";
import * as is from "./primitives";
import { usageKeys } from "./usage";

const service = z
  .strictObject({
    image: is.image.describe("Image with its tag or digest"),
    port: is.port
      .optional()
      .describe("TCP port that the service listens on; left out for one that runs in the background or at set times"),
    routes: z
      .array(is.pathPrefix)
      .default([])
      .describe("Path prefixes that lead to the service; none: only other services call it"),
    health: z
      .strictObject({
        path: is.pathPrefix.describe("Answers 200 when the service can work"),
        intervalSeconds: is.seconds(300).optional().describe("Between two checks; 15 when left out"),
        graceSeconds: is.seconds(600).optional().describe("How long a starting service is let be; 60 when left out"),
      })
      .optional()
      .describe("How to see that a service with a port works"),
    schedule: is.schedule
      .optional()
      .describe("When the service is run, as the five fields of cron, in UTC; it ends by itself"),
    replicas: is.copies.optional().describe("Copies that are wanted at least; 1 when left out"),
    cpu: is.cpus.optional().describe("Virtual CPUs that a copy needs; 0.25 when left out"),
    command: z.array(z.string().min(1)).min(1).optional().describe("Started in place of the image's own command"),
    environment: z.record(is.variable, z.string()).default({}).describe("Plain settings; never a secret"),
    secrets: z.array(is.variable).default([]).describe("Names of the app's secrets that the service gets"),
    database: z.boolean().default(false).describe("Whether the service gets the DATABASE_ names"),
    cache: z.boolean().default(false).describe("Whether the service gets the CACHE_ names"),
    topics: z
      .record(z.string(), z.enum(["read", "write", "read-write"]))
      .default({})
      .describe("What the service may do with which topic of the queue"),
    buckets: z
      .record(z.string(), z.enum(["read", "read-write"]))
      .default({})
      .describe("What the service may do with which bucket"),
    stickySessions: z.boolean().default(false).describe("Whether a browser stays with the copy that it met first"),
    webSockets: z.boolean().default(false).describe("Whether connections stay open both ways"),
    worker: z
      .strictObject({
        file: z
          .string()
          .regex(/^(?!\/|\.\.)[A-Za-z0-9._/-]+\.m?js$/, "the path of a JavaScript module below the project's folder")
          .describe("The built module, relative to the project's folder"),
        compatibilityDate: z.iso
          .date("a date such as 2026-11-01")
          .describe("The day whose runtime behaviour the script was written for"),
      })
      .optional()
      .describe("The service as a script, for compute that runs scripts in place of images"),
    calls: z.array(z.string()).default([]).describe("Services that this one calls; it gets <NAME>_URL for each"),
    machine: z.enum(["shared", "own"]).default("shared").describe("Whether the service stands on a machine of its own"),
    optional: z
      .boolean()
      .default(false)
      .describe("Whether the app works without the service; a topology says if it is built"),
    memoryMiB: is.memoryMiB.default(256).describe("Memory that the service needs"),
  })
  .describe("A service: a container that answers requests");

const bucket = z.strictObject({
  versioned: z.boolean().default(true).describe("Whether earlier versions of an object are kept"),
  expireDays: is.days(3650).optional().describe("Days after which an object is deleted"),
  retainDays: is.days(3650).optional().describe("Days during which an object cannot be deleted"),
  cdn: z.boolean().default(false).describe("Whether an edge on the same provider serves it near the browser"),
  backups: z.boolean().default(false).describe("Whether machines keep their backups here"),
  corsFromSite: z.boolean().default(false).describe("Whether the site's pages may reach the bucket"),
});

const secret = z.strictObject({
  generate: z
    .strictObject({
      length: z
        .int("a whole number from 16 to 128")
        .min(16, "a whole number from 16 to 128")
        .max(128, "a whole number from 16 to 128"),
    })
    .optional()
    .describe("Made once by landfall; left out: given by landfall:secrets"),
  description: z.string().optional().describe("What it is for and where it is found"),
});

const rateLimit = z.strictObject({
  path: is.pathPrefix,
  requests: is.requests,
  periodSeconds: is.seconds(86400),
  blockSeconds: is.seconds(86400),
  action: z.enum(["block", "challenge"]).optional().describe("block when left out"),
});

const cachedPath = z.strictObject({
  path: is.pathPrefix,
  days: is.days(365).default(7).describe("Days that a browser may keep an answer"),
  immutable: z.boolean().default(false).describe("Whether a file never changes under its name"),
});

const accessRule = z.strictObject({
  path: is.pathPrefix,
  allow: z
    .enum(["sign-in", "networks", "networks-and-sign-in"])
    .describe("People who sign in with a second factor, the stack's adminCidrs, or only what is both"),
});

const topic = z.strictObject({
  partitions: is.partitions.optional().describe("Parts that are read side by side; 1 when left out"),
  retentionHours: is.hours(8760).optional().describe("Hours that messages are kept; 168 when left out"),
  deadLetterAfter: is.failures.optional().describe("Failed deliveries after which a message is put aside"),
});

const alarm = z.strictObject({
  above: is.percent.describe("Percent"),
  minutes: is.minutes.optional().describe("How long it has to last; 5 when left out"),
});

const engine = z.strictObject({
  version: z
    .string()
    .regex(/^\d{1,2}$/, 'a major version, such as "16"')
    .optional()
    .describe("Major version; the provider's newest when left out"),
});

/** The schema of `apps/<name>.yaml`. */
export const appSchema = z
  .strictObject({
    name: is.name(24).describe("The app's name, also the file's"),
    description: z.string().optional().describe("What the app is, in a line"),
    documented: z
      .strictObject({ document: z.string(), as: z.string() })
      .optional()
      .describe("Where the app is documented"),
    services: z
      .record(is.name(24), service)
      .refine((services) => Object.keys(services).length > 0, { error: "at least one service" })
      .describe("What runs, by name"),
    database: z
      .strictObject({
        name: z
          .string()
          .regex(
            /^[a-z][a-z0-9_]{0,29}$/,
            "lower-case letters, digits and underscores, beginning with a letter, at most 30",
          )
          .optional()
          .describe("The database's name; the app's when left out"),
        engines: z
          .strictObject({ postgres: engine.optional(), oracle: engine.optional(), sqlite: engine.optional() })
          .refine((engines) => Object.keys(engines).length > 0, { error: "at least one of postgres, oracle, sqlite" })
          .describe("The engines that the app works with, the preferred one first"),
      })
      .optional()
      .describe("The database that the app needs"),
    cache: z
      .strictObject({
        engines: z
          .array(z.enum(["valkey", "redis"]))
          .min(1)
          .default(["valkey", "redis"])
          .describe("The engines that the app works with, the preferred one first"),
        persistent: z.boolean().default(false).describe("Whether what is stored must outlive a restart"),
        evictionPolicy: z
          .enum(["noeviction", "allkeys-lru", "volatile-lru"])
          .optional()
          .describe("What makes room when memory is full"),
        optional: z
          .boolean()
          .default(false)
          .describe("Whether the app works without it; a topology says if it is built"),
      })
      .optional()
      .describe("The cache that the app needs; speaks the Redis protocol"),
    queue: z
      .strictObject({
        protocol: z.enum(["kafka", "queue"]).describe("The Kafka protocol, or the provider's own plain queue"),
        topics: z
          .record(is.name(24), topic)
          .refine((topics) => Object.keys(topics).length > 0, { error: "at least one topic" })
          .describe("Topics, or plain queues, by name"),
        optional: z
          .boolean()
          .default(false)
          .describe("Whether the app works without it; a topology says if it is built"),
      })
      .optional()
      .describe("The queue that the app needs"),
    monitoring: z
      .strictObject({
        alarms: z
          .strictObject({
            cpu: alarm.optional(),
            memory: alarm.optional(),
            disk: alarm.optional(),
            databaseConnections: alarm.optional(),
            clientErrors: alarm.optional(),
            serverErrors: alarm.optional(),
          })
          .default({})
          .describe("What is told by e-mail when it lasts"),
        uptime: z
          .strictObject({
            path: is.pathPrefix.describe("Path of the services that must answer"),
            intervalSeconds: is.seconds(3600).optional().describe("Between two checks; 300 when left out"),
          })
          .optional()
          .describe("Asks from outside, and tells when nothing answers"),
      })
      .optional()
      .describe("What is watched, where the topology has monitoring"),
    buckets: z.record(is.name(24), bucket).default({}).describe("Buckets by name"),
    secrets: z.record(is.variable, secret).default({}).describe("Secrets by environment name"),
    site: z
      .strictObject({
        repository: is.repository.describe("Repository on GitHub, owner/name"),
        branch: z.string().min(1).optional().describe("main when left out"),
        directory: z.string().optional().describe("Directory of the site inside the repository"),
        build: z.string().min(1).describe("Command that builds the site"),
        output: z.string().min(1).describe("Directory that the build writes"),
        fallback: z.string().min(1).optional().describe("Document that answers unknown paths of a single-page app"),
        apiUrlVariable: is.variable.optional().describe("Build variable that gets the address of the services"),
        environment: z.record(is.variable, z.string()).default({}).describe("What the build reads; never a secret"),
      })
      .optional()
      .describe("The static site in front of the services"),
    subdomains: z
      .strictObject({ site: is.subdomain.default("@"), services: is.subdomain.default("api") })
      .default({ site: "@", services: "api" })
      .describe("Names below the stack's domain"),
    edge: z
      .strictObject({
        cachedPaths: z.array(cachedPath).default([]).describe("Static answers that browsers and the edge may keep"),
        uncachedPaths: z.array(is.pathPrefix).default([]).describe("Paths that are never cached"),
        rateLimits: z.record(is.name(24), rateLimit).default({}).describe("Requests allowed from one address"),
        managedRules: z.boolean().default(true).describe("Whether the vendor's own firewall rules are on"),
        access: z.record(is.name(24), accessRule).default({}).describe("Who may open which path"),
        headers: z
          .record(
            z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, "the name of a header"),
            z
              .string()
              .regex(/^[\x20-\x7e]+$/, "printable ASCII")
              .max(500, "at most 500 characters"),
          )
          .optional()
          .describe("Headers of every answer, besides HSTS; the usual security headers when left out"),
        bots: z.boolean().default(true).describe("Whether known bots are challenged"),
      })
      .optional()
      .describe("What stands between browsers and the services, where the topology has an edge"),
    ...usageKeys,
  })
  .superRefine((app, context) => {
    for (const { path, problem, ...about } of appRules(app)) {
      context.addIssue({ code: "custom", path: [...path], message: problem, params: { whole: true, about } });
    }
  });

/** What runs; knows no cloud. */
export type App = z.output<typeof appSchema>;
