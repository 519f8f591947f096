import { balancerIssues, egressIssues } from "../../../providers/oci/load-balancer/limits";
import { orderedRoutes, pathCondition } from "../../../providers/oci/load-balancer/routes";
import { registry } from "../../../providers/registry";
import { ofType, onlyOf } from "../../support/harness";
import { resolved } from "../../support/resolve";
import { CERTIFICATE, HOSTNAME, inputsOf, recordBalanced, resolveBalanced } from "./load-balancer-shop";

const BALANCER = "oci:LoadBalancer/loadBalancer:LoadBalancer";
const LISTENER = "oci:LoadBalancer/listener:Listener";
const RULES = "oci:LoadBalancer/ruleSet:RuleSet";
const SET = "oci:LoadBalancer/backendSet:BackendSet";
const NSG_RULE = "oci:Core/networkSecurityGroupSecurityRule:NetworkSecurityGroupSecurityRule";

describe("a load balancer on Oracle Cloud", () => {
  it("is the free one, in the public subnet, at a reserved address", async () => {
    const { resources, value } = await resolveBalanced();
    const { freeformTags: _tags, ...inputs } = resolved(resources, BALANCER).inputs;
    expect(inputs).toEqual({
      compartmentId: expect.any(String) as string,
      displayName: "shop-test-compute-balancer",
      isDeleteProtectionEnabled: false,
      networkSecurityGroupIds: ["compute-balancer-group-id"],
      reservedIps: [{ id: "compute-address-id" }],
      shape: "flexible",
      shapeDetails: { minimumBandwidthInMbps: 10, maximumBandwidthInMbps: 10 },
      subnetIds: ["network-public-id"],
    });
    expect(value.origin).toBe("192.0.2.3");
  });

  it("passes more where a setting says so, and reserves no more", async () => {
    const { resources } = await resolveBalanced({ settings: { loadBalancerMbps: 100 } });
    expect(resolved(resources, BALANCER).inputs["shapeDetails"]).toEqual({
      minimumBandwidthInMbps: 10,
      maximumBandwidthInMbps: 100,
    });
  });

  it("keeps its address when it is replaced, and leaves it where the cloud put it", async () => {
    const recording = await recordBalanced();
    expect(onlyOf(recording, BALANCER)).toMatchObject({ deleteBeforeReplace: true, protect: false });
    expect(onlyOf(recording, "oci:Core/publicIp:PublicIp").ignoreChanges).toEqual(["privateIpId"]);
  });

  it("lets everybody in on 80 and 443, and sends to the app's own machines alone", async () => {
    const { resources } = await resolveBalanced();
    const rules = Object.values(inputsOf(resources, NSG_RULE))
      .filter(({ networkSecurityGroupId }) => networkSecurityGroupId === "compute-balancer-group-id")
      .map(({ direction, source, destination, tcpOptions }) => [
        direction,
        source ?? destination,
        tcpOptions?.destinationPortRange.min,
      ]);
    expect(rules).toEqual([
      ["INGRESS", "0.0.0.0/0", 80],
      ["INGRESS", "0.0.0.0/0", 443],
      ["EGRESS", "network-workload-id", undefined],
    ]);
  });
});

