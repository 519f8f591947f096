import * as digitalocean from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import { nodesOn } from "../../components/core/component";
import type { Nodes } from "../../components/core/driver";
import type { AddRecord, Dns, DnsDriver, DnsRecordArgs } from "../../components/dns";
import type { DigitaloceanCloud } from "./cloud";

/** DigitalOcean's own resources behind a zone. */
export interface DigitaloceanDnsNodes extends Nodes {
  /** The zone; undefined where one of the account is used that this stack has not made. */
  readonly domain: digitalocean.Domain | undefined;
}

/**
 * What must be there before a certificate can be proven: the zone, and not the whole component, whose records may wait for
 * what the certificate is for.
 */
export function zoneOf(dns: Dns): pulumi.Resource[] {
  const { domain } = nodesOn<DigitaloceanDnsNodes>("digitalocean", dns);
  return domain === undefined ? [] : [domain];
}

const DEFAULT_TTL_SECONDS = 300;

/** The same for every zone: https://docs.digitalocean.com/products/networking/dns/getting-started/dns-registrars */
const NAME_SERVERS = ["ns1.digitalocean.com", "ns2.digitalocean.com", "ns3.digitalocean.com"];

const withoutFinalDot = (name: string) => name.replace(/\.$/, "").toLowerCase();

/**
 * A name as the API wants it: without the zone's, and `@` for the zone itself.
 *
 * @throws RunError when the name is in another zone.
 */
export function nameIn(zone: string, name: string): string {
  const full = withoutFinalDot(name);
  if (full === zone) return "@";
  if (!full.endsWith(`.${zone}`)) throw new pulumi.RunError(`${name} is not in the zone ${zone}`);
  return full.slice(0, -zone.length - 1);
}

/** The API hands names back with a final dot: without it every run would find a change. */
const valueOf = (type: string, value: string): string => (type === "CNAME" ? `${withoutFinalDot(value)}.` : value);

const addRecordTo =
  (zone: string, domain: pulumi.Output<string>): AddRecord =>
  (context, key, { name, type, value, ttlSeconds, proxied }: DnsRecordArgs) => {
    if (proxied === true) throw new Error("a proxied record is refused by the capabilities");
    return new digitalocean.DnsRecord(
      context.child(`record-${key}`),
      {
        domain,
        type,
        // Left out it would be given a name of the engine's making.
        name: pulumi.output(name).apply((known) => nameIn(zone, known)),
        value: pulumi.all([type, value]).apply(([known, text]) => valueOf(known, text)),
        ttl: ttlSeconds ?? DEFAULT_TTL_SECONDS,
      },
      // A name has either an alias or other records.
      context.options({ deleteBeforeReplace: true }),
    );
  };

/**
 * A zone that the account has already, where the settings say so, or a new one whose delegation is the owner's to make.
 * Neither zones nor records carry tags.
 */
export const dns =
  (cloud: DigitaloceanCloud): DnsDriver =>
  (context, args) => {
    const zone = withoutFinalDot(args.zone);
    if (cloud.settings.dnsZone === "existing") {
      const zoneId = pulumi.output(zone);
      return {
        outputs: { zoneId, nameServers: pulumi.output<string[]>([]), addRecord: addRecordTo(zone, zoneId) },
        nodes: { domain: undefined } satisfies DigitaloceanDnsNodes,
      };
    }
    const domain = new digitalocean.Domain(context.child("zone"), { name: zone }, context.dataOptions());
    // Whatever waits for the zone to answer, such as a certificate, waits until its owner has delegated it.
    domain.id.apply(() => pulumi.log.info(`delegate ${zone} at its registrar to ${NAME_SERVERS.join(", ")}`, domain));
    return {
      outputs: {
        zoneId: domain.id,
        nameServers: domain.id.apply(() => NAME_SERVERS),
        addRecord: addRecordTo(zone, domain.name),
      },
      nodes: { domain } satisfies DigitaloceanDnsNodes,
    };
  };
