import type { Capabilities } from "../provider";

/** What landfall builds on Cloudflare. */
export const cloudflareCapabilities = {
  network: { supported: false, reason: "Cloudflare has no private network of subnets" },
  compute: { supported: false, reason: "Workers are not built yet" },
  database: { supported: false, reason: "D1 is not built yet" },
  "object-storage": { supported: false, reason: "R2 is not built yet" },
  secrets: { supported: false, reason: "Secrets Store is not built yet" },
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
    shapes: { managed: { service: "Cloudflare DNS", features: { dnssec: true, proxied: true } } },
  },
  edge: {
    supported: true,
    shapes: {
      managed: {
        service: "Cloudflare CDN and WAF",
        features: { caching: true, managedRules: true, rateLimits: true, bots: true, tls: true },
      },
    },
  },
} as const satisfies Capabilities;
