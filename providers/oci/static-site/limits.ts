import type { Issue } from "../../../components/core/errors";
import type { Wanted } from "../../wanted";
import type { OciSettings } from "../config";

/** What a gateway cannot have in front of a site: a name without a certificate that browsers trust. */
export function siteIssues(
  { siteCertificateOcid }: Pick<OciSettings, "siteCertificateOcid">,
  { hostname }: Pick<NonNullable<Wanted["static-site"]>, "hostname">,
): Issue[] {
  if (hostname === undefined || siteCertificateOcid !== undefined) return [];
  return [
    {
      at: "landfall:oci.siteCertificateOcid",
      problem: `is missing, and browsers would not trust ${hostname}`,
      allowed: "the OCID of a certificate, such as ocid1.certificate.oc1.iad.aaaa",
      fix: "import a certificate into the Certificates service and set its OCID",
    },
  ];
}
