import type { Issue } from "../../components/core/errors";
import type { WantedEntitlements } from "../../providers/provider";
import { providerIds, providerOf, type ProviderId } from "../../providers/registry";
import type { LandfallConfig } from "../config/load";

/** What a stack wants of one provider, as far as plans and services limit it. */
function wantedOf({ app, used }: LandfallConfig, id: ProviderId): WantedEntitlements {
  return {
    ...(used.edge?.provider === id && app.edge !== undefined ? { edge: app.edge } : {}),
    ...(used["static-site"]?.provider === id ? { "static-site": { fallbackDocument: app.site?.fallback } } : {}),
  };
}

/** What the account's plan at a provider, or the service itself, does not allow. */
export function checkEntitlements(config: LandfallConfig): Issue[] {
  return providerIds.flatMap((id) => {
    const settings = config.providers[id]?.settings;
    return settings === undefined ? [] : providerOf(id).entitlements(settings, wantedOf(config, id));
  });
}
