import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { secret } from "../../../components/core/binding";
import { sshFingerprint } from "../../../providers/digitalocean/compute/ssh-keys";
import { withinLimit } from "../../../providers/digitalocean/compute/user-data";
import type { RecordedResource } from "../../../src/plan/recorder";
import { countByType, isSecret, ofType, onlyOf, UNKNOWN } from "../../support/harness";
import { resolved } from "../../support/resolve";
import { recordShop, resolveShop, SSH_KEY, type Shop } from "./shop";

const DROPLET = "digitalocean:index/droplet:Droplet";
const FIREWALL = "digitalocean:index/firewall:Firewall";
const VOLUME = "digitalocean:index/volume:Volume";
const KEY = "digitalocean:index/sshKey:SshKey";

const vm: Shop = { shape: "vm" };
const ai = { port: 8500, health: { path: "/health" }, machine: "own" } as const;
const withAi: Shop = { ...vm, services: { api: { calls: ["ai"] }, ai } };

const LABELS = [
  "landfall-app:shop",
  "landfall-component:compute",
  "landfall-stack:test",
  "landfall-topology:test",
  "managed-by:pulumi",
];

const database = {
  version: "17",
  name: "shop",
  username: "shop",
  password: secret("canary-password"),
  storageGiB: 30,
  backupRetentionDays: 7,
  backupPassphrase: secret("canary-backups"),
};

const portsOf = ({ inputs }: RecordedResource) =>
  (inputs["inboundRules"] as { portRange: string }[]).map(({ portRange }) => portRange);

describe("machines on DigitalOcean", () => {
  it("are one Droplet for what shares, with an address that outlives it", async () => {
    expect(countByType(await recordShop(vm))).toEqual({
      "digitalocean:index/vpc:Vpc": 1,
      "digitalocean:index/tag:Tag": 1,
      [KEY]: 1,
      [DROPLET]: 1,
      [FIREWALL]: 1,
      "digitalocean:index/reservedIp:ReservedIp": 1,
      "digitalocean:index/reservedIpAssignment:ReservedIpAssignment": 1,
    });
  });

  it("ask for a Droplet exactly as its provider accepted it", async () => {
    const { resources } = await resolveShop({ ...vm, settings: { datacenter: "fra1" } });
    const { userData, ...inputs } = resolved(resources, DROPLET, "compute-app").inputs;
    expect(JSON.stringify(userData)).toContain("#cloud-config");
    expect(inputs).toEqual({
      image: "ubuntu-24-04-x64",
      region: "fra1",
      size: "s-1vcpu-2gb",
      vpcUuid: "network-vpc-id",
      ipv6: false,
      monitoring: true,
      backups: true,
      backupPolicy: { plan: "daily", hour: 4 },
      gracefulShutdown: true,
      sshKeys: ["compute-ssh-key-2da41e15-fingerprint"],
      tags: [...LABELS, "shop-test-network-workload"],
    });
  });

  it("take a slug of DigitalOcean's in place of the size's", async () => {
    const { resources } = await resolveShop({ ...vm, compute: { instanceType: "c-2" } });
    expect(resolved(resources, DROPLET).inputs).toMatchObject({ size: "c-2" });
  });

  it("mark what a machine is told as secret where a secret is in it, since no store keeps it", async () => {
    const droplet = onlyOf(await recordShop(vm), DROPLET);
    expect(isSecret(droplet.inputs["userData"])).toBe(true);
    expect(droplet.additionalSecretOutputs).toEqual(["userData"]);
    const plainOnly = onlyOf(await recordShop({ ...vm, services: { api: { environment: {} } } }), DROPLET);
    expect(typeof plainOnly.inputs["userData"]).toBe("string");
    expect(plainOnly.additionalSecretOutputs).toEqual([]);
  });

  it("refuse to tell a machine more than DigitalOcean takes", () => {
    expect(withinLimit("ü".repeat(32_768), "app")).toHaveLength(32_768);
    expect(() => withinLimit("ü".repeat(32_769), "app")).toThrow(
      /compute, machine app: what the machine is told is too long for DigitalOcean; got "65538 bytes"; allowed 65536/,
    );
  });

  it("let in browsers, and SSH from the administrators' networks alone", async () => {
    const firewall = onlyOf(await recordShop(vm), FIREWALL);
    expect(firewall.inputs["inboundRules"]).toEqual([
      { protocol: "tcp", portRange: "80", sourceAddresses: ["0.0.0.0/0"] },
      { protocol: "tcp", portRange: "443", sourceAddresses: ["0.0.0.0/0"] },
      { protocol: "tcp", portRange: "22", sourceAddresses: ["203.0.113.7/32"] },
    ]);
    expect(firewall.inputs["dropletIds"]).toEqual([UNKNOWN]);
    expect(firewall.inputs).not.toHaveProperty("tags");
    const closed = onlyOf(await recordShop({ ...vm, compute: { adminCidrs: [] } }), FIREWALL);
    expect(portsOf(closed)).toEqual(["80", "443"]);
  });

  it("let out named ports, and anything inside the private network", async () => {
    const { outboundRules } = onlyOf(await recordShop(vm), FIREWALL).inputs as {
      outboundRules: { protocol: string; portRange: string; destinationAddresses: string[] }[];
    };
    const out = outboundRules.map((it) => `${it.protocol} ${it.portRange} ${it.destinationAddresses.join()}`);
    expect(out).toEqual([
      ...["53", "80", "443", "465", "587", "1024-65535"].map((port) => `tcp ${port} 0.0.0.0/0`),
      ...["53", "123"].map((port) => `udp ${port} 0.0.0.0/0`),
      "tcp 1-65535 10.20.0.0/16",
    ]);
  });

  it("take each administrator's key once, whatever its comment", async () => {
    const again = SSH_KEY.replace("ops", "the same");
    const recording = await recordShop({ ...vm, compute: { sshPublicKeys: [SSH_KEY, again] } });
    expect(ofType(recording, KEY)).toHaveLength(1);
  });

  it("use keys that the account has already, by their fingerprint", async () => {
    const recording = await recordShop({ ...vm, settings: { sshKeys: "existing" } });
    expect(ofType(recording, KEY)).toEqual([]);
    const [key] = onlyOf(recording, DROPLET).inputs["sshKeys"] as string[];
    expect(key).toBe(sshFingerprint(SSH_KEY));
    expect(key).toMatch(/^([0-9a-f]{2}:){15}[0-9a-f]{2}$/);
  });

  it("hand on the reserved address to browsers, and their own to what lets in by address", async () => {
    const { resources, value } = await resolveShop(vm);
    expect(value).toEqual({
      url: "https://api.example.com",
      origin: { type: "A", value: "192.0.2.9", publicCertificate: false },
      egressCidrs: ["192.0.2.1/32"],
    });
    expect(resolved(resources, "digitalocean:index/reservedIpAssignment:ReservedIpAssignment").inputs).toMatchObject({
      ipAddress: "192.0.2.9",
    });
    const unnamed = await resolveShop({ ...vm, compute: { hostname: undefined } });
    expect(unnamed.value.url).toBe("http://192.0.2.9");
  });
});

