import type { EdgeIntentions } from "../../components/edge-intentions";

/** What WAF and Web App Acceleration on a load balancer make of a document's edge. */
export const ociIntentions: EdgeIntentions = {
  originTls: { missing: "the load balancer that WAF stands on ends TLS, and speaks HTTP inside the private network" },
  managedRules: { approximated: "the groups of protection that Oracle recommends, made from OWASP's core set" },
  loginLimit: "exact",
  hourlyLimit: "exact",
  challengeLimit: { approximated: "refused: WAF has no challenge in front of a load balancer" },
  verifiedBots: { missing: "WAF tells no bots apart in front of a load balancer; none is stopped" },
  suspiciousTraffic: { missing: "WAF tells no bots apart in front of a load balancer" },
  signIn: { approximated: "the administrators' networks alone; WAF signs nobody in" },
  networks: {
    approximated:
      "of a path as it is written, in whichever case; WAF does not decode it, so that a service which does must refuse for itself",
  },
  networksAndSignIn: {
    approximated:
      "the administrators' networks alone; WAF signs nobody in, so that authentication is the service's own",
  },
  logs: { approximated: "kept for 180 days, the most that Logging keeps" },
  caching: { approximated: "by the answers' own headers, in the region; the service knows no paths" },
  headers: "exact",
};
