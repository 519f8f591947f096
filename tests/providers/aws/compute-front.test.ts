import { ofType, onlyOf } from "../../support/harness";
import { resolved, type ResolvedResource } from "../../support/resolve";
import { recordShop, resolveShop, statementsOf } from "./record-shop";

const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
const SERVICE = "aws:ecs/service:Service";
const LISTENER = "aws:lb/listener:Listener";

const certificateArn = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000000";

/** The rules of a security group: port, and who is on the other side. */
const rulesOf = (resources: readonly ResolvedResource[], type: string, group: string) =>
  resources
    .filter((it) => it.type === type && it.inputs["securityGroupId"] === `${group}-id`)
    .map(({ inputs }) => [inputs["fromPort"], inputs["cidrIpv4"] ?? inputs["referencedSecurityGroupId"]]);

describe("the load balancer on AWS", () => {
  it("is public, strict about requests, and let go when the stack moves on", async () => {
    const { inputs } = onlyOf(await recordShop(), "aws:lb/loadBalancer:LoadBalancer");
    expect(inputs).toMatchObject({
      loadBalancerType: "application",
      dropInvalidHeaderFields: true,
      desyncMitigationMode: "defensive",
      enableDeletionProtection: false,
      accessLogs: { enabled: true, prefix: "alb" },
    });
    expect(inputs).not.toHaveProperty("name");
  });

  it("stands in the public subnets, also where services stand in private ones", async () => {
    const resources = await resolveShop({ network: { nat: "single" } });
    expect(resolved(resources, "aws:lb/loadBalancer:LoadBalancer").inputs["subnets"]).toEqual([
      "network-public-1-id",
      "network-public-2-id",
    ]);
  });

  it("sends HTTP on to HTTPS", async () => {
    const { inputs } = resolved(await resolveShop(), LISTENER, "compute-http");
    expect(inputs).toMatchObject({ port: 80, protocol: "HTTP" });
    expect(inputs["defaultActions"]).toEqual([
      { type: "redirect", redirect: { port: "443", protocol: "HTTPS", statusCode: "HTTP_301" } },
    ]);
  });

  it("answers HTTPS with TLS 1.2 and up, and finds nothing that no service wants", async () => {
    const { inputs } = resolved(await resolveShop(), LISTENER, "compute-https");
    expect(inputs).toMatchObject({ port: 443, protocol: "HTTPS", sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06" });
    expect(inputs["defaultActions"]).toEqual([
      {
        type: "fixed-response",
        fixedResponse: { contentType: "text/plain", messageBody: "Not found", statusCode: "404" },
      },
    ]);
  });

  it("leads a route to its service and asks whether it is well", async () => {
    const resources = await resolveShop();
    expect(resolved(resources, "aws:lb/listenerRule:ListenerRule").inputs).toMatchObject({
      conditions: [{ pathPattern: { values: ["/api", "/api/*"] } }],
      actions: [{ type: "forward", targetGroupArn: "arn:aws:test:us-east-1:123456789012:TargetGroup/compute-backend" }],
    });
    expect(resolved(resources, "aws:lb/targetGroup:TargetGroup").inputs).toMatchObject({
      targetType: "ip",
      port: 8000,
      protocol: "HTTP",
      healthCheck: {
        path: "/api/health",
        matcher: "200",
        interval: 15,
        timeout: 5,
        healthyThreshold: 2,
        unhealthyThreshold: 3,
      },
    });
    expect(resolved(resources, SERVICE, "compute-backend").inputs["loadBalancers"]).toEqual([
      {
        targetGroupArn: "arn:aws:test:us-east-1:123456789012:TargetGroup/compute-backend",
        containerName: "backend",
        containerPort: 8000,
      },
    ]);
  });

  it("knows nothing of a service without routes", async () => {
    const { inputs } = resolved(await resolveShop(), SERVICE, "compute-ai");
    expect(inputs).not.toHaveProperty("loadBalancers");
    expect(inputs).not.toHaveProperty("healthCheckGracePeriodSeconds");
  });

  it("is there also when no service has routes, for the name to lead to", async () => {
    const recording = await recordShop({ services: { backend: { routes: [] } } });
    expect(ofType(recording, "aws:lb/loadBalancer:LoadBalancer")).toHaveLength(1);
    expect(ofType(recording, "aws:lb/targetGroup:TargetGroup")).toEqual([]);
  });

  it("leaves room in names for what makes them unique", async () => {
    const long = "a".repeat(24);
    const recording = await recordShop({ services: { [long]: { routes: ["/x"] } } });
    for (const { name } of ofType(recording, "aws:lb/targetGroup:TargetGroup"))
      expect(name.length).toBeLessThanOrEqual(24);
    expect(onlyOf(recording, "aws:lb/loadBalancer:LoadBalancer").name.length).toBeLessThanOrEqual(24);
  });

  it("writes its log into a bucket of its own, which is there first", async () => {
    const recording = await recordShop();
    const policy = ofType(recording, "aws:s3/bucketPolicy:BucketPolicy").find(({ name }) =>
      name.includes("access-logs"),
    )!;
    expect(onlyOf(recording, "aws:lb/loadBalancer:LoadBalancer").dependsOn).toContain(policy.urn);
    const resources = await resolveShop();
    expect(statementsOf(resolved(resources, policy.type, policy.name).inputs["policy"])[2]).toEqual({
      Sid: "WriteAccessLogs",
      Effect: "Allow",
      Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
      Action: ["s3:PutObject"],
      Resource: ["arn:aws:test:us-east-1:123456789012:Bucket/compute-access-logs/alb/AWSLogs/123456789012/*"],
    });
    const encryption = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
    expect(resolved(resources, encryption, "compute-access-logs").inputs["rules"]).toEqual([
      { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } },
    ]);
  });

  it("leaves its log behind, without standing in the way of a move to another cloud", async () => {
    const recording = await recordShop();
    const bucket = ofType(recording, "aws:s3/bucket:Bucket").find(({ name }) => name === "compute-access-logs")!;
    expect(bucket).toMatchObject({ protect: false, retainOnDelete: true });
  });
});

describe("the certificate on AWS", () => {
  it("is proven by a record in the stack's zone before it is used", async () => {
    const recording = await recordShop();
    const record = ofType(recording, "random:index/randomId:RandomId").find(({ name }) => name.includes("record"))!;
    const validation = onlyOf(recording, "aws:acm/certificateValidation:CertificateValidation");
    expect(validation.dependsOn).toContain(record.urn);
    const resources = await resolveShop();
    expect(resolved(resources, "aws:acm/certificate:Certificate").inputs).toMatchObject({
      domainName: "api.example.com",
      validationMethod: "DNS",
    });
    expect(resolved(resources, record.type, record.name).inputs["keepers"]).toEqual({
      name: "_proof.api.example.com.",
      type: "CNAME",
      value: "_here.acm.example.",
    });
    const [https] = ofType(recording, LISTENER).filter(({ name }) => name === "compute-https");
    expect(https!.dependsOn).toContain(validation.urn);
  });

  it("is the configured one where there is one", async () => {
    const resources = await resolveShop({ settings: { certificateArn }, dns: false });
    expect(resolved(resources, LISTENER, "compute-https").inputs).toMatchObject({ certificateArn });
    expect(resources.filter(({ type }) => type.startsWith("aws:acm/"))).toEqual([]);
  });

  it("is asked for where nothing can prove a new one", async () => {
    await expect(recordShop({ dns: false })).rejects.toThrow(
      "landfall:aws.certificateArn: is missing: the load balancer needs a certificate for api.example.com",
    );
  });

  it("cannot be for no name, which preflight refuses", async () => {
    await expect(recordShop({ compute: { hostname: undefined } })).rejects.toThrow("without a hostname");
  });
});

describe("who reaches what on AWS", () => {
  it("lets the internet reach the load balancer on 80 and 443, and nothing else on any port", async () => {
    const resources = await resolveShop({ compute: { maxCount: 4 }, network: { nat: "per-zone" } });
    const open = resources.filter(({ type, inputs }) => type === INGRESS && "cidrIpv4" in inputs);
    expect(
      open.map(({ inputs }) => [inputs["securityGroupId"], inputs["fromPort"], inputs["toPort"], inputs["cidrIpv4"]]),
    ).toEqual([
      ["compute-alb-id", 80, 80, "0.0.0.0/0"],
      ["compute-alb-id", 443, 443, "0.0.0.0/0"],
    ]);
  });

  it("lets a service with routes be reached by the load balancer alone", async () => {
    const resources = await resolveShop();
    expect(rulesOf(resources, INGRESS, "compute-backend")).toEqual([[8000, "compute-alb-id"]]);
    expect(rulesOf(resources, EGRESS, "compute-alb")).toEqual([[8000, "compute-backend-id"]]);
  });

  it("lets a service without routes be reached by those that call it alone", async () => {
    expect(rulesOf(await resolveShop(), INGRESS, "compute-ai")).toEqual([[8001, "compute-backend-id"]]);
  });

  it("lets nobody reach a service that nobody calls", async () => {
    const resources = await resolveShop({ services: { backend: { calls: [] } } });
    expect(rulesOf(resources, INGRESS, "compute-ai")).toEqual([]);
  });

  it("gives services public addresses where the network has no gateway, behind the same rules", async () => {
    const { inputs } = resolved(await resolveShop(), SERVICE, "compute-backend");
    expect(inputs["networkConfiguration"]).toEqual({
      assignPublicIp: true,
      subnets: ["network-public-1-id", "network-public-2-id"],
      securityGroups: ["network-workload-id", "compute-backend-id"],
    });
  });

  it("hides services in private subnets where the network has a gateway", async () => {
    const { inputs } = resolved(await resolveShop({ network: { nat: "single" } }), SERVICE, "compute-backend");
    expect(inputs["networkConfiguration"]).toEqual({
      assignPublicIp: false,
      subnets: ["network-private-1-id", "network-private-2-id"],
      securityGroups: ["network-workload-id", "compute-backend-id"],
    });
  });
});
