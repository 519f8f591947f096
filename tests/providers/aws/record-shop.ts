import type * as pulumi from "@pulumi/pulumi";
import { connectProviders, type Connections } from "../../../providers/connections";
import type { Recording, WireValue } from "../../../src/plan/recorder";
import { recordOn } from "../../support/harness";
import { resolveWith, type ResolvedResource } from "../../support/resolve";
import { buildShop, connectionOf, type Shop } from "./shop";

/** Records a part of the shop, or the whole of it, as a preview would see it. */
export const recordShop = (
  shop: Shop = {},
  build: (connections: Connections, shop: Shop) => void = buildShop,
): Promise<Recording> => recordOn(connectionOf(shop), (connections) => void build(connections, shop));

export const ACCOUNT = "123456789012";

/** What the cloud would know of a resource once it is there. */
const known = (type: string, name: string) => ({
  arn: `arn:aws:test:us-east-1:${ACCOUNT}:${type.split(":").pop()}/${name}`,
  arnWithoutRevision: `arn:aws:test:us-east-1:${ACCOUNT}:${type.split(":").pop()}/${name}`,
  name: `${name}-0a1b2c3`,
  identifier: `${name}-0a1b2c3`,
  bucket: `${name}-0a1b2c3`,
  ownerId: ACCOUNT,
  publicIp: "198.51.100.7",
  privateIp: `${name}.private`,
  latestVersion: 3,
  allocationId: `eipalloc-${name}`,
  address: `${name}.rds.example`,
  endpoint: `${name}.rds.example`,
  readerEndpoint: `${name}-reads.rds.example`,
  primaryEndpointAddress: `${name}.cache.example`,
  bootstrapBrokersSaslScram: `b-1.${name}.example:9096,b-2.${name}.example:9096`,
  latestRevision: 1,
  engineVersionActual: "17.6",
  url: `https://sqs.example/${ACCOUNT}/${name}`,
  port: 5432,
  dnsName: `${name}.elb.example`,
  hex: "0a1b2c3d",
  result: "canary-generated",
  secret: "canary-access-key",
  versionId: `version-of-${name}`,
  certificateAuthority: { data: "authority" },
  status: { loadBalancer: { ingress: [{ hostname: `${name}.elb.example` }] } },
  masterUserSecrets: [{ secretArn: `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:rds!${name}` }],
  domainValidationOptions: [
    {
      resourceRecordName: "_proof.api.example.com.",
      resourceRecordType: "CNAME",
      resourceRecordValue: "_here.acm.example.",
    },
  ],
});

/** What EKS adds to what it was told. */
const added = ({ type, inputs }: ResolvedResource) =>
  type === "aws:eks/cluster:Cluster"
    ? { vpcConfig: { ...inputs["vpcConfig"], clusterSecurityGroupId: "sg-of-cluster" } }
    : {};

/** The newest image, as AWS would answer. */
export const NEWEST_IMAGE = "ami-0a1b2c3d4e5f60718";
const found = { "aws:ssm/getParameter:getParameter": { insecureValue: NEWEST_IMAGE } };

/** Evaluates a part of the shop with every value known, and hands back what it registered and what `build` returned. */
const evaluate = <T>(shop: Shop, build: (connections: Connections, shop: Shop) => pulumi.Input<T>) =>
  resolveWith(
    { state: (it) => ({ ...known(it.type, it.name), ...(it.inputs as object), ...added(it) }), found },
    async () => build(await connectProviders(connectionOf(shop)), shop),
  );

/** What a part of the shop registers, to look into policies and containers that a preview does not know yet. */
export const resolveShop = async (
  shop: Shop = {},
  build: (connections: Connections, shop: Shop) => unknown = buildShop,
): Promise<ResolvedResource[]> =>
  (await evaluate(shop, (connections) => void build(connections, shop) as pulumi.Input<undefined>)).resources;

/** What the whole shop asks AWS for, once everything is known. */
export const lookUpsOf = async (shop: Shop) =>
  (await evaluate(shop, (connections) => void buildShop(connections, shop) as pulumi.Input<undefined>)).lookUps;

/** What a part of the shop hands on to others. */
export const valueOf = async <T>(
  shop: Shop,
  build: (connections: Connections, shop: Shop) => pulumi.Input<T>,
): Promise<T> => (await evaluate(shop, build)).value;

/** One statement of a policy document. */
export interface ResolvedStatement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly Action: readonly string[];
  readonly Resource?: readonly string[];
  readonly Condition?: unknown;
}

/** The statements of a policy document. */
export const statementsOf = (document: WireValue | undefined): ResolvedStatement[] =>
  (JSON.parse(document as string) as { Statement: ResolvedStatement[] }).Statement;
