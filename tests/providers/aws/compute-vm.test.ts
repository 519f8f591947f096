import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { encodeHost } from "../../../providers/aws/compute/user-data";
import { countByType, ofType, onlyOf, UNKNOWN } from "../../support/harness";
import { resolved, type ResolvedResource } from "../../support/resolve";
import { composeOf, filesOf, INSTANCE } from "./machine-files";
import { lookUpsOf, NEWEST_IMAGE, recordShop, resolveShop, statementsOf, valueOf } from "./record-shop";
import { buildShop, type Shop } from "./shop";

const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EIP = "aws:ec2/eip:Eip";
const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExampleExam test";

/** The shop on one machine. */
const vm = (shop: Shop = {}): Shop => ({ shape: "vm", ...shop, compute: { count: 1, diskGiB: 30, ...shop.compute } });
const ownAi: Shop = { services: { ai: { machine: "own" } } };
/** Shops that many tests look at are built once. */
const once = <T>(build: () => Promise<T>) => {
  let built: Promise<T> | undefined;
  return () => (built ??= build());
};
const plain = once(() => resolveShop(vm()));
const plainRecording = once(() => recordShop(vm()));
const withOwnAi = once(() => resolveShop(vm(ownAi)));

const openings = (resources: readonly ResolvedResource[]) =>
  resources
    .filter(({ type, name }) => type === INGRESS && name.startsWith("compute-"))
    .map(({ inputs: { securityGroupId, fromPort, toPort, cidrIpv4, referencedSecurityGroupId } }) => {
      expect(toPort).toBe(fromPort);
      return [securityGroupId, fromPort, cidrIpv4 ?? referencedSecurityGroupId] as unknown[];
    });
const named = (resources: readonly ResolvedResource[], type: string) =>
  resources.filter((it) => it.type === type).map(({ name }) => name);

describe("a machine on AWS", () => {
  it("is one instance with its own address, role and log", async () => {
    const counts = countByType(await plainRecording());
    expect(counts).toMatchObject({
      [INSTANCE]: 1,
      [EIP]: 1,
      "aws:ec2/networkInterface:NetworkInterface": 1,
      "aws:iam/instanceProfile:InstanceProfile": 1,
      "aws:iam/role:Role": 3, // the machine's, the flow log's, the database's
      "aws:ssm/document:Document": 1,
      "aws:ssm/association:Association": 1,
    });
    for (const type of [
      "aws:lb/loadBalancer:LoadBalancer",
      "aws:acm/certificate:Certificate",
      "aws:ebs/volume:Volume",
    ]) {
      expect(counts).not.toHaveProperty([type]);
    }
  });

  it("is small, encrypted and closed about who it is", async () => {
    const { tags, userDataBase64, ...inputs } = resolved(await plain(), INSTANCE).inputs;
    expect(tags).toMatchObject({ Name: "compute-app", "landfall-agent": "shop-test-compute-machines" });
    expect(typeof userDataBase64).toBe("string");
    expect(inputs).toEqual({
      ami: NEWEST_IMAGE,
      instanceType: "t3.small",
      primaryNetworkInterface: { networkInterfaceId: "compute-app-id" },
      iamInstanceProfile: "compute-app-0a1b2c3",
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      rootBlockDevice: expect.objectContaining({
        encrypted: true,
        volumeType: "gp3",
        volumeSize: 30,
        deleteOnTermination: true,
      }) as unknown,
      creditSpecification: { cpuCredits: "standard" },
      userDataReplaceOnChange: true,
    });
  });

  it("is of the instance type that takes the size's place", async () => {
    const { inputs } = onlyOf(await recordShop(vm({ compute: { instanceType: "m7i.large" } })), INSTANCE);
    expect(inputs["instanceType"]).toBe("m7i.large");
    expect(inputs).not.toHaveProperty("creditSpecification");
  });

  it("has addresses that outlive it, and makes room for the next one first", async () => {
    const recording = await plainRecording();
    expect(onlyOf(recording, INSTANCE).deleteBeforeReplace).toBe(true);
    const resources = await plain();
    expect(resolved(resources, EIP).inputs).toMatchObject({ domain: "vpc", networkInterface: "compute-app-id" });
    expect(resolved(resources, "aws:ec2/networkInterface:NetworkInterface").inputs).toMatchObject({
      subnetId: "network-public-1-id",
      securityGroups: ["network-workload-id", "compute-app-id"],
    });
  });

  it("tells where it is and what it sends from", async () => {
    const shop = vm({ compute: { hostname: undefined } });
    const seen = await valueOf(shop, (connections) => {
      const { url, origin, egressCidrs } = buildShop(connections, shop);
      return pulumi.output({ url, type: origin.type, value: origin.value, own: origin.publicCertificate, egressCidrs });
    });
    expect(seen).toEqual({
      url: "http://198.51.100.7",
      type: "A",
      value: "198.51.100.7",
      own: false,
      egressCidrs: ["198.51.100.7/32"],
    });
  });

  it("answers under its hostname over HTTPS", async () => {
    const shop = vm();
    expect(await valueOf(shop, (connections) => buildShop(connections, shop).url)).toBe("https://api.example.com");
  });

  it("stands in no network only by mistake", async () => {
    await expect(recordShop(vm({ compute: { network: undefined } }))).rejects.toThrow("was given no network");
  });
});

