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
  name: `${name}-0a1b2c3`,
  identifier: `${name}-0a1b2c3`,
  bucket: `${name}-0a1b2c3`,
  ownerId: ACCOUNT,
  publicIp: "198.51.100.7",
  allocationId: `eipalloc-${name}`,
  address: `${name}.rds.example`,
  port: 5432,
  dnsName: `${name}.elb.example`,
  hex: "0a1b2c3d",
  result: "canary-generated",
  secret: "canary-access-key",
  versionId: `version-of-${name}`,
  masterUserSecrets: [{ secretArn: `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:rds!${name}` }],
  domainValidationOptions: [
    {
      resourceRecordName: "_proof.api.example.com.",
      resourceRecordType: "CNAME",
      resourceRecordValue: "_here.acm.example.",
    },
  ],
});

/** Evaluates a part of the shop with every value known, and hands back what it registered and what `build` returned. */
const evaluate = <T>(shop: Shop, build: (connections: Connections, shop: Shop) => pulumi.Input<T>) =>
  resolveWith({ state: ({ type, name, inputs }) => ({ ...known(type, name), ...inputs }) }, async () =>
    build(await connectProviders(connectionOf(shop)), shop),
  );

/** What a part of the shop registers, to look into policies and containers that a preview does not know yet. */
export const resolveShop = async (
  shop: Shop = {},
  build: (connections: Connections, shop: Shop) => unknown = buildShop,
): Promise<ResolvedResource[]> =>
  (await evaluate(shop, (connections) => void build(connections, shop) as pulumi.Input<undefined>)).resources;

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
