import { connect } from "node:net";
import { resolveServices, type OriginFront } from "../../components/compute";
import { frontConfig, FRONT_PORTS, type FrontConfig } from "../../components/workload/nginx";
import { Nginx, Root } from "./nginx";
import { describeWith } from "./programs";
import { ask, Backend, type Seen } from "./requests";
import { keep, NAME, PROGRAMS, stopAll } from "./running";

afterEach(stopAll);

const EDGE = "192.0.2.1";
const BROWSER = "198.51.100.7";
const BALANCER = "127.0.0.3";
const HOST = "web.shop.svc.cluster.local";

const front: OriginFront = { provider: "cloudflare", cidrs: ["192.0.2.0/24"], clientAddressHeader: "CF-Connecting-IP" };

type Changes = Partial<Pick<FrontConfig, "client" | "tls">> & { readonly front?: OriginFront };

function configOf({ client, tls = "balancer", ...more }: Changes): string {
  const services = resolveServices({
    web: {
      image: "ghcr.io/acme/web:1.0.0",
      port: 3000,
      routes: ["/"],
      health: { path: "/health" },
      stickySessions: true,
      environment: {},
      buckets: {},
      calls: [],
    },
  });
  const limit = { path: "/login", requests: 2, periodSeconds: 3600, blockSeconds: 60, action: "block" } as const;
  const args = { services, hostname: NAME, rateLimits: { login: limit }, headers: {}, cachedPaths: [], ...more };
  return frontConfig({ args, hosts: new Map([["web", HOST]]), tls, ...(client === undefined ? {} : { client }) });
}

/**
 * The config as a machine's would be: on the usual ports, with servers that are known. Debian's nginx is older than the
 * image's, and neither asks for names again nor knows `http2` as a directive.
 */
function asOnMachine(config: string): string {
  const [, ...rest] = config.split("\n");
  const health = new RegExp(`server \\{\n  server_tokens off;\n  listen ${FRONT_PORTS.health};[^]*?\n\\}\n`);
  const text = rest.join("\n");
  if (!config.startsWith("resolver ") || !health.test(text)) throw new Error("the config is not what it was");
  return text
    .replace(health, "")
    .replaceAll(`listen ${FRONT_PORTS.http}`, "listen 80")
    .replaceAll(`listen ${FRONT_PORTS.https}`, "listen 443")
    .replaceAll(" resolve;", ";")
    .replaceAll("  http2 on;\n", "");
}

async function running(changes: Changes): Promise<number> {
  const backend = keep(await Backend.start("web"));
  const nginx = keep(await Nginx.start(asOnMachine(configOf(changes)), new Map([[`${HOST}:3000`, backend.port]])));
  return nginx.place.https;
}

/** One request over a connection that begins with whose it is: https://www.haproxy.org/download/1.8/doc/proxy-protocol.txt */
const askProxied = (
  port: number,
  whose: string,
  headers: readonly string[],
  from: string,
  path = "/",
): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", localAddress: from });
    let answer = "";
    socket.on("data", (text: Buffer) => (answer += text.toString()));
    socket.on("error", reject).on("end", () => resolve(answer));
    const lines = [`GET ${path} HTTP/1.1`, `Host: ${NAME}`, "Connection: close", ...headers, "", ""];
    socket.write(`PROXY TCP4 ${whose} 127.0.0.1 40000 443\r\n${lines.join("\r\n")}`);
  });

const seenIn = (answer: string): Seen => JSON.parse(/\{"name".*\}/.exec(answer)![0]) as Seen;
const told = ({ headers }: Seen) => [headers["x-real-ip"], headers["x-forwarded-for"], headers["cf-connecting-ip"]];

describeWith(PROGRAMS, "nginx of a workload behind an edge", () => {
  const client = { toldBy: "x-forwarded-for", from: [`${BALANCER}/32`] } as const;

  it.each([
    ["the balancer says it is the edge's connection", BALANCER, `${BROWSER}, ${EDGE}`, BROWSER],
    ["the balancer says it is somebody else's", BALANCER, "203.0.113.5", "203.0.113.5"],
    ["somebody else plays the balancer", "127.0.0.9", EDGE, "127.0.0.9"],
  ])("takes the browser's address from the edge where %s", async (_, from, list, browser) => {
    const port = await running({ client, front });
    const headers = { "X-Forwarded-For": list, "CF-Connecting-IP": BROWSER };
    expect(told((await ask({ port, host: NAME, from, headers })).seen())).toEqual([browser, browser, browser]);
  });

  it.each([
    ["whose connection it is", EDGE, BALANCER, BROWSER],
    ["that it is not the edge's", "203.0.113.5", BALANCER, "203.0.113.5"],
    ["so who is not the balancer", EDGE, "127.0.0.9", "127.0.0.9"],
  ])("takes it so too where the PROXY protocol says %s", async (_, whose, from, browser) => {
    const port = await running({ client: { toldBy: "proxy-protocol", from: [`${BALANCER}/32`] }, front });
    const seen = seenIn(await askProxied(port, whose, [`CF-Connecting-IP: ${BROWSER}`], from));
    expect(told(seen)).toEqual([browser, browser, browser]);
  });

  it("takes it from the edge's own connection where the balancer keeps the address", async () => {
    const port = await running({ front: { ...front, cidrs: ["127.0.0.2/32"] } });
    const headers = { "CF-Connecting-IP": BROWSER };
    expect(told((await ask({ port, host: NAME, from: "127.0.0.2", headers })).seen())[0]).toBe(BROWSER);
    expect(told((await ask({ port, host: NAME, from: "127.0.0.9", headers })).seen())[0]).toBe("127.0.0.9");
  });

  it("counts browsers, not the edge", async () => {
    const port = await running({ client, front });
    const login = async (browser: string) => {
      const headers = { "X-Forwarded-For": EDGE, "CF-Connecting-IP": browser };
      return (await ask({ port, host: NAME, from: BALANCER, path: "/login", headers })).status;
    };
    expect([await login("198.51.100.1"), await login("198.51.100.1"), await login("198.51.100.1")]).toEqual([
      200, 200, 429,
    ]);
    expect(await login("198.51.100.2")).toBe(200);
  });

  it("counts nobody where nobody knows the edge's networks", () => {
    const unknown = { provider: "aws", clientAddressHeader: "CloudFront-Viewer-Address" };
    expect(configOf({ client, front })).toContain("limit_req_zone $limit_1");
    expect(configOf({ client, front: unknown })).not.toContain("limit_req_zone $limit_1");
  });

  it.each([
    ["the PROXY protocol", { client: { toldBy: "proxy-protocol", from: ["10.20.0.0/16"] }, front }],
    ["X-Forwarded-For", { client, front }],
    ["kept addresses", { front }],
    ["TLS of its own", { tls: "front", front }],
    ["no edge", { client }],
  ] as const)("is accepted by nginx -t with %s", (_, changes) => {
    const root = new Root();
    try {
      const config = asOnMachine(configOf(changes)).replaceAll(HOST, "127.0.0.1");
      const tls = { "/etc/nginx/tls/tls.crt": "fullchain.pem", "/etc/nginx/tls/tls.key": "privkey.pem" };
      const placed = Object.entries(tls).reduce(
        (text, [from, to]) => text.replaceAll(from, `${root.path}/etc/landfall/tls/${to}`),
        config,
      );
      expect(root.check(placed)).toBe("");
    } finally {
      root.remove();
    }
  });
});
