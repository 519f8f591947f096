import * as cloudflare from "@pulumi/cloudflare";
import type { ConnectArgs } from "../provider";
import { planOf, type CloudflarePlan, type CloudflareSettings } from "./config";

/** Cloudflare as one stack uses it; every driver closes over it. */
export interface CloudflareCloud {
  /** The one explicit provider instance. */
  readonly provider: cloudflare.Provider;
  /** The account; see `accountOf`. */
  readonly accountId: string | undefined;
  /** The existing zone; undefined where this stack makes it. */
  readonly zoneId: string | undefined;
  /** What the zone is subscribed to. */
  readonly plan: CloudflarePlan;
}

/** Makes the provider instance of a stack. */
export function connectCloud({ settings, standard }: ConnectArgs<CloudflareSettings>): CloudflareCloud {
  return {
    provider: new cloudflare.Provider("cloudflare", { ...standard }),
    accountId: settings.accountId,
    zoneId: settings.zoneId,
    plan: planOf(settings),
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
