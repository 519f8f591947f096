import { stringify } from "yaml";
import type { ProviderId } from "../../providers/registry";
import type { CloudObject } from "../../sandbox/cloud";
import { openStack, secret } from "../support/engine";
import { ObservedCloud, type Act, type Refusal } from "../support/observed";

/** Where each part of the shop stands that holds no data. */
export interface Places {
  /** The network as well, which stands with compute. */
  readonly compute: ProviderId;
  /** The records as well, which stand with the edge. */
  readonly edge: ProviderId | undefined;
  readonly dns: ProviderId;
  readonly site: ProviderId;
  readonly monitoring: ProviderId;
}

/** Every ordered pair of two providers once, as a way that begins and ends at the same one. */
export const EVERY_PAIR: readonly ProviderId[] = (() => {
  const [a, b, c, d] = ["aws", "oci", "digitalocean", "cloudflare"] as const;
  return [a, b, a, c, a, d, b, c, b, d, c, d, a];
})();

const ID = "0123456789abcdef0123456789abcdef";
const ocid = (kind: string) => `ocid1.${kind}.oc1..aaaaaaaa`;

/** An app whose only data is a bucket, which stays where it is. */
const APP = {
  name: "front",
  services: {
    web: {
      image: "ghcr.io/acme/web:1.0.0",
      port: 3000,
      routes: ["/"],
      health: { path: "/" },
      worker: { file: "tests/fixtures/worker-shop/workers/web.mjs", compatibilityDate: "2026-11-01" },
    },
  },
  buckets: { files: { versioned: false } },
  // Nothing but Cloudflare and OCI DNS takes another service's name at the top of a zone.
  subdomains: { site: "www", services: "api" },
  site: { repository: "acme/site", build: "npm run build", output: "out", apiUrlVariable: "API_URL" },
  edge: { uncachedPaths: ["/api"], access: {}, bots: false },
  monitoring: { alarms: {}, uptime: { path: "/", intervalSeconds: 300 } },
};

const COMPUTE: Readonly<Record<ProviderId, object>> = {
  aws: { provider: "aws", shape: "containers", size: "micro" },
  oci: { provider: "oci", shape: "containers", size: "small" },
  digitalocean: { provider: "digitalocean", shape: "containers", size: "micro" },
  cloudflare: { provider: "cloudflare", shape: "workers", size: "small" },
};

/** Where services would find secrets; the app has none. */
const SECRETS: Readonly<Record<ProviderId, string>> = {
  aws: "managed",
  oci: "platform",
  digitalocean: "platform",
  cloudflare: "managed",
};

const NETWORK: Readonly<Record<ProviderId, object | undefined>> = {
  aws: { provider: "aws", zones: 2, nat: "none" },
  oci: { provider: "oci" },
  digitalocean: { provider: "digitalocean" },
  cloudflare: undefined,
};

/** The text of a stack's file; zones and the bucket's home stay, whatever moves. */
export function frontConfig({ compute, edge, dns, site, monitoring }: Places): string {
  const topology = {
    name: "front",
    ...(NETWORK[compute] === undefined ? {} : { network: NETWORK[compute] }),
    compute: COMPUTE[compute],
    secrets: { provider: compute, shape: SECRETS[compute] },
    "object-storage": { provider: "aws" },
    "static-site": { provider: site },
    dns: { provider: dns },
    ...(edge === undefined ? {} : { edge: { provider: edge, approximate: true } }),
    monitoring: { provider: monitoring },
  };
  return stringify({
    config: {
      // The engine takes a date for a time.
      "landfall:app": JSON.stringify(APP),
      "landfall:topology": JSON.stringify(topology),
      // What is to be seen is the engine's order, and moving what holds nothing moves the empty store of its secrets.
      "landfall:dataProtection": "off",
      "landfall:domain": "example.net",
      "landfall:email": "ops@example.com",
      "landfall:adminCidrs": [],
      "landfall:sshPublicKeys": [],
      "landfall:aws": { zone: "example.net", zoneId: "Z0123456789ABCDEFGHIJ" },
      "aws:region": "us-east-1",
      "landfall:oci": {
        compartmentId: ocid("compartment"),
        namespace: "acme",
        zone: "example.net",
        zoneId: ocid("dns-zone"),
        certificateOcid: ocid("certificate"),
        siteCertificateOcid: ocid("certificate"),
      },
      "oci:region": "us-ashburn-1",
      "oci:tenancyOcid": ocid("tenancy"),
      "landfall:digitalocean": { zone: "example.net", dnsZone: "existing" },
      "landfall:cloudflare": {
        accountId: ID,
        zone: "example.net",
        zoneId: ID,
        plan: "pro",
        workersPlan: "paid",
        secretsStoreId: ID,
      },
      "cloudflare:apiToken": secret,
      "digitalocean:token": secret,
    },
  });
}

/** A kind of record that DNS lets stand beside others of its name; an alias lets none. */
const RECORDS: Readonly<
  Record<string, (inputs: CloudObject["inputs"]) => { zone: unknown; name: unknown; type: unknown }>
> = {
  "aws:route53/record:Record": ({ zoneId: zone, name, type }) => ({ zone, name, type }),
  "cloudflare:index/dnsRecord:DnsRecord": ({ zoneId: zone, name, type }) => ({ zone, name, type }),
  "digitalocean:index/dnsRecord:DnsRecord": ({ domain: zone, name, type }) => ({ zone, name, type }),
  "oci:Dns/rrset:Rrset": ({ zoneNameOrId: zone, domain: name, rtype: type }) => ({ zone, name, type }),
};

