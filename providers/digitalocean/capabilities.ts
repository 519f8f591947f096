import type { Capabilities } from "../provider";

/** What landfall builds on DigitalOcean. */
export const digitaloceanCapabilities = {
  network: { supported: false, reason: "DigitalOcean VPC is not built yet" },
  compute: { supported: false, reason: "Droplets and App Platform services are not built yet" },
  database: { supported: false, reason: "Managed PostgreSQL is not built yet" },
  "object-storage": { supported: false, reason: "Spaces is not built yet" },
  secrets: { supported: false, reason: "DigitalOcean has no store of secrets" },
  "static-site": {
    supported: true,
    shapes: {
      managed: {
        service: "App Platform",
        features: { buildFromRepository: true, customDomain: true, singlePageFallback: true },
      },
    },
  },
  dns: { supported: false, reason: "DigitalOcean DNS is not built yet" },
  edge: { supported: false, reason: "DigitalOcean has no firewall for web requests" },
} as const satisfies Capabilities;
