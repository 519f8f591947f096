import type { PlanComponent, PlanResource } from "../plan/schema";
import { resourceOf, resourceOutput, resourcesOf, type Side } from "./side";
import { script } from "./shell";
import { page, step } from "./step";
import type { Step } from "./schema";

/** Seconds that answers are kept during the move. */
const LOW_TTL = 60;

const RECORDS: ReadonlySet<string> = new Set([
  "aws:route53/record:Record",
  "cloudflare:index/dnsRecord:DnsRecord",
  "digitalocean:index/dnsRecord:DnsRecord",
  "oci:Dns/rrset:Rrset",
]);

const ZONES: Readonly<Record<string, string>> = {
  aws: "aws:route53/zone:Zone",
  cloudflare: "cloudflare:index/zone:Zone",
  digitalocean: "digitalocean:index/domain:Domain",
  oci: "oci:Dns/zone:Zone",
};

/** A record whose name visitors ask for. */
interface Named {
  readonly resource: PlanResource;
  readonly name: string;
  readonly ttl: number;
  /** Whether the provider's edge answers, so that a change is seen at once. */
  readonly proxied: boolean;
}

/** What proves a certificate is nobody's to visit. */
const isVisited = ({ name }: PlanResource): boolean => !/certificate/.test(name);

/** The records of a zone that visitors ask for, as the plan has them. */
export function visitedRecords(side: Side, part: PlanComponent): Named[] {
  return resourcesOf(side, part)
    .filter((resource) => RECORDS.has(resource.type) && isVisited(resource))
    .flatMap((resource): Named[] => {
      const { name, domain, ttl, proxied, items } = resource.inputs;
      const own = typeof name === "string" ? name : typeof domain === "string" ? domain : undefined;
      if (own === undefined) return [];
      const first = Array.isArray(items) ? (items[0] as { ttl?: unknown } | undefined)?.ttl : ttl;
      return [{ resource, name: own, ttl: typeof first === "number" ? first : 0, proxied: proxied === true }];
    });
}

/** The zone, where the stack makes it. */
const zoneOf = (side: Side, part: PlanComponent): PlanResource | undefined =>
  resourceOf(side, part, ZONES[part.provider ?? ""] ?? "");

const zoneName = (zone: PlanResource | undefined): string => {
  const name = zone?.inputs["name"];
  return typeof name === "string" ? name : "the zone";
};

/** Lines that give one record a shorter life, by the zone's provider. */
function lowerOne(side: Side, part: PlanComponent, { resource, name }: Named): string[] {
  const zone = zoneOf(side, part);
  const read = (path: string) => `$(${resourceOutput(side, resource, path)})`;
  switch (part.provider) {
    case "aws":
      return [
        `zone_id="${read(".outputs.zoneId")}"`,
        `aws route53 list-resource-record-sets --hosted-zone-id "$zone_id" --output json --query "ResourceRecordSets[?Name=='${name}.' && TTL!=null]" |`,
        `  jq '{Changes: [.[] | {Action: "UPSERT", ResourceRecordSet: (. + {TTL: ${LOW_TTL}})}]}' >"$WORK/ttl.json"`,
        `jq --exit-status '.Changes == []' "$WORK/ttl.json" || aws route53 change-resource-record-sets --hosted-zone-id "$zone_id" --change-batch "file://$WORK/ttl.json"`,
      ];
    case "cloudflare":
      return [
        'curl --fail --silent --show-error --config <(printf \'header = "Authorization: Bearer %s"\\n\' "$CLOUDFLARE_API_TOKEN") \\',
        `  --request PATCH --header 'Content-Type: application/json' --data '{"ttl": ${LOW_TTL}}' \\`,
        `  "https://api.cloudflare.com/client/v4/zones/${read(".outputs.zoneId")}/dns_records/${read(".id")}" | jq .success`,
      ];
    case "digitalocean":
      return [
        `doctl compute domain records update "${read(".outputs.domain")}" --record-id "${read(".id")}" --record-ttl ${LOW_TTL}`,
      ];
    default:
      return [
        `oci dns record rrset get --zone-name-or-id "${read(".outputs.zoneNameOrId")}" --domain ${name} --rtype "${read(".outputs.rtype")}" |`,
        `  jq '{items: [.data.items[] | {domain, rdata, rtype, ttl: ${LOW_TTL}}], zoneNameOrId: "${zoneName(zone)}", domain: "${name}", rtype: .data.items[0].rtype}' >"$WORK/ttl.json"`,
        'oci dns record rrset update --force --from-json "file://$WORK/ttl.json"',
      ];
  }
}

/** Shortens the life of answers that change with the switch. */
export function lowerTtl(side: Side, part: PlanComponent): Step[] {
  const records = visitedRecords(side, part);
  const slow = records.filter(({ ttl, proxied }) => !proxied && ttl > LOW_TTL);
  const quick = records.filter(({ proxied }) => proxied);
  const told = quick.map(({ name }) => name);
  if (records.length === 0) return [];
  const wait = Math.max(0, ...slow.map(({ ttl }) => ttl));
  return [
    step({
      id: "lower-ttl",
      kind: "dns",
      title:
        slow.length === 0
          ? "Nothing keeps an old answer for long"
          : `Let resolvers keep answers ${LOW_TTL} seconds, and wait ${wait}`,
      text: [
        ...slow.map(
          ({ name, ttl }) =>
            `\`${name}\` in ${part.service}: kept ${ttl} seconds today. It leads elsewhere after the switch.`,
        ),
        ...(told.length === 0
          ? []
          : [
              `${told.map((name) => `\`${name}\``).join(", ")} ${told.length === 1 ? "is" : "are"} answered by Cloudflare's edge, so that a change is seen at once.`,
            ]),
        ...(slow.length === 0
          ? []
          : [
              `Whoever asked before the change keeps the old answer up to ${wait} seconds: wait that long before the switch. The program does not know of the change; the switch writes the record anew with its own ${wait}.`,
            ]),
      ],
      asks: slow.length > 0 && part.provider === "cloudflare" ? ["CLOUDFLARE_API_TOKEN"] : [],
      commands:
        slow.length === 0 ? null : script(...slow.map((record) => lowerOne(side, part, record)), `sleep ${wait}`),
      unverified: slow.length === 0 ? [] : ["Not run: it needs an account."],
    }),
  ];
}

