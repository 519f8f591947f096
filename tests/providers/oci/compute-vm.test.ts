import { ofType, UNKNOWN } from "../../support/harness";
import { INSTANCE, pinned } from "./machine-files";
import { resolved } from "../../support/resolve";
import { computeCounts, recordShop, resolveWholeShop } from "./record-shop";
import { COMPARTMENT, TENANCY, type Shop } from "./shop";

const NSG = "oci:Core/networkSecurityGroup:NetworkSecurityGroup";
const RULE = "oci:Core/networkSecurityGroupSecurityRule:NetworkSecurityGroupSecurityRule";

describe("machines on Oracle Cloud", () => {
  it("builds one machine for what shares and one for each service of its own", async () => {
    expect(await computeCounts()).toEqual({
      [INSTANCE]: 2,
      "oci:Core/publicIp:PublicIp": 1,
      [NSG]: 3,
      [RULE]: 4,
      "oci:Identity/dynamicGroup:DynamicGroup": 1,
      "oci:Identity/policy:Policy": 1,
      "oci:Vault/secret:Secret": 2,
      "random:index/randomId:RandomId": 2,
    });
  });

  it("asks for the free shape exactly as it was checked with the vendor", async () => {
    const { resources } = await resolveWholeShop({ settings: pinned });
    const { metadata, freeformTags, ...inputs } = resolved(resources, INSTANCE, "compute-app").inputs;
    expect(Object.keys(metadata as object).sort()).toEqual(["landfall_release", "user_data"]);
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
    const { resources } = await resolveWholeShop({ settings: pinned, compute: { size: "large" } });
    const machines = resources.filter(({ type }) => type === INSTANCE).map(({ inputs }) => inputs);
    for (const { shape, shapeConfig } of machines) {
      expect({ shape, shapeConfig }).toEqual({
        shape: "VM.Standard.E4.Flex",
        shapeConfig: { memoryInGbs: 8, ocpus: 2 },
      });
    }
    expect(machines.map(({ availabilityDomain }) => availabilityDomain).sort()).toEqual(pinned.availabilityDomains);
  });

  it("keeps both free machines in the one domain that has them", async () => {
    const { resources } = await resolveWholeShop({ settings: pinned });
    const domains = resources.filter(({ type }) => type === INSTANCE).map(({ inputs }) => inputs.availabilityDomain);
    expect(domains).toEqual(["Uocm:US-ASHBURN-AD-1", "Uocm:US-ASHBURN-AD-1"]);
  });

  it("takes a shape of Oracle's in place of the size's", async () => {
    const { resources } = await resolveWholeShop({
      settings: pinned,
      compute: { size: "small", instanceType: "VM.Standard.E5.Flex" },
    });
    expect(resolved(resources, INSTANCE, "compute-app").inputs).toMatchObject({
      shape: "VM.Standard.E5.Flex",
      shapeConfig: { ocpus: 1, memoryInGbs: 2 },
    });
  });

  it("replaces a machine after the old one is gone, whose address and free place it needs", async () => {
    for (const machine of ofType(await recordShop({ settings: pinned }), INSTANCE)) {
      expect(machine).toMatchObject({ deleteBeforeReplace: true, ignoreChanges: [], protect: false });
    }
  });

  it("looks image and domains up once the network is there, and then lets a newer image change nothing", async () => {
    const machine = ofType(await recordShop(), INSTANCE)[0]!;
    expect(machine.inputs).toMatchObject({ availabilityDomain: UNKNOWN, sourceDetails: { sourceId: UNKNOWN } });
    expect(machine.ignoreChanges).toEqual(["sourceDetails.sourceId", "availabilityDomain"]);
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
    const { lookUps } = await resolveWholeShop({ settings: pinned });
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
    const { resources, value } = await resolveWholeShop({ settings: pinned });
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
    const { value } = await resolveWholeShop({ settings: pinned, compute: { hostname: undefined } });
    expect(value.url).toBe("http://192.0.2.3");
  });

  it("gives a machine of its own a passing address where it has no other way out", async () => {
    const { resources } = await resolveWholeShop({ settings: pinned });
    expect(resolved(resources, INSTANCE, "compute-own-ai").inputs.createVnicDetails).toMatchObject({
      assignPublicIp: "true",
      subnetId: "network-public-id",
      nsgIds: ["network-workload-id", "compute-admin-id", "compute-own-ai-calls-id"],
    });
  });

  it("puts a machine of its own into the private subnet where there is a NAT gateway", async () => {
    const { resources, value } = await resolveWholeShop({ settings: pinned, network: { nat: "single" } });
    expect(resolved(resources, INSTANCE, "compute-own-ai").inputs.createVnicDetails).toMatchObject({
      assignPublicIp: "false",
      subnetId: "network-private-id",
    });
    expect(value.egressCidrs).toEqual(["192.0.2.3/32", "192.0.2.1/32"]);
  });

  it("moves no machine when a service is added", async () => {
    const addresses = async (shop: Shop) =>
      Object.fromEntries(
        (await resolveWholeShop({ settings: pinned, compute: { size: "small" }, ...shop })).resources
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
      (await resolveWholeShop({ settings: pinned, ...shop })).resources
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