/**
 * What every DNS service refuses: an alias (CNAME) beside any record of its name, and a second record of the same name and
 * type that is the program's own. RFC 1034, section 3.6.2.
 */
export const refusesAliasBesideOthers: Refusal = (wanted, others) => {
  const record = RECORDS[wanted.type]?.(wanted.inputs ?? {});
  if (record === undefined) return undefined;
  const beside = others
    .filter(({ type }) => type === wanted.type)
    .map(({ inputs }) => RECORDS[wanted.type]!(inputs))
    .find((it) => it.zone === record.zone && it.name === record.name && [it.type, record.type].includes("CNAME"));
  return beside && `${String(record.name)} has a record of type ${String(beside.type)} already`;
};

/** The kind of the component that an object belongs to: `Compute`. */
const partOf = ({ urn }: { readonly urn: string }) => /::landfall:index:(\w+)\$/.exec(urn)?.[1] ?? "";

const nameOf = ({ urn }: { readonly urn: string }) => urn.slice(urn.lastIndexOf("::") + 2);

/** What holds the app's data; keys to it come and go with compute. */
const BUCKETS = /^aws:s3\//;

/** Records that lead browsers; others prove who a name belongs to. */
const leads = ({ object }: Act) => /^dns-record-(services|edge|site)$/.test(nameOf(object));

const told = ({ does, object }: Act) => `${does} ${nameOf(object)}`;

/** Where the last of them stands; -1 where there is none. */
const lastIndex = (acts: readonly Act[], test: (act: Act) => boolean): number =>
  acts.reduce((last, act, at) => (test(act) ? at : last), -1);

/** The parts that have to be up before a record leads to them. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  "dns-record-services": ["Compute"],
  "dns-record-edge": ["Compute", "Edge"],
  "dns-record-site": ["StaticSite"],
};

/** Where the logs of an edge go, which it answers without. */
const LOGS = /^aws:cloudwatch\/logDelivery/;

/** What went wrong with the order in which parts were switched: a record before its parts, or an old part before the end. */
function complaintsOf(acts: readonly Act[]): string[] {
  const isMade = ({ does }: Act) => does !== "delete";
  const records = acts.flatMap((act, at): string[] => {
    const needed = NEEDED[nameOf(act.object)] ?? [];
    const late = acts
      .slice(at)
      .filter((it) => isMade(it) && needed.includes(partOf(it.object)) && !LOGS.test(it.object.type));
    return late.map((it) => `${told(act)} came before ${told(it)}`);
  });
  // What watches may be made whenever what it watches is there.
  const last = lastIndex(acts, (act) => isMade(act) && partOf(act.object) !== "Monitoring");
  const early = acts.slice(0, Math.max(0, last)).filter((act) => !isMade(act) && !leads(act));
  return [
    ...records,
    ...early.map((act) => `${told(act)} came before ${told(acts[last]!)}`),
    ...acts
      .filter(({ object }) => partOf(object) === "ObjectStorage" && BUCKETS.test(object.type))
      .map((act) => `${told(act)}: data was touched`),
  ];
}

/** What came of taking a stack along a way of places, one update for each. */
export interface Journey {
  readonly switches: number;
  /** By switch, what went wrong; empty when nothing did. */
  readonly complaints: readonly string[];
}

const AT_ONCE = ["--yes", "--skip-preview", "--color", "never"];

const placesText = (places: Places) =>
  Object.entries(places)
    .map(([part, id]) => `${part} ${id ?? "nowhere"}`)
    .join(", ");

/** Takes a stack up at the first places and then to each of the others, on the real engine. */
export async function travel(way: readonly Places[], folder: string): Promise<Journey> {
  const observed = new ObservedCloud(refusesAliasBesideOthers);
  const complaints: string[] = [];
  for (const [at, places] of way.entries()) {
    const { workspace, close } = await openStack("front", frontConfig(places), { before: observed.before, folder });
    try {
      const { code, stdout, stderr } = await workspace.run("up", AT_ONCE);
      const acts = observed.take();
      const state = (await workspace.resources()).filter(({ type }) => !/^(landfall|pulumi):/.test(type));
      const objects = workspace.cloud.list().map(({ urn }) => urn);
      const found = [
        ...(code === 0 ? [] : [`exit code ${code}`]),
        ...`${stdout}\n${stderr}`.split("\n").filter((line) => /\b(error|panic):/.test(line)),
        ...(at === 0 ? [] : complaintsOf(acts)),
        ...objects.filter((urn) => !state.some((it) => it.urn === urn)).map((urn) => `${urn} was left over`),
        ...(objects.length === state.length ? [] : [`${state.length} in the state, ${objects.length} in the cloud`]),
        ...(at > 0 && acts.length === 0 ? ["nothing moved"] : []),
      ];
      complaints.push(
        ...found.map((it) => `${at === 0 ? "" : `${placesText(way[at - 1]!)} -> `}${placesText(places)}: ${it}`),
      );
    } finally {
      close();
    }
    if (complaints.length > 20) break;
  }
  return { switches: way.length - 1, complaints };
}
