import { isIP } from "node:net";
import { IssuesError } from "../../components/core/errors";

/** The address ranges of a network's subnets, one of each a zone. */
export interface SubnetCidrs {
  readonly public: readonly string[];
  readonly private: readonly string[];
}

/**
 * Every network is cut into eight equal parts, the first four for public subnets, the others for private ones. The cut
 * does not depend on the number of zones: a subnet whose range changes is replaced with all that is in it, so a zone that
 * is added must leave the others as they are.
 */
const BITS = 3;
const MOST_ZONES = 2 ** BITS / 2;

/** AWS allows a VPC from /16 to /28 (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html). */
const LARGEST = 16;

/** A load balancer wants /27 and more (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html). */
const SMALLEST = 27 - BITS;

const toNumber = (address: string): number => address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
const toAddress = (number: number): string => [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join(".");

function refuse(problem: string, got: unknown, allowed: string): never {
  throw new IssuesError([{ at: "network.cidr", problem, got, allowed }]);
}

/**
 * Cuts a network into the ranges of its subnets.
 *
 * @param cidr - An IPv4 network, /16 to /24.
 * @param zones - How many zones, 1 to 4.
 * @throws IssuesError when the range is no network or the subnets do not fit into it.
 */
export function splitCidr(cidr: string, zones: number): SubnetCidrs {
  const [address = "", prefix = ""] = cidr.split("/");
  const length = /^\d{1,2}$/.test(prefix) ? Number(prefix) : NaN;
  if (isIP(address) !== 4 || Number.isNaN(length)) refuse("is no IPv4 network", cidr, "such as 10.20.0.0/16");
  if (length < LARGEST || length > SMALLEST) {
    refuse("has no room for the subnets or is larger than a VPC", cidr, `/${LARGEST} to /${SMALLEST}`);
  }
  const start = toNumber(address);
  if (start % 2 ** (32 - length) !== 0) refuse("has host bits that are not zero", cidr, "the network's first address");
  if (!Number.isInteger(zones) || zones < 1 || zones > MOST_ZONES) {
    refuse("does not go round the zones", zones, `1 to ${MOST_ZONES} zones`);
  }
  const part = (index: number) => `${toAddress(start + index * 2 ** (32 - length - BITS))}/${length + BITS}`;
  const indices = Array.from({ length: zones }, (_, index) => index);
  return { public: indices.map(part), private: indices.map((index) => part(index + MOST_ZONES)) };
}
