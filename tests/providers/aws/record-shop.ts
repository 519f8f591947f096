import * as pulumi from "@pulumi/pulumi";
import { connectProviders, type Connections } from "../../../providers/connections";
import type { Recording } from "../../../src/plan/recorder";
import { recordOn } from "../../support/harness";
import { buildShop, connectionOf, type Shop } from "./shop";

/** Records a part of the shop, or the whole of it, as a preview would see it. */
export const recordShop = (
  shop: Shop = {},
  build: (connections: Connections, shop: Shop) => void = buildShop,
): Promise<Recording> => recordOn(connectionOf(shop), (connections) => build(connections, shop));

/** A resource with every value known. */
export interface ResolvedResource {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any
}

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

type State = { withLocalStorage<T>(callback: () => Promise<T>): Promise<T> };
type Settings = { waitForRPCs(): Promise<void> };

/** Evaluates the shop with every value known, to look into policies and containers that a preview does not know yet. */
export async function resolveShop(
  shop: Shop = {},
  build: (connections: Connections, shop: Shop) => void = buildShop,
): Promise<ResolvedResource[]> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const state = require("@pulumi/pulumi/runtime/state") as State;
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const settings = require("@pulumi/pulumi/runtime/settings") as Settings;
  const resources: ResolvedResource[] = [];
  await state.withLocalStorage(async () => {
    await pulumi.runtime.setMocks(
      {
        newResource: ({ type, name, inputs }) => {
          resources.push({ type, name, inputs: inputs as ResolvedResource["inputs"] });
          return { id: `${name}-id`, state: { ...known(type, name), ...(inputs as object) } };
        },
        call: () => ({}),
      },
      "landfall",
      "test",
      false,
    );
    await pulumi.runtime.runInPulumiStack(async () => {
      build(await connectProviders(connectionOf(shop)), shop);
    });
    await settings.waitForRPCs();
  });
  return resources;
}

/** The only resolved resource of a type and name. */
export function resolved(resources: readonly ResolvedResource[], type: string, name?: string): ResolvedResource {
  const found = resources.filter((it) => it.type === type && (name === undefined || it.name === name));
  if (found.length !== 1) throw new Error(`expected one ${type} ${name ?? ""}, found ${found.length}`);
  return found[0]!;
}

/** The statements of a policy document. */
export const statementsOf = (document: unknown): Record<string, any>[] =>
  // eslint-disable-line @typescript-eslint/no-explicit-any
  (JSON.parse(String(document)) as { Statement: Record<string, unknown>[] }).Statement;
