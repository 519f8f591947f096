import * as digitalocean from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import type { ResolvedComputeArgs } from "../../../components/compute";
import type { DriverContext } from "../../../components/core/driver";

/**
 * Who may open connections, in the API's words: Droplets of a tag, a Kubernetes cluster, an app, or a network.
 *
 * An app is known by the public address that it sends from: one that stands in a VPC comes from the VPC's own range. Kafka
 * knows no apps. https://github.com/digitalocean-labs/do-app-platform-skills, vpc-trusted-sources (read 2026-11-21)
 */
export interface Source {
  readonly type: "tag" | "droplet" | "k8s" | "app" | "ip_addr";
  /** A tag's name, an id, or a network in CIDR notation. */
  readonly value: pulumi.Input<string>;
}

/** An address that nobody sends from, by RFC 5737: a cluster without any rule lets everybody in. */
const NOBODY = { type: "ip_addr", value: "192.0.2.1" } as const;

/** A single address is written without its prefix length. */
const short = (cidr: string): string => cidr.replace(/\/32$/, "");

/**
 * Who is let in to a cluster. Compute is made after the cluster that it is told of, and says here where its connections
 * come from; the list is read once everything of the stack has been constructed.
 */
export class AccessList {
  private readonly sources: Source[] = [];
  private allowed: pulumi.Output<string[]> | undefined;
  private closed = false;
  private read: pulumi.Output<Source[]> | undefined;

  /** @throws Error when the list was already read: the program waited for something between the cluster and compute. */
  admit(source: Source): void {
    if (this.closed) throw new Error("compute was made after the cluster had read whom to let in");
    this.sources.push(source);
  }

  /** @throws Error when the list was already read, or networks were given before. */
  allow(cidrs: pulumi.Output<string[]>): void {
    if (this.closed || this.allowed !== undefined) {
      throw new Error("the cluster has already been told which networks to let in");
    }
    this.allowed = cidrs;
  }

  /** The rules, as soon as all components are constructed; nobody is let in when nobody was named. */
  get rules(): pulumi.Output<Source[]> {
    if (this.read === undefined) {
      const complete = new Promise<void>((resolve) => setImmediate(resolve));
      const known = pulumi.output(complete.then(() => this.close()));
      this.read = known.apply(({ sources, allowed }) => {
        const networks = allowed.map((cidr): Source => ({ type: "ip_addr", value: short(cidr) }));
        const all = [...(sources as Source[]), ...networks];
        return all.length === 0 ? [NOBODY] : all;
      });
    }
    return this.read;
  }

  private close(): { sources: readonly Source[]; allowed: pulumi.Input<string[]> } {
    this.closed = true;
    return { sources: this.sources, allowed: this.allowed ?? [] };
  }
}

/** What compute of DigitalOcean finds behind a managed cluster. */
export interface DigitaloceanClusterNodes {
  readonly [key: string]: unknown;
  readonly cluster: digitalocean.DatabaseCluster;
  readonly access: AccessList;
}

/** Lets compute in to every managed cluster that it is told of; whatever runs beside the services needs no rule. */
export function admit(
  { database, cache, queue }: Pick<ResolvedComputeArgs, "database" | "cache" | "queue">,
  source: Source,
): void {
  for (const part of [database, cache, queue]) {
    (part?.nodes as Partial<DigitaloceanClusterNodes> | undefined)?.access?.admit(source);
  }
}

/**
 * The one list of a cluster, or of a copy of it: without it everybody may try to sign in. It is kept with the data that it
 * guards.
 */
export function firewall(
  context: DriverContext,
  role: string,
  clusterId: pulumi.Input<string>,
  { rules }: AccessList,
): digitalocean.DatabaseFirewall {
  return new digitalocean.DatabaseFirewall(
    context.child(role),
    { clusterId, rules },
    context.options({ retainOnDelete: context.stack.dataProtection }),
  );
}
