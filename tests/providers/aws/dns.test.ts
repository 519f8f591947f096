import * as pulumi from "@pulumi/pulumi";
import type { DnsFailoverArgs, DnsRecordArgs } from "../../../components/dns";
import type { Connections } from "../../../providers/connections";
import { countByType, ofType, onlyOf } from "../../support/harness";
import { resolved } from "../../support/resolve";
import { buildZone, recordFront, resolveFront, type Front } from "./edge-shop";
import { statementsOf } from "./record-shop";

const ZONE = "aws:route53/zone:Zone";
const RECORD = "aws:route53/record:Record";
const CHECK = "aws:route53/healthCheck:HealthCheck";
const KEY = "aws:kms/key:Key";
const POLICY = "aws:kms/keyPolicy:KeyPolicy";
const SIGNER = "aws:route53/keySigningKey:KeySigningKey";
const SIGNING = "aws:route53/hostedZoneDnsSec:HostedZoneDnsSec";

const made: Front = { settings: {} };
const zone = (connections: Connections) => buildZone(connections);
const withRecord = (record: DnsRecordArgs) => (connections: Connections) => buildZone(connections).record("it", record);

const target = (type: "A" | "CNAME", value: string) => ({ type, value: pulumi.output(value) });
const twoNames: DnsFailoverArgs = {
  name: "api.example.com",
  primary: target("CNAME", "one.example.net"),
  standby: target("CNAME", "two.example.net"),
  healthPath: "/health",
};
const withFailover = (more: Partial<DnsFailoverArgs>) => (connections: Connections) =>
  buildZone(connections).failover("services", { ...twoNames, ...more });

beforeEach(() => void jest.spyOn(pulumi.log, "info").mockResolvedValue());

describe("a zone on Route 53", () => {
  it("is used as it is where its id is configured", async () => {
    expect(countByType(await recordFront({}, zone))).toEqual({});
  });

  it("is made with a key that signs it where there is none", async () => {
    expect(countByType(await recordFront(made, zone))).toEqual({
      [ZONE]: 1,
      [KEY]: 1,
      [POLICY]: 1,
      [SIGNER]: 1,
      [SIGNING]: 1,
    });
    expect(onlyOf(await recordFront(made, zone), ZONE)).toMatchObject({
      protect: true,
      retainOnDelete: true,
      inputs: { name: "example.com", forceDestroy: false },
    });
  });

  it("keeps what signs it as long as it is kept itself, since resolvers refuse what is signed no more", async () => {
    const recording = await recordFront(made, zone);
    for (const type of [KEY, POLICY, SIGNER, SIGNING]) {
      expect(onlyOf(recording, type)).toMatchObject({ protect: false, retainOnDelete: true });
    }
  });

  it("is signed by a key that Route 53 takes: of one kind, in one region", async () => {
    expect(onlyOf(await recordFront({ ...made, region: "eu-west-1" }, zone), KEY).inputs).toMatchObject({
      region: "us-east-1",
      keyUsage: "SIGN_VERIFY",
      customerMasterKeySpec: "ECC_NIST_P256",
    });
  });

  it("names its key in letters alone, which is all that Route 53 takes", async () => {
    const signer = onlyOf(await recordFront(made, zone), SIGNER);
    expect(signer.inputs).toMatchObject({ name: "landfall", status: "ACTIVE" });
  });

  it("lets the account administer the key, and Route 53 sign this zone with it", async () => {
    const statements = statementsOf(resolved(await resolveFront(made, zone), POLICY).inputs["policy"]);
    expect(statements.map(({ Sid, Action, Principal }) => [Sid, Principal, Action])).toEqual([
      ["AdministeredByAccount", { AWS: "arn:aws:iam::123456789012:root" }, ["kms:*"]],
      [
        "SignedByRoute53",
        { Service: "dnssec-route53.amazonaws.com" },
        ["kms:DescribeKey", "kms:GetPublicKey", "kms:Sign"],
      ],
      ["GrantedToRoute53", { Service: "dnssec-route53.amazonaws.com" }, ["kms:CreateGrant"]],
    ]);
    expect(statements[1]!.Condition).toMatchObject({
      StringEquals: { "aws:SourceAccount": "123456789012" },
      ArnEquals: { "aws:SourceArn": "arn:aws:test:us-east-1:123456789012:Zone/dns-zone" },
    });
  });
});

