import { issuesIn, type Issue } from "../../../components/core/errors";
import type { Wanted } from "../../wanted";
import { BALANCED, isBalanced } from "../load-balancer/routes";
import { accessRules } from "./rules";

/** What Oracle's WAF cannot do of what a stack asks. */
export function edgeIssues({
  computeShape,
  rateLimits,
  approximate,
  access,
  adminCidrs,
}: Pick<
  NonNullable<Wanted["edge"]>,
  "computeShape" | "rateLimits" | "approximate" | "access" | "adminCidrs"
>): Issue[] {
  const issues: Issue[] = [...issuesIn(() => accessRules({ access, adminCidrs }))];
  // Compute on another provider is told by the capabilities.
  if (computeShape !== undefined && !isBalanced(computeShape)) {
    issues.push({
      at: "compute.shape",
      problem: "has no load balancer of this stack, which is what WAF of Oracle Cloud stands on",
      got: computeShape,
      allowed: BALANCED,
      fix: "choose another shape, or an edge of another provider",
    });
  }
  const challenges = Object.entries(rateLimits).filter(([, { action }]) => action === "challenge");
  for (const [name] of approximate ? [] : challenges) {
    issues.push({
      at: `edge.rateLimits.${name}.action`,
      problem: "is an action that WAF of Oracle Cloud does not have in front of a load balancer",
      got: "challenge",
      allowed: "block",
      fix: "or set edge.approximate in the topology, which makes it block",
    });
  }
  return issues;
}
