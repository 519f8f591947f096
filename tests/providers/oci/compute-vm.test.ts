import { parse } from "yaml";
import * as pulumi from "@pulumi/pulumi";
import { plain, secret } from "../../../components/core/binding";
import { encodeHost } from "../../../providers/oci/compute-host";
import { host, service } from "../../components/host/example-host";
import { countByType, ofType, onlyOf, UNKNOWN } from "../../support/harness";
import { recordShop, resolved, resolveWholeShop, type ResolvedResource } from "./record-shop";
import { buildNetwork, buildSecrets, buildDatabase, COMPARTMENT, MAIL_CANARY, TENANCY, type Shop } from "./shop";

const INSTANCE = "oci:Core/instance:Instance";
const NSG = "oci:Core/networkSecurityGroup:NetworkSecurityGroup";
const RULE = "oci:Core/networkSecurityGroupSecurityRule:NetworkSecurityGroupSecurityRule";
const POLICY = "oci:Identity/policy:Policy";

const settings = {
  imageId: "ocid1.image.oc1.iad.pinned",
  availabilityDomains: ["Uocm:US-ASHBURN-AD-1", "Uocm:US-ASHBURN-AD-2"],
};

/** Own types and counts of compute: the whole shop without what it stands on. */
async function ownCounts(shop: Shop = {}): Promise<Record<string, number>> {
  const before = countByType(
    await recordShop(shop, (connections) => {
      const network = buildNetwork(connections, shop);
      buildSecrets(connections, shop);
      buildDatabase(connections, shop, network);
    }),
  );
  const all = Object.entries(countByType(await recordShop(shop)));
  return Object.fromEntries(all.map(([type, n]) => [type, n - (before[type] ?? 0)] as const).filter(([, n]) => n > 0));
}

const userData = (resources: readonly ResolvedResource[], name: string): string =>
  Buffer.from(resolved(resources, INSTANCE, name).inputs.metadata.user_data, "base64").toString();

/** The files of a machine, by path. */
function filesOf(resources: readonly ResolvedResource[], name: string): Record<string, string> {
  const config = parse(userData(resources, name), { version: "1.1" }) as {
    write_files: { path: string; content: string }[];
  };
  return Object.fromEntries(config.write_files.map(({ path, content }) => [path, content]));
}

const composeOf = (files: Record<string, string>) =>
  (parse(files["/etc/landfall/compose.yaml"]!) as { services: Record<string, Record<string, any>> }).services; // eslint-disable-line @typescript-eslint/no-explicit-any

