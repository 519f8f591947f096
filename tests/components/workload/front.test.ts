import * as pulumi from "@pulumi/pulumi";
import { isSecret, ofType, onlyOf } from "../../support/harness";
import { resolved } from "../../support/resolve";
import { recordExample, resolveExample, type Example } from "./example-workload";

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const SERVICE = "kubernetes:core/v1:Service";
const CONFIG = "kubernetes:core/v1:ConfigMap";
const SECRET = "kubernetes:core/v1:Secret";

const configOf = async (example: Example = {}): Promise<string> =>
  resolved((await resolveExample(example)).resources, CONFIG).inputs["data"]["default.conf.template"];
const serversOf = (config: string): string[] => config.split(/^server \{$/m).slice(1);
const upstreamOf = (config: string, service: string) =>
  config.split(`upstream landfall_${service} {\n`)[1]!.split("\n}")[0]!.trim().split(/\n\s*/);

describe("the front of a workload", () => {
  it("is two copies of nginx that write nothing and are nobody", async () => {
    const { resources } = await resolveExample();
    const { spec } = resolved(resources, DEPLOYMENT, "compute-front").inputs;
    expect(spec.replicas).toBe(2);
    const [container] = spec.template.spec.containers;
    expect(container.image).toMatch(/^nginxinc\/nginx-unprivileged:\d+\.\d+\.\d+/);
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      runAsNonRoot: true,
      readOnlyRootFilesystem: true,
    });
    expect(spec.template.spec.volumes).toEqual([
      { name: "template", configMap: { name: "compute-front-id" } },
      { name: "config", emptyDir: {} },
      { name: "temporary", emptyDir: {} },
    ]);
  });

  it("stands behind a load balancer as its cloud wants it, which has an address", async () => {
    const { resources, value } = await resolveExample({ front: { loadBalancerClass: "cloud.example/lb" } });
    const { metadata, spec } = resolved(resources, SERVICE, "compute-front").inputs;
    expect(metadata.annotations).toEqual({ "example.com/kind": "public" });
    expect(spec).toEqual({
      type: "LoadBalancer",
      loadBalancerClass: "cloud.example/lb",
      externalTrafficPolicy: "Local",
      selector: { "app.kubernetes.io/component": "front", "app.kubernetes.io/name": "nginx" },
      ports: [
        { name: "http", port: 80, targetPort: "http" },
        { name: "https", port: 443, targetPort: "https" },
      ],
    });
    expect(value).toBe("compute-front.example");
  });

  it("keeps to HTTP where there is no name to have a certificate for", async () => {
    const { resources } = await resolveExample({ args: { hostname: null } });
    expect(resolved(resources, SERVICE, "compute-front").inputs["spec"].ports).toHaveLength(1);
    const [, http, ...others] = serversOf(await configOf({ args: { hostname: null } }));
    expect(http).toContain("proxy_pass http://landfall_web;");
    expect(http).not.toContain("Strict-Transport-Security");
    expect(others).toEqual([]);
  });

  it("sends HTTP on to HTTPS, and believes that what came to port 443 came over HTTPS", async () => {
    const config = await configOf();
    const [health, http, https] = serversOf(config);
    expect(health).toContain("listen 8081;");
    expect(http).toContain("return 301 https://api.example.com$request_uri;");
    expect(http).not.toContain("proxy_pass");
    expect(https).toContain("listen 8443 default_server;");
    expect(https).toContain("Strict-Transport-Security");
    expect(https).toContain("proxy_set_header X-Forwarded-Proto $balancer_scheme;");
    expect(config).toContain("  8443 https;");
  });

  it("takes the longest path first, at the service's address in the cluster", async () => {
    const config = await configOf();
    const [, , https] = serversOf(config);
    expect([...https!.matchAll(/location (\S+ ?\S*) \{/g)].map(([, it]) => it)).toEqual([
      "= /.well-known/landfall/health",
      "~ ^/api(/|$)",
      "/",
    ]);
    expect(upstreamOf(config, "api")).toEqual([
      "zone landfall_api 64k;",
      "server api.shop-test.svc.cluster.local:8000 resolve;",
    ]);
    expect(config).toContain("resolver ${NGINX_LOCAL_RESOLVERS} valid=10s;");
  });

  it("keeps a browser with one of a service's copies where that is asked for", async () => {
    const services = { web: { replicas: 2, stickySessions: true } };
    const { resources } = await resolveExample({ services });
    expect(resolved(resources, SERVICE, "compute-service-web-copies").inputs["spec"]).toMatchObject({
      clusterIP: "None",
      selector: { "app.kubernetes.io/component": "service", "app.kubernetes.io/name": "web" },
    });
    expect(upstreamOf(await configOf({ services }), "web")).toEqual([
      "zone landfall_web 64k;",
      "hash $binary_remote_addr consistent;",
      "server compute-service-web-copies-id.shop-test.svc.cluster.local:3000 resolve;",
    ]);
  });

  it("keeps connections of WebSockets open, and the app's own limits", async () => {
    const config = await configOf({
      services: { web: { webSockets: true } },
      args: { rateLimits: { login: { path: "/login", requests: 60, periodSeconds: 60, blockSeconds: 60 } } },
    } as Example);
    expect(config).toContain("proxy_set_header Upgrade $http_upgrade;");
    expect(config).toContain("limit_req_zone $limit_1 zone=limit_1:10m rate=1r/s;");
    expect(config).toContain("limit_req zone=limit_1 burst=59 nodelay;");
  });

  it.each([
    ["proxy-protocol", "listen 8443 proxy_protocol default_server;", "real_ip_header proxy_protocol;"],
    ["x-forwarded-for", "listen 8443 default_server;", "real_ip_header X-Forwarded-For;"],
  ] as const)(
    "learns the browser's address from the balancer's own networks alone: %s",
    async (toldBy, listen, header) => {
      const client = { toldBy, from: pulumi.output(["10.20.0.0/16"]) };
      const { resources } = await resolveExample({ front: { client } });
      expect(resolved(resources, SERVICE, "compute-front").inputs["spec"].externalTrafficPolicy).toBe("Cluster");
      const [, , https] = serversOf(await configOf({ front: { client } }));
      expect(https).toContain(listen);
      expect(https).toContain(header);
      expect(https!.match(/set_real_ip_from .*/g)).toEqual(["set_real_ip_from 10.20.0.0/16;"]);
    },
  );

  it("believes the edge in front of the balancer, and nobody else, of the browser's address", async () => {
    const front = { provider: "cloudflare", cidrs: ["192.0.2.0/24"], clientAddressHeader: "CF-Connecting-IP" };
    const client = { toldBy: "x-forwarded-for", from: pulumi.output(["10.20.0.0/16"]) } as const;
    const config = await configOf({ args: { front }, front: { client } });
    expect(config).toContain("geo $landfall_from_edge {\n  default 0;\n  192.0.2.0/24 1;\n}");
    expect(config).toContain("map $landfall_from_edge$http_cf_connecting_ip $landfall_browser {");
    expect(config).toContain("proxy_set_header X-Real-IP $landfall_browser;");
    expect(await configOf({ front: { client } })).not.toContain("landfall_browser");
  });

  it("ends TLS itself where the balancer does not, with a certificate that is kept as a secret", async () => {
    const tls = { certificate: pulumi.output("certificate"), key: pulumi.secret("canary-key") };
    const recording = await recordExample({ front: { tls } });
    const kept = ofType(recording, SECRET).find(({ name }) => name === "compute-front-certificate")!;
    expect(kept.inputs["type"]).toBe("kubernetes.io/tls");
    const data = kept.inputs["stringData"] as Record<string, never>;
    expect(isSecret(kept.inputs["stringData"]) || isSecret(data["tls.key"])).toBe(true);
    const [, , https] = serversOf(await configOf({ front: { tls } }));
    expect(https).toContain("listen 8443 ssl default_server;");
    expect(https).toContain("ssl_protocols TLSv1.2 TLSv1.3;");
    expect(https).toContain("proxy_set_header X-Forwarded-Proto $scheme;");
  });

  it("has another config under another name, which a preview does not know", async () => {
    const { inputs } = onlyOf(await recordExample(), CONFIG);
    expect(inputs["immutable"]).toBe(true);
    expect(inputs["metadata"]).not.toHaveProperty("name");
  });
});