describe("a machine of a service's own on DigitalOcean", () => {
  it("is made before its caller, which is told its private address", async () => {
    const { resources } = await resolveShop(withAi);
    const droplets = resources.filter(({ type }) => type === DROPLET);
    expect(droplets.map(({ name }) => name)).toEqual(["compute-own-ai", "compute-app"]);
    expect(JSON.stringify(droplets[1]!.inputs["userData"])).toMatch(/http:\/\/10\.20\.0\.\d+:8500/);
  });

  it("is open to the machines of the app alone, and is not backed up, since it holds nothing", async () => {
    const { resources } = await resolveShop(withAi);
    expect(resolved(resources, FIREWALL, "compute-own-ai-firewall").inputs["inboundRules"]).toEqual([
      { protocol: "tcp", portRange: "8500", sourceTags: ["shop-test-network-workload"] },
      { protocol: "tcp", portRange: "22", sourceAddresses: ["203.0.113.7/32"] },
    ]);
    expect(resolved(resources, DROPLET, "compute-own-ai").inputs).toMatchObject({ backups: false });
  });

  it("has no public address where the network has a gateway", async () => {
    const { resources, value } = await resolveShop({ ...withAi, network: { nat: "single" } });
    expect(resolved(resources, DROPLET, "compute-own-ai").inputs).toMatchObject({ publicNetworking: false });
    expect(resolved(resources, DROPLET, "compute-app").inputs).not.toHaveProperty("publicNetworking");
    expect(value.egressCidrs).toEqual(["192.0.2.1/32", "192.0.2.31/32"]);
  });

  it("is refused where both call each other, since neither could be made first", async () => {
    const services = { api: { calls: ["ai"] }, ai: { ...ai, calls: ["api"] } };
    await expect(recordShop({ ...vm, services })).rejects.toThrow(/call each other.*app -> own-ai -> app/);
  });
});

describe("what stands beside the services on DigitalOcean", () => {
  const colocated: Shop = { ...vm, compute: { colocated: { database } } };

  it("has a volume that outlives the machine, found by its name", async () => {
    const recording = await recordShop(colocated);
    const volume = onlyOf(recording, VOLUME);
    expect(volume).toMatchObject({ name: "compute-data", protect: true, retainOnDelete: true });
    expect(volume.inputs).toEqual({
      name: "data-shop-test-compute",
      region: "nyc3",
      size: 30,
      description: "Data of shop, stack test",
      tags: LABELS,
    });
  });

  it("lets the disk go before the next machine takes it", async () => {
    const droplet = onlyOf(await recordShop(colocated), DROPLET);
    expect(droplet.deleteBeforeReplace).toBe(true);
    expect(droplet.inputs).toMatchObject({ volumeIds: [UNKNOWN], gracefulShutdown: true });
    expect(onlyOf(await recordShop(vm), DROPLET).deleteBeforeReplace).toBe(false);
  });

  it("has the passphrase of its backups and the keys of their bucket in files of root's, and in nothing else", async () => {
    const known = (value: string) => pulumi.output(value);
    const archive = {
      name: "backups",
      bucket: { name: known("b"), endpoint: known("https://e"), region: known("nyc3"), url: known("https://e/b") },
      keys: { accessKeyId: secret("canary-id"), secretAccessKey: secret("canary-key") },
    };
    const { resources } = await resolveShop({ ...vm, compute: { colocated: { database }, archive } });
    const { userData } = resolved(resources, DROPLET, "compute-app").inputs as { userData: { value: string } };
    const { write_files: files } = parse(userData.value) as {
      write_files: { path: string; content: string; permissions: string }[];
    };
    const holding = (canary: string) =>
      files.filter(({ content }) => content.includes(canary)).map(({ path, permissions }) => [path, permissions]);
    for (const canary of ["canary-backups", "canary-id", "canary-key"]) {
      expect(holding(canary)).toEqual([[expect.stringMatching(/^\/etc\/landfall\/values\/SECRET_\d+$/), "0600"]]);
    }
  });

  it("is refused to a service on a machine of its own", async () => {
    const services = { ai: { ...ai, database: true } };
    await expect(recordShop({ ...colocated, services })).rejects.toThrow(/services\.ai\.machine/);
  });
});
