/** Ranges inside of a cluster. */
export interface ClusterRanges {
  readonly podsCidr: string;
  readonly servicesCidr: string;
}

/** Oracle's own: https://docs.oracle.com/en-us/iaas/Content/ContEng/Concepts/contengcidrblocks.htm (read 2026-11-21) */
const USUAL: ClusterRanges = { podsCidr: "10.244.0.0/16", servicesCidr: "10.96.0.0/16" };
/** For networks that lie in one of those. */
const OTHER: ClusterRanges = { podsCidr: "172.24.0.0/16", servicesCidr: "172.25.0.0/16" };

/** The first two numbers of an address, which say whether two ranges of 65536 addresses or fewer can meet. */
const head = (cidr: string): string => cidr.split(".").slice(0, 2).join(".");

/** Ranges for pods and services that the network, a /16 or smaller, does not meet. */
export function podRanges(networkCidr: string): ClusterRanges {
  const taken = Object.values(USUAL).some((cidr: string) => head(cidr) === head(networkCidr));
  return taken ? OTHER : USUAL;
}
