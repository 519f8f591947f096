/** Types of Cloudflare whose objects hold data, or without which data cannot be read or reached. */
export const cloudflareDataTypes = [
  "cloudflare:index/d1Database:D1Database",
  "cloudflare:index/queue:Queue",
  "cloudflare:index/r2Bucket:R2Bucket",
  "cloudflare:index/secretsStoreSecret:SecretsStoreSecret",
  "cloudflare:index/zone:Zone",
] as const;
