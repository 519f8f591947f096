import { countByType, ofType, onlyOf } from "../../support/harness";
import { resolved } from "../../support/resolve";
import { recordShop, resolveShop, statementsOf, valueOf } from "./record-shop";
import { buildNetwork, type Shop } from "./shop";

const record = (network: Shop["network"] = {}, more: Shop = {}) => recordShop({ ...more, network }, buildNetwork);

describe("network on AWS", () => {
  it("builds subnets over two zones and no gateway that costs", async () => {
    expect(countByType(await record())).toEqual({
      "aws:ec2/vpc:Vpc": 1,
      "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": 1,
      "aws:ec2/internetGateway:InternetGateway": 1,
      "aws:ec2/subnet:Subnet": 4,
      "aws:ec2/routeTable:RouteTable": 3,
      "aws:ec2/routeTableAssociation:RouteTableAssociation": 4,
      "aws:ec2/route:Route": 1,
      "aws:ec2/vpcEndpoint:VpcEndpoint": 1,
      "aws:cloudwatch/logGroup:LogGroup": 1,
      "aws:iam/role:Role": 1,
      "aws:iam/rolePolicy:RolePolicy": 1,
      "aws:ec2/flowLog:FlowLog": 1,
      "aws:ec2/securityGroup:SecurityGroup": 1,
      "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": 1,
    });
  });

  it("resolves names inside the network", async () => {
    expect(onlyOf(await record(), "aws:ec2/vpc:Vpc").inputs).toMatchObject({
      cidrBlock: "10.20.0.0/16",
      enableDnsHostnames: true,
      enableDnsSupport: true,
    });
  });

  it("gives no subnet public addresses by itself", async () => {
    const subnets = ofType(await record({ zones: 3 }), "aws:ec2/subnet:Subnet");
    expect(subnets.map(({ name, inputs }) => [name, inputs["availabilityZone"], inputs["cidrBlock"]])).toEqual([
      ["network-public-1", "us-east-1a", "10.20.0.0/19"],
      ["network-public-2", "us-east-1b", "10.20.32.0/19"],
      ["network-public-3", "us-east-1c", "10.20.64.0/19"],
      ["network-private-1", "us-east-1a", "10.20.128.0/19"],
      ["network-private-2", "us-east-1b", "10.20.160.0/19"],
      ["network-private-3", "us-east-1c", "10.20.192.0/19"],
    ]);
    expect(subnets.every(({ inputs }) => inputs["mapPublicIpOnLaunch"] === false)).toBe(true);
  });

  it("uses the configured zones", async () => {
    const subnets = ofType(
      await record({}, { settings: { zones: ["us-east-1d", "us-east-1f"] } }),
      "aws:ec2/subnet:Subnet",
    );
    expect([...new Set(subnets.map(({ inputs }) => inputs["availabilityZone"]))]).toEqual(["us-east-1d", "us-east-1f"]);
  });

  it("empties the default security group", async () => {
    const { inputs } = onlyOf(await record(), "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup");
    expect(Object.keys(inputs).sort()).toEqual(["tags", "vpcId"]);
  });

  it("leads public subnets alone to the internet when there is no gateway", async () => {
    const resources = await resolveShop({}, buildNetwork);
    expect(resources.filter(({ type }) => type === "aws:ec2/route:Route").map(({ inputs }) => inputs)).toEqual([
      { routeTableId: "network-public-id", destinationCidrBlock: "0.0.0.0/0", gatewayId: "network-internet-id" },
    ]);
  });

  it("reaches S3 from every subnet without leaving the network", async () => {
    const endpoint = resolved(
      await resolveShop({ region: "eu-west-1" }, buildNetwork),
      "aws:ec2/vpcEndpoint:VpcEndpoint",
    );
    expect(endpoint.inputs).toMatchObject({
      serviceName: "com.amazonaws.eu-west-1.s3",
      vpcEndpointType: "Gateway",
      routeTableIds: ["network-public-id", "network-private-1-id", "network-private-2-id"],
    });
  });

  it("sends all private subnets through one gateway", async () => {
    const resources = await resolveShop({ network: { nat: "single" } }, buildNetwork);
    expect(resolved(resources, "aws:ec2/natGateway:NatGateway").inputs).toMatchObject({
      allocationId: "eipalloc-network-nat-1",
      subnetId: "network-public-1-id",
    });
    const routes = resources.filter(({ type, inputs }) => type === "aws:ec2/route:Route" && "natGatewayId" in inputs);
    expect(routes.map(({ inputs }) => [inputs["routeTableId"], inputs["natGatewayId"]])).toEqual([
      ["network-private-1-id", "network-nat-1-id"],
      ["network-private-2-id", "network-nat-1-id"],
    ]);
  });

  it("sends each private subnet through the gateway of its own zone", async () => {
    const resources = await resolveShop({ network: { nat: "per-zone", zones: 3 } }, buildNetwork);
    const gateways = resources.filter(({ type }) => type === "aws:ec2/natGateway:NatGateway");
    expect(gateways.map(({ inputs }) => inputs["subnetId"])).toEqual([1, 2, 3].map((it) => `network-public-${it}-id`));
    const routes = resources.filter(({ inputs }) => "natGatewayId" in inputs);
    expect(routes.map(({ inputs }) => inputs["natGatewayId"])).toEqual([1, 2, 3].map((it) => `network-nat-${it}-id`));
  });

  it.each([
    ["none", []],
    ["single", ["198.51.100.7/32"]],
    ["per-zone", ["198.51.100.7/32", "198.51.100.7/32"]],
  ] as const)("tells the addresses that private subnets send from with %s", async (nat, expected) => {
    const seen = await valueOf(
      { network: { nat } },
      (connections, shop) => buildNetwork(connections, shop).egressCidrs,
    );
    expect(seen).toEqual(expected);
  });

  it("lets the services send and nobody reach them by their identity", async () => {
    const recording = await record();
    expect(onlyOf(recording, "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule").inputs).toMatchObject({
      ipProtocol: "-1",
      cidrIpv4: "0.0.0.0/0",
      description: expect.any(String),
    });
    expect(ofType(recording, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")).toEqual([]);
  });

  it("writes no rule into a security group itself", async () => {
    const { inputs } = onlyOf(await record(), "aws:ec2/securityGroup:SecurityGroup");
    expect(inputs).not.toHaveProperty("ingress");
    expect(inputs).not.toHaveProperty("egress");
  });

  it("keeps a year's flow log under a role that can write nothing else", async () => {
    const resources = await resolveShop({}, buildNetwork);
    const logGroup = resolved(resources, "aws:cloudwatch/logGroup:LogGroup");
    expect(logGroup.inputs).toMatchObject({ retentionInDays: 365 });
    const arn = "arn:aws:test:us-east-1:123456789012:LogGroup/network-flow-log";
    expect(resolved(resources, "aws:ec2/flowLog:FlowLog").inputs).toMatchObject({
      trafficType: "ALL",
      logDestination: arn,
    });
    expect(statementsOf(resolved(resources, "aws:iam/rolePolicy:RolePolicy").inputs["policy"])).toEqual([
      {
        Sid: "WriteFlowLog",
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
        Resource: [arn, `${arn}:*`],
      },
    ]);
    expect(statementsOf(resolved(resources, "aws:iam/role:Role").inputs["assumeRolePolicy"])).toEqual([
      expect.objectContaining({
        Principal: { Service: "vpc-flow-logs.amazonaws.com" },
        Condition: {
          StringEquals: { "aws:SourceAccount": "123456789012" },
          ArnLike: { "aws:SourceArn": "arn:aws:ec2:us-east-1:123456789012:vpc-flow-log/*" },
        },
      }),
    ]);
  });

  it("writes ARNs of the region's own part of AWS", async () => {
    const resources = await resolveShop({ region: "us-gov-west-1" }, buildNetwork);
    expect(resolved(resources, "aws:iam/role:Role").inputs["assumeRolePolicy"]).toContain(
      "arn:aws-us-gov:ec2:us-gov-west-1:",
    );
  });

  it("refuses a range that the subnets do not fit into", async () => {
    await expect(record({ cidr: "10.20.0.0/26" })).rejects.toThrow("network.cidr");
  });
});
