import * as route53 from "@pulumi/aws/route53";
import * as pulumi from "@pulumi/pulumi";
import type { Nodes } from "../../../components/core/driver";
import type { AddFailover, AddRecord, DnsDriver, DnsOutputs } from "../../../components/dns";
import type { AwsCloud } from "../cloud";
import { failover } from "./failover";
import { signing } from "./signing";

/** Route 53's own resources behind a zone. */
export interface AwsDnsNodes extends Nodes {
  readonly zoneId: pulumi.Output<string>;
  /** The zone; undefined where an existing one is used. */
  readonly zone: route53.Zone | undefined;
  /** Holds the DS record that the registrar has to be given; undefined where an existing zone is used. */
  readonly signingKey: route53.KeySigningKey | undefined;
}

const DEFAULT_TTL_SECONDS = 300;

/** What a text may hold between two quotes: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/ResourceRecordTypes.html#TXTFormat */
const TEXT_CHARACTERS = 255;

/** What ACM asks for is the same for each certificate of a name in an account, and is all that begins like this. */
const CERTIFICATE_PROOF = /^_[0-9a-f]{32}\./;

const withoutFinalDot = (name: string) => name.replace(/\.$/, "");

/** A value as Route 53 keeps it: names without a final dot; a long text in pieces, which the provider puts quotes around. */
function valueOf(type: string, value: string): string {
  if (type === "CNAME") return withoutFinalDot(value);
  if (type !== "TXT" || value.length <= TEXT_CHARACTERS) return value;
  return (value.match(new RegExp(`[^]{1,${TEXT_CHARACTERS}}`, "g")) ?? []).join('""');
}

function addRecordTo(zoneId: pulumi.Output<string>): AddRecord {
  return (context, key, { name, type, value, ttlSeconds }) => {
    const full = pulumi.output(name).apply(withoutFinalDot);
    return new route53.Record(
      context.child(`record-${key}`),
      {
        zoneId,
        name: full,
        type,
        ttl: ttlSeconds ?? DEFAULT_TTL_SECONDS,
        records: [pulumi.all([type, value]).apply(([known, text]) => valueOf(known, text))],
        // Two certificates of one name, in two regions, ask for one record.
        allowOverwrite: full.apply((known) => CERTIFICATE_PROOF.test(known)),
      },
      context.options(),
    );
  };
}

function addFailoverTo(zoneId: pulumi.Output<string>): AddFailover {
  return (context, key, args) => failover(context, key, { ...args, zoneId });
}

/** A zone's outputs. */
const outputsOf = (zoneId: pulumi.Output<string>, nameServers: pulumi.Output<string[]>): DnsOutputs => ({
  zoneId,
  nameServers,
  addRecord: addRecordTo(zoneId),
  addFailover: addFailoverTo(zoneId),
});

/** An existing zone whose id is configured, or a new one with DNSSEC whose delegation is the owner's to make. */
export const dns =
  (cloud: AwsCloud): DnsDriver =>
  (context, args) => {
    if (cloud.settings.zoneId !== undefined) {
      const zoneId = pulumi.output(cloud.settings.zoneId);
      const nodes: AwsDnsNodes = { zoneId, zone: undefined, signingKey: undefined };
      return { outputs: outputsOf(zoneId, pulumi.output<string[]>([])), nodes };
    }
    const name = withoutFinalDot(args.zone);
    const zone = new route53.Zone(
      context.child("zone"),
      {
        name,
        comment: `${context.stack.app}, stack ${context.stack.stack}`,
        // Records of others would go with the zone.
        forceDestroy: false,
        tags: context.tags,
      },
      context.dataOptions(),
    );
    const signingKey = signing(context, zone);
    // Whatever waits for the zone to answer, such as a certificate, waits until its owner has delegated it.
    zone.nameServers.apply((names) =>
      pulumi.log.info(`delegate ${name} at its registrar to ${names.join(", ")}`, zone),
    );
    signingKey.dsRecord.apply((record) =>
      pulumi.log.info(`once ${name} is delegated, give its registrar the DS record ${record}`, zone),
    );
    const nodes: AwsDnsNodes = { zoneId: zone.zoneId, zone, signingKey };
    return { outputs: outputsOf(zone.zoneId, zone.nameServers), nodes };
  };
