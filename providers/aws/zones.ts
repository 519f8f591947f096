import { IssuesError, type Issue } from "../../components/core/errors";
import { nearest } from "../../components/core/nearest";

/**
 * The letters of each region's availability zones, in the order in which they are used. A preview asks nobody, so they
 * are written down here; `landfall:aws.zones` takes their place.
 *
 * Letters are dealt out account by account (https://docs.aws.amazon.com/global-infrastructure/latest/regions/az-ids.html):
 * where new accounts do not get an "a", a "b" or a "c", it is left out here.
 */
const ZONE_LETTERS: Readonly<Record<string, string>> = {
  "af-south-1": "abc",
  "ap-east-1": "abc",
  "ap-east-2": "abc",
  "ap-northeast-1": "acd",
  "ap-northeast-2": "abcd",
  "ap-northeast-3": "abc",
  "ap-south-1": "abc",
  "ap-south-2": "abc",
  "ap-southeast-1": "abc",
  "ap-southeast-2": "abc",
  "ap-southeast-3": "abc",
  "ap-southeast-4": "abc",
  "ap-southeast-5": "abc",
  "ap-southeast-6": "abc",
  "ap-southeast-7": "abc",
  "ca-central-1": "abd",
  "ca-west-1": "abc",
  "eu-central-1": "abc",
  "eu-central-2": "abc",
  "eu-north-1": "abc",
  "eu-south-1": "abc",
  "eu-south-2": "abc",
  "eu-west-1": "abc",
  "eu-west-2": "abc",
  "eu-west-3": "abc",
  "il-central-1": "abc",
  "me-central-1": "abc",
  "me-south-1": "abc",
  "mx-central-1": "abc",
  "sa-east-1": "abc",
  "us-east-1": "abcdef",
  "us-east-2": "abc",
  "us-gov-east-1": "abc",
  "us-gov-west-1": "abc",
  // An account gets two of a, b and c, and not every account the same two.
  "us-west-1": "",
  "us-west-2": "abcd",
};

const ZONES = "landfall:aws.zones";

/** The regions whose zones are known. */
export const knownRegions: readonly string[] = Object.keys(ZONE_LETTERS);

const defaultZones = (region: string): string[] =>
  [...(ZONE_LETTERS[region] ?? "")].map((letter) => `${region}${letter}`);

function checkRegion(region: string): Issue[] {
  const letters = ZONE_LETTERS[region];
  if (letters === undefined) {
    return [
      {
        at: "aws:region",
        problem: "is no region whose zones are known",
        got: region,
        allowed: knownRegions,
        nearest: nearest(region, knownRegions),
        fix: `where it is right, set ${ZONES} to two or three of its zones`,
      },
    ];
  }
  if (letters !== "") return [];
  const problem = `is missing: which zones of ${region} an account has differs from account to account`;
  return [{ at: ZONES, problem, fix: `aws ec2 describe-availability-zones --region ${region} lists yours` }];
}

/** What is wrong with the zones of a region: those that are configured, or that there are none to choose from. */
export function checkZones(region: string, zones: readonly string[] | undefined): Issue[] {
  if (zones === undefined) return checkRegion(region);
  const strange = zones.filter((zone) => zone.slice(0, -1) !== region);
  const twice = zones.filter((zone, index) => zones.indexOf(zone) !== index);
  const problem = `holds a zone that is not in ${region}`;
  const allowed = `zones of ${region}, such as ${defaultZones(region)[0] ?? `${region}a`}`;
  return [
    ...strange.map((zone) => ({ at: ZONES, problem, got: zone, allowed })),
    ...twice.map((zone) => ({ at: ZONES, problem: "names a zone twice", got: zone, allowed: "each zone once" })),
  ];
}

/**
 * The zones that subnets are spread over.
 *
 * @param zones - The configured zones, in order; those of the region when left out.
 * @throws IssuesError when there are fewer than asked for.
 */
export function chooseZones(region: string, zones: readonly string[] | undefined, count: number): readonly string[] {
  const known = zones ?? defaultZones(region);
  if (known.length >= count) return known.slice(0, count);
  throw new IssuesError([
    {
      at: "network.zones",
      problem: zones === undefined ? `is more than is known of ${region}` : `is more than ${ZONES} has`,
      got: count,
      allowed: known.length === 0 ? `what ${ZONES} names` : `up to ${known.length}: ${known.join(", ")}`,
    },
  ]);
}
