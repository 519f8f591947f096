import type { Capabilities } from "../provider";
import { ociCompute } from "./capabilities-compute";

/** What landfall builds on Oracle Cloud. */
export const ociCapabilities = {
  network: {
    supported: true,
    shapes: { managed: { service: "VCN", features: { privateSubnets: true, natGateway: true, zones: true } } },
  },
  compute: ociCompute,
  database: {
    supported: true,
    shapes: {
      managed: {
        service: "Database with PostgreSQL",
        features: {
          postgres: true,
          oracle: { missing: "Database with PostgreSQL speaks PostgreSQL" },
          sqlite: { missing: "Database with PostgreSQL speaks PostgreSQL" },
          highAvailability: true,
          readReplicas: true,
          // By what is stored, up to the service's own limit.
          storageAutoscaling: true,
          backupRetention: true,
          cloudManagedPassword: { missing: "the administrator's password is given at creation" },
          privateNetwork: true,
          publicEndpoint: { missing: "the endpoints of Database with PostgreSQL stand in a subnet of the tenancy" },
          crossRegionReplica: { missing: "Database with PostgreSQL copies backups to another region, not a database" },
          instanceType: true,
        },
      },
      colocated: {
        service: "PostgreSQL on a Compute instance",
        features: {
          postgres: true,
          oracle: { missing: "a machine runs PostgreSQL beside the services" },
          sqlite: { missing: "a machine runs PostgreSQL beside the services" },
          highAvailability: { missing: "what stands on one machine has no other to take over" },
          readReplicas: { missing: "what stands on one machine has no copies" },
          storageAutoscaling: { missing: "a block volume keeps the size that it is given" },
          backupRetention: true,
          cloudManagedPassword: { missing: "no service of Oracle Cloud keeps the password of a server on a machine" },
          privateNetwork: true,
          publicEndpoint: { missing: "only the machine's own services reach it" },
          crossRegionReplica: { missing: "what stands on one machine has no copies" },
          instanceType: { missing: "the database shares the machine of the services" },
        },
      },
      serverless: {
        service: "Autonomous Database",
        features: {
          postgres: { missing: "Autonomous Database speaks Oracle SQL" },
          oracle: true,
          sqlite: { missing: "Autonomous Database speaks Oracle SQL" },
          highAvailability: true,
          readReplicas: { missing: "Autonomous Database answers reads from the primary" },
          storageAutoscaling: true,
          backupRetention: true,
          cloudManagedPassword: { missing: "the administrator's password is given at creation" },
          privateNetwork: true,
          publicEndpoint: true,
          crossRegionReplica: {
            missing: "a standby of Autonomous Data Guard in another region has a wallet of its own to connect with",
          },
          instanceType: true,
        },
      },
    },
  },
  cache: {
    supported: true,
    shapes: {
      managed: {
        service: "OCI Cache",
        features: {
          valkey: true,
          redis: true,
          highAvailability: true,
          persistence: { missing: "OCI Cache holds its data in memory alone" },
          encryptionInTransit: true,
          privateNetwork: true,
          publicEndpoint: { missing: "the endpoints of OCI Cache stand in a subnet of the tenancy" },
          evictionPolicy: true,
        },
      },
      colocated: {
        service: "Valkey or Redis on a Compute instance",
        features: {
          valkey: true,
          redis: true,
          highAvailability: { missing: "what stands on one machine has no other to take over" },
          persistence: true,
          encryptionInTransit: { missing: "the connection never leaves the machine" },
          privateNetwork: true,
          publicEndpoint: { missing: "only the machine's own services reach it" },
          evictionPolicy: true,
        },
      },
    },
  },
  "object-storage": {
    supported: true,
    shapes: {
      managed: {
        service: "Object Storage",
        features: {
          versioning: true,
          lifecycle: true,
          cors: { missing: "Object Storage has no CORS setting" },
          retention: true,
          accessByRole: { missing: "the S3 protocol takes keys; instance principals work with Oracle's own SDK only" },
          accessByKeys: true,
          crossRegionCopy: { missing: "a copy needs a bucket in a second region, which landfall makes on AWS only" },
        },
      },
    },
  },
  queue: {
    supported: true,
    shapes: {
      kafka: {
        service: "Streaming",
        features: {
          topics: true,
          retention: true,
          deadLetters: { missing: "Streaming keeps messages until their time is over, whoever fails to read them" },
          accessByRole: {
            missing: "the Kafka protocol takes a user's token; roles work with Oracle's own client only",
          },
          privateNetwork: true,
          publicEndpoint: true,
        },
      },
      queue: {
        service: "Queue",
        features: {
          topics: true,
          retention: true,
          deadLetters: true,
          accessByRole: { missing: "STOMP takes a user's token; roles work with requests that Oracle's own SDK signs" },
          privateNetwork: { missing: "OCI Queue answers at the region's endpoint, which the internet reaches too" },
          publicEndpoint: true,
        },
      },
    },
  },
  secrets: {
    supported: true,
    shapes: {
      managed: { service: "Vault", features: { byReference: true, versions: true, recovery: true } },
      platform: {
        service: "variables of the containers",
        features: {
          byReference: { missing: "containers are told values" },
          versions: { missing: "a container knows the value that it was made with" },
          recovery: { missing: "a value is gone with its container" },
        },
      },
    },
  },
  "static-site": {
    supported: true,
    shapes: {
      managed: {
        service: "API Gateway and Object Storage",
        features: {
          buildFromRepository: {
            missing: "OCI DevOps builds by a file in the repository itself; the repository's own pipeline has to build",
          },
          customDomain: true,
          singlePageFallback: { missing: "API Gateway hands on that a document is not there, and has no other for it" },
        },
      },
    },
  },
  dns: {
    supported: true,
    shapes: {
      managed: {
        service: "DNS",
        features: {
          dnssec: true,
          proxied: { missing: "Oracle Cloud has no edge of its own that answers in the origin's place" },
          failover: true,
        },
      },
    },
  },
  edge: {
    supported: true,
    shapes: {
      managed: {
        service: "WAF on a load balancer",
        features: {
          caching: true,
          managedRules: true,
          rateLimits: true,
          bots: { missing: "WAF on a load balancer does not tell bots from people" },
          tls: true,
          signIn: { missing: "WAF lets nobody sign in" },
          networkRules: true,
          bucketCdn: { missing: "Oracle Cloud has no CDN in front of Object Storage" },
          anyOrigin: { missing: "WAF stands on a load balancer of Oracle Cloud" },
          mutualTls: {
            missing: "WAF stands on the load balancer of the services itself, and shows nobody a certificate",
          },
        },
      },
    },
  },
  monitoring: {
    supported: true,
    shapes: {
      managed: {
        service: "Monitoring",
        features: {
          cpu: true,
          memory: true,
          disk: { missing: "Oracle Cloud measures what disks read and write, not how full their file systems are" },
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
