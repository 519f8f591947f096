import type { Issue } from "../../components/core/errors";
import type { Asked } from "../wanted";
import type { OciSettings } from "./config";
import { containerIssues } from "./compute/containers-limits";
import { kubernetesIssues } from "./compute/kubernetes-limits";
import { edgeIssues } from "./edge/limits";
import { computeIssues, databaseIssues } from "./limits";
import { cacheIssues, postgresIssues, queueIssues } from "./limits-backing";
import { balancerIssues, egressIssues } from "./load-balancer/limits";
import { siteIssues } from "./static-site/limits";

/** What Oracle Cloud's limits do not allow of what a stack asks. */
export function ociRefusals({ settings, wanted }: Asked<OciSettings>): readonly Issue[] {
  const { network, compute, database, cache, queue, edge, "static-site": site } = wanted;
  return [
    ...(compute === undefined ? [] : computeIssues(compute)),
    ...(compute === undefined ? [] : balancerIssues(compute, settings)),
    ...(compute === undefined ? [] : containerIssues(compute, database)),
    ...(compute === undefined ? [] : kubernetesIssues(compute, settings, database)),
    ...(compute === undefined ? [] : egressIssues({ network, compute, database })),
    ...(edge === undefined ? [] : edgeIssues(edge)),
    ...(site === undefined ? [] : siteIssues(settings, site)),
    ...(database?.shape === "serverless" ? databaseIssues(database) : []),
    ...(database?.shape === "managed" ? postgresIssues(database) : []),
    ...(cache?.shape === "managed" ? cacheIssues(cache) : []),
    ...(queue === undefined ? [] : queueIssues(queue)),
  ];
}
