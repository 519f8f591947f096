import type { Issue } from "../../components/core/errors";
import { apexIssue } from "../../components/dns";
import type { Asked, Wanted } from "../wanted";
import { cacheIssues } from "./cache/limits";
import { containersIssues, groupIssues, machinesIssues } from "./compute/limits";
import { kubernetesIssues } from "./compute/kubernetes-limits";
import type { DigitaloceanSettings } from "./config";
import { databaseIssues } from "./database/limits";
import { queueIssues, unreachableIssues } from "./queue/limits";

function computeIssues({ compute, network }: Wanted): readonly Issue[] {
  switch (compute?.shape) {
    case "containers":
      return containersIssues(compute);
    case "vm":
      return machinesIssues(compute);
    case "vm-group":
      return [...machinesIssues(compute), ...groupIssues({ ...compute, nat: network?.nat ?? "none" })];
    case "kubernetes":
      return kubernetesIssues(compute);
    default:
      return [];
  }
}

/** Limits of the managed clusters; what runs beside the services has none of them. */
function backingIssues(wanted: Wanted): readonly Issue[] {
  const { database, cache, queue } = wanted;
  return [
    ...(database?.shape === "managed" ? databaseIssues(database) : []),
    ...(cache?.shape === "managed" ? cacheIssues(cache) : []),
    ...(queue === undefined ? [] : queueIssues(queue)),
    ...unreachableIssues(wanted),
  ];
}

/** What DigitalOcean's limits do not allow of what a stack asks. */
export function digitaloceanRefusals({ wanted }: Asked<DigitaloceanSettings>): readonly Issue[] {
  // App Platform keeps such a name's records by itself.
  const foreign = (wanted.dns?.apexNames ?? []).filter(({ provider }) => provider !== "digitalocean");
  const apex = foreign.map(({ hostname }) => apexIssue(hostname, "DigitalOcean DNS"));
  return [...computeIssues(wanted), ...backingIssues(wanted), ...apex];
}
