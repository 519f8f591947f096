import * as pulumi from "@pulumi/pulumi";
import { ociConfig } from "../../../providers/oci/config";
import { ociSizes } from "../../../providers/oci/sizes";
import { isSecret, ofType, recordOn } from "../../support/harness";
import { COMPARTMENT, TENANCY } from "./shop";

const PROVIDER = "pulumi:providers:oci";
const standard = { region: "us-ashburn-1", tenancyOcid: TENANCY };
const connect = (settings: object, keys: Record<string, pulumi.Input<unknown>> = standard) =>
  recordOn({ oci: { settings, standard: keys } }, () => undefined);

describe("the connection to Oracle Cloud", () => {
  it("is one explicit provider with the standard keys of the stack", async () => {
    const keys = { ...standard, userOcid: "ocid1.user.oc1..aaaademo", privateKey: pulumi.secret("canary-key") };
    const providers = ofType(await connect({ compartmentId: COMPARTMENT }, keys), PROVIDER);
    expect(providers.map(({ name }) => name)).toEqual(["oci"]);
    expect(providers[0]!.inputs).toMatchObject({ ...standard, userOcid: "ocid1.user.oc1..aaaademo" });
    expect(isSecret(providers[0]!.inputs["privateKey"])).toBe(true);
  });

  it("has a second provider only where the home region is another one", async () => {
    const names = async (homeRegion: string) =>
      ofType(await connect({ compartmentId: COMPARTMENT, homeRegion }), PROVIDER).map(({ name }) => name);
    expect(await names("us-ashburn-1")).toEqual(["oci"]);
    expect(await names("us-phoenix-1")).toEqual(["oci", "oci-home"]);
  });

  it.each([
    ["compartment", {}, standard],
    ["region", { compartmentId: COMPARTMENT }, { tenancyOcid: TENANCY }],
    ["tenancy", { compartmentId: COMPARTMENT }, { region: "us-ashburn-1" }],
  ])("does not come about without the %s", async (_what, settings, keys) => {
    await expect(connect(settings, keys)).rejects.toThrow("required settings");
  });
});

describe("settings of Oracle Cloud", () => {
  const accepts = (settings: object) => ociConfig.settings.safeParse(settings).success;

  it("takes OCIDs as Oracle writes them, those of vaults with a part more", () => {
    expect(accepts({ compartmentId: COMPARTMENT })).toBe(true);
    expect(accepts({ compartmentId: TENANCY })).toBe(true);
    expect(accepts({ vaultId: "ocid1.vault.oc1.iad.b5q3ayluaacbo.abuwcljtexample" })).toBe(true);
    expect(accepts({ imageId: "ocid1.image.oc1.iad.aaaaaaaaexample" })).toBe(true);
  });

  it.each([
    { compartmentId: "ocid1.vcn.oc1.iad.aaaa" },
    { compartmentId: "demo" },
    { vaultId: "ocid1.vault.oc1.iad" },
    { vaultManagementEndpoint: "http://b5-management.kms.us-ashburn-1.oraclecloud.com" },
    { vaultManagementEndpoint: "https://kms.example.com" },
    { homeRegion: "Ashburn" },
    { bucketUserEmail: "ops" },
    { namespace: "Axdemo" },
    { tenancyName: "a/b" },
    { queueUserEmail: "ops" },
    { zone: "example" },
    { zoneId: "example.com" },
    { siteCertificateOcid: "ocid1.vault.oc1..aaaa" },
    { availabilityDomains: ["AD-1"] },
    { unknown: 1 },
  ])("refuses %j", (settings) => expect(accepts(settings)).toBe(false));

  it("asks for what queues, zones and buckets need, only where they are used", () => {
    const own = (used: object) =>
      ociConfig
        .required(used)
        .slice(3)
        .map(({ key }) => key.replace("landfall:oci.", ""));
    const part = { shape: "managed" };
    expect(own({})).toEqual([]);
    expect(own({ queue: { shape: "kafka" } })).toEqual(["tenancyName"]);
    expect(own({ dns: part })).toEqual(["zone"]);
    expect(own({ "object-storage": part })).toEqual(["namespace"]);
    expect(own({ "static-site": part, dns: part })).toEqual(["namespace", "zone", "siteCertificateOcid"]);
  });

  it("wants the vault named whose endpoint is given", () => {
    const vaultManagementEndpoint = "https://b5-management.kms.us-ashburn-1.oraclecloud.com";
    const vaultId = "ocid1.vault.oc1.iad.b5q3ayluaacbo.abuwcljtexample";
    expect(ociConfig.check!({ vaultManagementEndpoint }, {})).toMatchObject([
      { at: "landfall:oci.vaultManagementEndpoint", fix: "set landfall:oci.vaultId too, or leave both out" },
    ]);
    expect(ociConfig.check!({ vaultManagementEndpoint, vaultId }, {})).toEqual([]);
    expect(ociConfig.check!({}, {})).toEqual([]);
  });
});

describe("sizes of Oracle Cloud", () => {
  const machines = Object.values(ociSizes.compute.vm);

  it("are AMD machines, so that one image of a service runs on each", () => {
    for (const { instanceType } of machines) expect(instanceType).toMatch(/^VM\.Standard\.E/);
  });

  it("begin with what is free and grow", () => {
    const memory = machines.map(({ memoryMiB }) => memoryMiB);
    expect(memory).toEqual([...memory].sort((a, b) => a - b));
    expect(ociSizes.compute.vm.free).toMatchObject({ instanceType: "VM.Standard.E2.1.Micro", memoryMiB: 1024 });
    expect(ociSizes.database.serverless.free.instanceType).toBe("Always Free");
  });

  it("say where each figure stands and when it was read", () => {
    const { database, cache } = ociSizes;
    const others = [database.serverless, database.managed, cache.managed].flatMap((sizes) => Object.values(sizes));
    for (const { source, date } of [...machines, ...others]) {
      expect(source).toMatch(/^https:\/\/docs\.oracle\.com\//);
      expect(date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    }
  });
});
