import { nginxConfig } from "../../components/host/nginx";
import { landing } from "../support/figures";
import { Nginx } from "./nginx";
import { describeWith } from "./programs";
import { ask, Backend, echo, frame, tlsVersion } from "./requests";
import { keep, NAME, PROGRAMS, running, stopAll, to, webOf } from "./running";

afterAll(stopAll);

describe.each([
  {
    app: "advancia",
    ports: { frontend: [3000], backend: [4000, 20000] },
    table: {
      "/": "frontend",
      "/login": "frontend",
      "/apis": "frontend",
      "/api": "backend",
      "/api/auth/login?next=%2F": "backend",
      "/API": "frontend",
      "/socket.io/?EIO=4&transport=polling": "backend",
      "/socketXio": "frontend",
      "/x/../api/users": "backend",
      "//api/users": "backend",
      "/%61pi/users": "backend",
    },
  },
  {
    app: "zoptal",
    ports: { web: [3000], dashboard: [3001], auth: [4001], ai: [4003] },
    table: {
      "/": "web",
      "/dashboard": "dashboard",
      "/dashboard/clients": "dashboard",
      "/dashboards": "web",
      "/auth/login": "auth",
      "/ai": "ai",
      "/air": "web",
      "/ai/auth": "ai",
    },
  },
])("the machine of $app behind Cloudflare", ({ app, ports, table }) => {
  const landed = landing(app, "cloudflare-droplet");

  describeWith(PROGRAMS, "with a real nginx", () => {
    afterEach(stopAll);

    it("sends every path of the document to its service, as it was asked", async () => {
      const servers = new Map<string, number>();
      for (const [name, all] of Object.entries(ports))
        for (const port of all) servers.set(`127.0.0.1:${port}`, keep(await Backend.start(name)).port);
      const config = (await landed.machine("compute-app")).files["/etc/landfall/nginx.conf"]!;
      const { place } = keep(await Nginx.start(config, servers));
      const host = /server_name (?!_)(\S+);/.exec(config)![1]!;
      for (const [path, name] of Object.entries(table)) {
        const { seen } = await ask({ port: place.https, tls: true, host, path });
        expect([path, seen().name, seen().url]).toEqual([path, name, path]);
      }
    });
  });
});

