import { providerIds } from "../../providers/registry";
import { forcesReplacement, parseReplaces, replaceFacts, unknownReplacement } from "../../providers/replaces";

const file = (types: string, more = "") =>
  parseReplaces(`{ "source": "s", "version": "1", "date": "2026-11-28", "types": { ${types} } ${more} }`);

describe("parseReplaces", () => {
  it.each([
    ["a type that is no token", '"bucket": { "replaces": [], "inPlace": [] }', "a Pulumi type token"],
    ["a place in a list", '"a:b:C": { "replaces": ["rules[0]"], "inPlace": [] }', "an input such as"],
    ["two answers for an input", '"a:b:C": { "replaces": ["x"], "inPlace": ["x"] }', "one answer"],
    [
      "a reason beside an answer",
      '"a:b:C": { "replaces": ["x"], "inPlace": [], "unknown": { "x": "w" } }',
      "one answer",
    ],
    ["no reason", '"a:b:C": { "replaces": [], "inPlace": [], "unknown": { "x": "" } }', "unknown"],
    ["a type without what updates it", '"a:b:C": { "replaces": [] }', "inPlace"],
    ["a key that is not known", '"a:b:C": { "replaces": [], "inPlace": [], "forces": [] }', "forces"],
  ])("refuses %s", (_what, types, message) => {
    expect(() => file(types)).toThrow(message);
  });

  it("refuses facts without a date", () => {
    expect(() => parseReplaces('{ "source": "s", "version": "1", "date": "lately", "types": {} }')).toThrow("a date");
  });
});

describe("forcesReplacement", () => {
  const facts = new Map([
    [
      "a",
      file(`"a:b:C": {
        "replaces": ["name", "network", "disk.encrypted"],
        "inPlace": ["disk", "size", "rules"],
        "unknown": { "version": "by its direction", "rules.kind": "never asked" }
      }`),
    ],
  ]);
  const answer = (path: string, type = "a:b:C") => forcesReplacement(type, path, facts);

  it.each([
    ["name", true],
    ["size", false],
    ["network.subnets[2].id", true],
    ["disk.encrypted", true],
    ["disk[0].encrypted", true],
    ["disk.size", false],
    ['disk["size"]', false],
    ["rules[0].port", false],
  ])("answers for %s: %s", (path, expected) => {
    expect(answer(path)).toBe(expected);
  });

  it.each([
    ["a type that is not there", "name", "a:b:D"],
    ["a provider that is not there", "name", "b:b:C"],
    ["an input that is not there", "colour", "a:b:C"],
    ["an input that every object has", "constructor", "a:b:C"],
    ["an input with a name that begins alike", "names", "a:b:C"],
    ["an input of which only a part forces", "disk", "a:b:C"],
    ["an input of which a part is not known", "rules", "a:b:C"],
    ["an input that depends", "version", "a:b:C"],
    ["a part of an input that is not known", "rules[1].kind.x", "a:b:C"],
  ])("has no answer for %s", (_what, path, type) => {
    expect(answer(path, type)).toBeUndefined();
  });

  it("gives the reason for no answer where there is one", () => {
    expect(unknownReplacement("a:b:C", "version", facts)).toBe("by its direction");
    expect(unknownReplacement("a:b:C", "rules[1].kind", facts)).toBe("never asked");
    expect(unknownReplacement("a:b:C", "size", facts)).toBeUndefined();
    expect(unknownReplacement("a:b:C", "name", facts)).toBeUndefined();
    expect(unknownReplacement("a:b:C", "disk", facts)).toBe("replaces by a change of disk.encrypted");
    expect(unknownReplacement("a:b:C", "rules", facts)).toBe("rules.kind: never asked");
    expect(unknownReplacement("a:b:C", "colour", facts)).toBeUndefined();
    expect(unknownReplacement("a:b:D", "version", facts)).toBeUndefined();
  });
});

