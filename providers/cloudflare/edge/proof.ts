import type { ResolvedEdgeArgs } from "../../../components/edge";
import type { CloudflarePlan } from "../config";
import { onHost, pathExpression, type Rule } from "./rules";

/**
 * Where a certificate authority looks for proof that a name is ours. Only files of proof stand there, which are public.
 */
const CHALLENGE_PATH = "/.well-known/acme-challenge";

type Origins = Pick<ResolvedEdgeArgs, "origin" | "standby">;

/** Whether an origin has to prove the name before it has a certificate that can be checked. */
const provesName = ({ origin, standby }: Origins): boolean =>
  !origin.publicCertificate || standby?.origin.publicCertificate === false;

const expressionOf = (hostname: string): string => onHost(hostname, pathExpression(CHALLENGE_PATH));

/** Paths that are never cached because proof of the name stands there. */
export const proofPaths = (origins: Origins): readonly string[] => (provesName(origins) ? [CHALLENGE_PATH] : []);

/**
 * Fetches proof of the name, and nothing else, from an origin whose certificate is its own: the edge sends everybody to
 * HTTPS, the authority among them. Every plan has Configuration Rules, the free one ten:
 * https://developers.cloudflare.com/rules/configuration-rules/#availability (read 2026-11-28), and `ssl` is one of their
 * settings: https://developers.cloudflare.com/rules/configuration-rules/settings/
 */
export function proofSettings(args: Origins & Pick<ResolvedEdgeArgs, "hostname">): Rule[] {
  if (!provesName(args)) return [];
  return [
    {
      ref: "proof_of_name",
      description: "proof of the hostname, before the origin has a certificate",
      expression: expressionOf(args.hostname),
      action: "set_config",
      actionParameters: { ssl: "full" },
    },
  ];
}

/**
 * Lets whoever checks proof of the name past rules that are made for browsers; it comes first of the zone's own rules. The
 * Bot Fight Mode of the free plan is no rule that could be skipped:
 * https://developers.cloudflare.com/bots/get-started/bot-fight-mode/
 */
export function proofRules(plan: CloudflarePlan, args: Origins & Pick<ResolvedEdgeArgs, "hostname">): Rule[] {
  if (!provesName(args)) return [];
  const phases = ["http_ratelimit", "http_request_firewall_managed"];
  return [
    {
      ref: "proof_of_name",
      description: "proof of the hostname, which no browser asks for",
      expression: expressionOf(args.hostname),
      action: "skip",
      actionParameters: { ruleset: "current", phases: plan === "free" ? phases : [...phases, "http_request_sbfm"] },
    },
  ];
}
