/** What a document can ask of an edge, told apart finer than features are: one row each. */
export const EDGE_INTENTIONS = {
  originTls: "the origin's certificate is checked: Full (strict)",
  managedRules: "rules of the vendor's, the OWASP core among them",
  loginLimit: "10 requests a minute, then a block of 15 minutes",
  hourlyLimit: "requests counted over an hour",
  challengeLimit: "too many requests are challenged, not refused",
  verifiedBots: "verified bots pass",
  suspiciousTraffic: "suspicious traffic is challenged",
  signIn: "a path for people who sign in with a second factor",
  networks: "a path for some networks alone",
  networksAndSignIn: "a path for some networks alone, and with authentication",
  logs: "logs of 30 days",
  caching: "static answers are kept near the browser, by path",
  headers: "security headers on every answer",
} as const;

export type EdgeIntention = keyof typeof EDGE_INTENTIONS;

/** How an intention is met; whatever is not exact says what is done in its place, or why nothing is. */
export type Held = "exact" | { readonly approximated: string } | { readonly missing: string };

export type EdgeIntentions = Readonly<Record<EdgeIntention, Held>>;
