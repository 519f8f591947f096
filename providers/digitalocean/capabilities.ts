import type { Capabilities } from "../provider";
import { digitaloceanCompute } from "./capabilities-compute";

/** What landfall builds on DigitalOcean. */
export const digitaloceanCapabilities = {
  network: {
    supported: true,
    shapes: {
      managed: {
        service: "VPC",
        features: {
          privateSubnets: { missing: "a VPC is one range; whether a machine has a public address is its own matter" },
          natGateway: true,
          zones: { missing: "a region of DigitalOcean is one data centre" },
        },
      },
    },
  },
  compute: digitaloceanCompute,
  database: {
    supported: true,
    shapes: {
      managed: {
        service: "Managed PostgreSQL",
        features: {
          postgres: true,
          oracle: { missing: "DigitalOcean has no Oracle database" },
          sqlite: { missing: "DigitalOcean has no SQLite" },
          highAvailability: true,
          readReplicas: true,
          storageAutoscaling: { missing: "storage that grows by itself does so without a limit that could be set" },
          backupRetention: { missing: "backups are kept for seven days, neither more nor less" },
          cloudManagedPassword: { missing: "DigitalOcean makes the password and has no store that it could stay in" },
          privateNetwork: true,
          publicEndpoint: true,
          crossRegionReplica: {
            missing: "a copy in another region takes over by a call of the API that its Pulumi provider does not make",
          },
          instanceType: true,
        },
      },
      colocated: {
        service: "PostgreSQL on a Droplet",
        features: {
          postgres: true,
          oracle: { missing: "a machine runs PostgreSQL beside the services" },
          sqlite: { missing: "a machine runs PostgreSQL beside the services" },
          highAvailability: { missing: "a machine has no other that takes over its volume" },
          readReplicas: { missing: "a machine runs one server" },
          storageAutoscaling: { missing: "a volume keeps the size that it is given" },
          backupRetention: true,
          cloudManagedPassword: { missing: "DigitalOcean has no store of secrets" },
          privateNetwork: true,
          publicEndpoint: { missing: "the server answers inside its machine only" },
          crossRegionReplica: { missing: "a volume stands in one data centre" },
          instanceType: { missing: "the server has the machine of the services" },
        },
      },
    },
  },
  cache: {
    supported: true,
    shapes: {
      managed: {
        service: "Managed Valkey",
        features: {
          valkey: true,
          redis: { missing: "no cluster of Redis has been made since April 2025; Valkey took its place" },
          highAvailability: true,
          persistence: true,
          encryptionInTransit: true,
          privateNetwork: true,
          publicEndpoint: true,
          evictionPolicy: true,
        },
      },
      colocated: {
        service: "Valkey or Redis on a Droplet",
        features: {
          valkey: true,
          redis: true,
          highAvailability: { missing: "a machine has no other that takes over" },
          persistence: true,
          encryptionInTransit: { missing: "the connection never leaves the machine" },
          privateNetwork: true,
          publicEndpoint: { missing: "the cache answers inside its machine only" },
          evictionPolicy: true,
        },
      },
    },
  },
  "object-storage": {
    supported: true,
    shapes: {
      managed: {
        service: "Spaces",
        features: {
          versioning: true,
          lifecycle: true,
          cors: true,
          retention: { missing: "Spaces has no lock that would keep an object from being deleted" },
          accessByRole: { missing: "neither Droplets nor apps have an identity that Spaces knows" },
          accessByKeys: true,
          crossRegionCopy: { missing: "Spaces copies no objects to another region by itself" },
        },
      },
    },
  },
  queue: {
    supported: true,
    shapes: {
      kafka: {
        service: "Managed Kafka",
        features: {
          topics: true,
          retention: true,
          deadLetters: { missing: "Kafka keeps what failed where it is; clients put it aside themselves" },
          accessByRole: { missing: "neither Droplets nor apps have an identity that the cluster knows" },
          privateNetwork: true,
          publicEndpoint: true,
        },
      },
    },
  },
  secrets: {
    supported: true,
    shapes: {
      host: {
        service: "root-only files",
        features: {
          byReference: { missing: "DigitalOcean has no store of secrets" },
          versions: { missing: "a machine keeps the value that it was made with" },
          recovery: { missing: "a value is gone with its machine" },
        },
      },
      platform: {
        service: "App Platform encrypted environment",
        features: {
          byReference: { missing: "DigitalOcean has no store of secrets" },
          versions: { missing: "an app keeps the value that it was deployed with" },
          recovery: { missing: "a value is gone with its app" },
        },
      },
    },
  },
  "static-site": {
    supported: true,
    shapes: {
      managed: {
        service: "App Platform",
        features: { buildFromRepository: true, customDomain: true, singlePageFallback: true },
      },
    },
  },
  dns: {
    supported: true,
    shapes: {
      managed: {
        service: "DigitalOcean DNS",
        features: {
          dnssec: { missing: "DigitalOcean DNS does not sign its answers" },
          proxied: { missing: "DigitalOcean has no proxy that a record could lead through" },
          failover: { missing: "DigitalOcean DNS does not ask whether an origin is well" },
        },
      },
    },
  },
  edge: {
    supported: true,
    shapes: {
      managed: {
        service: "DNS before App Platform or a load balancer, and the CDN of Spaces",
        features: {
          caching: { missing: "DigitalOcean has a CDN before Spaces alone, none before services" },
          managedRules: { missing: "DigitalOcean has no firewall for web requests" },
          rateLimits: { missing: "DigitalOcean counts no requests; on machines nginx does" },
          bots: { missing: "DigitalOcean tells no bots from people by a rule that could be set" },
          tls: true,
          signIn: { missing: "DigitalOcean has nothing that lets people sign in before a path" },
          networkRules: { missing: "DigitalOcean tells no networks apart by path" },
          bucketCdn: true,
          anyOrigin: { missing: "DigitalOcean has no proxy that could stand before another provider's origin" },
          mutualTls: { missing: "DigitalOcean has no proxy before services that could show a certificate" },
        },
      },
    },
  },
  monitoring: {
    supported: true,
    shapes: {
      managed: {
        service: "Monitoring and Uptime",
        features: {
          cpu: true,
          memory: true,
          disk: true,
          databaseConnections: {
            missing: "alerts of managed databases are on CPU, memory, disk and load, not on connections",
          },
          clientErrors: { missing: "load balancers tell by how much errors have grown, not which share they are" },
          serverErrors: { missing: "load balancers tell by how much errors have grown, not which share they are" },
          uptime: true,
          budget: { missing: "a bill's alert is set in the control panel; the API has none" },
        },
      },
    },
  },
} as const satisfies Capabilities;
