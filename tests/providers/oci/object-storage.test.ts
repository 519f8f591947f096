import * as pulumi from "@pulumi/pulumi";
import { countByType, ofType, onlyOf } from "../../support/harness";
import { resolved } from "../../support/resolve";
import { recordShop, resolveShop } from "./record-shop";
import { buildStorage, COMPARTMENT, TENANCY, type Shop } from "./shop";

const BUCKET = "oci:ObjectStorage/bucket:Bucket";
const LIFECYCLE = "oci:ObjectStorage/objectLifecyclePolicy:ObjectLifecyclePolicy";
const POLICY = "oci:Identity/policy:Policy";

const record = (shop: Shop = {}) => recordShop(shop, buildStorage);
const resolve = (shop: Shop = {}) =>
  resolveShop(shop, (connections) => {
    const { buckets, keys } = buildStorage(connections, shop);
    const valueOf = (binding: NonNullable<typeof keys>["accessKeyId"]) =>
      binding.kind === "reference" ? undefined : pulumi.unsecret(pulumi.output(binding.value));
    return pulumi.output({
      uploads: buckets["uploads"]!,
      id: keys === undefined ? undefined : valueOf(keys.accessKeyId),
      secret: keys === undefined ? undefined : valueOf(keys.secretAccessKey),
      kinds: keys === undefined ? [] : [keys.accessKeyId.kind, keys.secretAccessKey.kind],
    });
  });

