import * as pulumi from "@pulumi/pulumi";
import { connectProviders, type Connections } from "../../../providers/connections";
import type { Recording } from "../../../src/plan/recorder";
import { countByType, recordOn } from "../../support/harness";
import { resolveWith, type Answers } from "../../support/resolve";
import { buildDatabase, buildNetwork, buildSecrets, buildShop, connectionOf, type Shop } from "./shop";

/** Records a part of the shop, or the whole of it, as a preview would see it: no call is made, nothing is known. */
export const recordShop = (
  shop: Shop = {},
  build: (connections: Connections, shop: Shop) => void = buildShop,
): Promise<Recording> => recordOn(connectionOf(shop), (connections) => void build(connections, shop));

/** Own types and counts of compute: the whole shop without what it stands on. */
export async function computeCounts(shop: Shop = {}): Promise<Record<string, number>> {
  const before = countByType(
    await recordShop(shop, (connections) => {
      const network = buildNetwork(connections, shop);
      buildSecrets(connections, shop);
      buildDatabase(connections, shop, network);
    }),
  );
  const all = Object.entries(countByType(await recordShop(shop)));
  return Object.fromEntries(all.map(([type, n]) => [type, n - (before[type] ?? 0)] as const).filter(([, n]) => n > 0));
}

/** What the cloud would know of a resource once it is there. */
const known = (type: string, name: string) => ({
  // A value of secrets that any text may be searched for.
  result: type.endsWith("RandomPassword") ? "Canary01Canary02Canary03" : undefined,
  key: "canary-customer-secret-key",
  hex: "0a1b2c3d",
  currentVersionNumber: type === "oci:Vault/secret:Secret" ? "7" : undefined,
  natIp: "192.0.2.1",
  publicIp: "192.0.2.2",
  privateIp: "10.20.0.10",
  ipAddress: "192.0.2.3",
  privateEndpoint: "abcd.adb.us-ashburn-1.oraclecloud.com",
  managementEndpoint: "https://own-management.kms.us-ashburn-1.oraclecloud.com",
  defaultSecurityListId: `${name}-security-list`,
});

/** What the service gateway adds to what it was given. */
const named = ({ services }: Record<string, unknown>) =>
  Array.isArray(services)
    ? {
        services: services.map((it: object) => ({ ...it, serviceName: "All IAD Services In Oracle Services Network" })),
      }
    : {};

/** What look-ups find. */
const answers: Readonly<Record<string, object>> = {
  "oci:Core/getServices:getServices": { services: [{ id: "ocid1.service.oc1.iad.found" }] },
  "oci:Core/getImages:getImages": { images: [{ id: "ocid1.image.oc1.iad.newest" }, { id: "ocid1.image.oc1.iad.old" }] },
  "oci:Core/getShapes:getShapes": { shapes: [{ name: "VM.Standard.E2.1.Micro" }] },
  "oci:Core/getPrivateIps:getPrivateIps": { privateIps: [{ id: "ocid1.privateip.oc1.iad.aaaa" }] },
  "oci:Identity/getAvailabilityDomains:getAvailabilityDomains": {
    availabilityDomains: [{ name: "Uocm:US-ASHBURN-AD-2" }, { name: "Uocm:US-ASHBURN-AD-1" }],
  },
  "oci:Kms/getVault:getVault": { managementEndpoint: "https://found-management.kms.us-ashburn-1.oraclecloud.com" },
};

const CLOUD: Answers = {
  state: ({ type, name, inputs }) => ({ ...known(type, name), ...inputs, ...named(inputs) }),
  found: answers,
};

/** Evaluates a part of the shop with every value known: what it registers, looks up, and what `build` returns. */
export const resolveShop = <T>(shop: Shop, build: (connections: Connections, shop: Shop) => pulumi.Input<T>) =>
  resolveWith(CLOUD, async () => build(await connectProviders(connectionOf(shop)), shop));

/** The shop as a whole, with every value known, and what compute hands on. */
export const resolveWholeShop = (shop: Shop = {}) =>
  resolveShop(shop, (connections) => {
    const { url, egressCidrs, origin } = buildShop(connections, shop);
    return pulumi.output({ url, egressCidrs, origin: origin.value });
  });