describe("machines on Oracle Cloud", () => {
  it("builds one machine for what shares and one for each service of its own", async () => {
    expect(await ownCounts()).toEqual({
      [INSTANCE]: 2,
      "oci:Core/publicIp:PublicIp": 1,
      [NSG]: 3,
      [RULE]: 4,
      "oci:Identity/dynamicGroup:DynamicGroup": 1,
      [POLICY]: 1,
      "oci:Vault/secret:Secret": 2,
      "random:index/randomId:RandomId": 2,
    });
  });

  it("asks for the free shape exactly as it was checked with the vendor", async () => {
    const { resources } = await resolveWholeShop({ settings });
    const { metadata, freeformTags, ...inputs } = resolved(resources, INSTANCE, "compute-app").inputs;
    expect(Object.keys(metadata)).toEqual(["user_data"]);
    expect(freeformTags).toMatchObject({ "landfall-component": "compute" });
    expect(inputs).toEqual({
      agentConfig: { isManagementDisabled: true, isMonitoringDisabled: false },
      availabilityDomain: "Uocm:US-ASHBURN-AD-1",
      compartmentId: COMPARTMENT,
      createVnicDetails: {
        assignPublicIp: "false",
        freeformTags,
        nsgIds: ["network-workload-id", "compute-admin-id", "compute-web-id"],
        privateIp: "10.20.0.10",
        subnetId: "network-public-id",
      },
      displayName: "shop-test-compute-app",
      instanceOptions: { areLegacyImdsEndpointsDisabled: true },
      isPvEncryptionInTransitEnabled: true,
      preserveBootVolume: false,
      shape: "VM.Standard.E2.1.Micro",
      sourceDetails: {
        bootVolumeSizeInGbs: "100",
        sourceId: "ocid1.image.oc1.iad.pinned",
        sourceType: "image",
      },
    });
  });

  it("tells a flexible shape its cores and memory, and spreads machines over the domains", async () => {
    const { resources } = await resolveWholeShop({ settings, compute: { size: "large" } });
    const machines = resources.filter(({ type }) => type === INSTANCE).map(({ inputs }) => inputs);
    for (const { shape, shapeConfig } of machines) {
      expect({ shape, shapeConfig }).toEqual({
        shape: "VM.Standard.E4.Flex",
        shapeConfig: { memoryInGbs: 8, ocpus: 2 },
      });
    }
    expect(machines.map(({ availabilityDomain }) => availabilityDomain).sort()).toEqual(settings.availabilityDomains);
  });

  it("keeps both free machines in the one domain that has them", async () => {
    const { resources } = await resolveWholeShop({ settings });
    const domains = resources.filter(({ type }) => type === INSTANCE).map(({ inputs }) => inputs.availabilityDomain);
    expect(domains).toEqual(["Uocm:US-ASHBURN-AD-1", "Uocm:US-ASHBURN-AD-1"]);
  });

  it("takes a shape of Oracle's in place of the size's", async () => {
    const { resources } = await resolveWholeShop({
      settings,
      compute: { size: "small", instanceType: "VM.Standard.E5.Flex" },
    });
    expect(resolved(resources, INSTANCE, "compute-app").inputs).toMatchObject({
      shape: "VM.Standard.E5.Flex",
      shapeConfig: { ocpus: 1, memoryInGbs: 2 },
    });
  });

  it("replaces a machine after the old one is gone, whose address and free place it needs", async () => {
    for (const machine of ofType(await recordShop({ settings }), INSTANCE)) {
      expect(machine).toMatchObject({ deleteBeforeReplace: true, ignoreChanges: [], protect: false });
    }
  });

  it("looks image and domains up once the network is there, and then lets a newer image change nothing", async () => {
    const machine = ofType(await recordShop(), INSTANCE)[0]!;
    expect(machine.inputs).toMatchObject({ availabilityDomain: UNKNOWN, sourceDetails: { sourceId: UNKNOWN } });
    expect(machine.ignoreChanges).toEqual(["sourceDetails.sourceId"]);
    const { resources, lookUps } = await resolveWholeShop();
    expect(resolved(resources, INSTANCE, "compute-app").inputs).toMatchObject({
      availabilityDomain: "Uocm:US-ASHBURN-AD-1",
      sourceDetails: { sourceId: "ocid1.image.oc1.iad.newest" },
    });
    expect(lookUps.find(({ token }) => token.includes("getImages"))!.inputs).toEqual({
      compartmentId: COMPARTMENT,
      operatingSystem: "Canonical Ubuntu",
      operatingSystemVersion: "22.04",
      shape: "VM.Standard.E2.1.Micro",
      sortBy: "TIMECREATED",
      sortOrder: "DESC",
      state: "AVAILABLE",
    });
    expect(lookUps.find(({ token }) => token.includes("Domains"))!.inputs).toEqual({ compartmentId: TENANCY });
  });

  it("looks up nothing but the machine's own address when the rest is set", async () => {
    const { lookUps } = await resolveWholeShop({ settings });
    expect(lookUps).toEqual([
      {
        token: "oci:Core/getPrivateIps:getPrivateIps",
        inputs: { ipAddress: "10.20.0.10", subnetId: "network-public-id" },
      },
    ]);
  });

  it("refuses a boot disk that is too small", async () => {
    await expect(recordShop({ compute: { diskGiB: 20 } })).rejects.toThrow(
      "compute.diskGiB: is smaller than any boot disk",
    );
  });
});