describe("object storage on Oracle Cloud", () => {
  it("builds each bucket with its lifecycle, and one user whose key opens them", async () => {
    expect(countByType(await record())).toEqual({
      [BUCKET]: 3,
      [LIFECYCLE]: 3,
      [POLICY]: 2,
      "oci:Identity/user:User": 1,
      "oci:Identity/group:Group": 1,
      "oci:Identity/userGroupMembership:UserGroupMembership": 1,
      "oci:Identity/customerSecretKey:CustomerSecretKey": 1,
    });
  });

  it("makes buckets private, with versions and events, under names of the app and the stack", async () => {
    const [uploads] = ofType(await record(), BUCKET);
    expect(uploads!.inputs).toEqual({
      accessType: "NoPublicAccess",
      compartmentId: COMPARTMENT,
      freeformTags: expect.objectContaining({ "landfall-component": "storage" }),
      name: "shop-test-uploads",
      namespace: "axdemo",
      objectEventsEnabled: true,
      storageTier: "Standard",
      versioning: "Enabled",
    });
    expect(uploads).toMatchObject({ protect: true, retainOnDelete: true });
  });

  it("keeps objects from being replaced or deleted where asked, and no versions of them then", async () => {
    const [kept] = ofType(await record({ storage: { buckets: { kept: { retainDays: 30 } } } }), BUCKET);
    expect(kept!.inputs).toMatchObject({
      versioning: "Disabled",
      retentionRules: [{ displayName: "retain", duration: { timeAmount: "30", timeUnit: "DAYS" } }],
    });
    const [usual] = ofType(await record(), BUCKET);
    expect(usual!.inputs).not.toHaveProperty("retentionRules");
  });

  it("leaves no public bucket", async () => {
    for (const { inputs } of ofType(await record(), BUCKET)) expect(inputs["accessType"]).toBe("NoPublicAccess");
  });

  it("cuts a name that is too long and keeps it apart from others", async () => {
    const stack = { app: "a".repeat(24), stack: "s".repeat(40) };
    const names = ofType(await record({ stack }), BUCKET).map(({ inputs }) => inputs["name"] as string);
    expect(new Set(names).size).toBe(3);
    for (const name of names) expect(name).toMatch(/^[a-z0-9-]{3,63}$/);
  });

  it("ends unfinished uploads and earlier versions, and lets objects expire where the app says so", async () => {
    const rules = (await resolve()).resources
      .filter(({ type }) => type === LIFECYCLE)
      .map(({ inputs }) => inputs.rules);
    const rule = (name: string, target: string, action: string, timeAmount: string) => ({
      ...{ name, target, action, timeAmount },
      isEnabled: true,
      timeUnit: "DAYS",
    });
    const always = [
      rule("unfinished-uploads", "multipart-uploads", "ABORT", "7"),
      rule("earlier-versions", "previous-object-versions", "DELETE", "30"),
    ];
    expect(rules).toEqual([always, always, [...always, rule("expire", "objects", "DELETE", "90")]]);
  });

  it("has no rule of versions where there are none", async () => {
    const { resources } = await resolve({ storage: { buckets: { uploads: { versioned: false } } } });
    expect(resolved(resources, BUCKET).inputs.versioning).toBe("Disabled");
    const rules = resolved(resources, LIFECYCLE).inputs.rules as { name: string }[];
    expect(rules.map(({ name }) => name)).toEqual(["unfinished-uploads"]);
  });

  it("lets the region's service carry out the rules, before there are any", async () => {
    const recording = await record();
    const policy = ofType(recording, POLICY).find(({ name }) => name === "storage-lifecycle-service")!;
    expect(policy.inputs["statements"]).toEqual([
      `Allow service objectstorage-us-ashburn-1 to manage object-family in compartment id ${COMPARTMENT}`,
    ]);
    for (const { dependsOn } of ofType(recording, LIFECYCLE)) expect(dependsOn).toContain(policy.urn);
  });

  it("lets the key do in each bucket what the app asked for, and nothing in others", async () => {
    const { resources } = await resolve();
    const { inputs } = resolved(resources, POLICY, "storage-access");
    const group = "Allow group id storage-group-id to";
    const scope = `in compartment id ${COMPARTMENT} where`;
    const permissions = (...names: string[]) => names.map((name) => `request.permission = '${name}'`).join(", ");
    expect(inputs.statements).toEqual([
      `${group} read buckets ${scope} target.bucket.name = 'shop-test-uploads'`,
      `${group} manage objects ${scope} all {target.bucket.name = 'shop-test-uploads', any {${permissions(
        "OBJECT_INSPECT",
        "OBJECT_READ",
        "OBJECT_CREATE",
        "OBJECT_OVERWRITE",
        "OBJECT_DELETE",
      )}}}`,
      `${group} read buckets ${scope} target.bucket.name = 'shop-test-assets'`,
      `${group} manage objects ${scope} all {target.bucket.name = 'shop-test-assets', any {${permissions(
        "OBJECT_INSPECT",
        "OBJECT_READ",
      )}}}`,
    ]);
  });

  it("makes no user where the services may do nothing", async () => {
    const shop: Shop = { storage: { buckets: { uploads: {} } } };
    expect(countByType(await record(shop))).toEqual({ [BUCKET]: 1, [LIFECYCLE]: 1, [POLICY]: 1 });
    expect((await resolve(shop)).value.kinds).toEqual([]);
  });

  it("makes the user in the tenancy, with an address of e-mail, which identity domains want", async () => {
    const { inputs } = onlyOf(await record(), "oci:Identity/user:User");
    expect(inputs).toMatchObject({ compartmentId: TENANCY, email: "shop-test-buckets@landfall.invalid" });
    const given = await record({ settings: { bucketUserEmail: "ops@example.com" } });
    expect(onlyOf(given, "oci:Identity/user:User").inputs["email"]).toBe("ops@example.com");
  });

  it("hands out the S3 endpoint, and a key whose secret half is secret", async () => {
    const recording = await record();
    expect(onlyOf(recording, "oci:Identity/customerSecretKey:CustomerSecretKey").additionalSecretOutputs).toContain(
      "key",
    );
    const { value } = await resolve();
    const endpoint = "https://axdemo.compat.objectstorage.us-ashburn-1.oraclecloud.com";
    expect(value).toEqual({
      uploads: { name: "shop-test-uploads", endpoint, region: "us-ashburn-1", url: `${endpoint}/shop-test-uploads` },
      id: "storage-key-id",
      secret: "canary-customer-secret-key",
      kinds: ["plain", "secret"],
    });
  });

  it("writes policies for the whole tenancy where the compartment is its root", async () => {
    const recording = await record({ settings: { compartmentId: TENANCY } });
    const [policy] = ofType(recording, POLICY);
    expect(policy!.inputs["statements"]).toEqual([
      "Allow service objectstorage-us-ashburn-1 to manage object-family in tenancy",
    ]);
  });

  it("makes users, groups and policies in the home region, and buckets in the stack's", async () => {
    const recording = await record({ settings: { homeRegion: "us-phoenix-1" } });
    const providers = ofType(recording, "pulumi:providers:oci");
    expect(providers.map(({ name, inputs }) => [name, inputs["region"]])).toEqual([
      ["oci", "us-ashburn-1"],
      ["oci-home", "us-phoenix-1"],
    ]);
    const [here, home] = providers.map(({ urn }) => urn);
    for (const { type, provider } of recording.resources.filter(({ type }) => type.startsWith("oci:"))) {
      expect([type, provider]).toEqual([type, type.startsWith("oci:Identity/") ? home : here]);
    }
  });

  it("refuses access by role, which the S3 protocol does not have", async () => {
    await expect(record({ storage: { access: "role" } })).rejects.toThrow("refused by the capabilities");
  });

  it("refuses to be built without a namespace", async () => {
    await expect(record({ settings: { namespace: undefined } })).rejects.toThrow("namespace is a required setting");
  });
});
