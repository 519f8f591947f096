import { hostFiles } from "../../../components/host/cloud-init";
import { nginxConfig, orderRoutes } from "../../../components/host/nginx";
import type { HostRoute, HostWeb } from "../../../components/host/host";
import { host } from "./example-host";

const route = (prefix: string, port = 8000, address = "127.0.0.1"): HostRoute => ({ prefix, address, port });
const web = (change: Partial<HostWeb> = {}): HostWeb => ({
  hostname: "api.example.com",
  routes: [route("/", 3000), route("/api"), route("/api/v1.0", 8500, "10.20.0.11")],
  ...change,
});
/** The server blocks of a config, in order. */
const servers = (config: string): string[] => config.split(/^server \{$/m).slice(1);
const locations = (config: string): string[] => [...config.matchAll(/^ {2}location (.*) \{$/gm)].map(([, it]) => it!);

describe("nginxConfig", () => {
  it("takes the longest path first, and a prefix only up to a slash", () => {
    const [, , named] = servers(nginxConfig(web()));
    expect(locations(named!)).toEqual(["^~ /.well-known/acme-challenge/", "~ ^/api/v1\\.0(/|$)", "~ ^/api(/|$)", "/"]);
  });

  it("sends each path to its service, on this machine or another", () => {
    const [, , named] = servers(nginxConfig(web()));
    expect([...named!.matchAll(/proxy_pass (.*);/g)].map(([, to]) => to)).toEqual([
      "http://10.20.0.11:8500",
      "http://127.0.0.1:8000",
      "http://127.0.0.1:3000",
    ]);
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

  it.each(["X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Strict-Transport-Security"])(
    "sends the header %s",
    (header) => expect(nginxConfig(web())).toContain(`add_header ${header} `),
  );

  it("lets WebSockets through, limits the size of a request and requests from each address", () => {
    const config = nginxConfig(web());
    expect(config).toContain("proxy_set_header Upgrade $http_upgrade;");
    expect(config).toContain("proxy_set_header Connection $connection_upgrade;");
    expect(config).toContain("client_max_body_size 50m;");
    expect(config).toMatch(/^limit_req_zone \$binary_remote_addr zone=each_address:10m rate=\d+r\/s;$/m);
    expect(config).toMatch(/limit_req zone=each_address burst=\d+ nodelay;/);
    expect(config).toContain("limit_req_status 429;");
  });

  it("answers by address, over HTTP as well, without a hostname, and then promises no HTTPS to browsers", () => {
    const config = nginxConfig(web({ hostname: undefined }));
    expect(servers(config)).toHaveLength(1);
    expect(config).toContain("listen 80 default_server;");
    expect(config).toContain("proxy_pass http://127.0.0.1:8000;");
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
