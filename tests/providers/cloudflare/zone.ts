import type { ComputeOrigin } from "../../../components/compute";
import { Dns } from "../../../components/dns";
import { Edge, type EdgeArgs } from "../../../components/edge";
import type { CloudflareSettings } from "../../../providers/cloudflare/config";
import type { Connections } from "../../../providers/connections";
import * as pulumi from "@pulumi/pulumi";
import { recordOn, testStack } from "../../support/harness";

export const ACCOUNT_ID = "fedcba9876543210fedcba9876543210";
export const ZONE_ID = "0123456789abcdef0123456789abcdef";

/** Records what is built on Cloudflare with the given settings, in an account of its own. */
export const onCloudflare = (settings: CloudflareSettings, build: (connections: Connections) => void) =>
  recordOn({ cloudflare: { settings: { accountId: ACCOUNT_ID, ...settings }, standard: { apiToken: "t" } } }, build);

/** A zone of the stack. */
export const buildDns = (connections: Connections, dataProtection = true): Dns =>
  new Dns(
    "dns",
    { stack: { ...testStack, dataProtection }, zone: "example.com" },
    connections.place("dns", "cloudflare", "managed"),
  );

export const origin = (publicCertificate = true): ComputeOrigin => ({
  type: "CNAME",
  value: pulumi.output("lb.example.net"),
  publicCertificate,
});

/** Records an edge in front of an origin, in an existing zone. */
export const recordEdge = (args: Partial<EdgeArgs> = {}, settings: CloudflareSettings = {}) =>
  onCloudflare({ zoneId: ZONE_ID, ...settings }, (connections) => {
    const dns = buildDns(connections);
    new Edge(
      "edge",
      { stack: testStack, dns, hostname: "api.example.com", origin: origin(), ...args },
      connections.place("edge", "cloudflare", "managed"),
    );
  });
