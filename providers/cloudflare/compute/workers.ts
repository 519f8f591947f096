import { readFileSync } from "node:fs";
import { basename } from "node:path";
import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import type { ComputeDriver, ComputeOrigin, ResolvedComputeArgs } from "../../../components/compute";
import { nodesOn } from "../../../components/core/component";
import type { Nodes } from "../../../components/core/driver";
import { accountOf, type CloudflareCloud } from "../cloud";
import { workerBindings } from "./bindings";
import { calleesFirst } from "./calls";
import { buildTriggers } from "./triggers";
import type { CloudflareDnsNodes } from "../dns";
import { nameOf } from "../names";

/** Cloudflare's own resources behind the services. */
export interface CloudflareWorkersNodes extends Nodes {
  readonly scripts: Readonly<Record<string, cloudflare.WorkersScript>>;
}

/** An address that is nobody's, for a name that nothing but a Worker answers under; RFC 5737. */
const ORIGINLESS = "192.0.2.1";

/** The module of a service. Its content is the input rather than its path, so that a plan is the same on every machine. */
function moduleOf(name: string, { services }: ResolvedComputeArgs) {
  const { worker } = services[name]!;
  if (worker === undefined) throw new Error(`the service ${name} has no worker, which preflight refuses first`);
  return {
    content: readFileSync(worker.file, "utf8"),
    mainModule: basename(worker.file),
    compatibilityDate: worker.compatibilityDate,
    compatibilityFlags: ["nodejs_compat"],
  };
}

function zoneOf(cloud: CloudflareCloud, { dns }: ResolvedComputeArgs): pulumi.Output<string> {
  if (dns?.provider === "cloudflare") return nodesOn<CloudflareDnsNodes>("cloudflare", dns).zoneId;
  if (cloud.zone.id === undefined) throw new Error("Workers answer in a zone, which the settings ask for first");
  return cloud.zone.id;
}

/**
 * Where a record of the hostname leads: nowhere, where Cloudflare itself answers in its place; else to the name by which a
 * zone takes what another provider's records send, https://developers.cloudflare.com/dns/zone-setups/partial-setup/.
 */
function originOf(hostname: string, { dns }: ResolvedComputeArgs): ComputeOrigin {
  if (dns?.provider === "cloudflare")
    return { type: "A", value: pulumi.output(ORIGINLESS), publicCertificate: true, proxied: true };
  return { type: "CNAME", value: pulumi.output(`${hostname}.cdn.cloudflare.net`), publicCertificate: true };
}

/**
 * A Worker for each service, of the module that the service ships. It runs wherever it is called, in as many copies as it
 * takes; what it reaches it is bound to by name rather than by address.
 */
export const computeWorkers =
  (cloud: CloudflareCloud): ComputeDriver =>
  (context, args) => {
    const { hostname } = args;
    if (hostname === undefined) throw new Error("Workers answer under a hostname, which preflight asks for first");
    const accountId = accountOf(cloud);
    const zoneId = zoneOf(cloud, args);
    const { order, circle } = calleesFirst(
      Object.fromEntries(Object.entries(args.services).map(([name, { calls }]) => [name, calls])),
    );
    if (circle.length > 0) throw new Error(`${circle.join(", ")} call each other, which preflight refuses first`);
    const scripts: Record<string, cloudflare.WorkersScript> = {};
    for (const name of order) {
      const script = new cloudflare.WorkersScript(
        context.child(name),
        {
          accountId,
          scriptName: nameOf(context, name),
          ...moduleOf(name, args),
          observability: { enabled: true },
          bindings: workerBindings(args, name, scripts),
        },
        // The SDK does not mark what is secret in them.
        context.options({ additionalSecretOutputs: ["bindings"] }),
      );
      scripts[name] = script;
      buildTriggers(context, args, name, { accountId, zoneId, script });
    }
    return {
      outputs: {
        url: pulumi.output(`https://${hostname}`),
        origin: originOf(hostname, args),
        egressCidrs: pulumi.output<string[]>([]),
      },
      nodes: { scripts } satisfies CloudflareWorkersNodes,
    };
  };
