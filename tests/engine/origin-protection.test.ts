import { Certificates } from "../host/certificates";
import { cellConfig } from "../support/cells";
import { describeOnEngine, openStack, readableSecrets, sharedFolder } from "../support/engine";

jest.setTimeout(300_000);

const AT_ONCE = ["--yes", "--skip-preview", "--color", "never"];
const CERTIFICATE = "cloudflare:index/authenticatedOriginPullsCertificate:AuthenticatedOriginPullsCertificate";

describeOnEngine("an origin that comes to ask the edge for a certificate, on the engine", () => {
  const { folder, remove } = sharedFolder();
  const certificates = new Certificates();
  afterAll(() => (remove(), certificates.remove()));

  const up = async (more: Readonly<Record<string, unknown>>) => {
    const config = cellConfig("advancia", "cloudflare-droplet", more);
    const { workspace, close } = await openStack("example", config, { folder });
    try {
      const { code, stdout } = await workspace.run("up", AT_ONCE);
      return { code, stdout, state: await workspace.exported(), objects: workspace.cloud.list() };
    } finally {
      close();
    }
  };

  it("replaces nothing, and keeps the key to the edge", async () => {
    const { pem: authority, issued } = certificates.authority("own");
    const originPull = { certificate: issued.cert, privateKey: issued.key, authority };
    const first = await up({});
    const second = await up({
      "landfall:override": { edge: { originProtection: "mutual-tls" } },
      "landfall:cloudflare": { accountId: "0".repeat(32), zone: "example.com", originPull },
    });
    expect([first.code, second.code]).toEqual([0, 0]);
    expect(second.stdout).not.toMatch(/replac/);
    expect(second.objects.filter(({ type }) => type === CERTIFICATE)).toHaveLength(1);
    const body = issued.key.split("\n")[1]!;
    expect(readableSecrets(second.state, [issued.key, body])).toEqual([]);
    expect(second.stdout).not.toContain(body);
  });
});
