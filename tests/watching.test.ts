import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Plan } from "../src/plan/schema";
import { projectRoot } from "./support/config";
import { landing } from "./support/figures";
import { planned } from "./support/plan";

const CHECKS = [
  "aws:route53/healthCheck:HealthCheck",
  "oci:HealthChecks/httpMonitor:HttpMonitor",
  "digitalocean:index/uptimeCheck:UptimeCheck",
];
const checksOf = (plan: Plan) => CHECKS.flatMap((type) => planned(plan, type).map(({ name }) => name)).sort();
const unwatchedOf = ({ outputs }: Plan) => outputs["unwatched"] as Readonly<Record<string, string>>;

const advancia = parse(readFileSync(join(projectRoot, "apps/advancia.yaml"), "utf8")) as {
  readonly edge: { readonly access: object };
};

const onOci = {
  "landfall:override": JSON.stringify({
    network: { provider: "oci" },
    compute: { provider: "oci", shape: "vm", size: "small", count: 1 },
    database: { provider: "oci", shape: "colocated", engine: "postgres", storageGiB: 50 },
    cache: { provider: "oci", shape: "colocated", engine: "redis" },
    "object-storage": { provider: "oci" },
    secrets: { provider: "oci", shape: "managed" },
    monitoring: { provider: "oci" },
  }),
};

describe("the alerts of a machine", () => {
  describe.each([
    ["Route 53", "megilance", "aws-vm", {}],
    ["Health Checks", "advancia", "cloudflare-droplet", onOci],
    ["DigitalOcean", "advancia", "cloudflare-droplet", {}],
  ])("are asked for by %s, where services have a machine", (by, app, topology, values) => {
    const landed = landing(app, topology, values);
    it("and mailed to whom the services' own check is mailed to", () => {
      expect(checksOf(landed.plan())).toEqual(["monitoring-uptime-machine", "monitoring-uptime-services"]);
      expect(Object.keys(unwatchedOf(landed.plan()))).not.toContain("machine");
      const text = JSON.stringify(landed.plan().resources.filter(({ name }) => name.includes("uptime-machine")));
      expect(text).toContain("/.well-known/landfall/alerts");
      // DigitalOcean's mail says the check's name alone.
      if (by !== "DigitalOcean") expect(text).toContain("has a backup that failed or has restarted a service");
    });
  });

  describe.each([
    ["an edge lets nobody ask", "advancia", "cloudflare-droplet", "the access rule all lets nobody ask", true],
    ["a load balancer chooses who answers", "advancia", "cloudflare-droplets", "the load balancer's choice", false],
    ["the topology does without", "megilance", "oci-do-free", "monitoring.machineAlerts", false],
  ])("are told to be unwatched where %s", (_, app, topology, reason, closed) => {
    const edge = { ...advancia.edge, access: { ...advancia.edge.access, all: { path: "/", allow: "networks" } } };
    const landed = landing(app, topology, closed ? { "landfall:app": JSON.stringify({ ...advancia, edge }) } : {});
    it("with the reason", () => {
      expect(checksOf(landed.plan())).toEqual(["monitoring-uptime-services"]);
      expect(unwatchedOf(landed.plan())["machine"]).toContain(reason);
    });
  });

  describe("of a service on a machine of its own", () => {
    const landed = landing("megilance", "oci-do-free");
    it("are told to be unwatched", () => {
      expect(unwatchedOf(landed.plan())["restarts of ai"]).toContain("a machine of its own");
    });
  });

  describe("are no matter of containers", () => {
    const landed = landing("megilance", "aws-fargate");
    it("which their cloud restarts itself", () => {
      expect(checksOf(landed.plan())).toEqual(["monitoring-uptime-services"]);
      expect(Object.keys(unwatchedOf(landed.plan()))).not.toContain("machine");
    });
  });
});
