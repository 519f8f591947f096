import { createPrivateKey, X509Certificate } from "node:crypto";
import type { Issue } from "../../components/core/errors";
import type { CloudflareSettings } from "./config";

/**
 * Issues the certificate that Cloudflare shows every origin that asks for one, whoever's zone it is in front of; it ends on
 * 2029-11-01. Its SHA-256 fingerprint begins with 9A1AC2B4.
 *
 * Source: https://developers.cloudflare.com/ssl/static/authenticated_origin_pull_ca.pem, as the documentation printed it:
 * https://developers.cloudflare.com/ssl/origin-configuration/authenticated-origin-pull/set-up/global/ (read 2026-11-28)
 */
const SHARED_AUTHORITY = `-----BEGIN CERTIFICATE-----
MIIGCjCCA/KgAwIBAgIIV5G6lVbCLmEwDQYJKoZIhvcNAQENBQAwgZAxCzAJBgNV
BAYTAlVTMRkwFwYDVQQKExBDbG91ZEZsYXJlLCBJbmMuMRQwEgYDVQQLEwtPcmln
aW4gUHVsbDEWMBQGA1UEBxMNU2FuIEZyYW5jaXNjbzETMBEGA1UECBMKQ2FsaWZv
cm5pYTEjMCEGA1UEAxMab3JpZ2luLXB1bGwuY2xvdWRmbGFyZS5uZXQwHhcNMTkx
MDEwMTg0NTAwWhcNMjkxMTAxMTcwMDAwWjCBkDELMAkGA1UEBhMCVVMxGTAXBgNV
BAoTEENsb3VkRmxhcmUsIEluYy4xFDASBgNVBAsTC09yaWdpbiBQdWxsMRYwFAYD
VQQHEw1TYW4gRnJhbmNpc2NvMRMwEQYDVQQIEwpDYWxpZm9ybmlhMSMwIQYDVQQD
ExpvcmlnaW4tcHVsbC5jbG91ZGZsYXJlLm5ldDCCAiIwDQYJKoZIhvcNAQEBBQAD
ggIPADCCAgoCggIBAN2y2zojYfl0bKfhp0AJBFeV+jQqbCw3sHmvEPwLmqDLqynI
42tZXR5y914ZB9ZrwbL/K5O46exd/LujJnV2b3dzcx5rtiQzso0xzljqbnbQT20e
ihx/WrF4OkZKydZzsdaJsWAPuplDH5P7J82q3re88jQdgE5hqjqFZ3clCG7lxoBw
hLaazm3NJJlUfzdk97ouRvnFGAuXd5cQVx8jYOOeU60sWqmMe4QHdOvpqB91bJoY
QSKVFjUgHeTpN8tNpKJfb9LIn3pun3bC9NKNHtRKMNX3Kl/sAPq7q/AlndvA2Kw3
Dkum2mHQUGdzVHqcOgea9BGjLK2h7SuX93zTWL02u799dr6Xkrad/WShHchfjjRn
aL35niJUDr02YJtPgxWObsrfOU63B8juLUphW/4BOjjJyAG5l9j1//aUGEi/sEe5
lqVv0P78QrxoxR+MMXiJwQab5FB8TG/ac6mRHgF9CmkX90uaRh+OC07XjTdfSKGR
PpM9hB2ZhLol/nf8qmoLdoD5HvODZuKu2+muKeVHXgw2/A6wM7OwrinxZiyBk5Hh
CvaADH7PZpU6z/zv5NU5HSvXiKtCzFuDu4/Zfi34RfHXeCUfHAb4KfNRXJwMsxUa
+4ZpSAX2G6RnGU5meuXpU5/V+DQJp/e69XyyY6RXDoMywaEFlIlXBqjRRA2pAgMB
AAGjZjBkMA4GA1UdDwEB/wQEAwIBBjASBgNVHRMBAf8ECDAGAQH/AgECMB0GA1Ud
DgQWBBRDWUsraYuA4REzalfNVzjann3F6zAfBgNVHSMEGDAWgBRDWUsraYuA4REz
alfNVzjann3F6zANBgkqhkiG9w0BAQ0FAAOCAgEAkQ+T9nqcSlAuW/90DeYmQOW1
QhqOor5psBEGvxbNGV2hdLJY8h6QUq48BCevcMChg/L1CkznBNI40i3/6heDn3IS
zVEwXKf34pPFCACWVMZxbQjkNRTiH8iRur9EsaNQ5oXCPJkhwg2+IFyoPAAYURoX
VcI9SCDUa45clmYHJ/XYwV1icGVI8/9b2JUqklnOTa5tugwIUi5sTfipNcJXHhgz
6BKYDl0/UP0lLKbsUETXeTGDiDpxZYIgbcFrRDDkHC6BSvdWVEiH5b9mH2BON60z
0O0j8EEKTwi9jnafVtZQXP/D8yoVowdFDjXcKkOPF/1gIh9qrFR6GdoPVgB3SkLc
5ulBqZaCHm563jsvWb/kXJnlFxW+1bsO9BDD6DweBcGdNurgmH625wBXksSdD7y/
fakk8DagjbjKShYlPEFOAqEcliwjF45eabL0t27MJV61O/jHzHL3dknXeE4BDa2j
bA+JbyJeUMtU7KMsxvx82RmhqBEJJDBCJ3scVptvhDMRrtqDBW5JShxoAOcpFQGm
iYWicn46nPDjgTU0bX1ZPpTpryXbvciVL5RkVBuyX2ntcOLDPlZWgxZCBp96x07F
AnOzKgZk4RzZPNAxCXERVxajn/FLcOhglVAKo5H0ac+AitlQ0ip55D2/mf8o72tM
fVQ6VpyjEXdiIXWUq/o=
-----END CERTIFICATE-----
`;