describe("addresses of machines on Oracle Cloud", () => {
  it("reserves the app machine's, and assigns it once the machine is there", async () => {
    const { resources, value } = await resolveWholeShop({ settings });
    expect(resolved(resources, "oci:Core/publicIp:PublicIp").inputs).toMatchObject({
      lifetime: "RESERVED",
      privateIpId: "ocid1.privateip.oc1.iad.aaaa",
    });
    expect(value).toEqual({
      url: "https://api.example.com",
      origin: "192.0.2.3",
      egressCidrs: ["192.0.2.3/32", "192.0.2.2/32"],
    });
  });

  it("answers by address over HTTP without a hostname", async () => {
    const { value } = await resolveWholeShop({ settings, compute: { hostname: undefined } });
    expect(value.url).toBe("http://192.0.2.3");
  });

  it("gives a machine of its own a passing address where it has no other way out", async () => {
    const { resources } = await resolveWholeShop({ settings });
    expect(resolved(resources, INSTANCE, "compute-own-ai").inputs.createVnicDetails).toMatchObject({
      assignPublicIp: "true",
      subnetId: "network-public-id",
      nsgIds: ["network-workload-id", "compute-admin-id", "compute-own-ai-calls-id"],
    });
  });

  it("puts a machine of its own into the private subnet where there is a NAT gateway", async () => {
    const { resources, value } = await resolveWholeShop({ settings, network: { nat: "single" } });
    expect(resolved(resources, INSTANCE, "compute-own-ai").inputs.createVnicDetails).toMatchObject({
      assignPublicIp: "false",
      subnetId: "network-private-id",
    });
    expect(value.egressCidrs).toEqual(["192.0.2.3/32", "192.0.2.1/32"]);
  });

  it("moves no machine when a service is added", async () => {
    const addresses = async (shop: Shop) =>
      Object.fromEntries(
        (await resolveWholeShop({ settings, ...shop })).resources
          .filter(({ type }) => type === INSTANCE)
          .map(({ name, inputs }) => [name, inputs.createVnicDetails.privateIp as string]),
      );
    const before = await addresses({});
    const after = await addresses({ services: { aa: { machine: "own" }, zz: { machine: "own" } } });
    expect(after).toMatchObject(before);
    expect(new Set(Object.values(after)).size).toBe(4);
  });
});

describe("who may reach machines on Oracle Cloud", () => {
  const rules = async (shop: Shop = {}) =>
    Object.fromEntries(
      (await resolveWholeShop({ settings, ...shop })).resources
        .filter(({ type, inputs }) => type === RULE && inputs.direction === "INGRESS")
        .map(({ name, inputs }) => [
          name,
          `${inputs.networkSecurityGroupId} ${inputs.source} ${inputs.tcpOptions.destinationPortRange.min}-${inputs.tcpOptions.destinationPortRange.max}`,
        ]),
    );

  it("opens web ports to all, SSH to administrators, and a called service to the app's machines", async () => {
    expect(await rules()).toEqual({
      "compute-web-80": "compute-web-id 0.0.0.0/0 80-80",
      "compute-web-443": "compute-web-id 0.0.0.0/0 443-443",
      "compute-admin-203.0.113.7-32": "compute-admin-id 203.0.113.7/32 22-22",
      "compute-own-ai-port-8500": "compute-own-ai-calls-id network-workload-id 8500-8500",
    });
  });

  it("has one rule for each administrators' network", async () => {
    const adminCidrs = ["203.0.113.7/32", "198.51.100.0/24", "203.0.113.7/32"];
    const names = Object.keys(await rules({ compute: { adminCidrs } })).filter((name) => name.includes("admin"));
    expect(names).toEqual(["compute-admin-203.0.113.7-32", "compute-admin-198.51.100.0-24"]);
  });

  it("lets nobody in by SSH when there are no administrators' networks", async () => {
    const values = Object.values(await rules({ compute: { adminCidrs: [] } }));
    expect(values.filter((value) => value.includes(" 22-22"))).toEqual([]);
  });

  it("opens no port of a service that only its own machine calls", async () => {
    const alone = await rules({ services: { ai: { machine: "shared" } } });
    expect(Object.keys(alone).filter((name) => name.includes("port"))).toEqual([]);
  });
});

