import { IssuesError } from "../../../components/core/errors";
import { reference } from "../../../components/core/binding";
import * as pulumi from "@pulumi/pulumi";
import type { WireObject } from "../../../src/plan/recorder";
import { countByType, isSecret, onlyOf, UNKNOWN } from "../../support/harness";
import { MAIL_CANARY, recordShop, resolveShop, type Shop } from "./shop";

const APP = "digitalocean:index/app:App";

async function specOf(shop: Partial<Shop> = {}) {
  const recording = await recordShop({ shape: "containers", network: null, ...shop });
  const app = onlyOf(recording, APP);
  return { recording, app, spec: app.inputs["spec"] as WireObject };
}

const ALERTS = [
  { rule: "CPU_UTILIZATION", operator: "GREATER_THAN", value: 80, window: "FIVE_MINUTES" },
  { rule: "MEM_UTILIZATION", operator: "GREATER_THAN", value: 85, window: "FIVE_MINUTES" },
  { rule: "RESTART_COUNT", operator: "GREATER_THAN", value: 3, window: "FIVE_MINUTES" },
];

const CHECK = {
  httpPath: "/api/health",
  port: 8000,
  initialDelaySeconds: 60,
  periodSeconds: 15,
  timeoutSeconds: 5,
  successThreshold: 1,
  failureThreshold: 3,
};

