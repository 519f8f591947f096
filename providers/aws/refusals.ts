import { issuesIn, type Issue } from "../../components/core/errors";
import { apexIssue } from "../../components/dns";
import type { Asked, Wanted } from "../wanted";
import { cacheIssues } from "./cache/limits";
import { splitCidr } from "./cidr";
import { kubernetesIssues } from "./compute/kubernetes-limits";
import { computeIssues } from "./compute/limits";
import { routeRules } from "./compute/routes";
import type { AwsSettings } from "./config";
import { databaseIssues } from "./database/limits";
import { edgeIssues } from "./edge/limits";
import { messagingIssues } from "./queue/limits";
import { chooseZones } from "./zones";

/** Zones of a network that the topology names none for. */
const DEFAULT_ZONES = 2;

/** At the top of a zone Route 53 stands for services of AWS alone: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-choosing-alias-non-alias.html */
const apexIssues = ({ apexNames }: NonNullable<Wanted["dns"]>): Issue[] =>
  apexNames.filter(({ provider }) => provider !== "aws").map(({ hostname }) => apexIssue(hostname, "Route 53"));

/** What AWS's limits do not allow of what a stack asks. */
export function awsRefusals({ settings, standard, wanted }: Asked<AwsSettings>): readonly Issue[] {
  const { network, compute, database, cache, queue, dns } = wanted;
  const region = standard["region"];
  return [
    ...(network === undefined ? [] : issuesIn(() => splitCidr(network.cidr, network.zones))),
    ...(network === undefined || typeof region !== "string"
      ? []
      : issuesIn(() => chooseZones(region, settings.zones, network.zones))),
    ...(compute === undefined ? [] : computeIssues(settings, compute, network)),
    ...(compute?.shape === "kubernetes" ? kubernetesIssues(compute, network, standard) : []),
    ...(compute === undefined ? [] : issuesIn(() => routeRules(compute.services))),
    ...(database === undefined ? [] : databaseIssues(database)),
    ...(cache === undefined ? [] : cacheIssues(cache)),
    ...(queue === undefined ? [] : messagingIssues(queue, network?.zones ?? DEFAULT_ZONES)),
    ...edgeIssues(region, wanted),
    ...(dns === undefined ? [] : apexIssues(dns)),
  ];
}
