import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import type { ConnectArgs } from "../provider";
import {
  asPlan,
  planOf,
  workersPlanOf,
  type CloudflarePlan,
  type CloudflareSettings,
  type WorkersPlan,
} from "./config";

/** The zone that a stack is in; what belongs to a zone and is handed none, such as a health check, asks here. */
export class ZoneInUse {
  private known: pulumi.Output<string> | undefined;

  constructor(existing: string | undefined) {
    this.known = existing === undefined ? undefined : pulumi.output(existing);
  }

  /** Undefined as long as there is none: neither configured, nor made by the stack. */
  get id(): pulumi.Output<string> | undefined {
    return this.known;
  }

  /** Says which zone the stack has made. */
  made(id: pulumi.Output<string>): void {
    this.known = id;
  }
}

/** Cloudflare as one stack uses it; every driver closes over it. */
export interface CloudflareCloud {
  /** The one explicit provider instance. */
  readonly provider: cloudflare.Provider;
  /** The account; see `accountOf`. */
  readonly accountId: string | undefined;
  /** The existing zone; undefined where this stack makes it. */
  readonly zoneId: string | undefined;
  /** The zone that the stack is in, also where this stack makes it. */
  readonly zone: ZoneInUse;
  /** What the zone is subscribed to. */
  readonly plan: CloudflarePlan;
  /** Whether the stack itself says the plan. */
  readonly planIsSaid: boolean;
  /** What the account is subscribed to for Workers. */
  readonly workersPlan: WorkersPlan;
  /** The account's one store of secrets. */
  readonly secretsStoreId: string | undefined;
  /** The PostgreSQL that stands elsewhere. */
  readonly hyperdrive: CloudflareSettings["hyperdrive"];
  /** The certificate that the edge shows origins; undefined where it is Cloudflare's own. */
  readonly originPull: CloudflareSettings["originPull"];
}

/** The plan that an edge's rules are made for: the stack's, else the topology's. */
export const edgePlan = ({ plan, planIsSaid }: CloudflareCloud, wanted: string | undefined): CloudflarePlan =>
  planIsSaid ? plan : planOf({ plan: asPlan(wanted) });

/** Makes the provider instance of a stack. */
export function connectCloud({ settings, standard }: ConnectArgs<CloudflareSettings>): CloudflareCloud {
  return {
    provider: new cloudflare.Provider("cloudflare", { ...standard }),
    accountId: settings.accountId,
    zoneId: settings.zoneId,
    zone: new ZoneInUse(settings.zoneId),
    plan: planOf(settings),
    planIsSaid: settings.plan !== undefined,
    workersPlan: workersPlanOf(settings),
    secretsStoreId: settings.secretsStoreId,
    hyperdrive: settings.hyperdrive,
    originPull: settings.originPull,
  };
}

/**
 * The account to build in.
 *
 * @throws Error when there is none: every use of Cloudflare asks for `landfall:cloudflare.accountId`, so it is a bug.
 */
export function accountOf({ accountId }: CloudflareCloud): string {
  if (accountId === undefined) throw new Error("a driver of cloudflare was connected without an account");
  return accountId;
}