describe("listeners on Oracle Cloud", () => {
  it("answer HTTPS with the given certificate, TLS 1.2 and up", async () => {
    const { resources, value } = await resolveBalanced();
    expect(resolved(resources, LISTENER, "compute-https").inputs).toEqual({
      loadBalancerId: "compute-balancer-id",
      name: "https",
      port: 443,
      protocol: "HTTP",
      defaultBackendSetName: "web",
      routingPolicyName: "routes",
      ruleSetNames: ["headers"],
      connectionConfiguration: { idleTimeoutInSeconds: "60" },
      sslConfiguration: {
        certificateIds: [CERTIFICATE],
        protocols: ["TLSv1.2", "TLSv1.3"],
        cipherSuiteName: "oci-default-http2-tls-12-13-ssl-cipher-suite-v1",
        serverOrderPreference: "ENABLED",
        verifyPeerCertificate: false,
      },
    });
    expect(value).toMatchObject({ url: `https://${HOSTNAME}`, isPublic: true });
  });

  it("send HTTP on to HTTPS under the fixed name, in front of a set that nothing is in", async () => {
    const { resources } = await resolveBalanced();
    expect(resolved(resources, LISTENER, "compute-http").inputs).toEqual({
      loadBalancerId: "compute-balancer-id",
      name: "http",
      port: 80,
      protocol: "HTTP",
      defaultBackendSetName: "nowhere",
      ruleSetNames: ["redirect"],
    });
    expect(resolved(resources, RULES, "compute-redirect").inputs["items"]).toEqual([
      {
        action: "REDIRECT",
        conditions: [{ attributeName: "PATH", attributeValue: "/", operator: "FORCE_LONGEST_PREFIX_MATCH" }],
        redirectUri: { protocol: "HTTPS", host: HOSTNAME, port: 443 },
        responseCode: 301,
      },
    ]);
  });

  it("answer HTTP by address without a hostname, and say nothing of HTTPS", async () => {
    const { resources, value } = await resolveBalanced({
      settings: { certificateOcid: undefined },
      compute: { hostname: undefined },
    });
    expect(Object.keys(inputsOf(resources, LISTENER))).toEqual(["compute-http"]);
    expect(resolved(resources, LISTENER).inputs).toMatchObject({ port: 80, defaultBackendSetName: "web" });
    expect(resolved(resources, LISTENER).inputs["sslConfiguration"]).toBeUndefined();
    const headers = resolved(resources, RULES, "compute-headers").inputs["items"] as { header: string }[];
    expect(headers.map(({ header }) => header)).not.toContain("Strict-Transport-Security");
    expect(value).toMatchObject({ url: "http://192.0.2.3", isPublic: false });
  });

  it("tell browsers to keep to HTTPS, and the usual security headers", async () => {
    const { resources } = await resolveBalanced();
    expect(resolved(resources, RULES, "compute-headers").inputs["items"]).toEqual([
      { action: "ADD_HTTP_RESPONSE_HEADER", header: "X-Content-Type-Options", value: "nosniff" },
      { action: "ADD_HTTP_RESPONSE_HEADER", header: "X-Frame-Options", value: "SAMEORIGIN" },
      { action: "ADD_HTTP_RESPONSE_HEADER", header: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
      {
        action: "ADD_HTTP_RESPONSE_HEADER",
        header: "Strict-Transport-Security",
        value: "max-age=31536000; includeSubDomains",
      },
    ]);
  });

  it("keep silent connections open for an hour where a service has WebSockets", async () => {
    const { resources } = await resolveBalanced({ services: { api: { webSockets: true } } });
    expect(resolved(resources, LISTENER, "compute-https").inputs["connectionConfiguration"]).toEqual({
      idleTimeoutInSeconds: "3600",
    });
  });

  it("refuse to be built under a hostname without a certificate", async () => {
    await expect(recordBalanced({ settings: { certificateOcid: undefined } })).rejects.toThrow("needs a certificate");
  });
});

describe("backend sets on Oracle Cloud", () => {
  it("ask each service's own health path, and set no cookie unless asked to", async () => {
    const { resources } = await resolveBalanced();
    expect(resolved(resources, SET, "compute-web-backends").inputs).toEqual({
      loadBalancerId: "compute-balancer-id",
      name: "web",
      policy: "LEAST_CONNECTIONS",
      healthChecker: {
        protocol: "HTTP",
        port: 3000,
        urlPath: "/healthz",
        returnCode: 200,
        intervalMs: 30000,
        timeoutInMillis: 3000,
        retries: 3,
      },
    });
  });

  it("keep a browser with its copy by a cookie that scripts cannot read", async () => {
    const sticky = { services: { api: { stickySessions: true } } };
    const cookie = async (compute: object) =>
      resolved((await resolveBalanced({ ...sticky, compute })).resources, SET, "compute-api-backends").inputs[
        "lbCookieSessionPersistenceConfiguration"
      ] as unknown;
    expect(await cookie({})).toEqual({ cookieName: "landfall-api", isHttpOnly: true, isSecure: true });
    expect(await cookie({ hostname: undefined })).toMatchObject({ isSecure: false });
  });

  it("end in nowhere for paths that no service wants", async () => {
    const { resources } = await resolveBalanced({ services: { web: { routes: ["/shop"] } } });
    expect(resolved(resources, LISTENER, "compute-https").inputs["defaultBackendSetName"]).toBe("nowhere");
    expect(ofType(await recordBalanced({ services: { web: { routes: [] } } }), SET)).toHaveLength(2);
  });
});

describe("routes on Oracle Cloud", () => {
  it("come the longest first, without the catch-all", () => {
    const routes = orderedRoutes({ a: { routes: ["/", "/api"] }, b: { routes: ["/api/ai", "/b"] } });
    expect(routes.map(({ prefix, service }) => `${prefix} ${service}`)).toEqual(["/api/ai b", "/api a", "/b b"]);
  });

  it("match a prefix and what is below it, and no longer word", () => {
    expect(pathCondition("/api")).toBe("any(http.request.url.path eq '/api', http.request.url.path sw '/api/')");
  });

  it("are rules that lead to the service's set", async () => {
    const { resources } = await resolveBalanced();
    const policy = resolved(resources, "oci:LoadBalancer/loadBalancerRoutingPolicy:LoadBalancerRoutingPolicy");
    expect(policy.inputs).toEqual({
      loadBalancerId: "compute-balancer-id",
      name: "routes",
      conditionLanguageVersion: "V1",
      rules: [
        {
          name: "to_api",
          condition: pathCondition("/api"),
          actions: [{ name: "FORWARD_TO_BACKENDSET", backendSetName: "api" }],
        },
      ],
    });
  });

  it("need no policy where one service takes everything", async () => {
    const { resources } = await resolveBalanced({ services: { api: { routes: [] } } });
    expect(resources.filter(({ type }) => type.includes("RoutingPolicy"))).toEqual([]);
  });
});

describe("what a load balancer on Oracle Cloud cannot do", () => {
  const usual = { image: "ghcr.io/acme/api:1.0.0", calls: [], replicas: 1, cpu: 0.25, memoryMiB: 256 } as const;
  const service = { ...usual, routes: ["/"], machine: "shared" } as const;
  const wanted = { shape: "vm-group", hostname: HOSTNAME, services: { api: service } };

  it("is to answer under a name without a certificate, and the setting is named", () => {
    expect(balancerIssues(wanted, {}).map(({ at }) => at)).toEqual(["landfall:oci.certificateOcid"]);
    expect(balancerIssues(wanted, { certificateOcid: "none" })).toHaveLength(1);
    expect(balancerIssues(wanted, { certificateOcid: CERTIFICATE })).toEqual([]);
    expect(balancerIssues({ ...wanted, hostname: undefined }, {})).toEqual([]);
    expect(balancerIssues({ ...wanted, shape: "vm" }, {})).toEqual([]);
  });

  it("is more paths than a routing policy takes", () => {
    const routes = Array.from({ length: 101 }, (_, index) => `/p${index}`);
    const many = { ...wanted, hostname: undefined, services: { api: { ...service, routes } } };
    expect(balancerIssues({ ...many, shape: "containers" }, {})).toEqual([
      { at: "services routes", problem: "are more paths than a routing policy takes", got: 101, allowed: "up to 100" },
    ]);
    expect(balancerIssues(many, {})).toEqual([]);
  });

  it("is to have fixed addresses without a NAT gateway, where they are asked for", () => {
    const network = { cidr: "10.20.0.0/16", zones: 2, nat: "none" } as const;
    const compute = { shape: "containers", fixedEgress: true };
    expect(egressIssues({ network, compute }).map(({ at }) => at)).toEqual(["network.nat"]);
    expect(egressIssues({ network: { ...network, nat: "single" }, compute })).toEqual([]);
    expect(egressIssues({ network, compute: { ...compute, fixedEgress: false } })).toEqual([]);
    expect(egressIssues({ network, compute: { ...compute, shape: "vm" } })).toEqual([]);
  });

  it("asks for the certificate of a load balancer, with an example that a real run refuses", () => {
    const found = (shape: string) =>
      registry.oci.config.required({ compute: { shape } }).find(({ key }) => key === "landfall:oci.certificateOcid");
    expect(found("vm")).toBeUndefined();
    for (const shape of ["vm-group", "containers"]) {
      const { example, placeholder } = found(shape)!;
      expect(registry.oci.config.settings.safeParse({ certificateOcid: example }).success).toBe(true);
      expect(placeholder!.test(example)).toBe(true);
      expect(placeholder!.test(CERTIFICATE)).toBe(false);
    }
    expect(registry.oci.config.settings.safeParse({ certificateOcid: "none" }).success).toBe(true);
    expect(registry.oci.config.settings.safeParse({ certificateOcid: "self-made" }).success).toBe(false);
  });
});
