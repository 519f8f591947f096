import * as pulumi from "@pulumi/pulumi";
import { Secrets } from "../../../components/secrets";
import { countByType, isSecret, onlyOf, testStack } from "../../support/harness";
import { ACCOUNT_ID, onCloudflare } from "./zone";

const SECRET = "cloudflare:index/secretsStoreSecret:SecretsStoreSecret";
const STORE_ID = "00112233445566778899aabbccddeeff";

async function build(
  name = "JWT_SECRET",
  app = "shop",
  settings: { secretsStoreId?: string } = { secretsStoreId: STORE_ID },
) {
  let secrets: Secrets | undefined;
  const recording = await onCloudflare(settings, (connections) => {
    secrets = new Secrets(
      "secrets",
      { stack: { ...testStack, app }, secrets: { [name]: { kind: "given", value: pulumi.output("hunter2") } } },
      connections.place("secrets", "cloudflare", "managed"),
    );
  });
  return { recording, binding: secrets!.bindings[name]! };
}

const nameOf = async (...args: Parameters<typeof build>) =>
  onlyOf((await build(...args)).recording, SECRET).inputs["name"] as string;

describe("secrets on Cloudflare", () => {
  it("stand in the account's one store, for Workers alone, protected", async () => {
    const { recording } = await build();
    expect(countByType(recording)).toEqual({ [SECRET]: 1 });
    const stored = onlyOf(recording, SECRET);
    expect(stored).toMatchObject({ name: "secrets-JWT_SECRET", protect: true, retainOnDelete: true });
    expect(stored.ignoreChanges).toEqual(["name"]);
    const { value, ...rest } = stored.inputs;
    expect(rest).toEqual({
      accountId: ACCOUNT_ID,
      storeId: STORE_ID,
      name: "shop_test_JWT_SECRET",
      scopes: ["workers"],
    });
    expect(isSecret(value)).toBe(true);
  });

  it("are read by name, and their value by nobody", async () => {
    expect((await build()).binding).toMatchObject({ kind: "reference", reference: { provider: "cloudflare" } });
  });

  it("have names of letters, digits and underscores that stay apart", async () => {
    const names = await Promise.all([nameOf("A", "a-b"), nameOf("A", "a_b"), nameOf("A".repeat(100))]);
    for (const name of names) expect(name).toMatch(/^[A-Za-z0-9_]{1,63}$/);
    expect(new Set(names).size).toBe(3);
  });

  it("are a bug without a store, since it was asked for", async () => {
    await expect(build("A", "shop", {})).rejects.toThrow("without landfall:cloudflare.secretsStoreId");
  });
});