describe("the image of a machine on AWS", () => {
  it("is looked up once, and only when the network is there", async () => {
    expect(onlyOf(await plainRecording(), INSTANCE).inputs["ami"]).toBe(UNKNOWN);
    expect(await lookUpsOf(vm())).toEqual([
      {
        token: "aws:ssm/getParameter:getParameter",
        inputs: { name: "/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id" },
      },
    ]);
  });

  it("stays what it was when a newer one comes out", async () => {
    expect(onlyOf(await plainRecording(), INSTANCE).ignoreChanges).toEqual(["ami"]);
  });

  it("is the configured one, without a look-up, and follows the configuration", async () => {
    const shop = vm({ settings: { imageId: "ami-0123456789abcdef0" } });
    const { inputs, ignoreChanges } = onlyOf(await recordShop(shop), INSTANCE);
    expect(inputs["ami"]).toBe("ami-0123456789abcdef0");
    expect(ignoreChanges).toEqual([]);
    expect(await lookUpsOf(shop)).toEqual([]);
  });
});

describe("who reaches a machine on AWS", () => {
  it("is everybody on 80 and 443, and nobody on any other port", async () => {
    expect(openings(await plain())).toEqual([
      ["compute-app-id", 80, "0.0.0.0/0"],
      ["compute-app-id", 443, "0.0.0.0/0"],
    ]);
  });

  it.each([
    ["a key alone", { sshPublicKeys: [KEY] }],
    ["a network alone", { adminCidrs: ["203.0.113.0/24"] }],
  ])("is nobody by SSH where administrators have %s", async (_what, compute) => {
    expect(openings(await resolveShop(vm({ compute }))).map(([, port]) => port)).toEqual([80, 443]);
  });

  it("are administrators by SSH where they have a key and a network", async () => {
    const compute = { sshPublicKeys: [KEY], adminCidrs: ["203.0.113.0/24"] };
    expect(openings(await resolveShop(vm({ compute })))).toContainEqual(["compute-app-id", 22, "203.0.113.0/24"]);
  });

  it("are machines of the app on the port of a service that they call", async () => {
    expect(openings(await withOwnAi())).toContainEqual(["compute-own-ai-id", 8001, "network-workload-id"]);
  });
});

describe("a service on a machine of its own on AWS", () => {
  it("is called at the private address of that machine", async () => {
    const resources = await withOwnAi();
    expect(named(resources, INSTANCE).sort()).toEqual(["compute-app", "compute-own-ai"]);
    const { backend, ai } = composeOf(filesOf(resources, "compute-app"));
    expect(backend!.environment["AI_URL"]).toBe("http://compute-own-ai.private:8001");
    expect(ai).toBeUndefined();
    expect(Object.keys(composeOf(filesOf(resources, "compute-own-ai")))).toContain("ai");
  });

  it("has a public address of its own where there is no gateway, which nobody reaches", async () => {
    const resources = await withOwnAi();
    expect(named(resources, EIP).filter((name) => name.startsWith("compute-"))).toEqual([
      "compute-app",
      "compute-own-ai",
    ]);
  });

  it("stands in a private subnet where there is one, and sends from its address", async () => {
    const shop = vm({ ...ownAi, network: { nat: "single" } });
    const resources = await resolveShop(shop);
    expect(named(resources, EIP).filter((name) => name.startsWith("compute-"))).toEqual(["compute-app"]);
    const card = resolved(resources, "aws:ec2/networkInterface:NetworkInterface", "compute-own-ai").inputs;
    expect(card["subnetId"]).toBe("network-private-1-id");
  });

  it("works under a role of its own", async () => {
    const resources = await withOwnAi();
    const rights = named(resources, ROLE_POLICY).filter((name) => name.startsWith("compute-"));
    expect(rights.sort()).toEqual([
      "compute-app-buckets",
      "compute-app-logs",
      "compute-app-release",
      "compute-app-secrets",
      "compute-own-ai-logs",
      "compute-own-ai-release",
    ]);
  });
});

