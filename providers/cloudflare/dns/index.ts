import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import type { DriverContext, Nodes } from "../../../components/core/driver";
import type { AddRecord, DnsDriver, DnsRecordArgs } from "../../../components/dns";
import { accountOf, type CloudflareCloud } from "../cloud";
import { addFailoverTo } from "./failover";

/** Cloudflare's own resources behind a zone. */
export interface CloudflareDnsNodes extends Nodes {
  readonly zoneId: pulumi.Output<string>;
  /** The zone; undefined where an existing one is used. */
  readonly zone: cloudflare.Zone | undefined;
  /** Holds the DS record that the registrar has to be given; undefined where an existing zone is used. */
  readonly dnssec: cloudflare.ZoneDnssec | undefined;
}

const AUTOMATIC_TTL = 1;
const DEFAULT_TTL_SECONDS = 300;

/** Room for a comment on the smallest plan, in characters. */
const COMMENT_CHARACTERS = 100;

const withoutFinalDot = (name: string) => name.replace(/\.$/, "");

/** What Cloudflare keeps of a value: no final dot after a name, and quotes around a text, else every run finds a change. */
function contentOf(type: string, value: string): string {
  if (type === "CNAME") return withoutFinalDot(value);
  if (type !== "TXT" || value.startsWith('"')) return value;
  return `"${value.replace(/["\\]/g, "\\$&")}"`;
}

/** Who made a record: a zone's free plan has comments, but no tags. */
const commentOf = ({ stack, name }: DriverContext) =>
  `landfall app=${stack.app} stack=${stack.stack} component=${name}`.slice(0, COMMENT_CHARACTERS);

/** Tags of a record, as `name:value`: https://developers.cloudflare.com/dns/manage-dns-records/reference/record-attributes/ */
const tagsOf = ({ tags }: DriverContext) => Object.entries(tags).map(([key, value]) => `${key}:${value}`);

function addRecordTo(cloud: CloudflareCloud, zoneId: pulumi.Output<string>): AddRecord {
  return (context, key, { name, type, value, ttlSeconds, proxied = false }: DnsRecordArgs) =>
    new cloudflare.DnsRecord(
      context.child(`record-${key}`),
      {
        zoneId,
        name: pulumi.output(name).apply(withoutFinalDot),
        type,
        content: pulumi.all([type, value]).apply(([known, content]) => contentOf(known, content)),
        // Cloudflare's edge answers a proxied record and sets the TTL itself.
        ttl: proxied ? AUTOMATIC_TTL : (ttlSeconds ?? DEFAULT_TTL_SECONDS),
        proxied,
        comment: commentOf(context),
        ...(cloud.plan === "free" ? {} : { tags: tagsOf(context) }),
      },
      // A name has either an alias or other records, and another type is another record.
      context.options({ deleteBeforeReplace: true }),
    );
}

const additionsTo = (cloud: CloudflareCloud, zoneId: pulumi.Output<string>, zone: string) => ({
  addRecord: addRecordTo(cloud, zoneId),
  // https://developers.cloudflare.com/dns/cname-flattening/
  apexAlias: true,
  addFailover: addFailoverTo(cloud, zoneId, withoutFinalDot(zone)),
});

/** An existing zone whose id is configured, or a new one with DNSSEC whose delegation is the owner's to make. */
export const dns =
  (cloud: CloudflareCloud): DnsDriver =>
  (context, args) => {
    if (cloud.zoneId !== undefined) {
      const zoneId = pulumi.output(cloud.zoneId);
      return {
        outputs: { zoneId, nameServers: pulumi.output<string[]>([]), ...additionsTo(cloud, zoneId, args.zone) },
        nodes: { zoneId, zone: undefined, dnssec: undefined } satisfies CloudflareDnsNodes,
      };
    }
    const zone = new cloudflare.Zone(
      context.child("zone"),
      { account: { id: accountOf(cloud) }, name: withoutFinalDot(args.zone), type: "full" },
      context.dataOptions(),
    );
    cloud.zone.made(zone.id);
    // Whatever waits for the zone to answer, such as a certificate, waits until its owner has delegated it.
    zone.nameServers.apply((names) =>
      pulumi.log.info(`delegate ${args.zone} at its registrar to ${names.join(", ")}`, zone),
    );
    const dnssec = new cloudflare.ZoneDnssec(
      context.child("dnssec"),
      { zoneId: zone.id, status: "active" },
      context.options(),
    );
    return {
      outputs: { zoneId: zone.id, nameServers: zone.nameServers, ...additionsTo(cloud, zone.id, args.zone) },
      nodes: { zoneId: zone.id, zone, dnssec } satisfies CloudflareDnsNodes,
    };
  };