describe("containers on DigitalOcean", () => {
  it("are one app, exactly as its provider accepted it", async () => {
    const { recording, app, spec } = await specOf();
    expect(countByType(recording)).toEqual({ [APP]: 1 });
    expect(app).toMatchObject({ name: "compute-app", protect: false, retainOnDelete: false });
    const [service] = spec["services"] as WireObject[];
    const [mailKey, port] = service!["envs"] as WireObject[];
    expect(port).toEqual({ key: "PORT", value: "8000", scope: "RUN_TIME", type: "GENERAL" });
    expect(mailKey).toMatchObject({ key: "MAIL_KEY", scope: "RUN_TIME", type: "SECRET" });
    expect(spec).toEqual({
      name: "shop-test-compute",
      region: "nyc",
      services: [
        {
          name: "api",
          image: { registryType: "GHCR", registry: "acme", repository: "api", tag: "1.4.0" },
          instanceSizeSlug: "apps-s-1vcpu-1gb",
          instanceCount: 1,
          httpPort: 8000,
          envs: [mailKey, port],
          healthCheck: CHECK,
          livenessHealthCheck: CHECK,
          alerts: ALERTS,
        },
      ],
      ingress: {
        rules: [{ component: { name: "api", preservePathPrefix: true }, match: { path: { prefix: "/api" } } }],
      },
      domainNames: [{ name: "api.example.com", type: "PRIMARY" }],
      disableEdgeCache: true,
      enhancedThreatControlEnabled: true,
      alerts: [{ rule: "DEPLOYMENT_FAILED" }, { rule: "DOMAIN_FAILED" }],
    });
  });

  it("keep secrets secret, in what is sent and in what comes back", async () => {
    const { app, spec } = await specOf();
    const [mailKey] = (spec["services"] as WireObject[])[0]!["envs"] as WireObject[];
    expect(isSecret(mailKey!["value"])).toBe(true);
    expect(JSON.stringify(mailKey!["value"])).toContain(MAIL_CANARY);
    expect(app.additionalSecretOutputs).toEqual(["spec"]);
    const plainOnly = await specOf({ services: { api: { environment: {} } } });
    expect(plainOnly.app.additionalSecretOutputs).toEqual([]);
  });

  it("cannot read what another provider's store keeps", async () => {
    const elsewhere = reference({ provider: "aws", id: pulumi.output("arn") });
    await expect(specOf({ services: { api: { environment: { KEY: elsewhere } } } })).rejects.toThrow(
      "App Platform cannot read KEY, which the store of aws keeps",
    );
  });

  it("run what answers no requests as workers, without port and route", async () => {
    const { spec } = await specOf({
      services: { consumer: { image: "ghcr.io/acme/consumer:1", replicas: 2, command: ["run", "it's"] } },
    });
    expect(spec["workers"]).toEqual([
      {
        name: "consumer",
        image: { registryType: "GHCR", registry: "acme", repository: "consumer", tag: "1" },
        runCommand: `'run' 'it'\\''s'`,
        instanceSizeSlug: "apps-s-1vcpu-1gb",
        instanceCount: 2,
        envs: [],
        alerts: ALERTS,
      },
    ]);
  });

  it("open a service that only others call inside the app alone, and tell the caller its name", async () => {
    const { spec } = await specOf({
      services: { api: { calls: ["ai"], environment: {} }, ai: { port: 8500, health: { path: "/health" } } },
    });
    const [ai, api] = spec["services"] as WireObject[];
    expect(ai).toMatchObject({ name: "ai", internalPorts: [8500], healthCheck: { port: 8500 } });
    expect(ai).not.toHaveProperty("httpPort");
    expect(api!["envs"]).toEqual([{ key: "AI_URL", value: "http://ai:8500", scope: "RUN_TIME", type: "GENERAL" }]);
    expect((spec["ingress"] as WireObject)["rules"]).toHaveLength(1);
  });

  it("lead the longest path first, each handed on whole", async () => {
    const web = { port: 3000, routes: ["/"], health: { path: "/" } };
    const { spec } = await specOf({ services: { web, socket: { ...web, routes: ["/api/socket"] } } });
    const rules = (spec["ingress"] as WireObject)["rules"] as WireObject[];
    expect(rules.map(({ match }) => ((match as WireObject)["path"] as WireObject)["prefix"])).toEqual([
      "/api/socket",
      "/api",
      "/",
    ]);
    for (const { component } of rules) expect(component).toMatchObject({ preservePathPrefix: true });
  });

  it("have as many copies as compute is asked for, and scale by load between two numbers", async () => {
    const three = await specOf({ compute: { count: 3 } });
    expect((three.spec["services"] as WireObject[])[0]).toMatchObject({ instanceCount: 3 });
    const scaling = await specOf({ compute: { count: 2, maxCount: 4, instanceType: "apps-d-1vcpu-1gb" } });
    const [service] = scaling.spec["services"] as WireObject[];
    expect(service).toMatchObject({
      instanceSizeSlug: "apps-d-1vcpu-1gb",
      autoscaling: { minInstanceCount: 2, maxInstanceCount: 4, metrics: { cpu: { percent: 60 } } },
    });
    expect(service).not.toHaveProperty("instanceCount");
  });

  it("refuse what App Platform cannot run", async () => {
    await expect(specOf({ compute: { count: 2, maxCount: 4 } })).rejects.toThrow(IssuesError);
    await expect(specOf({ compute: { size: "micro", count: 2 } })).rejects.toThrow(IssuesError);
  });

  it("join the private network where there is one", async () => {
    const { spec } = await specOf({ network: {} });
    expect(spec["vpcs"]).toEqual([{ id: UNKNOWN }]);
  });

  it("answer under the app's own name without a domain, and are found there by a record with one", async () => {
    const own = await resolveShop({ shape: "containers", network: null, compute: { hostname: undefined } });
    expect(own.value.url).toBe("https://shop.ondigitalocean.app");
    const { value } = await resolveShop({ shape: "containers", network: null });
    expect(value).toEqual({
      url: "https://api.example.com",
      origin: { type: "CNAME", value: "shop.ondigitalocean.app", publicCertificate: true, isNamed: false },
      egressCidrs: [],
    });
  });

  it("send from addresses of their own where these must not change", async () => {
    const { spec } = await specOf({ compute: { fixedEgress: true } });
    expect(spec["egresses"]).toEqual([{ type: "DEDICATED_IP" }]);
    const { value } = await resolveShop({ shape: "containers", network: null, compute: { fixedEgress: true } });
    expect(value.egressCidrs).toEqual(["192.0.2.21/32", "192.0.2.22/32"]);
  });
});
