import type * as cloudflare from "@pulumi/cloudflare";
import type { CloudflarePlan } from "../config";

const YEAR_SECONDS = 31_536_000;

/**
 * Settings of the zone that hold HTTPS up, by their ids. The origin's certificate is always checked: until a machine has
 * one of a public authority, browsers are told 526, and never served by nobody knows whom.
 *
 * @param ownZone - Whether nobody else has names in the zone: only then is HTTPS asked of names below it.
 */
export const zoneSettings = (ownZone: boolean): Readonly<Record<string, unknown>> => ({
  ssl: "strict",
  min_tls_version: "1.2",
  tls_1_3: "on",
  always_use_https: "on",
  automatic_https_rewrites: "on",
  security_header: {
    strict_transport_security: {
      enabled: true,
      max_age: YEAR_SECONDS,
      include_subdomains: ownZone,
      nosniff: true,
      // Browsers ship the preload list: being taken off it takes months, so getting on it is the owner's act.
      preload: false,
    },
  },
});

/**
 * What is done with bots. Bot Fight Mode is the free plan's, Super Bot Fight Mode the others', and what is merely likely
 * a bot is told apart from Business on: https://developers.cloudflare.com/bots/plans/
 */
export function botSettings(plan: CloudflarePlan): Omit<cloudflare.BotManagementArgs, "zoneId"> {
  if (plan === "free") return { enableJs: true, fightMode: true };
  const challenge = "managed_challenge";
  const likely = plan === "pro" ? {} : { sbfmLikelyAutomated: challenge };
  return { enableJs: true, sbfmDefinitelyAutomated: challenge, sbfmVerifiedBots: "allow", ...likely };
}