describe("records on Route 53", () => {
  const inputsOf = async (record: DnsRecordArgs) => resolved(await resolveFront({}, withRecord(record)), RECORD).inputs;

  it("hold one value for five minutes unless told otherwise", async () => {
    expect(await inputsOf({ name: "api.example.com.", type: "CNAME", value: "lb.example.net." })).toEqual({
      zoneId: "Z0123456789ABC",
      name: "api.example.com",
      type: "CNAME",
      ttl: 300,
      records: ["lb.example.net"],
      allowOverwrite: false,
    });
    expect(await inputsOf({ name: "a.example.com", type: "A", value: "203.0.113.5", ttlSeconds: 60 })).toMatchObject({
      ttl: 60,
      records: ["203.0.113.5"],
    });
  });

  it("break a text that is longer than Route 53 takes in one piece", async () => {
    const { records } = await inputsOf({ name: "k.example.com", type: "TXT", value: "x".repeat(300) });
    expect(records).toEqual([`${"x".repeat(255)}""${"x".repeat(45)}`]);
    expect((await inputsOf({ name: "k.example.com", type: "TXT", value: "short" })).records).toEqual(["short"]);
  });

  it("may stand already where they prove a certificate, as two certificates of one name ask for one record", async () => {
    const proof = `_${"0a".repeat(16)}.api.example.com.`;
    expect(await inputsOf({ name: proof, type: "CNAME", value: "x.acm-validations.aws." })).toMatchObject({
      allowOverwrite: true,
    });
    expect(await inputsOf({ name: "_dmarc.example.com", type: "TXT", value: "v=DMARC1" })).toMatchObject({
      allowOverwrite: false,
    });
  });
});

describe("failover on Route 53", () => {
  it("is two records of one name, and a check of the primary", async () => {
    const recording = await recordFront({}, withFailover({}));
    expect(countByType(recording)).toEqual({ [RECORD]: 2, [CHECK]: 1 });
    const [standby, primary] = ofType(recording, RECORD).sort((a, b) => (a.name < b.name ? 1 : -1));
    expect(primary!.inputs).toMatchObject({
      name: "api.example.com",
      type: "CNAME",
      ttl: 60,
      records: ["one.example.net"],
      setIdentifier: "primary",
      failoverRoutingPolicies: [{ type: "PRIMARY" }],
    });
    expect(primary!.inputs).toHaveProperty("healthCheckId");
    expect(standby!.inputs).toMatchObject({
      records: ["two.example.net"],
      setIdentifier: "standby",
      failoverRoutingPolicies: [{ type: "SECONDARY" }],
    });
    expect(standby!.inputs).not.toHaveProperty("healthCheckId");
  });

  it("asks a name under itself, and an address under the name that fails over", async () => {
    const check = async (more: Partial<DnsFailoverArgs>) =>
      onlyOf(await recordFront({}, withFailover(more)), CHECK).inputs;
    expect(await check({})).toMatchObject({
      type: "HTTPS",
      fqdn: "one.example.net",
      port: 443,
      resourcePath: "/health",
      requestInterval: 30,
      failureThreshold: 3,
    });
    const addresses = { primary: target("A", "203.0.113.5"), standby: target("A", "203.0.113.6") };
    expect(await check(addresses)).toMatchObject({ ipAddress: "203.0.113.5", fqdn: "api.example.com" });
  });

  it.each([
    [5, 10],
    [10, 10],
    [29, 10],
    [30, 30],
    [300, 30],
  ])("checks every %i seconds as every %i", async (wanted, taken) => {
    const recording = await recordFront({}, withFailover({ intervalSeconds: wanted, failures: 99 }));
    expect(onlyOf(recording, CHECK).inputs).toMatchObject({ requestInterval: taken, failureThreshold: 10 });
  });

  it("gives an address a name where the other is a name, since both records must be of one type", async () => {
    const resources = await resolveFront({}, withFailover({ primary: target("A", "203.0.113.5") }));
    const address = resolved(resources, RECORD, "dns-record-services-primary-address");
    expect(address.inputs).toMatchObject({ name: "primary-api.example.com", type: "A", records: ["203.0.113.5"] });
    expect(resolved(resources, RECORD, "dns-record-services-primary").inputs).toMatchObject({ type: "CNAME" });
    expect(resolved(resources, CHECK).inputs).toMatchObject({ ipAddress: "203.0.113.5" });
  });
});
