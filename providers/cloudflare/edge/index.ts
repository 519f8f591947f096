import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import { nodesOn } from "../../../components/core/component";
import type { DriverContext, Nodes } from "../../../components/core/driver";
import type { EdgeDriver } from "../../../components/edge";
import { edgePlan, type CloudflareCloud } from "../cloud";
import type { CloudflareDnsNodes } from "../dns";
import { buildSignIn, networkRules, spellingRules } from "./access";
import { serveBuckets } from "./cdn";
import { nearestLimits } from "./nearest";
import { buildPulls } from "./pulls";
import { proofPaths, proofRules, proofSettings } from "./proof";
import { cacheRules, headerRules, managedRules, rateLimitRules, type Rule } from "./rules";
import { botSettings, zoneSettings } from "./settings";

/** Cloudflare's own resources behind an edge. */
export interface CloudflareEdgeNodes extends Nodes {
  readonly record: pulumi.Resource;
  /** By phase; a phase without rules has none. */
  readonly rulesets: Readonly<Record<string, cloudflare.Ruleset>>;
}

/** Phases of a request, and what their ruleset is called; a zone takes one ruleset a phase. */
const PHASES = {
  http_config_settings: { role: "config-rules", name: "landfall config rules" },
  http_request_firewall_custom: { role: "access-rules", name: "landfall access rules" },
  http_request_firewall_managed: { role: "managed-rules", name: "landfall managed rules" },
  http_ratelimit: { role: "rate-limits", name: "landfall rate limits" },
  http_request_cache_settings: { role: "cache-rules", name: "landfall cache rules" },
  http_response_headers_transform: { role: "headers", name: "landfall headers" },
} as const;

type Phase = keyof typeof PHASES;

function buildRulesets(context: DriverContext, zoneId: pulumi.Output<string>, rules: Record<Phase, readonly Rule[]>) {
  const wanted = (Object.keys(PHASES) as Phase[]).filter((phase) => rules[phase].length > 0);
  const built = wanted.map((phase) => {
    const { role, name } = PHASES[phase];
    const args = { zoneId, kind: "zone", phase, name, rules: [...rules[phase]] };
    return [phase, new cloudflare.Ruleset(context.child(role), args, context.options())] as const;
  });
  return Object.fromEntries(built);
}

/**
 * One proxied record in front of the origin, and the zone's settings and rules. Settings, managed rules and bots are the
 * whole zone's, so a zone takes one edge; cache rules, and from the Pro plan on rate limits, are the hostname's alone.
 */
export const edge =
  (cloud: CloudflareCloud): EdgeDriver =>
  (context, args) => {
    const { zoneId } = nodesOn<CloudflareDnsNodes>("cloudflare", args.dns);
    const { hostname, origin, standby } = args;
    const plan = edgePlan(cloud, args.plan);
    const rateLimits = args.approximate ? nearestLimits(plan, args.rateLimits) : args.rateLimits;
    for (const [settingId, value] of Object.entries(zoneSettings(cloud.zoneId === undefined))) {
      const role = `setting-${settingId.replaceAll("_", "-")}`;
      new cloudflare.ZoneSetting(context.child(role), { zoneId, settingId, value }, context.options());
    }
    const rulesets = buildRulesets(context, zoneId, {
      http_config_settings: proofSettings(args),
      http_request_firewall_custom: [...proofRules(plan, args), ...networkRules(args), ...spellingRules(args)],
      http_request_firewall_managed: args.managedRules ? managedRules(plan) : [],
      http_ratelimit: rateLimitRules(plan, { hostname, rateLimits }),
      http_request_cache_settings: cacheRules({ ...args, uncachedPaths: [...args.uncachedPaths, ...proofPaths(args)] }),
      http_response_headers_transform: headerRules(args),
    });
    if (args.bots) {
      new cloudflare.BotManagement(context.child("bots"), { zoneId, ...botSettings(plan) }, context.options());
    }
    buildSignIn(cloud, context, zoneId, args);
    buildPulls(cloud, context, zoneId, args);
    const named = { name: hostname, proxied: true };
    const record =
      standby === undefined
        ? args.dns.record(context.name, { ...named, type: origin.type, value: origin.value })
        : args.dns.failover(context.name, {
            ...named,
            primary: origin,
            standby: standby.origin,
            healthPath: standby.healthPath,
          });
    return {
      outputs: {
        url: pulumi.output(`https://${hostname}`),
        cdnUrls: serveBuckets(cloud, context, zoneId, args),
      },
      nodes: { record, rulesets } satisfies CloudflareEdgeNodes,
    };
  };
