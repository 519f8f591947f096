import * as pulumi from "@pulumi/pulumi";
import type { Binding } from "../../../components/core/binding";
import type { Network } from "../../../components/network";
import { connectProviders, type Connections } from "../../../providers/connections";
import { recordOn } from "../../support/harness";
import { resolveWith } from "../../support/resolve";
import { buildNetwork, connectionOf, type Shop } from "./shop";

/** What the cloud would know of parts beside compute. */
const state = ({ type, name, inputs }: { type: string; name: string; inputs: object }): object => ({
  result: type.endsWith("RandomPassword") ? "Canary01Canary02Canary03" : undefined,
  defaultSecurityListId: `${name}-security-list`,
  primaryFqdn: "cache.example.oci",
  endpointFqdn: "pool.example.oci",
  messagesEndpoint: "https://cell-1.queue.example.oci",
  hostname: "gateway.example.oci",
  token: "canary-token",
  name: `${name}-name`,
  nameservers: [{ hostname: "ns1.example.oci." }, { hostname: "ns2.example.oci." }],
  connectionStrings: [
    {
      profiles: [
        { consumerGroup: "TP", tlsAuthentication: "MUTUAL", value: "(wallet)" },
        { consumerGroup: "LOW", tlsAuthentication: "SERVER", value: "(low)" },
        { consumerGroup: "TP", tlsAuthentication: "SERVER", value: "(connect_data=(service_name=g1_shop_tp.adb))" },
      ],
    },
  ],
  ...inputs,
  ...("networkDetails" in inputs
    ? { networkDetails: { ...(inputs.networkDetails as object), primaryDbEndpointPrivateIp: "10.20.64.7" } }
    : {}),
});

type Build<T> = (connections: Connections, network: Network) => T;

/** The settings that queues need beside those of the shop. */
const withTenancy = (shop: Shop): Shop => ({ ...shop, settings: { tenancyName: "acme", ...shop.settings } });

/** Records a part in a network, as a preview would see it. */
export const recordBacking = (build: Build<unknown>, shop: Shop = {}) =>
  recordOn(connectionOf(withTenancy(shop)), (connections) => void build(connections, buildNetwork(connections, shop)));

/** Evaluates a part in a network with every value known. */
export const resolveBacking = <T>(build: Build<pulumi.Input<T>>, shop: Shop = {}) =>
  resolveWith({ state }, async () => {
    const connections = await connectProviders(connectionOf(withTenancy(shop)));
    return build(connections, buildNetwork(connections, shop));
  });

/** The value of a binding that is kept by no store. */
export const valueOf = (binding: Binding): pulumi.Output<string> =>
  binding.kind === "reference" ? pulumi.output("") : pulumi.unsecret(pulumi.output(binding.value));
