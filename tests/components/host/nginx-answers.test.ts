import type { HostWeb } from "../../../components/host/host";
import { nginxConfig, nginxFiles } from "../../../components/host/nginx";
import { route } from "./example-host";

const on = (port: number) => ({ address: "127.0.0.1", port });
const web = (change: Partial<HostWeb> = {}): HostWeb => ({
  hostname: "api.example.com",
  routes: [route("/")],
  limits: [],
  ...change,
});

describe("what nginx says of its own", () => {
  it("gives every answer the app's headers, and the same of a service never besides", () => {
    const config = nginxConfig(web({ headers: { "X-XSS-Protection": "1; mode=block", "X-Frame-Options": "DENY" } }));
    const said = [...config.matchAll(/^ {2}add_header (\S+) (.*) always;$/gm)].map(([, name, value]) => [name, value]);
    expect(said).toEqual([
      ["Permissions-Policy", '"camera=(), geolocation=(), microphone=()"'],
      ["Strict-Transport-Security", '"max-age=31536000; includeSubDomains"'],
      ["X-Frame-Options", '"DENY"'],
      ["X-XSS-Protection", '"1; mode=block"'],
    ]);
    for (const [name] of said) expect(config).toContain(`  proxy_hide_header ${name};\n`);
  });

  it("lets the app say in whatever case what is else said by itself", () => {
    const config = nginxConfig(web({ headers: { "permissions-policy": "camera=(self)" } }));
    expect(config.match(/add_header permissions-policy .*/gi)).toEqual([
      'add_header permissions-policy "camera=(self)" always;',
    ]);
  });

  it("keeps a hostile header one text, with every sign that it has", () => {
    const config = nginxConfig(web({ headers: { "X-Odd": 'a" b; \\ $host' } }));
    expect(config).toContain('add_header X-Odd "a\\" b; \\\\ ${landfall_dollar}host" always;');
    expect(config).toContain('geo $landfall_dollar {\n  default "$";\n}');
    expect(nginxConfig(web())).not.toContain("landfall_dollar");
  });

  it.each<Record<string, string>>([
    { "X-Odd": "a\nb" },
    { "X-Odd": "a\tb" },
    { "X-Odd": "é" },
    { "X Odd": "a" },
    { "X-Odd;": "a" },
  ])("refuses the header %j", (headers) => expect(() => nginxConfig(web({ headers }))).toThrow(/header/));

  it("says how long static answers may be kept, the longest path first, and of the rest what the service says", () => {
    const config = nginxConfig(
      web({
        cachedPaths: [
          { path: "/public", days: 7, immutable: false },
          { path: "/_next/static", days: 365, immutable: true },
        ],
      }),
    );
    expect(config).toContain(`map "$request_method $status $uri" $landfall_cache {
  default $upstream_http_cache_control;
  "~^(GET|HEAD) (200|206|304) /_next/static(/|$)" "public, max-age=31536000, immutable";
  "~^(GET|HEAD) (200|206|304) /public(/|$)" "public, max-age=604800";
}`);
    expect(config).toContain("add_header Cache-Control $landfall_cache always;");
    expect(config).toContain("proxy_hide_header Cache-Control;");
    expect(nginxConfig(web())).not.toMatch(/cache_control|hide_header Cache-Control/);
  });
});

describe("a machine behind an edge whose networks are known", () => {
  const front = { cidrs: ["203.0.113.0/24", "2001:db8::/32"], clientAddressHeader: "CF-Connecting-IP" };
  const balancer = { cidrs: ["10.20.0.0/18"] };
  const limits = [{ name: "login", path: "/api/login", requests: 10, periodSeconds: 60 }];

  it("takes the browser's address from the edge's header, and from nobody else", () => {
    const config = nginxConfig(web({ front, limits }));
    expect([...config.matchAll(/set_real_ip_from (.*);/g)].map(([, cidr]) => cidr)).toEqual(front.cidrs);
    expect(config).toContain("real_ip_header CF-Connecting-IP;");
    expect(config).toContain("proxy_set_header CF-Connecting-IP $remote_addr;");
    expect(config).not.toMatch(/landfall_browser|real_ip_recursive/);
  });

  it("believes the edge's header behind a balancer only where it is the edge that came to the balancer", () => {
    const config = nginxConfig(
      web({ front, balancer, limits, routes: [route("/", { sticky: true, servers: [on(1), on(2)] })] }),
    );
    expect([...config.matchAll(/set_real_ip_from (.*);/g)].map(([, cidr]) => cidr)).toEqual(balancer.cidrs);
    expect(config).toContain("geo $landfall_from_edge {\n  default 0;\n  203.0.113.0/24 1;\n  2001:db8::/32 1;\n}");
    expect(config).toContain("map $landfall_from_edge$http_cf_connecting_ip $landfall_browser {");
    expect(config).not.toContain("$binary_remote_addr");
    for (const header of ["X-Real-IP", "X-Forwarded-For", "CF-Connecting-IP"])
      expect(config).toContain(`proxy_set_header ${header} $landfall_browser;`);
  });

  it("asks the edge for a certificate under every name of port 443 where it shows one, and else nobody", () => {
    const named = web({ hostname: "api.example.com", front: { ...front, clientAuthority: "PEM\n" } });
    const config = nginxConfig(named);
    expect(config.match(/^ {2}listen 443 ssl/gm)).toHaveLength(2);
    expect(
      config.match(/ssl_client_certificate \/etc\/landfall\/edge-authority\.pem;\n {2}ssl_verify_client on;/g),
    ).toHaveLength(2);
    expect(nginxFiles(named)[0]).toEqual({ path: "/etc/landfall/edge-authority.pem", content: "PEM\n" });
    const without = web({ hostname: "api.example.com", front });
    expect(nginxConfig(without)).not.toContain("ssl_verify_client");
    expect(nginxFiles(without)).toHaveLength(1);
  });

  it("would ask in vain where TLS ends elsewhere, or under no name, and says so", () => {
    const asking = { ...front, clientAuthority: "PEM\n" };
    const { hostname: _none, ...unnamed } = web({ front: asking });
    for (const asked of [web({ hostname: "api.example.com", front: asking, balancer }), unnamed])
      expect(() => nginxConfig(asked)).toThrow("cannot ask the edge for a certificate");
  });

  it("never counts the balancer's questions for the machine's health against the app's limits", () => {
    expect(nginxConfig(web({ balancer, limits }))).toContain('  /.well-known/landfall/health "";');
    expect(nginxConfig(web({ limits }))).not.toContain("/.well-known/landfall/health");
  });
});
