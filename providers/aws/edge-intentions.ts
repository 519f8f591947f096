import type { EdgeIntentions } from "../../components/edge-intentions";

/** What CloudFront and WAF make of a document's edge; numbers as `edge/limits.ts` has them. */
export const awsIntentions: EdgeIntentions = {
  originTls: "exact",
  managedRules: {
    approximated: "AWS's common rules, known bad inputs and addresses of bad repute; OWASP's own set is none of AWS's",
  },
  loginLimit: {
    approximated:
      "10 a minute exactly; a block lasts while the last minute has too many, since WAF has no time of its own",
  },
  hourlyLimit: { approximated: "the same number over 10 minutes, the longest window of WAF, and 10 at least" },
  challengeLimit: "exact",
  verifiedBots: "exact",
  suspiciousTraffic: "exact",
  signIn: { approximated: "the administrators' networks alone; CloudFront signs nobody in" },
  networks: "exact",
  networksAndSignIn: {
    approximated:
      "the administrators' networks alone; CloudFront signs nobody in, so that authentication is the service's own",
  },
  logs: { approximated: "kept for a year, as AWS's own standards ask" },
  caching: "exact",
  headers: "exact",
};
