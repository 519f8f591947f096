import * as pulumi from "@pulumi/pulumi";
import { countByType, isSecret, ofType, UNKNOWN } from "../../support/harness";
import { recordShop, resolveShop, valueOf } from "./record-shop";
import { buildSecrets } from "./shop";

const SECRET = "aws:secretsmanager/secret:Secret";
const VERSION = "aws:secretsmanager/secretVersion:SecretVersion";

describe("secrets on AWS", () => {
  it("stores each secret with its value", async () => {
    const recording = await recordShop({}, buildSecrets);
    expect(countByType(recording)).toEqual({
      [SECRET]: 2,
      [VERSION]: 2,
      "random:index/randomId:RandomId": 2,
      "random:index/randomPassword:RandomPassword": 1,
    });
  });

  it("keeps a deleted secret for 30 days and protects it", async () => {
    for (const { inputs, protect, retainOnDelete } of ofType(await recordShop({}, buildSecrets), SECRET)) {
      expect(inputs).toMatchObject({ recoveryWindowInDays: 30 });
      expect([protect, retainOnDelete]).toEqual([true, true]);
    }
  });

  it("deletes at once when data protection is off", async () => {
    const recording = await recordShop({ stack: { dataProtection: false } }, buildSecrets);
    for (const { inputs, protect, retainOnDelete } of ofType(recording, SECRET)) {
      expect(inputs).toMatchObject({ recoveryWindowInDays: 0 });
      expect([protect, retainOnDelete]).toEqual([false, false]);
    }
  });

  it("draws a name once: a create that is repeated meets the first, and a secret that comes back does not", async () => {
    for (const { inputs } of ofType(await recordShop({}, buildSecrets), SECRET)) expect(inputs["name"]).toBe(UNKNOWN);
  });

  it("marks every value as secret", async () => {
    const versions = (await resolveShop({}, buildSecrets)).filter(({ type }) => type === VERSION);
    expect(versions.map(({ inputs }) => isSecret(inputs["secretString"]))).toEqual([true, true]);
  });

  it("lets a value be replaced, which protection would refuse", async () => {
    for (const { protect, retainOnDelete } of ofType(await recordShop({}, buildSecrets), VERSION)) {
      expect([protect, retainOnDelete]).toEqual([false, true]);
    }
  });

  it("hands out the ARN by which a service reads the secret, and the version that tells of a change", async () => {
    const seen = await valueOf({}, (connections, shop) => {
      const binding = buildSecrets(connections, shop).bindings["MAIL_KEY"]!;
      if (binding.kind !== "reference") throw new Error(binding.kind);
      return pulumi.all([binding.reference.provider, binding.reference.id, binding.reference.version]);
    });
    expect(seen).toEqual([
      "aws",
      "arn:aws:test:us-east-1:123456789012:SecretVersion/secrets-MAIL_KEY",
      "version-of-secrets-MAIL_KEY",
    ]);
  });
});