type OriginPull = NonNullable<CloudflareSettings["originPull"]>;

/** Whoever issued the certificate that the edge shows: of the stack's own, or Cloudflare's. */
export function clientAuthority({ originPull }: Pick<CloudflareSettings, "originPull">): string {
  if (originPull === undefined) return SHARED_AUTHORITY;
  return `${(originPull.authority ?? originPull.certificate).trim()}\n`;
}

/** What a text says as a certificate; undefined where it is none. */
function readCertificate(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

/** Whether a certificate belongs to a key, which may be none. */
function belongsTo(certificate: X509Certificate, key: string): boolean {
  try {
    return certificate.checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

/** Whether one certificate was issued by another, or by itself. */
const isIssuedBy = (certificate: X509Certificate, authority: X509Certificate): boolean =>
  certificate.checkIssued(authority) && certificate.verify(authority.publicKey);

function ownIssues({ certificate, privateKey, authority }: OriginPull): Issue[] {
  const issues: Issue[] = [];
  const refuse = (key: keyof OriginPull, problem: string, allowed: string) =>
    issues.push({ at: `landfall:cloudflare.originPull.${key}`, problem, allowed });
  const shown = readCertificate(certificate);
  const issuer = authority === undefined ? shown : readCertificate(authority);
  if (shown === undefined) refuse("certificate", "is no certificate", "a certificate in PEM");
  if (authority !== undefined && issuer === undefined) refuse("authority", "is no certificate", "a certificate in PEM");
  if (shown === undefined) return issues;
  // The API tells of a missing leaf certificate.
  if (shown.ca) refuse("certificate", "is an authority's", "a certificate with basicConstraints CA:FALSE");
  if (!belongsTo(shown, privateKey)) refuse("privateKey", "is not the certificate's", "the key that it was made with");
  if (issuer !== undefined && !isIssuedBy(shown, issuer))
    refuse("authority", "did not issue the certificate", "whoever did; left out for one that issued itself");
  return issues;
}

/** What no origin could check of the certificate that the settings bring. */
export const originPullIssues = ({ originPull }: Pick<CloudflareSettings, "originPull">): Issue[] =>
  originPull === undefined ? [] : ownIssues(originPull);
