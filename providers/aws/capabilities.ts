import type { Capabilities } from "../provider";
import { awsCompute } from "./capabilities-compute";

/** What landfall builds on AWS. */
export const awsCapabilities = {
  network: {
    supported: true,
    shapes: { managed: { service: "VPC", features: { privateSubnets: true, natGateway: true, zones: true } } },
  },
  compute: awsCompute,
  database: {
    supported: true,
    shapes: {
      managed: {
        service: "RDS",
        features: {
          postgres: true,
          oracle: { missing: "RDS for Oracle needs a licence that landfall cannot bring" },
          sqlite: { missing: "RDS has no SQLite" },
          highAvailability: true,
          readReplicas: true,
          storageAutoscaling: true,
          backupRetention: true,
          cloudManagedPassword: true,
          privateNetwork: true,
          publicEndpoint: true,
          crossRegionReplica: true,
          instanceType: true,
        },
      },
      serverless: {
        service: "Aurora Serverless",
        features: {
          postgres: true,
          oracle: { missing: "Aurora has PostgreSQL and MySQL" },
          sqlite: { missing: "Aurora has PostgreSQL and MySQL" },
          highAvailability: true,
          readReplicas: true,
          storageAutoscaling: { missing: "Aurora's storage grows by itself and takes no limit" },
          backupRetention: true,
          cloudManagedPassword: true,
          privateNetwork: true,
          publicEndpoint: true,
          crossRegionReplica: true,
          instanceType: { missing: "Aurora Serverless has units of capacity in place of instance types" },
        },
      },
      colocated: {
        service: "PostgreSQL on EC2",
        features: {
          postgres: true,
          oracle: { missing: "a machine runs PostgreSQL beside the services" },
          sqlite: { missing: "a machine runs PostgreSQL beside the services" },
          highAvailability: { missing: "a machine has no other that takes over its disk" },
          readReplicas: { missing: "a machine runs one server" },
          storageAutoscaling: { missing: "a disk of EBS keeps the size that it is given" },
          backupRetention: true,
          cloudManagedPassword: { missing: "RDS alone makes and rotates passwords of databases" },
          privateNetwork: true,
          publicEndpoint: { missing: "the server answers inside its machine only" },
          crossRegionReplica: { missing: "a disk of EBS stands in one zone" },
          instanceType: { missing: "the server has the machine of the services" },
        },
      },
    },
  },
  cache: {
    supported: true,
    shapes: {
      managed: {
        service: "ElastiCache",
        features: {
          valkey: true,
          redis: true,
          highAvailability: true,
          persistence: true,
          encryptionInTransit: true,
          privateNetwork: true,
          publicEndpoint: { missing: "ElastiCache has no address on the internet" },
          evictionPolicy: true,
        },
      },
      colocated: {
        service: "Valkey or Redis on EC2",
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
        service: "S3",
        features: {
          versioning: true,
          lifecycle: true,
          cors: true,
          retention: true,
          accessByRole: true,
          accessByKeys: true,
          crossRegionCopy: true,
        },
      },
    },
  },
  queue: {
    supported: true,
    shapes: {
      kafka: {
        service: "MSK",
        features: {
          topics: true,
          retention: true,
          deadLetters: { missing: "Kafka has no dead letters; a consumer writes what fails to a topic of its own" },
          accessByRole: { missing: "Kafka's own clients sign in with a password; MSK's roles take a library of AWS" },
          privateNetwork: true,
          publicEndpoint: { missing: "MSK opens a cluster to the internet only by a later change of a running one" },
        },
      },
      queue: {
        service: "SQS",
        features: {
          topics: true,
          retention: true,
          deadLetters: true,
          accessByRole: true,
          privateNetwork: { missing: "SQS answers on the internet, to signed requests" },
          publicEndpoint: true,
        },
      },
    },
  },
  secrets: {
    supported: true,
    shapes: {
      managed: { service: "Secrets Manager", features: { byReference: true, versions: true, recovery: true } },
      platform: {
        service: "Secrets of EKS",
        features: {
          byReference: { missing: "a pod is given the Secrets of its cluster, which know no other store" },
          versions: { missing: "a Secret of a cluster has one value" },
          recovery: { missing: "a Secret of a cluster that is deleted is gone" },
        },
      },
    },
  },
  "static-site": {
    supported: true,
    shapes: {
      managed: {
        service: "S3 and CloudFront",
        features: {
          buildFromRepository: {
            missing: "the repository's own pipeline builds and uploads, with a role made for it",
          },
          customDomain: true,
          singlePageFallback: true,
        },
      },
    },
  },
  dns: {
    supported: true,
    shapes: {
      managed: {
        service: "Route 53",
        features: {
          dnssec: true,
          proxied: { missing: "Route 53 only answers names; CloudFront is a distribution of its own" },
          failover: true,
        },
      },
    },
  },
  edge: {
    supported: true,
    shapes: {
      managed: {
        service: "CloudFront and WAF",
        features: {
          caching: true,
          managedRules: true,
          rateLimits: true,
          bots: true,
          tls: true,
          signIn: {
            missing: "CloudFront and WAF sign nobody in: it would take code of one's own at every request",
          },
          networkRules: true,
          bucketCdn: true,
          anyOrigin: true,
          mutualTls: {
            missing:
              "CloudFront shows a certificate of Certificate Manager that an authority of one's own issues, and with it passes on no WebSockets",
          },
        },
      },
    },
  },
  monitoring: {
    supported: true,
    shapes: {
      managed: {
        service: "CloudWatch",
        features: {
          cpu: true,
          memory: true,
          disk: true,
          databaseConnections: true,
          clientErrors: true,
          serverErrors: true,
          uptime: true,
          budget: true,
        },
      },
    },
  },
} as const satisfies Capabilities;
