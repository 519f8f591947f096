import { issuesIn, type Issue } from "../../components/core/errors";
import type { Asked, Wanted } from "../provider";
import { splitCidr } from "./cidr";
import { routeRules } from "./compute-routes";
import type { AwsSettings } from "./config";
import { chooseZones } from "./zones";

/** A load balancer answers over HTTPS, and a certificate takes a zone that proves the name or an order of one's own. */
function certificateIssues({ certificateArn }: AwsSettings, compute: NonNullable<Wanted["compute"]>): Issue[] {
  const { hostname, provable, shape } = compute;
  if (shape !== "containers" || certificateArn !== undefined || provable || hostname === undefined) return [];
  return [
    {
      at: "landfall:aws.certificateArn",
      problem: `is missing: the load balancer needs a certificate for ${hostname}, and no zone can prove a new one`,
      allowed: "the ARN of a certificate of AWS Certificate Manager",
      fix: "set it, or give the topology a dns provider",
    },
  ];
}

/** What AWS's limits do not allow of what a stack asks. */
export function awsRefusals({ settings, standard, wanted }: Asked<AwsSettings>): readonly Issue[] {
  const { network, compute } = wanted;
  const region = standard["region"];
  return [
    ...(network === undefined ? [] : issuesIn(() => splitCidr(network.cidr, network.zones))),
    ...(network === undefined || typeof region !== "string"
      ? []
      : issuesIn(() => chooseZones(region, settings.zones, network.zones))),
    ...(compute === undefined ? [] : certificateIssues(settings, compute)),
    ...(compute === undefined ? [] : issuesIn(() => routeRules(compute.services))),
  ];
}