describe("the shipped facts", () => {
  it("are of every provider, and of its own types only", () => {
    expect([...replaceFacts.keys()].sort()).toEqual([...providerIds, "kubernetes", "random"].sort());
    for (const provider of providerIds) {
      const { types } = replaceFacts.get(provider)!;
      expect(Object.keys(types).filter((type) => !type.startsWith(`${provider}:`))).toEqual([]);
    }
    const cloudless = Object.keys(replaceFacts.get("random")!.types);
    expect(cloudless.filter((type) => !/^(random|kubernetes):/.test(type))).toEqual([]);
  });

  it("say for each provider who says so", () => {
    for (const provider of providerIds) {
      const { source, version } = replaceFacts.get(provider)!;
      expect(source).toMatch(/https:\/\/github\.com\/[\w-]+\/terraform-provider-\w+/);
      expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    }
  });

  // Each is what the provider's own reference says of the argument.
  it.each([
    ["aws:rds/instance:Instance", "engine", true],
    ["aws:rds/instance:Instance", "storageEncrypted", true],
    ["aws:rds/instance:Instance", "username", true],
    ["aws:rds/instance:Instance", "dbName", true],
    ["aws:rds/instance:Instance", "instanceClass", false],
    ["aws:rds/instance:Instance", "allocatedStorage", false],
    ["aws:rds/instance:Instance", "engineVersion", false],
    // Terraform keeps the instance by its resource id since version 5, so another name is an update.
    ["aws:rds/instance:Instance", "identifier", false],
    ["aws:rds/cluster:Cluster", "masterUsername", true],
    ["aws:rds/cluster:Cluster", "serverlessv2ScalingConfiguration.maxCapacity", false],
    ["aws:ec2/instance:Instance", "ami", true],
    ["aws:ec2/instance:Instance", "instanceType", false],
    ["aws:ec2/instance:Instance", "rootBlockDevice.encrypted", true],
    ["aws:ec2/instance:Instance", "rootBlockDevice.volumeSize", false],
    ["aws:ec2/subnet:Subnet", "cidrBlock", true],
    ["aws:ec2/vpc:Vpc", "cidrBlock", true],
    ["aws:ecs/taskDefinition:TaskDefinition", "containerDefinitions", true],
    ["aws:ecs/service:Service", "desiredCount", false],
    ["aws:s3/bucket:Bucket", "bucket", true],
    ["aws:s3/bucket:Bucket", "tags.owner", false],
    ["aws:lb/targetGroup:TargetGroup", "port", true],
    ["aws:elasticache/replicationGroup:ReplicationGroup", "nodeType", false],
    ["aws:kms/key:Key", "region", true],
    ["aws:msk/topic:Topic", "partitionCount", false],
    ["oci:Core/instance:Instance", "metadata.user_data", true],
    ["oci:Core/instance:Instance", "metadata.ssh_authorized_keys", true],
    ["oci:Core/instance:Instance", "metadata.release", false],
    ["oci:Core/instance:Instance", "availabilityDomain", true],
    ["oci:Core/instance:Instance", "shape", false],
    ["oci:Core/subnet:Subnet", "dnsLabel", true],
    ["oci:ContainerEngine/cluster:Cluster", "endpointConfig.subnetId", true],
    ["oci:ContainerEngine/cluster:Cluster", "kubernetesVersion", false],
    ["oci:ObjectStorage/bucket:Bucket", "name", true],
    ["oci:ObjectStorage/bucket:Bucket", "versioning", false],
    ["oci:Psql/dbSystem:DbSystem", "networkDetails.subnetId", true],
    ["oci:Psql/dbSystem:DbSystem", "instanceOcpuCount", false],
    ["digitalocean:index/droplet:Droplet", "region", true],
    ["digitalocean:index/droplet:Droplet", "image", true],
    ["digitalocean:index/droplet:Droplet", "userData", true],
    ["digitalocean:index/droplet:Droplet", "size", false],
    ["digitalocean:index/databaseCluster:DatabaseCluster", "engine", true],
    ["digitalocean:index/databaseCluster:DatabaseCluster", "size", false],
    ["digitalocean:index/kubernetesCluster:KubernetesCluster", "nodePool.size", true],
    ["digitalocean:index/kubernetesCluster:KubernetesCluster", "nodePool.minNodes", false],
    ["cloudflare:index/dnsRecord:DnsRecord", "type", true],
    ["cloudflare:index/dnsRecord:DnsRecord", "zoneId", true],
    ["cloudflare:index/dnsRecord:DnsRecord", "content", false],
    ["cloudflare:index/zone:Zone", "name", true],
    ["cloudflare:index/zone:Zone", "account.id", true],
    ["cloudflare:index/ruleset:Ruleset", "phase", true],
    ["cloudflare:index/ruleset:Ruleset", "rules[0].expression", false],
  ])("answer of %s for %s: %s", (type, path, expected) => {
    expect(forcesReplacement(type, path)).toBe(expected);
  });

  it("give a reason where the direction of the change decides", () => {
    expect(unknownReplacement("digitalocean:index/kubernetesCluster:KubernetesCluster", "version")).toMatch(/down/);
    expect(unknownReplacement("digitalocean:index/droplet:Droplet", "ipv6")).toMatch(/turned off/);
  });
});
