import * as oci from "@pulumi/oci";
import * as pulumi from "@pulumi/pulumi";
import type { DriverContext, Nodes } from "../../../components/core/driver";
import type { AddRecord, DnsDriver, DnsRecordArgs } from "../../../components/dns";
import type { OciCloud } from "../cloud";
import { addFailoverTo } from "./failover";

/** Oracle Cloud's own resources behind a zone. */
export interface OciDnsNodes extends Nodes {
  readonly zoneId: pulumi.Output<string>;
  /** The zone, with the keys that its parent has to be told; undefined where an existing one is used. */
  readonly zone: oci.dns.Zone | undefined;
}

const DEFAULT_TTL_SECONDS = 300;

const withoutFinalDot = (name: string) => name.replace(/\.$/, "").toLowerCase();

/**
 * Stands at the top of a zone for another name, whose addresses are what is answered:
 * https://docs.oracle.com/en-us/iaas/Content/DNS/Reference/supporteddnsresource.htm (not read again)
 */
const ALIAS = "ALIAS";

/** What OCI DNS makes of a value: a dot after a name, quotes around a text, else every run would find a change. */
function rdataOf(type: string, value: string): string {
  if (type === "CNAME" || type === ALIAS) return `${withoutFinalDot(value)}.`;
  if (type === "AAAA") return value.toLowerCase();
  if (type !== "TXT" || value.startsWith('"')) return value;
  return `"${value.replace(/["\\]/g, "\\$&")}"`;
}

/** One record is all there is of its name and type: a set is replaced as a whole. */
function addRecordTo(zone: string, zoneId: pulumi.Output<string>): AddRecord {
  return (context, key, { name, type, value, ttlSeconds, proxied }: DnsRecordArgs) => {
    if (proxied === true) throw new Error("a proxied record is refused by the capabilities");
    const domain = pulumi.output(name).apply(withoutFinalDot);
    const rtype = pulumi.all([type, domain]).apply(([known, at]) => (known === "CNAME" && at === zone ? ALIAS : known));
    const rdata = pulumi.all([rtype, value]).apply(([known, text]) => rdataOf(known, text));
    return new oci.dns.Rrset(
      context.child(`record-${key}`),
      {
        zoneNameOrId: zoneId,
        domain,
        rtype,
        items: [{ domain, rtype, rdata, ttl: ttlSeconds ?? DEFAULT_TTL_SECONDS }],
      },
      // A name has either an alias or other records, and another type is another set.
      context.options({ deleteBeforeReplace: true }),
    );
  };
}

function madeZone({ compartmentId }: OciCloud, context: DriverContext, name: string): oci.dns.Zone {
  const zone = new oci.dns.Zone(
    context.child("zone"),
    {
      compartmentId,
      name: withoutFinalDot(name),
      zoneType: "PRIMARY",
      dnssecState: "ENABLED",
      freeformTags: context.tags,
    },
    context.dataOptions(),
  );
  // Whatever waits for the zone to answer, such as a certificate, waits until its owner has delegated it.
  zone.nameservers.apply((servers) =>
    pulumi.log.info(`delegate ${name} at its registrar to ${servers.map((it) => it.hostname).join(", ")}`, zone),
  );
  return zone;
}

/**
 * An existing zone whose OCID is configured, or a new, signed one whose delegation is the owner's to make. The keys that
 * a registrar has to be told are in the zone's `dnssecConfigs`.
 */
export const dns =
  (cloud: OciCloud): DnsDriver =>
  (context, args) => {
    const given = cloud.settings.zoneId;
    const zone = given === undefined ? madeZone(cloud, context, args.zone) : undefined;
    const zoneId = zone === undefined ? pulumi.output(given!) : zone.id;
    const nameServers =
      zone === undefined
        ? pulumi.output<string[]>([])
        : zone.nameservers.apply((servers) => servers.map(({ hostname }) => withoutFinalDot(hostname)));
    return {
      outputs: {
        zoneId,
        nameServers,
        addRecord: addRecordTo(withoutFinalDot(args.zone), zoneId),
        apexAlias: true,
        addFailover: addFailoverTo(cloud, zoneId),
      },
      nodes: { zoneId, zone } satisfies OciDnsNodes,
    };
  };
