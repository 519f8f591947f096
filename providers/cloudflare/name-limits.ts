import type { NameLimit, NameLimits } from "../provider";

const DOCS = "https://developers.cloudflare.com";

const given = (input: string, maxLength: number, pattern: RegExp, page: string): readonly NameLimit[] => [
  { input, maxLength, pattern, source: `${DOCS}/${page}` },
];

const HYPHENS = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

/** What Cloudflare takes as names, by type; what has no page with a limit is left out. Of the pages only those of IAM and of Kubernetes were read anew, 2026-11-28. */
export const cloudflareNameLimits: NameLimits = {
  "cloudflare:index/loadBalancerPool:LoadBalancerPool": given(
    "name",
    255,
    /^[A-Za-z0-9_-]+$/,
    "api/resources/load_balancers/subresources/pools/",
  ),
  "cloudflare:index/pagesProject:PagesProject": given("name", 58, HYPHENS, "pages/platform/limits/"),
  "cloudflare:index/queue:Queue": given("queueName", 63, HYPHENS, "queues/platform/limits/"),
  "cloudflare:index/r2Bucket:R2Bucket": given("name", 63, /^[a-z0-9][a-z0-9-]+[a-z0-9]$/, "r2/buckets/create-buckets/"),
  "cloudflare:index/workersScript:WorkersScript": given("scriptName", 63, HYPHENS, "workers/platform/limits/"),
};
