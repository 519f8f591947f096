import type { types } from "@pulumi/aws";
import * as cloudfront from "@pulumi/aws/cloudfront";
import type { DriverContext } from "../../../components/core/driver";
import type { ResolvedEdgeArgs } from "../../../components/edge";
import { ALL_VIEWER, behavior, CACHING_DISABLED, READING, READING_AND_WRITING } from "./distribution";
import { CHALLENGE_PATH } from "./rules";

type Behavior = types.input.cloudfront.DistributionOrderedCacheBehavior;

const YEAR_SECONDS = 31_536_000;

/** The origins of a distribution, by how they are spoken to. */
export const ORIGIN = { https: "services", http: "challenge" } as const;

/** `/api` is `/api` itself and whatever stands below it; CloudFront knows no pattern for both. */
const patternsOf = (prefix: string): readonly string[] => {
  const path = prefix.replace(/\/+$/, "");
  return path === "" ? ["/*"] : [path, `${path}/*`];
};

/** Whether one path stands below the other, or is it. */
const overlap = (a: string, b: string): boolean => {
  const [one, other] = [a, b].map((path) => `${path.replace(/\/+$/, "")}/`) as [string, string];
  return one.startsWith(other) || other.startsWith(one);
};

/**
 * Caches for as long as the origin says, and nothing of which it says nothing. Each header is part of what tells two
 * answers apart, and goes on to the origin.
 */
export const cachePolicy = (
  context: DriverContext,
  role: string,
  headers: readonly string[],
  defaultTtl: number,
): cloudfront.CachePolicy =>
  new cloudfront.CachePolicy(
    context.child(role),
    {
      comment: `${context.stack.app}, stack ${context.stack.stack}`,
      minTtl: 0,
      defaultTtl,
      maxTtl: YEAR_SECONDS,
      parametersInCacheKeyAndForwardedToOrigin: {
        cookiesConfig: { cookieBehavior: "none" },
        headersConfig: { headerBehavior: "whitelist", headers: { items: [...headers] } },
        queryStringsConfig: { queryStringBehavior: "all" },
        enableAcceptEncodingBrotli: true,
        enableAcceptEncodingGzip: true,
      },
    },
    context.options(),
  );

/** Passes requests on as they are. */
export const passedOn = (headersPolicyId: Behavior["responseHeadersPolicyId"]) => ({
  ...behavior(ORIGIN.https, READING_AND_WRITING),
  cachePolicyId: CACHING_DISABLED,
  originRequestPolicyId: ALL_VIEWER,
  responseHeadersPolicyId: headersPolicyId,
});

/** Longer paths first, since CloudFront takes the first pattern that fits. */
const deepestFirst = (paths: readonly string[]) => [...paths].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));

/**
 * What is done otherwise than passed on: proof of the name goes over HTTP, paths that are never cached win over those that
 * are. Without a cached path there is no cache, so that an uncached one needs no word.
 */
export function orderedBehaviors(
  context: DriverContext,
  args: Pick<ResolvedEdgeArgs, "cachedPaths" | "uncachedPaths" | "origin">,
  headersPolicyId: Behavior["responseHeadersPolicyId"],
): Behavior[] {
  const { uncachedPaths, origin } = args;
  const cachedPaths = args.cachedPaths.map(({ path }) => path);
  const challenge: Behavior[] = origin.publicCertificate
    ? []
    : [
        {
          ...passedOn(headersPolicyId),
          ...behavior(ORIGIN.http, READING),
          viewerProtocolPolicy: "allow-all",
          pathPattern: `${CHALLENGE_PATH}/*`,
        },
      ];
  if (cachedPaths.length === 0) return challenge;
  const uncached = uncachedPaths.filter((path) => cachedPaths.some((cached) => overlap(path, cached)));
  // Host, for the origin's certificate; Accept, for pictures in the browser's format; Origin, for fonts of other names.
  const policy = cachePolicy(context, "static-files", ["Accept", "Host", "Origin"], 0);
  const cached = {
    ...behavior(ORIGIN.https, READING),
    cachePolicyId: policy.id,
    responseHeadersPolicyId: headersPolicyId,
  };
  const each = (paths: readonly string[], how: Omit<Behavior, "pathPattern">): Behavior[] =>
    deepestFirst(paths).flatMap((path) => patternsOf(path).map((pathPattern) => ({ ...how, pathPattern })));
  return [...challenge, ...each(uncached, passedOn(headersPolicyId)), ...each(cachedPaths, cached)];
}
