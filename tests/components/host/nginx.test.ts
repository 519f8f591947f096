import { hostFiles } from "../../../components/host/files";
import { nginxConfig } from "../../../components/host/nginx";
import { orderRoutes } from "../../../components/host/nginx-routes";
import type { HostWeb } from "../../../components/host/host";
import { host, route } from "./example-host";

const on = (port: number, address = "127.0.0.1") => ({ address, port });
const web = (change: Partial<HostWeb> = {}): HostWeb => ({
  hostname: "api.example.com",
  routes: [
    route("/", { service: "web", servers: [on(3000)] }),
    route("/api"),
    route("/api/v1.0", { service: "ai", servers: [on(8500, "10.20.0.11")] }),
  ],
  limits: [],
  ...change,
});
/** The server blocks of a config, in order. */
const servers = (config: string): string[] => config.split(/^server \{$/m).slice(1);
const upstreams = (config: string) =>
  Object.fromEntries(
    [...config.matchAll(/^upstream (\S+) \{\n((?: {2}.*\n)*)\}/gm)].map(([, name, content]) => [
      name,
      content!.trim().split(/\n\s*/),
    ]),
  );
/** What a config says of one path. */
const locationOf = (config: string, path: string): string[] =>
  config.split(`  location ${path} {\n`)[1]!.split("\n  }")[0]!.trim().split(/\n\s*/);
const locations = (config: string): string[] => [...config.matchAll(/^ {2}location (.*) \{$/gm)].map(([, it]) => it!);

describe("nginxConfig", () => {
  it("takes the longest path first, and a prefix only up to a slash", () => {
    const [, , named] = servers(nginxConfig(web()));
    expect(locations(named!)).toEqual([
      "^~ /.well-known/acme-challenge/",
      "= /.well-known/landfall/alerts",
      "~ ^/api/v1\\.0(/|$)",
      "~ ^/api(/|$)",
      "/",
    ]);
  });

  it("sends each path to its service, on this machine or another", () => {
    const config = nginxConfig(web());
    const [, , named] = servers(config);
    expect([...named!.matchAll(/proxy_pass (.*);/g)].map(([, to]) => to)).toEqual([
      "http://landfall_ai",
      "http://landfall_backend",
      "http://landfall_web",
    ]);
    expect(upstreams(config)).toEqual({
      landfall_ai: ["server 10.20.0.11:8500;"],
      landfall_backend: ["server 127.0.0.1:8000;"],
      landfall_web: ["server 127.0.0.1:3000;"],
    });
  });

  it("answers paths that no service has with 404", () => {
    expect(nginxConfig(web({ routes: [route("/api")] }))).toMatch(/location \/ \{\n {4}return 404;/);
  });

  it("sends HTTP on to HTTPS under the one name, save for the proof of the certificate", () => {
    const [http] = servers(nginxConfig(web()));
    expect(http).toContain("listen 80 default_server;");
    expect(http).toContain("return 301 https://api.example.com$request_uri;");
    expect(http).toContain("location ^~ /.well-known/acme-challenge/ {");
    expect(http).not.toContain("proxy_pass");
  });

  it("gives no answer under any other name", () => {
    const [, unknown] = servers(nginxConfig(web()));
    expect(unknown).toContain("server_name _;");
    expect(unknown).toContain("return 444;");
    expect(unknown).not.toContain("proxy_pass");
  });

  it("speaks TLS 1.2 and 1.3 only, on every port that speaks TLS", () => {
    const tls = servers(nginxConfig(web())).filter((server) => server.includes("443"));
    expect(tls).toHaveLength(2);
    for (const server of tls) expect(server).toContain("ssl_protocols TLSv1.2 TLSv1.3;");
    expect(nginxConfig(web())).not.toMatch(/TLSv1(\.1)?[ ;]/);
  });

  it("limits the size of a request and requests from each address", () => {
    const config = nginxConfig(web());
    expect(config).toContain("client_max_body_size 50m;");
    expect(config).toMatch(/^limit_req_zone \$binary_remote_addr zone=each_address:10m rate=\d+r\/s;$/m);
    expect(config).toMatch(/limit_req zone=each_address burst=\d+ nodelay;/);
    expect(config).toContain("limit_req_status 429;");
  });

  it("answers by address, over HTTP as well, without a hostname, and then promises no HTTPS to browsers", () => {
    const config = nginxConfig(web({ hostname: undefined }));
    expect(servers(config)).toHaveLength(1);
    expect(config).toContain("listen 80 default_server;");
    expect(config).toContain("proxy_pass http://landfall_backend;");
    expect(config).not.toContain("Strict-Transport-Security");
    expect(config).not.toContain("301");
  });

  it.each(["/api; return 200", "/a b", "/a{", "/a'", "/$host", "/a\nb"])("refuses the path %j", (prefix) => {
    expect(() => nginxConfig(web({ routes: [route(prefix)] }))).toThrow("cannot stand in a config file");
  });

  it("refuses a hostname that would be a directive", () => {
    expect(() => nginxConfig(web({ hostname: "a.example; }" }))).toThrow("cannot stand in a config file");
  });
});

describe("copies of a service behind nginx", () => {
  const copies = (change: Parameters<typeof route>[1] = {}) =>
    upstreams(nginxConfig(web({ routes: [route("/", { servers: [on(8000), on(20000)], ...change })] })));

  it("take turns, and one that gives no answer is passed over", () => {
    expect(copies()).toEqual({
      landfall_backend: [8000, 20000].map((port) => `server 127.0.0.1:${port} max_fails=1 fail_timeout=3s;`),
    });
    expect(nginxConfig(web())).toContain("proxy_next_upstream error timeout;");
  });

  it("keep a browser where it was before when it has to stay", () => {
    expect(copies({ sticky: true })["landfall_backend"]![0]).toBe("hash $binary_remote_addr consistent;");
    expect(nginxConfig(web({ routes: [route("/", { sticky: true })] }))).not.toContain("hash ");
  });

  it("are named once, however many paths lead to them", () => {
    const config = nginxConfig(web({ routes: [route("/api"), route("/auth")] }));
    expect(config.match(/^upstream /gm)).toHaveLength(1);
  });
});

describe("connections that stay open both ways", () => {
  const config = nginxConfig(web({ routes: [route("/api"), route("/live", { service: "live", webSockets: true })] }));

  it("are let through for the service that wants them, with every header that others get", () => {
    const live = locationOf(config, "~ ^/live(/|$)");
    expect(live).toEqual([
      "proxy_set_header Host $host;",
      "proxy_set_header X-Real-IP $remote_addr;",
      "proxy_set_header X-Forwarded-For $remote_addr;",
      "proxy_set_header X-Forwarded-Proto $scheme;",
      "proxy_set_header X-Forwarded-Host $host;",
      'proxy_set_header Forwarded "";',
      "proxy_set_header Upgrade $http_upgrade;",
      "proxy_set_header Connection $connection_upgrade;",
      "proxy_read_timeout 3600s;",
      "proxy_send_timeout 3600s;",
      "proxy_pass http://landfall_live;",
    ]);
  });

  it("are not offered to any other", () => {
    expect(locationOf(config, "~ ^/api(/|$)")).toEqual(["proxy_pass http://landfall_backend;"]);
  });
});

describe("limits of the app", () => {
  const limit = (requests: number, periodSeconds: number, path = "/api/login") => ({
    name: "login",
    path,
    requests,
    periodSeconds,
  });
  const ratesOf = (...limits: HostWeb["limits"]) =>
    [...nginxConfig(web({ limits })).matchAll(/zone=limit_\d+:10m rate=(\S+);/g)].map(([, rate]) => rate);

  it("count requests to a path, by address, and let as many come at once as the limit has", () => {
    const config = nginxConfig(web({ limits: [limit(10, 60)] }));
    expect(config).toContain('map $uri $limit_1 {\n  default "";\n  "~^/api/login(/|$)" $binary_remote_addr;\n}');
    expect(config).toContain("limit_req_zone $limit_1 zone=limit_1:10m rate=10r/m;");
    expect(servers(config)[2]).toContain("limit_req zone=limit_1 burst=9 nodelay;");
  });

  it("are rounded to whole requests a second or a minute, and never to none", () => {
    expect(ratesOf(limit(10, 60), limit(100, 10), limit(100, 60), limit(1, 3600), limit(5, 300))).toEqual([
      "10r/m",
      "10r/s",
      "100r/m",
      "1r/m",
      "1r/m",
    ]);
    expect(ratesOf(limit(5, 3600), limit(1000, 3600))).toEqual(["1r/m", "17r/m"]);
  });

  it("let a single request through at once where it is one", () => {
    expect(nginxConfig(web({ limits: [limit(1, 60)] }))).toContain("  limit_req zone=limit_1 nodelay;");
  });

  it("hold for every path where they are for the root", () => {
    expect(nginxConfig(web({ limits: [limit(10, 60, "/")] }))).toContain('"~^/" $binary_remote_addr;');
  });

  it("are refused where their path would be a directive", () => {
    expect(() => nginxConfig(web({ limits: [limit(1, 1, '/a" x')] }))).toThrow("cannot stand in a config file");
  });
});

describe("a machine behind a load balancer", () => {
  const balancer = { cidrs: ["10.20.0.0/18", "10.20.64.0/18"] };
  const config = nginxConfig(web({ balancer }));

  it("speaks plain HTTP and has no certificate", () => {
    expect(servers(config)).toHaveLength(1);
    expect(config).not.toMatch(/443|ssl_|return 301/);
    const paths = hostFiles(host({ web: web({ balancer }) })).map(({ path }) => path);
    expect(paths.filter((path) => /certificate|letsencrypt/.test(path))).toEqual([]);
  });

  it("takes the browser's address and scheme from the balancer, and from nobody else", () => {
    expect([...config.matchAll(/set_real_ip_from (.*);/g)].map(([, cidr]) => cidr)).toEqual(balancer.cidrs);
    expect(config).toContain("real_ip_header X-Forwarded-For;");
    expect(config).toContain("proxy_set_header X-Forwarded-For $remote_addr;");
    expect(config).toContain("proxy_set_header X-Forwarded-Proto $balancer_scheme;");
    expect(nginxConfig(web())).not.toMatch(/real_ip|balancer_scheme/);
  });

  it("answers for the health of the service with the shortest path", () => {
    expect(locationOf(config, "= /.well-known/landfall/health")).toEqual([
      "proxy_pass http://landfall_web/api/health;",
    ]);
    expect(nginxConfig(web())).not.toContain("/.well-known/landfall/health");
  });
});

describe("orderRoutes", () => {
  it("orders by length, then by text, whatever order routes come in", () => {
    const routes = ["/b", "/", "/a", "/a/b"].map((prefix) => route(prefix));
    expect(orderRoutes(routes).map(({ prefix }) => prefix)).toEqual(["/a/b", "/a", "/b", "/"]);
    expect(orderRoutes([...routes].reverse())).toEqual(orderRoutes(routes));
  });
});

describe("the certificate", () => {
  const contentOf = (change: Partial<HostWeb>, path: string) =>
    hostFiles(host({ web: web(change) })).find((file) => file.path === path)?.content;
  const script = "/usr/local/sbin/landfall-certificate";

  it("is self-signed at first, once, so that nginx always starts", () => {
    const text = contentOf({}, script)!;
    expect(text).toContain("if [ ! -e /etc/landfall/tls/fullchain.pem ]; then");
    expect(text.indexOf("openssl req -x509")).toBeLessThan(text.indexOf("certbot certonly"));
    expect(text).toContain("-addext 'subjectAltName=DNS:api.example.com'");
  });

  it("is asked of Let's Encrypt again and again until the name leads here, and renewed", () => {
    expect(contentOf({}, script)).toContain("--domain 'api.example.com'");
    expect(contentOf({}, script)).toContain("--register-unsafely-without-email");
    expect(contentOf({}, "/etc/systemd/system/landfall-certificate.timer")).toContain("OnUnitActiveSec=2h");
    expect(contentOf({}, "/etc/letsencrypt/renewal-hooks/deploy/landfall")).toContain("systemctl reload nginx");
  });

  it("keeps a hostile address of e-mail one word", () => {
    expect(contentOf({ email: "o'ps; reboot@example.com" }, script)).toContain(
      `--email 'o'\\''ps; reboot@example.com'`,
    );
  });

  it("stays self-signed without a hostname", () => {
    const files = hostFiles(host({ web: web({ hostname: undefined }) }));
    expect(files.map(({ path }) => path).filter((path) => path.includes("certificate"))).toEqual([script]);
    expect(files.find(({ path }) => path === script)!.content).not.toContain("certbot");
  });
});
