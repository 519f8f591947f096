import * as oci from "@pulumi/oci";
import type { DriverContext } from "../../../components/core/driver";
import { LOG_RETENTION_DAYS } from "../../../components/core/retention";
import { shownAs, type OciCloud } from "../cloud";

/** Logs are kept in whole months, at most six: the SDK's description of `retentionDuration`. */
const MONTH_DAYS = 30;
const MOST_DAYS = 180;

/**
 * Keeps a record of who asked the firewall for what, and what it did. Query parameters are in it, which an app must not put
 * secrets into: https://docs.oracle.com/en-us/iaas/Content/Logging/Reference/details_for_lbwaf.htm (read 2026-11-28)
 */
export function firewallLogs(
  { compartmentId }: OciCloud,
  context: DriverContext,
  firewall: oci.waf.AppFirewall,
): oci.logging.Log {
  const { tags: freeformTags } = context;
  const group = new oci.logging.LogGroup(
    context.child("logs"),
    { compartmentId, displayName: shownAs(context, "logs"), freeformTags },
    context.options(),
  );
  return new oci.logging.Log(
    context.child("firewall-log"),
    {
      logGroupId: group.id,
      displayName: shownAs(context, "firewall-log"),
      logType: "SERVICE",
      configuration: {
        compartmentId,
        source: { sourceType: "OCISERVICE", service: "waf", resource: firewall.id, category: "all" },
      },
      isEnabled: true,
      retentionDuration: Math.min(MOST_DAYS, Math.ceil(LOG_RETENTION_DAYS / MONTH_DAYS) * MONTH_DAYS),
      freeformTags,
    },
    context.options(),
  );
}