const REGISTRAR = "The registrar is where the domain was bought; landfall does not speak to it.";

/** A zone that moves to another provider: what comes before the switch. */
export function beforeZone(from: Side, before: PlanComponent): Step[] {
  const zone = zoneOf(from, before);
  const name = zoneName(zone);
  return [
    step({
      id: "zone-export",
      kind: "dns",
      title: `Write down everything in the zone ${name}`,
      text: [
        "The stack knows its own records alone. Whatever else stands in the zone, such as MX, TXT for mail and proofs for other services, has to be made in the new one by hand. Keep the list.",
      ],
      commands: script(
        before.provider === "aws"
          ? [
              `aws route53 list-resource-record-sets --output json --hosted-zone-id "$(${zone === undefined ? "echo ZONE_ID" : resourceOutput(from, zone, ".id")})" >"$WORK/zone.json"`,
            ]
          : before.provider === "cloudflare"
            ? [
                'curl --fail --silent --show-error --config <(printf \'header = "Authorization: Bearer %s"\\n\' "$CLOUDFLARE_API_TOKEN") \\',
                `  "https://api.cloudflare.com/client/v4/zones/$(${zone === undefined ? "echo ZONE_ID" : resourceOutput(from, zone, ".id")})/dns_records/export" >"$WORK/zone.txt"`,
              ]
            : before.provider === "digitalocean"
              ? [`doctl compute domain records list ${name} >"$WORK/zone.txt"`]
              : [`oci dns record zone get --zone-name-or-id ${name} --all >"$WORK/zone.json"`],
      ),
      asks: before.provider === "cloudflare" ? ["CLOUDFLARE_API_TOKEN"] : [],
      unverified: ["Not run: it needs an account."],
    }),
    step({
      id: "zone-dnssec",
      kind: "dns",
      title: "Take DNSSEC off at the registrar, days before",
      text: [
        `Where the first command prints anything, note what the second says, the seconds that a resolver keeps it. Delete the DS records of ${name} at the registrar, wait until the first prints nothing, and then as long again. A zone whose DS no longer fits its name servers is not answered at all by resolvers that check. ${REGISTRAR}`,
        "The old zone goes on signing until then; it does no harm without a DS.",
      ],
      commands: script(`dig +short DS ${name}`, `dig +noall +answer DS ${name} | awk '{ print $2 }'`),
      sources: [page("https://datatracker.ietf.org/doc/html/rfc6781#section-4.3.5", "not read")],
    }),
  ];
}

/** A zone that moves: what comes right before the switch. */
export function keepRecords(from: Side, before: PlanComponent): Step {
  const records = visitedRecords(from, before);
  const depended = new Set(from.plan.resources.flatMap(({ dependsOn }) => dependsOn));
  const loose = records.filter(({ resource }) => !depended.has(resource.urn));
  return step({
    id: "zone-keep-records",
    kind: "dns",
    title: "Let the stack forget the old zone's records",
    text: [
      "The switch makes a new zone and lets go of the old one. The zone itself is kept, but its records would be deleted, and resolvers ask the old name servers until the registrar's change has reached them: visitors would find nothing. Forgotten by the state, the records stay as they are.",
      ...(loose.length < records.length
        ? ["Records that something else of the stack waits for cannot be forgotten alone and are left out of the list."]
        : []),
    ],
    commands:
      loose.length === 0
        ? null
        : script(loose.map(({ resource }) => `pulumi state delete --stack ${from.stack} --yes '${resource.urn}'`)),
    cautions: [
      "Do it only once everything is verified: the stack does not look after these records any more. Before you go back to the config of before, take them in again with `pulumi import`, or delete them by hand.",
    ],
    unverified: ["Not run."],
  });
}

/** A zone that moves: what comes right after the switch. */
export const afterZone = (from: Side, before: PlanComponent, after: PlanComponent): Step => {
  const names = visitedRecords(from, before).map(({ name }) => name);
  return step({
    id: "zone-switch",
    kind: "dns",
    title: "Fill the new zone, and change the name servers at the registrar",
    text: [
      `Make the records that are not the stack's in ${after.service}, from the list that you wrote down. Ask the new name servers for each name before anybody else does.`,
      `Then point ${names.join(", ") || "the names"} in the old zone at the new side by hand, to what the new name servers answer, so that whoever still asks there gets there.`,
      `Last, enter the new name servers at the registrar. Resolvers keep the old ones as long as the parent zone says, up to two days for most: leave the old zone as it is until then. ${REGISTRAR}`,
      "Then turn DNSSEC on again: the new zone's DS goes to the registrar, where the new provider signs.",
    ],
    commands: script(
      `pulumi stack output nameServers --stack ${from.stack} --json | jq --raw-output '.[]' | while read -r server; do`,
      `  for name in ${names.join(" ") || "example.com"}; do dig +short "@$server" "$name"; done`,
      "done",
    ),
    unverified: ["Not run: it needs an account."],
  });
};
