import type { WireObject } from "../../../src/plan/recorder";
import { countByType, isSecret, ofType, onlyOf, UNKNOWN } from "../../support/harness";
import { resolved } from "../../support/resolve";
import { recordShop, resolveShop } from "./record-shop";
import { buildSecrets, COMPARTMENT, MAIL_CANARY, type Shop } from "./shop";

const SECRET = "oci:Vault/secret:Secret";
const KEY = "oci:Kms/key:Key";
const VAULT = "ocid1.vault.oc1.iad.b5q3ayluaacbo.abuwcljtexample";

const record = (shop: Shop = {}) => recordShop(shop, buildSecrets);
const resolve = (shop: Shop = {}) =>
  resolveShop(shop, (connections) => {
    const binding = buildSecrets(connections, shop).bindings["MAIL_KEY"]!;
    return binding.kind === "reference" ? { ...binding.reference, kind: binding.kind } : binding.kind;
  });

describe("secrets on Oracle Cloud", () => {
  it("builds a vault, a key and a secret for each value", async () => {
    expect(countByType(await record())).toEqual({
      "oci:Kms/vault:Vault": 1,
      [KEY]: 1,
      [SECRET]: 2,
      "random:index/randomId:RandomId": 2,
      "random:index/randomPassword:RandomPassword": 1,
    });
  });

  it("makes a shared vault and a key in software, neither of which costs anything", async () => {
    const recording = await record();
    expect(onlyOf(recording, "oci:Kms/vault:Vault").inputs).toMatchObject({ vaultType: "DEFAULT" });
    expect(onlyOf(recording, KEY).inputs).toMatchObject({
      keyShape: { algorithm: "AES", length: 32 },
      protectionMode: "SOFTWARE",
      managementEndpoint: UNKNOWN,
    });
  });

  it("keeps every value encrypted, on the way and in the state", async () => {
    const recording = await record();
    const secrets = ofType(recording, SECRET);
    for (const { additionalSecretOutputs } of secrets) expect(additionalSecretOutputs).toContain("secretContent");
    const given = secrets.find(({ name }) => name === "secrets-MAIL_KEY")!;
    expect(isSecret((given.inputs["secretContent"] as WireObject)["content"])).toBe(true);
    const { secretContent: _secretContent, ...others } = given.inputs;
    const elsewhere = JSON.stringify([others, ...recording.resources.filter((it) => it !== given)]);
    for (const text of [MAIL_CANARY, Buffer.from(MAIL_CANARY).toString("base64")])
      expect(elsewhere).not.toContain(text);
  });

  it("stores a value in Base64 under a name that no deleted secret still holds", async () => {
    const { resources } = await resolve();
    const { inputs } = resolved(resources, SECRET, "secrets-MAIL_KEY");
    expect(inputs).toMatchObject({
      compartmentId: COMPARTMENT,
      vaultId: "secrets-vault-id",
      keyId: "secrets-key-id",
      secretName: "shop-test-MAIL_KEY-0a1b2c3d",
    });
    expect(inputs.secretContent.value).toEqual({
      contentType: "BASE64",
      content: Buffer.from(MAIL_CANARY).toString("base64"),
    });
  });

  it("changes the suffix when the vault or the key changes, since the secret is then another one", async () => {
    const { resources } = await resolve();
    const { inputs } = resolved(resources, "random:index/randomId:RandomId", "secrets-MAIL_KEY-suffix");
    expect(inputs.keepers).toEqual({ vault: "secrets-vault-id", key: "secrets-key-id" });
  });

  it("hands out a reference with the version that there is, never the value", async () => {
    expect((await resolve()).value).toEqual({
      kind: "reference",
      provider: "oci",
      id: "secrets-MAIL_KEY-id",
      version: "7",
    });
  });

  it("protects and keeps vault, key, secrets and generated values", async () => {
    const { resources } = await record();
    const kept = resources.filter(({ protect, retainOnDelete }) => protect && retainOnDelete).map(({ type }) => type);
    expect(new Set(kept)).toEqual(
      new Set(["oci:Kms/vault:Vault", KEY, SECRET, "random:index/randomPassword:RandomPassword"]),
    );
    const loose = await record({ stack: { dataProtection: false } });
    expect(loose.resources.some(({ protect, retainOnDelete }) => protect || retainOnDelete)).toBe(false);
  });

  it("uses a vault of the settings, whose endpoint it looks up once something is there", async () => {
    const shop: Shop = { settings: { vaultId: VAULT } };
    expect(countByType(await record(shop))).not.toHaveProperty("oci:Kms/vault:Vault");
    expect(onlyOf(await record(shop), KEY).inputs).toMatchObject({ managementEndpoint: UNKNOWN });
    const { resources, lookUps } = await resolve(shop);
    expect(lookUps).toEqual([{ token: "oci:Kms/getVault:getVault", inputs: { vaultId: VAULT } }]);
    expect(resolved(resources, KEY).inputs.managementEndpoint).toMatch(/^https:\/\/found-management/);
    expect(resolved(resources, SECRET, "secrets-MAIL_KEY").inputs.vaultId).toBe(VAULT);
  });

  it("looks nothing up when the endpoint is a setting too", async () => {
    const vaultManagementEndpoint = "https://b5-management.kms.us-ashburn-1.oraclecloud.com";
    const { resources, lookUps } = await resolve({ settings: { vaultId: VAULT, vaultManagementEndpoint } });
    expect(lookUps).toEqual([]);
    expect(resolved(resources, KEY).inputs.managementEndpoint).toBe(vaultManagementEndpoint);
  });
});
