import type { EdgeIntentions } from "../../components/edge-intentions";

const NO_FIREWALL = "DigitalOcean has no firewall for requests";

/** What DigitalOcean, the nginx of a machine and the CDN of Spaces make of a document's edge. */
export const digitaloceanIntentions: EdgeIntentions = {
  originTls: { missing: "nothing stands before the origin, which ends TLS itself" },
  managedRules: { missing: NO_FIREWALL },
  loginLimit: { approximated: "nginx of a machine holds the rate and blocks no longer; App Platform holds none" },
  hourlyLimit: { approximated: "nginx of a machine spreads it over the hour, with as many at once" },
  challengeLimit: { approximated: "nginx of a machine refuses in its place" },
  verifiedBots: { missing: "nobody tells bots apart; none is stopped" },
  suspiciousTraffic: { missing: NO_FIREWALL },
  signIn: { missing: "nothing of DigitalOcean's signs people in before a path" },
  networks: { missing: NO_FIREWALL },
  networksAndSignIn: { missing: NO_FIREWALL },
  logs: { missing: "there is no edge that could write any" },
  caching: { approximated: "buckets alone, by the CDN of Spaces" },
  headers: { approximated: "nginx of a machine says them; App Platform does not" },
};