describeWith(PROGRAMS, "a machine that answers under a name", () => {
  let asked: Awaited<ReturnType<typeof running>>;
  let nginx: Nginx;
  const headers = {
    "X-Frame-Options": "SAMEORIGIN",
    "X-XSS-Protection": "1; mode=block",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Odd": `a "b" \\ $host \${uri}`,
  };
  const all = {
    ...headers,
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
  };

  beforeAll(async () => {
    // Says some of the headers itself, and differently.
    const own = { "X-Frame-Options": "DENY", "Strict-Transport-Security": "max-age=0", "X-Powered-By": "Express" };
    const backend = keep(await Backend.start("backend", { ...own, "Cache-Control": "no-store" }));
    const plain = keep(await Backend.start("plain", { "Cache-Control": "private" }));
    const gone = await Backend.start("gone");
    await gone.stop();
    const config = nginxConfig(
      webOf({
        headers,
        cachedPaths: [
          { path: "/api/_next/static", days: 365, immutable: true },
          { path: "/api/_next", days: 7, immutable: false },
        ],
        routes: [
          to("/api", [backend], { service: "api", webSockets: true }),
          to("/gone", [gone], { service: "gone" }),
          to("/plain", [plain], { service: "plain" }),
        ],
      }),
    );
    nginx = keep(await Nginx.start(config));
    asked = (how = {}) => ask({ port: nginx.place.https, tls: true, host: NAME, ...how });
  });
  it.each([
    ["an answer of a service", "/api", 200],
    ["an error of a service", "/api/status/500", 500],
    ["a path that no service has", "/other", 404],
    ["a service that is gone", "/gone", 502],
  ])("says every header once with %s", async (_, path, status) => {
    const answer = await asked({ path });
    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject(
      Object.fromEntries(Object.entries(all).map(([name, value]) => [name.toLowerCase(), value])),
    );
    for (const name of Object.keys(all)) expect(answer.raw.filter((it) => it === name.toLowerCase())).toHaveLength(1);
    expect(answer.headers["x-powered-by"]).toBeUndefined();
    expect(answer.headers.server).toBe("nginx");
  });

  it.each([
    ["/api/_next/static/a.js", "GET", "public, max-age=31536000, immutable"],
    ["/api/_next/static/a.js", "HEAD", "public, max-age=31536000, immutable"],
    ["/api/_next/static/status/304", "GET", "public, max-age=31536000, immutable"],
    ["/api/_next/image", "GET", "public, max-age=604800"],
    ["/api/_next/statics", "GET", "public, max-age=604800"],
    ["/api/_next/static/status/404", "GET", "no-store"],
    ["/api/_next/static/status/302", "GET", "no-store"],
    ["/api/_next/static/status/500", "GET", "no-store"],
    ["/api/_next/static/a.js", "POST", "no-store"],
    ["/api/_next/static/../../users", "GET", "no-store"],
    ["/api/_nextish", "GET", "no-store"],
    ["/plain/api/_next/static", "GET", "private"],
    ["/gone", "GET", undefined],
  ])("says of %s, asked for by %s, how long it may be kept: %s", async (path, method, expected) => {
    const answer = await asked({ path, method });
    expect(answer.headers["cache-control"]).toBe(expected);
    expect(answer.raw.filter((name) => name === "cache-control").length).toBe(expected === undefined ? 0 : 1);
  });

  it("sends HTTP on to HTTPS under its own name, whatever name it is asked for", async () => {
    for (const host of [NAME, "evil.example", `${NAME}.evil.example`]) {
      const answer = await ask({ port: nginx.place.http, host, path: "/api/x?y=1" });
      expect([answer.status, answer.headers.location]).toEqual([301, `https://${NAME}/api/x?y=1`]);
    }
  });

  it.each(["evil.example", "127.0.0.1", `${NAME}.evil.example`])("gives %s no answer at all", async (host) => {
    await expect(asked({ headers: { Host: host } })).rejects.toThrow(/socket hang up|ECONNRESET/);
  });

  it("speaks TLS 1.2 and 1.3 and nothing older, whatever name is asked for", () => {
    for (const name of [NAME, "evil.example"]) {
      const { https } = nginx.place;
      expect(tlsVersion(https, "tls1_3", name)).toBe("TLSv1.3");
      expect(tlsVersion(https, "tls1_2", name)).toBe("TLSv1.2");
      expect(tlsVersion(https, "tls1_1", name)).toBeUndefined();
      expect(tlsVersion(https, "tls1", name)).toBeUndefined();
    }
  });

  it("would speak TLS 1.1 if its config let it: openssl can", async () => {
    const weak = nginxConfig(webOf({ routes: [] }))
      .replace(/ssl_protocols [^;]*;/g, "ssl_protocols TLSv1.1 TLSv1.2;")
      .replace(/ssl_ciphers [^;]*;/g, "ssl_ciphers ALL:@SECLEVEL=0;");
    const { place } = keep(await Nginx.start(weak));
    expect(tlsVersion(place.https, "tls1_1", NAME)).toBe("TLSv1.1");
  });

  it("lets WebSockets through for the service that wants them, and for no other", async () => {
    const sent = frame("hello from a browser");
    const at = { port: nginx.place.https, host: NAME };
    expect((await echo({ ...at, path: "/api/live" }, sent)).equals(sent)).toBe(true);
    await expect(echo({ ...at, path: "/plain" }, sent)).rejects.toThrow("no upgrade: 200");
  });

  it("tells the service who asks and how, and nothing that the browser made up", async () => {
    const forged = {
      "X-Forwarded-For": "1.2.3.4",
      "X-Real-IP": "1.2.3.4",
      "X-Forwarded-Proto": "http",
      "X-Forwarded-Host": "evil.example",
      Forwarded: "for=1.2.3.4",
    };
    for (const path of ["/api", "/plain"]) {
      const { headers: seen } = (await asked({ path, from: "127.0.0.9", headers: forged })).seen();
      expect(seen).toMatchObject({
        host: NAME,
        "x-forwarded-for": "127.0.0.9",
        "x-real-ip": "127.0.0.9",
        "x-forwarded-proto": "https",
        "x-forwarded-host": NAME,
      });
      expect(seen.forwarded).toBeUndefined();
    }
  });
});
