import * as pulumi from "@pulumi/pulumi";
import { Dns } from "../../../components/dns";
import type { Connections } from "../../../providers/connections";
import { countByType, ofType, onlyOf, testStack } from "../../support/harness";
import { resolved } from "../../support/resolve";
import { recordBacking, resolveBacking } from "./backing";
import { COMPARTMENT, type Shop } from "./shop";

const ZONE = "oci:Dns/zone:Zone";
const RRSET = "oci:Dns/rrset:Rrset";
const MONITOR = "oci:HealthChecks/httpMonitor:HttpMonitor";
const POLICY = "oci:Dns/steeringPolicy:SteeringPolicy";

const zoneOf = (connections: Connections) =>
  new Dns("dns", { stack: testStack, zone: "example.com." }, connections.place("dns", "oci", "managed"));

const given: Shop = { settings: { zoneId: "ocid1.dns-zone.oc1..aaaaexample" } };

describe("a zone on Oracle Cloud", () => {
  it("is made, signed, protected and kept", async () => {
    const zone = onlyOf(await recordBacking(zoneOf), ZONE);
    expect(zone.inputs).toMatchObject({
      compartmentId: COMPARTMENT,
      name: "example.com",
      zoneType: "PRIMARY",
      dnssecState: "ENABLED",
    });
    expect(zone).toMatchObject({ protect: true, retainOnDelete: true });
  });

  it("hands out the names of its servers without a final dot", async () => {
    const { value } = await resolveBacking((connections) => zoneOf(connections).nameServers);
    expect(value).toEqual(["ns1.example.oci", "ns2.example.oci"]);
  });

  it("is used as it is where its OCID is given", async () => {
    const recording = await recordBacking((connections) => {
      zoneOf(connections).record("api", { name: "api.example.com", type: "A", value: "203.0.113.5" });
    }, given);
    expect(countByType(recording)).not.toHaveProperty(ZONE);
    expect(onlyOf(recording, RRSET).inputs["zoneNameOrId"]).toBe("ocid1.dns-zone.oc1..aaaaexample");
  });

  it.each([
    ["A", "203.0.113.5", "203.0.113.5"],
    ["AAAA", "2001:DB8::1", "2001:db8::1"],
    ["CNAME", "lb.Example.net", "lb.example.net."],
    ["CNAME", "lb.example.net.", "lb.example.net."],
    ["TXT", "v=spf1 -all", '"v=spf1 -all"'],
    ["TXT", 'say "hi"', '"say \\"hi\\""'],
    ["TXT", '"as it is"', '"as it is"'],
  ] as const)("writes %s %s as the service does", async (type, value, rdata) => {
    const recording = await recordBacking((connections) => {
      zoneOf(connections).record("it", { name: "It.Example.com.", type, value, ttlSeconds: 60 });
    }, given);
    const domain = "it.example.com";
    expect(onlyOf(recording, RRSET).inputs).toEqual({
      zoneNameOrId: "ocid1.dns-zone.oc1..aaaaexample",
      domain,
      rtype: type,
      items: [{ domain, rtype: type, rdata, ttl: 60 }],
    });
  });

  it("writes an alias of the zone's own name as one that OCI DNS resolves itself", async () => {
    const recording = await recordBacking((connections) => {
      zoneOf(connections).record("it", { name: "example.com", type: "CNAME", value: "site.example.net" });
    }, given);
    expect(onlyOf(recording, RRSET).inputs).toMatchObject({
      rtype: "ALIAS",
      items: [{ domain: "example.com", rtype: "ALIAS", rdata: "site.example.net.", ttl: 300 }],
    });
  });

  it("refuses a proxied record, since there is no edge behind it", async () => {
    const build = recordBacking((connections) =>
      zoneOf(connections).record("x", { name: "x.example.com", type: "A", value: "203.0.113.5", proxied: true }),
    );
    await expect(build).rejects.toThrow("refused by the capabilities");
  });
});

describe("a name on Oracle Cloud that fails over", () => {
  const target = (value: string) => ({ type: "A" as const, value: pulumi.output(value) });
  const build = (connections: Connections) =>
    zoneOf(connections).failover("app", {
      name: "app.example.com",
      primary: target("203.0.113.5"),
      standby: target("203.0.113.6"),
      healthPath: "/health",
    }).urn;

  it("is led by a policy of the template, in the only order that it takes", async () => {
    const { resources } = await resolveBacking(build);
    expect(resolved(resources, POLICY).inputs).toMatchObject({
      template: "FAILOVER",
      ttl: 60,
      healthCheckMonitorId: "dns-failover-app-health-id",
      answers: [
        { name: "primary", pool: "primary", rtype: "A", rdata: "203.0.113.5" },
        { name: "standby", pool: "standby", rtype: "A", rdata: "203.0.113.6" },
      ],
      rules: [
        {
          ruleType: "FILTER",
          defaultAnswerDatas: [{ answerCondition: "answer.isDisabled != true", shouldKeep: true }],
        },
        { ruleType: "HEALTH" },
        {
          ruleType: "PRIORITY",
          defaultAnswerDatas: [
            { answerCondition: "answer.pool == 'primary'", value: 1 },
            { answerCondition: "answer.pool == 'standby'", value: 2 },
          ],
        },
        { ruleType: "LIMIT", defaultCount: 1 },
      ],
    });
    expect(resolved(resources, "oci:Dns/steeringPolicyAttachment:SteeringPolicyAttachment").inputs).toMatchObject({
      domainName: "app.example.com",
      zoneId: "dns-zone-id",
      steeringPolicyId: "dns-failover-app-policy-id",
    });
  });

  it("asks both origins over HTTPS, under the name that leads to them", async () => {
    expect(onlyOf(await recordBacking(build), MONITOR).inputs).toMatchObject({
      protocol: "HTTPS",
      method: "GET",
      port: 443,
      path: "/health",
      headers: { Host: "app.example.com" },
      targets: ["203.0.113.5", "203.0.113.6"],
      intervalInSeconds: 30,
      timeoutInSeconds: 10,
    });
  });

  it("gives up its name before another policy takes it", async () => {
    const recording = await recordBacking(build);
    expect(ofType(recording, "oci:Dns/steeringPolicyAttachment:SteeringPolicyAttachment")).toHaveLength(1);
  });
});
