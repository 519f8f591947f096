import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../../components/core/driver";
import type { ResolvedEdgeArgs } from "../../../components/edge";
import type { CloudflareCloud } from "../cloud";

/**
 * Shows the origin a certificate with every request of the zone: Cloudflare's own, by a setting of the zone, or the one of
 * the settings, which comes before it. The three levels are told apart in
 * https://developers.cloudflare.com/ssl/origin-configuration/authenticated-origin-pull/ (read 2026-11-28); every plan has
 * them. An origin that asks for no certificate takes no notice of one.
 */
export function buildPulls(
  { originPull }: CloudflareCloud,
  context: DriverContext,
  zoneId: pulumi.Output<string>,
  { originProtection }: Pick<ResolvedEdgeArgs, "originProtection">,
): void {
  if (originProtection !== "mutual-tls") return;
  if (originPull === undefined) {
    const setting = { zoneId, settingId: "tls_client_auth", value: "on" };
    new cloudflare.ZoneSetting(context.child("setting-tls-client-auth"), setting, context.options());
    return;
  }
  const { certificate, privateKey } = originPull;
  const shown = new cloudflare.AuthenticatedOriginPullsCertificate(
    context.child("origin-pull"),
    { zoneId, certificate, privateKey: pulumi.secret(privateKey) },
    context.options(),
  );
  new cloudflare.AuthenticatedOriginPullsSettings(
    context.child("origin-pull"),
    { zoneId, enabled: true },
    { ...context.options(), dependsOn: shown },
  );
}
