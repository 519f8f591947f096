import type { Issue } from "../../../components/core/errors";
import type { Wanted } from "../../wanted";
import type { OciSettings } from "../config";
import { isBalanced, MOST_CONDITIONS } from "./routes";

type WantedCompute = NonNullable<Wanted["compute"]>;

/** Two conditions a path: itself, and all below it. */
const MOST_ROUTES = MOST_CONDITIONS / 2;

/** What a load balancer of Oracle Cloud cannot do, or not without a setting, of what a stack asks. */
export function balancerIssues(
  { shape, hostname, services }: Pick<WantedCompute, "shape" | "hostname" | "services">,
  settings: Pick<OciSettings, "certificateOcid">,
): Issue[] {
  if (!isBalanced(shape)) return [];
  const issues: Issue[] = [];
  if (hostname !== undefined && (settings.certificateOcid ?? "none") === "none") {
    issues.push({
      at: "landfall:oci.certificateOcid",
      problem: `is missing: Oracle Cloud issues no certificate that browsers trust, and the load balancer of ${hostname} needs one`,
      allowed: "a certificate that was imported into the Certificates service, e.g. ocid1.certificate.oc1..example",
      fix: "pulumi config set --path 'landfall:oci.certificateOcid' <value>",
    });
  }
  const routes = Object.values(services).reduce((sum, service) => sum + service.routes.length, 0);
  if (shape === "containers" && routes > MOST_ROUTES) {
    const problem = "are more paths than a routing policy takes";
    issues.push({ at: "services routes", problem, got: routes, allowed: `up to ${MOST_ROUTES}` });
  }
  return issues;
}

type Egress = Pick<Wanted, "network" | "database"> & {
  readonly compute: Pick<WantedCompute, "shape" | "fixedEgress">;
};

/** Copies come and go with addresses that nobody knows beforehand, unless one NAT gateway sends for all of them. */
export function egressIssues({ compute, network, database }: Egress): Issue[] {
  if (!isBalanced(compute.shape) || network === undefined || network.nat !== "none") return [];
  const free = database?.shape === "serverless" && database.size === "free";
  if (!compute.fixedEgress && !free) return [];
  const who = free ? "an Always Free database" : "what stands on another provider";
  return [
    {
      at: "network.nat",
      problem: `${who} lets in by address, and without a NAT gateway those of a ${compute.shape} change`,
      got: "none",
      allowed: ["single", "per-zone"],
    },
  ];
}
