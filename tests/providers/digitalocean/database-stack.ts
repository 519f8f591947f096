import * as pulumi from "@pulumi/pulumi";
import type { Binding } from "../../../components/core/binding";
import { Network } from "../../../components/network";
import { connectProviders, type Connections } from "../../../providers/connections";
import type { DigitaloceanSettings } from "../../../providers/digitalocean/config";
import { recordOn, testStack } from "../../support/harness";
import { resolveWith, type ResolvedResource } from "../../support/resolve";

export const LABELS = [
  "landfall-app:shop",
  "landfall-stack:test",
  "landfall-topology:test",
  "managed-by:pulumi",
] as const;

/** The labels of a component's resources, as DigitalOcean's tags. */
export const labelsOf = (component: string): string[] => [...LABELS, `landfall-component:${component}`].sort();

const connectionOf = (settings: DigitaloceanSettings) => ({
  digitalocean: { settings, standard: { token: "t", spacesAccessId: "id", spacesSecretKey: "key" } },
});

/** What the cloud would know of a resource once it is there. */
const known = ({ type, name, inputs }: ResolvedResource): object => ({
  name: `${name}-name`,
  host: `${name}.example.do`,
  privateHost: `private-${name}.example.do`,
  port: 25060,
  user: type.endsWith("DatabaseCluster") ? "doadmin" : undefined,
  password: `canary-${name}`,
  uuid: `${name}-uuid`,
  hex: "0a1b2c3d",
  ipv4Address: "192.0.2.1",
  ipv4AddressPrivate: "10.20.0.2",
  ipAddress: "192.0.2.9",
  ip: "192.0.2.5",
  fingerprint: `${name}-fingerprint`,
  defaultIngress: "https://shop.ondigitalocean.app/",
  liveUrl: "https://shop.ondigitalocean.app/",
  accessKey: "canary-access-key",
  secretKey: "canary-secret-key",
  ...(type.endsWith("SpacesBucket") ? { bucketDomainName: `${name}-name.nyc3.digitaloceanspaces.com` } : {}),
  ...inputs,
});

type Build<T> = (connections: Connections, network: Network) => T;

const networkOf = (connections: Connections): Network =>
  new Network("network", { stack: testStack }, connections.place("network", "digitalocean", "managed"));

/** Records parts beside a network, as a first preview would see them. */
export const recordParts = (build: Build<unknown>, settings: DigitaloceanSettings = {}) =>
  recordOn(connectionOf(settings), (connections) => void build(connections, networkOf(connections)));

/** Evaluates parts beside a network with every value known. */
export const resolveParts = <T>(build: Build<pulumi.Input<T>>, settings: DigitaloceanSettings = {}) =>
  resolveWith(
    {
      state: known,
      found: { "digitalocean:index/getDatabaseCa:getDatabaseCa": { certificate: "-----BEGIN CERTIFICATE-----" } },
    },
    async () => {
      const connections = await connectProviders(connectionOf(settings));
      return build(connections, networkOf(connections));
    },
  );

/** The value of a binding that no store keeps. */
export const valueOf = (binding: Binding | undefined): pulumi.Output<string> =>
  binding === undefined || binding.kind === "reference"
    ? pulumi.output("")
    : pulumi.unsecret(pulumi.output(binding.value));
