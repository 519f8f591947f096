import { readFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "node:tls";
import { nginxConfig, nginxFiles } from "../../components/host/nginx";
import { clientAuthority } from "../../providers/cloudflare/origin-pull";
import { projectRoot } from "../support/config";
import { Certificates } from "./certificates";
import { Nginx } from "./nginx";
import { describeWith } from "./programs";
import { ask, Backend, type Identity } from "./requests";
import { keep, NAME, PROGRAMS, stopAll, to, webOf } from "./running";

const OTHER = "other.example.com";
const SAID = "198.51.100.7";
const edge = { cidrs: ["127.0.0.2/32"], clientAddressHeader: "CF-Connecting-IP" };

interface Began {
  readonly port: number;
  readonly servername: string;
  readonly version: "TLSv1.2" | "TLSv1.3";
  readonly identity?: Identity;
}

/** A session of TLS that began under a name. */
function sessionUnder({ port, servername, version, identity }: Began): Promise<Buffer> {
  const versions = { minVersion: version, maxVersion: version };
  return new Promise((resolve, reject) => {
    const options = { port, host: "127.0.0.1", servername, rejectUnauthorized: false, ...versions, ...identity };
    const socket = connect(options);
    socket.once("error", reject).once("session", (session) => (socket.destroy(), resolve(session)));
    // In TLS 1.3 sessions come after the handshake, with the first answer at the latest.
    socket.once("secureConnect", () => socket.write(`GET / HTTP/1.1\r\nHost: ${servername}\r\n\r\n`));
  });
}

describeWith(PROGRAMS, "a machine that asks the edge for a certificate", () => {
  const certificates = new Certificates();
  let issued: Identity;
  let strange: Identity;
  let https: number;
  let http: number;

  /** Runs nginx that trusts an authority, in front of a backend. */
  async function startWith(clientAuthority: string): Promise<Nginx> {
    const backend = keep(await Backend.start("backend"));
    const web = webOf({ routes: [to("/", [backend])], front: { ...edge, clientAuthority } });
    const [authority] = nginxFiles(web);
    return keep(await Nginx.start(nginxConfig(web), undefined, [authority!]));
  }

  beforeAll(async () => {
    const known = certificates.authority("known");
    // The same names, and another key.
    strange = certificates.authority("strange").issued;
    issued = known.issued;
    ({ https, http } = (await startWith(known.pem)).place);
  });
  afterAll(async () => {
    await stopAll();
    certificates.remove();
  });

  const asked = (how: Partial<Parameters<typeof ask>[0]> = {}) => ask({ port: https, tls: true, host: NAME, ...how });

  it("serves who shows one, and believes what the edge says of the browser", async () => {
    const { headers } = (
      await asked({ identity: issued, from: "127.0.0.2", headers: { "CF-Connecting-IP": SAID } })
    ).seen();
    expect(headers["x-real-ip"]).toBe(SAID);
  });

  it.each(["/", "/api", "/.well-known/acme-challenge/x", "/.well-known/landfall/health"])(
    "refuses who shows none, at %s, also from the edge's networks",
    async (path) => {
      for (const from of ["127.0.0.1", "127.0.0.2"]) {
        const { status, body } = await asked({ path, from });
        expect([status, body]).toEqual([400, expect.stringContaining("No required SSL certificate was sent")]);
      }
    },
  );

  it("refuses a certificate of another authority, whatever that calls itself", async () => {
    const { status, body } = await asked({ identity: strange });
    expect([status, body]).toEqual([400, expect.stringContaining("The SSL certificate error")]);
  });

  it("lets nobody in by a connection under another name without one", async () => {
    expect((await asked({ servername: OTHER })).status).toBe(400);
    expect((await asked({ servername: OTHER, identity: strange })).status).toBe(400);
  });

  describe.each(["TLSv1.2", "TLSv1.3"] as const)("by a session of %s that is taken up again", (version) => {
    // nginx refuses a session of another name before it reads the request.
    const outcome = async (how: Parameters<typeof asked>[0]) =>
      asked(how).then(
        ({ status }) => status,
        ({ code }: NodeJS.ErrnoException) => code,
      );

    it.each([NAME, OTHER])("lets nobody in where it began without one, under %s", async (servername) => {
      const session = await sessionUnder({ port: https, servername, version });
      expect(["EPROTO", 400]).toContain(await outcome({ session }));
      expect(["EPROTO", 400]).toContain(await outcome({ session, servername: OTHER }));
    });

    it("lets the edge in", async () => {
      const session = await sessionUnder({ port: https, servername: NAME, version, identity: issued });
      expect(await outcome({ session, identity: issued })).toBe(200);
    });
  });

  it("sends everybody to HTTPS on port 80, and nowhere else", async () => {
    const { status, headers } = await ask({ port: http, host: NAME, path: "/api" });
    expect([status, headers.location]).toEqual([301, `https://${NAME}/api`]);
  });

  it("serves a certificate that issued itself, made as the documentation says, and no other", async () => {
    const page = readFileSync(join(projectRoot, "docs/edge.md"), "utf8");
    const [, command] = /```sh\n(\s*openssl req [^`]*)```/.exec(page)!;
    certificates.run(command!);
    const own = { cert: certificates.read("origin-pull.pem"), key: certificates.read("origin-pull.key") };
    const originPull = { certificate: own.cert, privateKey: own.key };
    const { place } = await startWith(clientAuthority({ originPull }));
    const status = async (identity?: Identity) =>
      (await ask({ port: place.https, tls: true, host: NAME, ...(identity && { identity }) })).status;
    expect([await status(own), await status(issued), await status()]).toEqual([200, 400, 400]);
  });

  it("takes Cloudflare's own authority, which none of these is of", async () => {
    const { place } = await startWith(clientAuthority({}));
    const statuses = [undefined, issued].map(async (identity) => {
      const { status } = await ask({ port: place.https, tls: true, host: NAME, ...(identity && { identity }) });
      return status;
    });
    expect(await Promise.all(statuses)).toEqual([400, 400]);
  });
});