describe("what machines on Oracle Cloud run", () => {
  it("starts the services of each machine, and nginx on the one that answers browsers", async () => {
    const { resources } = await resolveWholeShop({ settings });
    const app = filesOf(resources, "compute-app");
    const ai = filesOf(resources, "compute-own-ai");
    expect(Object.keys(composeOf(app))).toEqual(["backend"]);
    expect(Object.keys(composeOf(ai))).toEqual(["ai"]);
    expect(app["/etc/landfall/nginx.conf"]).toContain("proxy_pass http://127.0.0.1:8000;");
    expect(ai).not.toHaveProperty("/etc/landfall/nginx.conf");
  });

  it("tells a caller the address of a service on another machine, where the port is published", async () => {
    const { resources } = await resolveWholeShop({ settings });
    const address = resolved(resources, INSTANCE, "compute-own-ai").inputs.createVnicDetails.privateIp as string;
    expect(composeOf(filesOf(resources, "compute-app"))["backend"]!["environment"]["AI_URL"]).toBe(
      `http://${address}:8500`,
    );
    expect(composeOf(filesOf(resources, "compute-own-ai"))["ai"]!["ports"]).toEqual([
      "127.0.0.1:8500:8500",
      `${address}:8500:8500`,
    ]);
  });

  it("tells a caller the name of a service on the same machine", async () => {
    const { resources } = await resolveWholeShop({ settings, services: { ai: { machine: "shared" } } });
    const services = composeOf(filesOf(resources, "compute-app"));
    expect(services["backend"]!["environment"]["AI_URL"]).toBe("http://ai:8500");
    expect(services["ai"]!["ports"]).toEqual(["127.0.0.1:8500:8500"]);
  });

  it("gives two services that want one port a port each", async () => {
    const { resources } = await resolveWholeShop({
      settings,
      services: { ai: { machine: "shared", port: 8000 }, web: { machine: "shared", port: 80, routes: ["/"] } },
    });
    const services = composeOf(filesOf(resources, "compute-app"));
    const ports = Object.entries(services).map(([name, { ports }]) => [name, ports]);
    expect(Object.fromEntries(ports)).toEqual({
      ai: ["127.0.0.1:8000:8000"],
      backend: ["127.0.0.1:20000:8000"],
      web: ["127.0.0.1:20001:80"],
    });
  });

  it("sends the path of a service on another machine there", async () => {
    const { resources } = await resolveWholeShop({ settings, services: { ai: { routes: ["/ai"] } } });
    const address = resolved(resources, INSTANCE, "compute-own-ai").inputs.createVnicDetails.privateIp as string;
    expect(filesOf(resources, "compute-app")["/etc/landfall/nginx.conf"]).toContain(
      `proxy_pass http://${address}:8500;`,
    );
  });

  it("refuses user data that Oracle Cloud would not take", () => {
    const noise = Array.from({ length: 40_000 }, (_, i) => String.fromCharCode(33 + ((i * 7919) % 90))).join("");
    const services = [service({ environment: { LONG: noise } })];
    expect(() => encodeHost(host({ services }), "app")).toThrow(
      /^compute, machine app: .* too long for Oracle Cloud.*allowed about 32000 bytes in Base64; put some services/,
    );
    expect(encodeHost(host(), "app").length).toBeLessThan(32_000);
  });
});

