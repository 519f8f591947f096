import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { plain, secret } from "../../../components/core/binding";
import { encodeHost } from "../../../providers/oci/compute/host";
import { host, service } from "../../components/host/example-host";
import { ofType, onlyOf, UNKNOWN } from "../../support/harness";
import { composeOf, filesOf, INSTANCE, pinned, privateAddress, userData } from "./machine-files";
import { resolved } from "../../support/resolve";
import { computeCounts, recordShop, resolveWholeShop } from "./record-shop";
import { COMPARTMENT, MAIL_CANARY, TENANCY, type Shop } from "./shop";

const POLICY = "oci:Identity/policy:Policy";

describe("what machines on Oracle Cloud run", () => {
  it("starts the services of each machine, and nginx on the one that answers browsers", async () => {
    const { resources } = await resolveWholeShop({ settings: pinned });
    const app = filesOf(resources, "compute-app");
    const ai = filesOf(resources, "compute-own-ai");
    expect(Object.keys(composeOf(app))).toEqual(["backend"]);
    expect(Object.keys(composeOf(ai))).toEqual(["ai"]);
    expect(app["/etc/landfall/nginx.conf"]).toContain("server 127.0.0.1:8000;");
    expect(ai).not.toHaveProperty("/etc/landfall/nginx.conf");
  });

  it("tells a caller the address of a service on another machine, where the port is published", async () => {
    const { resources } = await resolveWholeShop({ settings: pinned });
    const address = privateAddress(resources, "compute-own-ai");
    expect(composeOf(filesOf(resources, "compute-app"))["backend"]!.environment["AI_URL"]).toBe(
      `http://${address}:8500`,
    );
    expect(composeOf(filesOf(resources, "compute-own-ai"))["ai"]!.ports).toEqual([
      "127.0.0.1:8500:8500",
      `${address}:8500:8500`,
    ]);
  });

  it("tells a caller the name of a service on the same machine", async () => {
    const { resources } = await resolveWholeShop({ settings: pinned, services: { ai: { machine: "shared" } } });
    const services = composeOf(filesOf(resources, "compute-app"));
    expect(services["backend"]!.environment["AI_URL"]).toBe("http://ai:8500");
    expect(services["ai"]!.ports).toEqual(["127.0.0.1:8500:8500"]);
  });

  it("gives two services that want one port a port each", async () => {
    const { resources } = await resolveWholeShop({
      settings: pinned,
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
    const { resources } = await resolveWholeShop({ settings: pinned, services: { ai: { routes: ["/ai"] } } });
    const address = privateAddress(resources, "compute-own-ai");
    expect(filesOf(resources, "compute-app")["/etc/landfall/nginx.conf"]).toContain(`server ${address}:8500;`);
  });

  it("refuses user data that Oracle Cloud would not take", () => {
    const hash = (number: number) => createHash("sha512").update(String(number)).digest("base64");
    const noise = Array.from({ length: 500 }, (_, number) => hash(number)).join("");
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
    const { resources } = await resolveWholeShop({ settings: pinned });
    const text = userData(resources, "compute-app");
    for (const value of [MAIL_CANARY, "Canary01", "Cana_ry01", Buffer.from(MAIL_CANARY).toString("base64")]) {
      expect(text).not.toContain(value);
    }
    const files = filesOf(resources, "compute-app");
    const { environment } = composeOf(files)["backend"]!;
    const { secrets } = configOf(files);
    const told = (name: string) => secrets[/^\$\{(\w+)\?/.exec(environment[name] ?? "")![1]!]!;
    const idOf = (name: string) => told(name).id;
    // Another version is another text of the machine, whose services then start with the new value.
    expect(told("MAIL_KEY")).toEqual({ id: "secrets-MAIL_KEY-id", version: "7" });
    expect(idOf("JWT_SECRET")).toBe("secrets-JWT_SECRET-id");
    expect(idOf("DATABASE_PASSWORD")).toBe("secrets-backend-DATABASE_PASSWORD-id");
  });

  it("are stored once, however many services are told the same one", async () => {
    const shared = secret(pulumi.secret("canary-shared"));
    const recording = await recordShop({
      settings: pinned,
      compute: { size: "small" },
      services: { ai: { environment: { A: shared, B: shared } }, web: { environment: { C: shared } } },
    });
    const names = ofType(recording, "oci:Vault/secret:Secret").map(({ name }) => name);
    expect(names.filter((name) => /-[ABC]$/.test(name))).toEqual(["secrets-ai-A"]);
  });

  it("are read by the machine itself, and so is the wallet of the database it uses", async () => {
    const { resources } = await resolveWholeShop({ settings: pinned });
    const files = filesOf(resources, "compute-app");
    const { wallet } = configOf(files);
    expect(wallet).toMatchObject({
      compartmentId: COMPARTMENT,
      databaseName: "shoptest",
      directory: "/run/landfall/wallet",
    });
    expect(composeOf(files)["backend"]!.volumes).toMatchObject([
      { source: "/run/landfall/wallet", target: "/run/landfall/wallet", read_only: true },
    ]);
    expect(files["/usr/local/lib/landfall/read-secrets.py"]).toContain("InstancePrincipalsSecurityTokenSigner");
  });

  it("are no concern of a machine whose services have none", async () => {
    const { resources } = await resolveWholeShop({ settings: pinned });
    expect(Object.keys(filesOf(resources, "compute-own-ai")).filter((path) => path.includes("secret"))).toEqual([]);
  });

  it("may be read by exactly the machines that need them, exactly these, and the wallet of exactly this database", async () => {
    const { resources } = await resolveWholeShop({ settings: pinned });
    expect(resolved(resources, "oci:Identity/dynamicGroup:DynamicGroup").inputs).toMatchObject({
      compartmentId: TENANCY,
      matchingRule: "ANY {instance.id = 'compute-app-id'}",
    });
    const allow = "Allow dynamic-group id compute-machines-id to";
    const scope = `in compartment id ${COMPARTMENT}`;
    const { statements } = resolved(resources, POLICY, "compute-reading").inputs as { statements: string[] };
    expect(statements).toHaveLength(3);
    const ids = [...statements[0]!.matchAll(/target\.secret\.id = '([^']+)'/g)].map(([, id]) => id).sort();
    expect(statements[0]!).toMatch(`${allow} read secret-bundles ${scope} where any {`);
    expect(ids).toEqual([
      "secrets-JWT_SECRET-id",
      "secrets-MAIL_KEY-id",
      "secrets-backend-DATABASE_PASSWORD-id",
      "secrets-backend-DATABASE_WALLET_PASSWORD-id",
    ]);
    expect(statements.slice(1)).toEqual([
      `${allow} inspect autonomous-databases ${scope}`,
      `${allow} read autonomous-databases ${scope} where request.permission = 'AUTONOMOUS_DATABASE_CONTENT_READ'`,
    ]);
  });

  it("need no group and no policy where nothing is secret", async () => {
    const counts = await computeCounts({
      settings: pinned,
      services: { backend: { environment: { PORT: plain("8000") } } },
    });
    expect(counts).toEqual({
      [INSTANCE]: 2,
      "oci:Core/publicIp:PublicIp": 1,
      "oci:Core/networkSecurityGroup:NetworkSecurityGroup": 3,
      "oci:Core/networkSecurityGroupSecurityRule:NetworkSecurityGroupSecurityRule": 4,
    });
  });

  it("of another provider's store cannot be read", async () => {
    const elsewhere = { kind: "reference", reference: { provider: "aws", id: pulumi.output("arn") } } as const;
    const shop: Shop = { settings: pinned, services: { ai: { environment: { KEY: elsewhere } } } };
    await expect(recordShop(shop)).rejects.toThrow("cannot read a secret that aws keeps");
  });

  it("leave the machine's release unknown in a preview, since their OCIDs are, and its user data known", async () => {
    const recording = await recordShop({ settings: pinned });
    const app = ofType(recording, INSTANCE).find(({ name }) => name === "compute-app")!;
    expect(app.inputs["metadata"]).toEqual({
      user_data: expect.stringMatching(/^[A-Za-z0-9+/=]+$/),
      landfall_release: UNKNOWN,
    });
    expect(onlyOf(recording, "oci:Core/publicIp:PublicIp").inputs["privateIpId"]).toBe(UNKNOWN);
  });
});
