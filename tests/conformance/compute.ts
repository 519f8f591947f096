import { join } from "node:path";
import { Compute, type ComputeArgs, type ServiceArgs } from "../../components/compute";
import { plain, type Bindings } from "../../components/core/binding";
import { Dns } from "../../components/dns";
import { buildBacking } from "./backing";
import { describePortableContract } from "./contract";
import { anyPlaceOf, recordScene, type Place, type Scene } from "./places";
import { known } from "./wire";

/** What is neutral of a service: values of plain names, and names of secrets; the rest is the scene's. */
type NeutralService = Omit<ServiceArgs, "environment"> & {
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
};

type Neutral = Pick<ComputeArgs, "count" | "maxCount" | "diskGiB" | "hostname" | "instanceType"> & {
  readonly services: Readonly<Record<string, NeutralService>>;
};

/** For compute that runs scripts in place of images. */
const worker = { file: join(__dirname, "worker.mjs"), compatibilityDate: "2026-06-01" };

const api: NeutralService = {
  worker,
  image: "ghcr.io/acme/api:1.4.0",
  port: 8000,
  routes: ["/api"],
  health: { path: "/health" },
  environment: { PORT: "8000", LOG_LEVEL: "info" },
  secrets: ["JWT_SECRET", "STRIPE_KEY"],
  buckets: { uploads: "read-write", assets: "read" },
  calls: [],
};

/** Called by other services alone. */
const ai: NeutralService = {
  ...api,
  image: "ghcr.io/acme/ai:2.0.0",
  port: 8001,
  routes: [],
  secrets: [],
  buckets: {},
};

const ADMIN = "203.0.113.7/32";
const HOSTNAME = "api.example.com";

/** Describes what compute promises on every provider. */
export function describeComputeConformance(name: string, place: Place<"compute">): void {
  const setup = place.setup.compute?.[place.shape];
  if (setup === undefined) throw new Error(`no set-up for ${place.shape} on ${place.provider}`);
  const zone = anyPlaceOf("dns", place.provider);
  const providers = [place.provider, zone.provider];
  const everywhere: Neutral = {
    services: { api },
    ...(place.has("addressWithoutDomain") ? {} : { hostname: HOSTNAME }),
  };

  const build = (scene: Scene, args: Neutral): Compute => {
    const { connections, stack } = scene;
    const { network, secrets, database, storage } = buildBacking(place, scene);
    const password = database?.password;
    const forDatabase: Bindings =
      database === undefined || password === undefined
        ? {}
        : {
            DATABASE_URL: plain(database.url),
            DATABASE_PASSWORD:
              password.kind === "secret" ? secrets.store("database-password", password.value) : password,
          };
    const services = Object.entries(args.services).map(([key, { environment, secrets: names, ...service }]) => {
      const plainly = Object.entries(environment).map(([variable, value]) => [variable, plain(value)] as const);
      const hidden = names.map((variable) => [variable, secrets.bindings[variable]!] as const);
      const bindings: Bindings = { ...Object.fromEntries(plainly), ...Object.fromEntries(hidden), ...forDatabase };
      return [key, { ...service, environment: bindings }] as const;
    });
    const dns =
      args.hostname === undefined
        ? undefined
        : new Dns("dns", { stack, zone: "example.com" }, zone.placement(connections));
    return new Compute(
      "compute",
      {
        stack,
        ...setup,
        ...args,
        services: Object.fromEntries(services),
        network,
        secrets,
        objectStorage: storage,
        database,
        dns,
        adminCidrs: [ADMIN],
        sshPublicKeys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExampleExam test"],
        email: "ops@example.com",
      },
      place.placement(connections),
    );
  };
  const used = { compute: { shape: place.shape } };
  const record = (args: Neutral) => recordScene(providers, (scene) => build(scene, args), undefined, used);
  const withAi = (changes: Partial<NeutralService>, calls: readonly string[]): Neutral => ({
    ...everywhere,
    services: { api: { ...api, calls }, ai: { ...ai, ...changes } },
  });

  describe(`compute on ${name}`, () => {
    describePortableContract<Neutral, Compute>(place, {
      token: "Compute",
      name: "compute",
      variations: {
        "one service": everywhere,
        "a hostname": { ...everywhere, hostname: HOSTNAME },
        "two routed services": withAi({ routes: ["/ai"] }, []),
        "a disk of 100 GiB": { ...everywhere, diskGiB: 100 },
        ...(place.has("serviceCalls") ? { "a service that another calls": withAi({}, ["ai"]) } : {}),
        ...(place.has("ownMachine") ? { "a machine of its own": withAi({ machine: "own" }, []) } : {}),
        ...(place.has("ownMachine") && place.has("serviceCalls")
          ? { "a called service on a machine of its own": withAi({ machine: "own" }, ["ai"]) }
          : {}),
        ...(place.has("background")
          ? { "a background service": withAi({ port: undefined, health: undefined }, []) }
          : {}),
        ...(place.has("scheduled")
          ? {
              "a service every ten minutes": withAi(
                { port: undefined, health: undefined, schedule: "*/10 * * * *" },
                [],
              ),
              "a nightly service": withAi({ port: undefined, health: undefined, schedule: "0 2 * * *" }, []),
            }
          : {}),
        ...(place.has("webSockets") && place.has("stickySessions")
          ? {
              "sticky WebSockets": withAi({ routes: ["/ai"], webSockets: true, stickySessions: true, replicas: 2 }, []),
            }
          : {}),
        ...(place.has("loadBalancing") ? { "two copies": { ...everywhere, count: 2 } } : {}),
        ...(place.has("autoscaling") ? { "two to four copies": { ...everywhere, count: 2, maxCount: 4 } } : {}),
      },
      alsoOn: [zone.provider],
      build,
      outputs: ({ url, origin, egressCidrs }) => ({ url, value: origin.value, egressCidrs }),
      registered: ["url", "origin", "services", "environment"],
      holdsData: false,
    });

    it("answers under its hostname, over HTTPS and without a final slash", async () => {
      const { built } = await record({ ...everywhere, hostname: HOSTNAME });
      expect(await known(built.url)).toBe(`https://${HOSTNAME}`);
    });

    it("says what a record of its hostname has to say", async () => {
      const { origin } = (await record({ ...everywhere, hostname: HOSTNAME })).built;
      expect(["A", "CNAME"]).toContain(origin.type);
      expect(typeof origin.publicCertificate).toBe("boolean");
    });

    it("tells its services by the app's own names, sorted, with their images", async () => {
      const { recording } = await record(withAi({}, []));
      const component = recording.resources.find((it) => it.name === "compute")!;
      const services = recording.componentOutputs[component.urn]!["services"] as Record<string, object>;
      expect(Object.entries(services)).toEqual([
        ["ai", { image: ai.image, copies: expect.any(Number) }],
        ["api", { image: api.image, copies: expect.any(Number) }],
      ]);
    });

    if (place.has("ownMachine")) {
      it("gives a service no further machine unless it asks for its own", async () => {
        const shared = (await record(withAi({}, []))).recording.resources.length;
        const own = (await record(withAi({ machine: "own" }, []))).recording.resources.length;
        expect(own).toBeGreaterThanOrEqual(shared);
      });
    }
  });
}
