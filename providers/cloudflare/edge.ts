import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import { nodesOn } from "../../components/core/component";
import type { DriverContext, Nodes } from "../../components/core/driver";
import type { EdgeDriver } from "../../components/edge";
import type { CloudflareCloud } from "./cloud";
import type { CloudflareDnsNodes } from "./dns";
import { cacheRules, managedRules, rateLimitRules, type Rule } from "./edge-rules";
import { botSettings, zoneSettings } from "./edge-settings";

/** Cloudflare's own resources behind an edge. */
export interface CloudflareEdgeNodes extends Nodes {
  readonly record: pulumi.Resource;
  /** By phase; a phase without rules has none. */
  readonly rulesets: Readonly<Record<string, cloudflare.Ruleset>>;
}

/** Phases of a request, and what their ruleset is called; a zone takes one ruleset a phase. */
const PHASES = {
  http_request_firewall_managed: { role: "managed-rules", name: "landfall managed rules" },
  http_ratelimit: { role: "rate-limits", name: "landfall rate limits" },
  http_request_cache_settings: { role: "cache-rules", name: "landfall cache rules" },
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
    const { hostname, origin } = args;
    for (const [settingId, value] of Object.entries(
      zoneSettings(origin.publicCertificate, cloud.zoneId === undefined),
    )) {
      const role = `setting-${settingId.replaceAll("_", "-")}`;
      new cloudflare.ZoneSetting(context.child(role), { zoneId, settingId, value }, context.options());
    }
    const rulesets = buildRulesets(context, zoneId, {
      http_request_firewall_managed: args.managedRules ? managedRules(cloud.plan) : [],
      http_ratelimit: rateLimitRules(cloud.plan, args),
      http_request_cache_settings: cacheRules(args),
    });
    if (args.bots) {
      new cloudflare.BotManagement(context.child("bots"), { zoneId, ...botSettings(cloud.plan) }, context.options());
    }
    const record = args.dns.record(context.name, {
      name: hostname,
      type: origin.type,
      value: origin.value,
      proxied: true,
    });
    return {
      outputs: { url: pulumi.output(`https://${hostname}`) },
      nodes: { record, rulesets } satisfies CloudflareEdgeNodes,
    };
  };
