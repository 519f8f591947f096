import * as pulumi from "@pulumi/pulumi";
import { Dns } from "../../../components/dns";
import { Edge, type EdgeArgs } from "../../../components/edge";
import { StaticSite, type StaticSiteArgs } from "../../../components/static-site";
import type { AwsSettings } from "../../../providers/aws/config";
import { connectProviders, type Connections } from "../../../providers/connections";
import type { Recording } from "../../../src/plan/recorder";
import { testStack } from "../../support/harness";
import { resolveWith, type ResolvedResource } from "../../support/resolve";
import { recordShop } from "./record-shop";
import { buildStorage, connectionOf, type Shop } from "./shop";

/** What stands before the services, or holds the site. */
export interface Front {
  readonly settings?: AwsSettings;
  readonly region?: string;
  readonly zone?: string;
  readonly edge?: Partial<EdgeArgs>;
  readonly site?: Partial<StaticSiteArgs>;
  /** Whether there is a zone for the site's name. @default true */
  readonly dns?: boolean;
}

const stack = testStack;

const shopOf = ({ settings = { zoneId: "Z0123456789ABC" }, region }: Front): Shop => ({
  settings,
  ...(region === undefined ? {} : { region }),
});

/** The zone of the tests: an existing one, unless the settings say otherwise. */
export const buildZone = (connections: Connections, zone = "example.com", name = "dns"): Dns =>
  new Dns(name, { stack, zone }, connections.place("dns", "aws", "managed"));

/** An origin at an address, or behind a name. */
export const originAt = (type: "A" | "CNAME", publicCertificate = true) => ({
  type,
  value: pulumi.output(type === "A" ? "203.0.113.5" : "lb.example.net"),
  publicCertificate,
});

/** An edge before an address; with buckets where some are to be served. */
export function buildEdge(connections: Connections, { zone, edge = {} }: Front): Edge {
  const dns = edge.dns ?? buildZone(connections, zone);
  const storage = edge.cdn === undefined ? {} : { objectStorage: buildStorage(connections, {}) };
  const given = { stack, dns, hostname: "api.example.com", origin: originAt("A") };
  return new Edge("edge", { ...given, ...storage, ...edge }, connections.place("edge", "aws", "managed"));
}

export function buildStaticSite(connections: Connections, { site = {}, dns = true, zone }: Front): StaticSite {
  const args: StaticSiteArgs = {
    stack,
    repository: "acme/web",
    buildCommand: "npm run build",
    outputDirectory: "out",
    ...(dns ? { dns: buildZone(connections, zone) } : {}),
    ...site,
  };
  return new StaticSite("site", args, connections.place("static-site", "aws", "managed"));
}

/** As a preview sees it. */
export const recordFront = (
  front: Front,
  build: (connections: Connections, front: Front) => unknown,
): Promise<Recording> => recordShop(shopOf(front), (connections) => void build(connections, front));

const ACCOUNT = "123456789012";

/** What AWS would say of a resource once it is there. */
const known = ({ type, name }: Pick<ResolvedResource, "type" | "name">) => ({
  arn: `arn:aws:test:us-east-1:${ACCOUNT}:${type.split(":").pop()}/${name}`,
  name: `${name}-0a1b2c3`,
  identifier: `${name}-0a1b2c3`,
  clusterIdentifier: `${name}-0a1b2c3`,
  bucket: `${name}-0a1b2c3`,
  hex: "0a1b2c3d",
  bucketRegionalDomainName: `${name}.s3.us-east-1.amazonaws.com`,
  domainName: `${name}.cloudfront.net`,
  zoneId: "Z0MADE",
  nameServers: ["ns-1.example.net", "ns-2.example.net"],
  dsRecord: "12345 13 2 ABCD",
  fqdn: `${name}.example.com`,
  ownerId: ACCOUNT,
  memberClusters: [`${name}-001`],
  masterUserSecrets: [{ secretArn: `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:rds!${name}` }],
  domainValidationOptions: [
    {
      resourceRecordName: "_0123456789abcdef0123456789abcdef.example.com.",
      resourceRecordType: "CNAME",
      resourceRecordValue: "_here.acm.example.",
    },
  ],
});

/** Evaluates with every value known. */
export const evaluateFront = <T>(front: Front, build: (connections: Connections) => pulumi.Input<T>) =>
  resolveWith({ state: (resource) => ({ ...known(resource), ...resource.inputs }) }, async () =>
    build(await connectProviders(connectionOf(shopOf(front)))),
  );

/** What is registered, with every value known. */
export const resolveFront = async (
  front: Front,
  build: (connections: Connections, front: Front) => unknown,
): Promise<ResolvedResource[]> =>
  (await evaluateFront(front, (connections) => void build(connections, front) as pulumi.Input<undefined>)).resources;