describe("the role of a machine on AWS", () => {
  it("is taken by EC2, and reached by Systems Manager", async () => {
    const resources = await plain();
    const [trust] = statementsOf(resolved(resources, "aws:iam/role:Role", "compute-app").inputs["assumeRolePolicy"]);
    expect(trust).toMatchObject({ Principal: { Service: "ec2.amazonaws.com" } });
    const attached = resources.filter(
      ({ type, name }) => type === "aws:iam/rolePolicyAttachment:RolePolicyAttachment" && name.startsWith("compute-"),
    );
    expect(attached.map(({ inputs }) => inputs["policyArn"])).toEqual([
      "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
    ]);
  });

  it("reads the secrets that its services get, uses their buckets, and writes its own log and metrics", async () => {
    const resources = await plain();
    const rights = (what: string) =>
      statementsOf(resolved(resources, ROLE_POLICY, `compute-app-${what}`).inputs["policy"]);
    expect(rights("secrets").map(({ Resource }) => Resource)).toEqual([
      [
        "arn:aws:secretsmanager:us-east-1:123456789012:secret:rds!database-server",
        "arn:aws:test:us-east-1:123456789012:SecretVersion/secrets-JWT_SECRET",
        "arn:aws:test:us-east-1:123456789012:SecretVersion/secrets-MAIL_KEY",
      ],
    ]);
    expect(rights("buckets").map(({ Sid }) => Sid)).toEqual([
      "ListAssets",
      "ObjectsAssets",
      "ListUploads",
      "ObjectsUploads",
    ]);
    expect(rights("logs").map(({ Sid, Condition }) => [Sid, Condition])).toEqual([
      ["WriteLogs", undefined],
      ["WriteMetrics", { StringEquals: { "cloudwatch:namespace": "CWAgent" } }],
    ]);
  });

  it("may do what any of its services may: reading and writing by two makes both", async () => {
    const resources = await resolveShop(
      vm({
        queue: { topics: { prices: {} } },
        services: { backend: { topics: { prices: "write" } }, ai: { topics: { prices: "read" } } },
      }),
    );
    const [queue] = statementsOf(resolved(resources, ROLE_POLICY, "compute-app-topics").inputs["policy"]);
    expect(queue!.Action).toEqual(expect.arrayContaining(["sqs:ReceiveMessage", "sqs:SendMessage"]));
  });

  it("stands before the machine does", async () => {
    const recording = await plainRecording();
    const { dependsOn } = onlyOf(recording, INSTANCE);
    const rights = ofType(recording, ROLE_POLICY).filter(({ name }) => name.startsWith("compute-app-"));
    for (const { urn } of [...rights, ...ofType(recording, "aws:ec2/route:Route"), ...ofType(recording, EIP)]) {
      expect(dependsOn).toContain(urn);
    }
  });
});

describe("what a machine on AWS is told", () => {
  it("reads its secrets by itself, and is told where they are and which version there is", async () => {
    const files = filesOf(await plain(), "compute-app");
    expect(JSON.parse(files["/etc/landfall/secrets.json"]!)).toEqual({
      region: "us-east-1",
      secrets: {
        SECRET_1: {
          id: "arn:aws:secretsmanager:us-east-1:123456789012:secret:rds!database-server",
          field: "password",
        },
        SECRET_2: {
          id: "arn:aws:test:us-east-1:123456789012:SecretVersion/secrets-JWT_SECRET",
          version: "version-of-secrets-JWT_SECRET",
        },
        SECRET_3: {
          id: "arn:aws:test:us-east-1:123456789012:SecretVersion/secrets-MAIL_KEY",
          version: "version-of-secrets-MAIL_KEY",
        },
      },
    });
    expect(files["/usr/local/lib/landfall/read-secrets.py"]).toContain('DIRECTORY = "/run/landfall/secrets"');
    expect(files["/usr/local/sbin/landfall-setup"]).toContain("python3-boto3");
  });

  it("names the mistake where it is too long", () => {
    const noise = (length: number) =>
      Array.from({ length }, (_, index) => createHash("sha512").update(String(index)).digest("base64")).join("");
    expect(() => encodeHost(noise(400), "app")).toThrow(
      'compute, machine app: what the machine is told is too long for EC2, even compressed; got "35200 bytes"',
    );
    expect(Buffer.from(encodeHost(noise(100), "app"), "base64").length).toBeLessThanOrEqual(16 * 1024);
  });
});
