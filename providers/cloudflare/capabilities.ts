import type { Capabilities } from "../provider";

const SHARED_ADDRESSES = "requests leave from addresses that Cloudflare shares among its customers";

/** What landfall builds on Cloudflare. */
export const cloudflareCapabilities = {
  network: { supported: false, reason: "Cloudflare has no private network of subnets" },
  compute: {
    supported: true,
    shapes: {
      workers: {
        service: "Workers",
        features: {
          autoscaling: true,
          loadBalancing: true,
          ownMachine: true,
          serviceCalls: true,
          addressWithoutDomain: {
            missing:
              "paths lead to several scripts only under a name of a zone; without one each has a name of its own",
          },
          instanceType: { missing: "a script has 128 MB, with no other size" },
          containerImages: {
            missing: "Workers run scripts; the rollout of a container's image is wrangler's, no API makes it",
          },
          background: true,
          scheduled: true,
          stickySessions: { missing: "copies of a script keep nothing from one request to the next" },
          webSockets: true,
          secretsByReference: true,
          fixedEgress: { missing: SHARED_ADDRESSES },
          colocation: { missing: "there is no machine to stand on" },
          withoutNetwork: true,
          edgeOnly: true,
          mutualTls: { missing: "a script runs in Cloudflare's own network, and nothing is behind it that could ask" },
        },
      },
    },
  },
  database: {
    supported: true,
    shapes: {
      managed: {
        service: "D1",
        features: {
          postgres: { missing: "D1 is SQLite" },
          oracle: { missing: "D1 is SQLite" },
          sqlite: true,
          highAvailability: { missing: "Cloudflare keeps copies by itself, without a choice" },
          readReplicas: true,
          storageAutoscaling: { missing: "D1 grows by itself to 10 GB, without a choice" },
          backupRetention: { missing: "Time Travel goes back 30 days, 7 on the free plan, without a choice" },
          cloudManagedPassword: { missing: "D1 has no password" },
          privateNetwork: true,
          publicEndpoint: { missing: "only Workers are bound to D1" },
          crossRegionReplica: { missing: "D1 has no second region that could take over" },
          instanceType: { missing: "D1 has no sizes" },
        },
      },
      external: {
        service: "Hyperdrive",
        features: {
          postgres: true,
          oracle: { missing: "Hyperdrive speaks PostgreSQL and MySQL" },
          sqlite: { missing: "Hyperdrive speaks PostgreSQL and MySQL" },
          highAvailability: { missing: "that is the matter of the server that stands elsewhere" },
          readReplicas: { missing: "that is the matter of the server that stands elsewhere" },
          storageAutoscaling: { missing: "that is the matter of the server that stands elsewhere" },
          backupRetention: { missing: "that is the matter of the server that stands elsewhere" },
          cloudManagedPassword: { missing: "the password is that of the server that stands elsewhere" },
          privateNetwork: { missing: "Hyperdrive refuses private addresses" },
          publicEndpoint: { missing: "only Workers are bound to Hyperdrive" },
          crossRegionReplica: { missing: "that is the matter of the server that stands elsewhere" },
          instanceType: { missing: "Hyperdrive has no sizes" },
        },
      },
    },
  },
  cache: { supported: false, reason: "Cloudflare has no store that speaks the Redis protocol" },
  "object-storage": {
    supported: true,
    shapes: {
      managed: {
        service: "R2",
        features: {
          versioning: { missing: "R2 keeps no earlier versions of an object" },
          lifecycle: true,
          cors: true,
          retention: true,
          accessByRole: true,
          accessByKeys: true,
          crossRegionCopy: { missing: "R2 has no rule that copies objects to another bucket" },
        },
      },
    },
  },
  queue: {
    supported: true,
    shapes: {
      queue: {
        service: "Queues",
        features: {
          topics: true,
          retention: true,
          deadLetters: true,
          accessByRole: true,
          privateNetwork: true,
          publicEndpoint: { missing: "Queues serve Workers; others need a token of the whole account" },
        },
      },
    },
  },
  secrets: {
    supported: true,
    shapes: {
      managed: {
        service: "Secrets Store",
        features: {
          byReference: true,
          versions: { missing: "Secrets Store keeps the newest value only" },
          recovery: { missing: "a deleted secret is gone at once" },
        },
      },
    },
  },
  "static-site": {
    supported: true,
    shapes: {
      managed: {
        service: "Pages",
        features: { buildFromRepository: true, customDomain: true, singlePageFallback: true },
      },
    },
  },
  dns: {
    supported: true,
    shapes: { managed: { service: "Cloudflare DNS", features: { dnssec: true, proxied: true, failover: true } } },
  },
  edge: {
    supported: true,
    shapes: {
      managed: {
        service: "Cloudflare CDN and WAF",
        features: {
          caching: true,
          managedRules: true,
          rateLimits: true,
          bots: true,
          tls: true,
          signIn: true,
          networkRules: true,
          bucketCdn: true,
          anyOrigin: true,
          mutualTls: true,
        },
      },
    },
  },
  monitoring: {
    supported: true,
    shapes: {
      managed: {
        service: "Health Checks and Notifications",
        features: {
          cpu: { missing: "Workers run on no machine whose processor could be watched" },
          memory: { missing: "Workers run on no machine whose memory could be watched" },
          disk: { missing: "Workers have no disk" },
          databaseConnections: { missing: "D1 has no connections" },
          clientErrors: { missing: "Cloudflare tells of errors of browsers to Enterprise zones only" },
          serverErrors: { missing: "Cloudflare tells of errors of the origin to Enterprise zones only" },
          uptime: true,
          budget: { missing: "Cloudflare tells of the usage of each product, not of an amount of money" },
        },
      },
    },
  },
} as const satisfies Capabilities;
