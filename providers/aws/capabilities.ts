import type { Capabilities } from "../provider";

/** What landfall builds on AWS. */
export const awsCapabilities = {
  network: {
    supported: true,
    shapes: { managed: { service: "VPC", features: { privateSubnets: true, natGateway: true, zones: true } } },
  },
  compute: {
    supported: true,
    shapes: {
      containers: {
        service: "ECS Fargate",
        features: {
          autoscaling: true,
          loadBalancing: true,
          ownMachine: true,
          serviceCalls: true,
          addressWithoutDomain: {
            missing: "a load balancer's own name cannot have a certificate, and HTTPS is never left out",
          },
          instanceType: { missing: "Fargate has CPU and memory in place of instance types" },
        },
      },
    },
  },
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
        },
      },
    },
  },
  "object-storage": {
    supported: true,
    shapes: {
      managed: {
        service: "S3",
        features: { versioning: true, lifecycle: true, cors: true, retention: true, accessByRole: true },
      },
    },
  },
  secrets: {
    supported: true,
    shapes: {
      managed: { service: "Secrets Manager", features: { byReference: true, versions: true, recovery: true } },
    },
  },
  "static-site": { supported: false, reason: "a site of its own behind CloudFront is not built yet" },
  dns: { supported: false, reason: "Route 53 is not built yet" },
  edge: { supported: false, reason: "CloudFront with WAF is not built yet" },
} as const satisfies Capabilities;
