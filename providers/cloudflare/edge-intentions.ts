import type { EdgeIntentions } from "../../components/edge-intentions";

/** What Cloudflare makes of a document's edge; plans as `entitlements.ts` has them. */
export const cloudflareIntentions: EdgeIntentions = {
  originTls: "exact",
  managedRules: {
    approximated: "from Pro on exact; the free plan has a small ruleset of Cloudflare's in place of both",
  },
  loginLimit: { approximated: "from Pro on exact; the free plan counts 10 seconds, and blocks for as long" },
  hourlyLimit: {
    approximated: "Enterprise counts an hour; below, as many a second over the longest period of the plan, rounded up",
  },
  challengeLimit: "exact",
  verifiedBots: {
    approximated: "from Pro on exact; Bot Fight Mode of the free plan has no choice about them",
  },
  suspiciousTraffic: {
    approximated: "from Business on exact; Pro challenges what is certainly automated and not what is likely so",
  },
  signIn: { approximated: "exact where the identity provider tells of the second factor; a code by e-mail is none" },
  networks: "exact",
  networksAndSignIn: {
    approximated:
      "for people as exact as signing in is, and their pages may call the path; nothing lets in a program without a browser",
  },
  logs: { missing: "Logpush is for Enterprise, and the dashboard of other plans keeps events for less than 30 days" },
  caching: "exact",
  headers: "exact",
};
