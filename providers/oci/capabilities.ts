import type { Capabilities } from "../provider";

/** What landfall builds on Oracle Cloud. */
export const ociCapabilities = {
  network: {
    supported: true,
    shapes: { managed: { service: "VCN", features: { privateSubnets: true, natGateway: true, zones: true } } },
  },
  compute: {
    supported: true,
    shapes: {
      vm: {
        service: "Compute instance",
        features: {
          autoscaling: { missing: "the vm shape is one machine, which does not scale out" },
          loadBalancing: { missing: "the vm shape is one machine, with nothing to balance" },
          ownMachine: true,
          serviceCalls: true,
          addressWithoutDomain: true,
          instanceType: true,
        },
      },
    },
  },
  database: {
    supported: true,
    shapes: {
      managed: {
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
          retention: { missing: "retention rules and versioning exclude each other" },
          accessByRole: { missing: "the S3 protocol takes keys; instance principals work with Oracle's own SDK only" },
        },
      },
    },
  },
  secrets: {
    supported: true,
    shapes: { managed: { service: "Vault", features: { byReference: true, versions: true, recovery: true } } },
  },
  "static-site": { supported: false, reason: "Object Storage has no index document and no certificate for a domain" },
  dns: { supported: false, reason: "OCI DNS is not built yet" },
  edge: { supported: false, reason: "OCI WAF is not built yet" },
} as const satisfies Capabilities;
