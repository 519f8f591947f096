import * as pulumi from "@pulumi/pulumi";
import { resolveServices, type ResolvedServiceArgs } from "../../../components/compute";
import { plain, reference, secret, type Bindings } from "../../../components/core/binding";
import { containerEnvironment, readSecrets, secretVersions } from "../../../providers/aws/compute/environment";

const ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:it-AbCdEf";
const inStore = (id = ARN, field?: string, version?: string) =>
  reference({
    provider: "aws",
    id: pulumi.output(id),
    ...(field === undefined ? {} : { field }),
    ...(version === undefined ? {} : { version: pulumi.output(version) }),
  });

const serviceWith = (environment: Bindings, calls: string[] = [], schedule?: string): ResolvedServiceArgs =>
  resolveServices({
    api: {
      image: "ghcr.io/acme/api:1.0.0",
      routes: [],
      ...(schedule === undefined ? { port: 8000, health: { path: "/" } } : { schedule }),
      environment,
      buckets: {},
      calls,
    },
  })["api"]!;

const valueOf = <T>(output: pulumi.Output<T>) =>
  new Promise<T>((resolve) => output.apply((value) => resolve(value as T)));

describe("containerEnvironment", () => {
  it("sorts plain values by name", () => {
    const { environment, secrets } = containerEnvironment(
      {},
      serviceWith({ B: plain("2"), A: plain("1"), A_B: plain("3") }),
    );
    expect(environment).toEqual([
      { name: "A", value: "1" },
      { name: "A_B", value: "3" },
      { name: "B", value: "2" },
    ]);
    expect(secrets).toEqual([]);
  });

  it("leaves secrets in the store", async () => {
    const { environment, secrets } = containerEnvironment({}, serviceWith({ KEY: inStore() }));
    expect(environment).toEqual([]);
    expect(await valueOf(pulumi.output(secrets))).toEqual([{ name: "KEY", valueFrom: ARN }]);
  });

  it("reads one field of a stored object", async () => {
    const { secrets } = containerEnvironment({}, serviceWith({ KEY: inStore(ARN, "password") }));
    expect(await valueOf(secrets[0]!.valueFrom)).toBe(`${ARN}:password::`);
  });

  it("tells where the services are that this one calls", () => {
    const services = { "price-feed": serviceWith({}), api: serviceWith({}, ["price-feed"]) };
    expect(containerEnvironment(services, services.api).environment).toEqual([
      { name: "PRICE_FEED_URL", value: "http://price-feed:8000" },
    ]);
  });

  it("tells one that is run at set times where they are in DNS", () => {
    const services = { "price-feed": serviceWith({}), nightly: serviceWith({}, ["price-feed"], "0 2 * * *") };
    expect(containerEnvironment(services, services.nightly).environment).toEqual([
      { name: "PRICE_FEED_URL", value: "http://price-feed.services.internal:8000" },
    ]);
  });

  it("prefers what the app says to what is derived", () => {
    const services = { ai: serviceWith({}), api: serviceWith({ AI_URL: plain("http://elsewhere") }, ["ai"]) };
    expect(containerEnvironment(services, services.api).environment).toEqual([
      { name: "AI_URL", value: "http://elsewhere" },
    ]);
  });

  it("takes a secret that is in no store for a bug, and does not say what it is", () => {
    const leaking = () => containerEnvironment({}, serviceWith({ KEY: secret("canary") }));
    expect(leaking).toThrow("KEY, which is in no store");
    expect(leaking).not.toThrow("canary");
  });

  it("takes a secret in another provider's store for a bug", () => {
    const elsewhere = reference({ provider: "oci", id: pulumi.output("ocid1.secret") });
    expect(() => containerEnvironment({}, serviceWith({ KEY: elsewhere }))).toThrow("the store of oci");
  });

  it("asks for the right to each secret once, and to no other", async () => {
    const shared = inStore();
    const { references } = containerEnvironment({}, serviceWith({ A: shared, B: shared, C: inStore(`${ARN}2`) }));
    const [statement] = readSecrets(references);
    expect(statement).toMatchObject({ Effect: "Allow", Action: ["secretsmanager:GetSecretValue"] });
    expect(await valueOf(pulumi.output(statement!.Resource))).toEqual([ARN, `${ARN}2`]);
  });
});

describe("secretVersions", () => {
  const referencesOf = (environment: Bindings) => containerEnvironment({}, serviceWith(environment)).references;

  it("changes with any of the secrets", async () => {
    const versions = secretVersions(referencesOf({ A: inStore(ARN, undefined, "1"), B: inStore(ARN, undefined, "2") }));
    expect(await valueOf(versions!)).toBe("1,2");
  });

  it("is left out where no store tells", () => {
    expect(secretVersions(referencesOf({ A: inStore(), B: plain("x") }))).toBeUndefined();
  });
});
