import type { CloudflareSettings } from "../../providers/cloudflare/config";
import { clientAuthority, originPullIssues } from "../../providers/cloudflare/origin-pull";
import { Certificates } from "./certificates";
import { describeWith } from "./programs";
import type { Identity } from "./requests";

type OriginPull = NonNullable<CloudflareSettings["originPull"]>;

describeWith(["openssl"], "the certificate that an edge shows origins", () => {
  const certificates = new Certificates();
  let issued: Identity;
  let authority: string;
  let authoritysKey: string;
  let strange: string;
  beforeAll(() => {
    ({ issued, pem: authority } = certificates.authority("known"));
    authoritysKey = certificates.read("known.key");
    strange = certificates.authority("strange").pem;
  });
  afterAll(() => certificates.remove());

  const issues = (change: Partial<OriginPull> = {}) =>
    originPullIssues({ originPull: { certificate: issued.cert, privateKey: issued.key, authority, ...change } });
  const at = (key: string) => `landfall:cloudflare.originPull.${key}`;

  it("is taken with its key and whoever issued it", () => {
    expect(issues()).toEqual([]);
    expect(originPullIssues({})).toEqual([]);
  });

  it("is refused without whoever issued it, and with somebody else of the same name", () => {
    const refused = { at: at("authority"), problem: "did not issue the certificate" };
    const originPull = { certificate: issued.cert, privateKey: issued.key };
    expect(originPullIssues({ originPull })).toMatchObject([refused]);
    expect(issues({ authority: strange })).toMatchObject([refused]);
  });

  it("is refused where it is an authority's, which Cloudflare does not take", () => {
    const problem = "is an authority's";
    expect(issues({ certificate: authority, privateKey: authoritysKey })).toMatchObject([
      { at: at("certificate"), problem },
    ]);
  });

  it("is refused with another key, or with none, of which nothing is told", () => {
    for (const privateKey of [authoritysKey, issued.key.replace(/\n\w{9}/, "\nAAAAAAAAA")]) {
      const [issue, ...more] = issues({ privateKey });
      expect(issue).toEqual({
        at: at("privateKey"),
        problem: "is not the certificate's",
        allowed: expect.any(String) as unknown,
      });
      expect(more).toEqual([]);
    }
  });

  it("is refused where it, or whoever issued it, is none", () => {
    const none = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    expect(issues({ certificate: none, authority: none })).toMatchObject([
      { at: at("certificate"), problem: "is no certificate" },
      { at: at("authority"), problem: "is no certificate" },
    ]);
  });

  it("has machines trust whoever issued it, else itself, else Cloudflare", () => {
    const own = { certificate: issued.cert.trim(), privateKey: issued.key };
    expect(clientAuthority({ originPull: { ...own, authority } })).toBe(authority);
    expect(clientAuthority({ originPull: own })).toBe(issued.cert);
    certificates.write("cloudflare.pem", clientAuthority({}));
    expect(certificates.tell("openssl x509 -in cloudflare.pem -noout -enddate -fingerprint -sha256")).toMatch(
      /^notAfter=Nov {2}1 17:00:00 2029 GMT\nsha256 Fingerprint=9A:1A:C2:B4:BE:15:F9:F2:/i,
    );
    certificates.run("openssl verify -CAfile cloudflare.pem cloudflare.pem");
  });
});
