import * as ec2 from "@pulumi/aws/ec2";
import type * as pulumi from "@pulumi/pulumi";
import { ipv4Networks, type OriginFront, type ResolvedComputeArgs } from "../../../components/compute";
import { after } from "../../../components/core/after";
import type { DriverContext } from "../../../components/core/driver";
import { namedTags, type AwsCloud } from "../cloud";
import type { AwsNetworkNodes } from "../network";

/** Lists that AWS keeps: https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html (read 2026-11-28) */
const CLOUDFRONT = "com.amazonaws.global.cloudfront.origin-facing";
const healthChecks = (region: string) => `com.amazonaws.${region}.route53-healthchecks`;

/** Everything that a rule of a security group can name as its other end. */
export interface Source {
  readonly cidrIpv4?: pulumi.Input<string>;
  readonly cidrIpv6?: pulumi.Input<string>;
  readonly prefixListId?: pulumi.Input<string>;
  readonly referencedSecurityGroupId?: pulumi.Input<string>;
}

/** Who may send to the ports of the web. */
export interface WebSource {
  /** Tells its rules apart from those of others; empty for the only one. */
  readonly role: string;
  readonly from: Source;
  readonly description: string;
  /**
   * Whether a rule counts for so many that a group has room for one: CloudFront's list for 55, that of health checks for 25,
   * of 60 that a group takes.
   */
  readonly fillsGroup: boolean;
  /** Whether it comes over HTTP as well. */
  readonly plain: boolean;
}

/** One port that a source may send to. */
export interface WebOpening extends Omit<WebSource, "plain"> {
  readonly port: 80 | 443;
}

/** The ports of the web that each source may send to, by rules that are named after what they are for. */
export const webOpenings = (role: string, sources: readonly WebSource[]): readonly WebOpening[] =>
  sources.flatMap(({ role: by, from, description, fillsGroup, plain }) => {
    const named = by === "" ? role : `${role}-${by}`;
    const https: WebOpening = { role: `${named}-https`, port: 443, from, description, fillsGroup };
    const http = {
      ...https,
      role: `${named}-http`,
      port: 80,
      description: `${description}, sent on to HTTPS`,
    } as const;
    return plain ? [http, https] : [https];
  });

const EVERYBODY: WebSource = {
  role: "",
  from: { cidrIpv4: "0.0.0.0/0" },
  description: "Browsers",
  fillsGroup: false,
  plain: true,
};

/** @param subnet - Asked for only once it is there, so that a first preview makes no call. */
const listId = (pinned: string | undefined, name: string, subnet: ec2.Subnet, parent: pulumi.Resource) =>
  pinned ?? after(subnet, ec2.getManagedPrefixListOutput({ name: after(subnet, name) }, { parent }).id);

/** A list of the stack's own, so that a network more is no rule more. A VPC of this program has IPv4 addresses only. */
function ownList(context: DriverContext, role: string, cidrs: readonly string[]): pulumi.Output<string> {
  const entries = ipv4Networks(cidrs).map((cidr) => ({ cidr }));
  const list = new ec2.ManagedPrefixList(
    context.child(role),
    {
      name: [context.stack.app, context.stack.stack, context.child(role)].join("-"),
      addressFamily: "IPv4",
      maxEntries: entries.length,
      entries,
      tags: namedTags(context, role),
    },
    context.options(),
  );
  return list.id;
}

type Known = Pick<OriginFront, "provider" | "cidrs">;

/** Whether it is known where the requests of a party come from: AWS keeps lists of its own, others are told. */
const isKnown = ({ provider, cidrs }: Known): boolean => provider === "aws" || cidrs !== undefined;

/**
 * Who may send to the ports of the web: the edge in front, and whoever asks for it whether the origin is well; everybody
 * where no edge is in front or nobody knows where its requests come from.
 */
export function webSources(
  { settings, region }: AwsCloud,
  context: DriverContext,
  { front }: Pick<ResolvedComputeArgs, "front">,
  network: AwsNetworkNodes,
): readonly WebSource[] {
  if (front === undefined) return [EVERYBODY];
  const { healthChecks: checks } = front;
  if (!isKnown(front) || (checks !== undefined && !isKnown(checks))) return [EVERYBODY];
  const of = (
    party: Known,
    about: Pick<WebSource, "role" | "description" | "plain">,
    kept: () => pulumi.Input<string>,
  ): WebSource => ({
    ...about,
    from: { prefixListId: party.cidrs === undefined ? kept() : ownList(context, about.role, party.cidrs) },
    fillsGroup: party.cidrs === undefined,
  });
  const subnet = network.publicSubnets[0]!;
  const kept = (pinned: string | undefined, name: string) => () => listId(pinned, name, subnet, context.component);
  const edge = of(
    front,
    { role: "edge", description: "The edge", plain: true },
    kept(settings.cloudfrontPrefixListId, CLOUDFRONT),
  );
  const sameNetworks = checks?.cidrs !== undefined && checks.provider === front.provider;
  if (checks === undefined || sameNetworks) return [edge];
  const watch = kept(settings.healthCheckPrefixListId, healthChecks(region));
  const about = { role: "health-checks", description: "Who asks whether it is well", plain: false };
  return [edge, of(checks, about, watch)];
}