describe("secrets of machines on Oracle Cloud", () => {
  const configOf = (files: Record<string, string>) =>
    JSON.parse(files["/etc/landfall/secrets.json"]!) as { secrets: Record<string, { id: string }>; wallet: object };

  it("stand in no user data: only the OCIDs of secrets do", async () => {
    const { resources } = await resolveWholeShop({ settings });
    const text = userData(resources, "compute-app");
    for (const value of [MAIL_CANARY, "Canary01", "Cana_ry01", Buffer.from(MAIL_CANARY).toString("base64")]) {
      expect(text).not.toContain(value);
    }
    const files = filesOf(resources, "compute-app");
    const { environment } = composeOf(files)["backend"]!;
    const { secrets } = configOf(files);
    const idOf = (name: string) => secrets[/^\$\{(\w+)\?/.exec(environment[name])![1]!]!.id;
    expect(idOf("MAIL_KEY")).toBe("secrets-MAIL_KEY-id");
    expect(idOf("JWT_SECRET")).toBe("secrets-JWT_SECRET-id");
    expect(idOf("DATABASE_PASSWORD")).toBe("secrets-backend-DATABASE_PASSWORD-id");
  });

  it("are stored once, however many services are told the same one", async () => {
    const shared = secret(pulumi.secret("canary-shared"));
    const recording = await recordShop({
      settings,
      services: { ai: { environment: { A: shared, B: shared } }, web: { environment: { C: shared } } },
    });
    const names = ofType(recording, "oci:Vault/secret:Secret").map(({ name }) => name);
    expect(names.filter((name) => /-[ABC]$/.test(name))).toEqual(["secrets-ai-A"]);
  });

  it("are read by the machine itself, and so is the wallet of the database it uses", async () => {
    const { resources } = await resolveWholeShop({ settings });
    const files = filesOf(resources, "compute-app");
    const { wallet } = configOf(files);
    expect(wallet).toMatchObject({
      compartmentId: COMPARTMENT,
      databaseName: "shoptest",
      directory: "/run/landfall/wallet",
    });
    expect(composeOf(files)["backend"]!["volumes"]).toMatchObject([
      { source: "/run/landfall/wallet", target: "/run/landfall/wallet", read_only: true },
    ]);
    expect(files["/usr/local/lib/landfall/read-secrets.py"]).toContain("InstancePrincipalsSecurityTokenSigner");
  });

  it("are no concern of a machine whose services have none", async () => {
    const { resources } = await resolveWholeShop({ settings });
    expect(Object.keys(filesOf(resources, "compute-own-ai")).filter((path) => path.includes("secret"))).toEqual([]);
  });

  it("may be read by exactly the machines that need them, exactly these, and the wallet of exactly this database", async () => {
    const { resources } = await resolveWholeShop({ settings });
    expect(resolved(resources, "oci:Identity/dynamicGroup:DynamicGroup").inputs).toMatchObject({
      compartmentId: TENANCY,
      matchingRule: "ANY {instance.id = 'compute-app-id'}",
    });
    const allow = "Allow dynamic-group id compute-machines-id to";
    const scope = `in compartment id ${COMPARTMENT}`;
    const { statements } = resolved(resources, POLICY, "compute-reading").inputs;
    expect(statements).toHaveLength(3);
    const ids = [...String(statements[0]).matchAll(/target\.secret\.id = '([^']+)'/g)].map(([, id]) => id).sort();
    expect(String(statements[0])).toMatch(`${allow} read secret-bundles ${scope} where any {`);
    expect(ids).toEqual([
      "secrets-JWT_SECRET-id",
      "secrets-MAIL_KEY-id",
      "secrets-backend-DATABASE_PASSWORD-id",
      "secrets-backend-DATABASE_WALLET_PASSWORD-id",
    ]);
    expect(statements.slice(1)).toEqual([
      `${allow} inspect autonomous-databases ${scope}`,
      `${allow} read autonomous-databases ${scope} where all {target.id = 'database-database-id', request.operation = 'GenerateAutonomousDatabaseWallet'}`,
    ]);
  });

  it("need no group and no policy where nothing is secret", async () => {
    const counts = await ownCounts({ settings, services: { backend: { environment: { PORT: plain("8000") } } } });
    expect(counts).toEqual({ [INSTANCE]: 2, "oci:Core/publicIp:PublicIp": 1, [NSG]: 3, [RULE]: 4 });
  });

  it("of another provider's store cannot be read", async () => {
    const elsewhere = { kind: "reference", reference: { provider: "aws", id: pulumi.output("arn") } } as const;
    const shop: Shop = { settings, services: { ai: { environment: { KEY: elsewhere } } } };
    await expect(recordShop(shop)).rejects.toThrow("cannot read a secret that aws keeps");
  });

  it("leave the machine's user data unknown in a preview, since their OCIDs are", async () => {
    const recording = await recordShop({ settings });
    const app = ofType(recording, INSTANCE).find(({ name }) => name === "compute-app")!;
    expect(app.inputs["metadata"]).toEqual({ user_data: UNKNOWN });
    expect(onlyOf(recording, "oci:Core/publicIp:PublicIp").inputs["privateIpId"]).toBe(UNKNOWN);
  });
});
