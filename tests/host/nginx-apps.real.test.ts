import fc from "fast-check";
import type { ResolvedComputeArgs } from "../../components/compute";
import { describeHost } from "../../components/host/describe";
import { machineEnvironment, SecretKeeper } from "../../components/host/environment";
import type { HostWeb } from "../../components/host/host";
import { nginxConfig } from "../../components/host/nginx";
import { resolveServices } from "../../components/service";
import { appSchema } from "../../src/config/app";
import { machinesOf, storeOf, valueOf } from "../components/host/example-machines";
import { testStack } from "../support/harness";
import { Nginx, onLoopback, Root } from "./nginx";
import { describeWith } from "./programs";
import { ask, Backend } from "./requests";

const CONFIGS = 300;
const RUN = 40;

/** Characters that a config language could mistake for its own come often. */
const segment = fc
  .string({ unit: fc.constantFrom(..."abcAB019._~-"), minLength: 1, maxLength: 12 })
  .filter((text) => !/^\.{1,2}$/.test(text));
const path = fc.oneof(
  fc.constantFrom("/", "/api", "/api/v1", "/api/v1.0", "/apis"),
  fc.array(segment, { minLength: 1, maxLength: 4 }).map((all) => `/${all.join("/")}`),
);
/** As long as a name may be. */
const LONGEST_HOSTNAME = [...Array<string>(3).fill("a".repeat(63)), "b".repeat(53), "example"].join(".");
const label = fc.stringMatching(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/);
const name = fc.stringMatching(/^[a-z]([a-z0-9-]{0,22}[a-z0-9])?$/).filter((text) => !(text in {}));
const printable = fc.string({
  unit: fc.constantFrom(..."aZ0 \"'\\$;{}#%&()*+,-./:<=>?@[]^_`|~"),
  minLength: 1,
  maxLength: 80,
});
const header = fc.oneof(fc.stringMatching(/^X-[A-Za-z0-9-]{1,62}$/), fc.constant(`X-${"Long-".repeat(12)}xx`));

/** Apps as somebody writes them, each path at most once. */
const app = fc
  .record({
    names: fc.uniqueArray(name, { minLength: 1, maxLength: 6 }),
    paths: fc.uniqueArray(path, { minLength: 1, maxLength: 12 }),
    services: fc.array(
      fc.record({
        port: fc.constantFrom(80, 443, 3000, 8000, 65535),
        replicas: fc.integer({ min: 1, max: 3 }),
        stickySessions: fc.boolean(),
        webSockets: fc.boolean(),
        machine: fc.constantFrom("shared", "own"),
        health: path.map((it) => ({ path: it })),
      }),
      { minLength: 6, maxLength: 6 },
    ),
    owner: fc.array(fc.nat(), { minLength: 12, maxLength: 12 }),
    edge: fc.record({
      headers: fc.dictionary(header, printable, { maxKeys: 4 }),
      cachedPaths: fc.array(fc.record({ path, days: fc.integer({ min: 1, max: 365 }), immutable: fc.boolean() }), {
        maxLength: 4,
      }),
      rateLimits: fc.dictionary(
        name,
        fc.record({
          path,
          requests: fc.oneof(fc.integer({ min: 1, max: 1_000_000 }), fc.constantFrom(1, 5, 10, 100, 1000)),
          periodSeconds: fc.oneof(fc.integer({ min: 1, max: 86_400 }), fc.constantFrom(1, 10, 60, 3600)),
          blockSeconds: fc.constant(60),
        }),
        { maxKeys: 4 },
      ),
    }),
  })
  .map(({ names, paths, services, owner, edge }) => {
    const all = names.map(
      (it, index) => [it, { ...services[index]!, image: "ghcr.io/acme/x:1", routes: [] as string[] }] as const,
    );
    paths.forEach((it, index) => all[owner[index]! % all.length]![1].routes.push(it));
    return appSchema.parse({ name: "shop", services: Object.fromEntries(all), edge });
  });

const before = fc.record({
  hostname: fc.oneof(
    fc.constant(LONGEST_HOSTNAME),
    fc.option(
      fc
        .array(label, { minLength: 1, maxLength: 4 })
        .map((labels) => [...labels, "example"].join("."))
        .filter((it) => it.length <= 253),
      { nil: undefined },
    ),
  ),
  balancerCidrs: fc.option(fc.constant(["10.20.0.0/18", "10.20.64.0/18"]), { nil: undefined }),
  front: fc.option(
    fc.constant({
      provider: "cloudflare",
      cidrs: ["173.245.48.0/20", "2400:cb00::/32"],
      clientAddressHeader: "CF-Connecting-IP",
    }),
    { nil: undefined },
  ),
});

type App = ReturnType<typeof appSchema.parse>;

/** What the machine of an app answers browsers with, made as a provider makes it. */
async function webOf(
  { services, edge }: App,
  {
    hostname,
    balancerCidrs,
    front,
  }: {
    hostname?: string | undefined;
    balancerCidrs?: readonly string[] | undefined;
    front?: ResolvedComputeArgs["front"];
  },
): Promise<HostWeb> {
  const resolved = resolveServices(
    Object.fromEntries(
      Object.entries(services).map(([it, { secrets: _secrets, optional: _optional, ...rest }]) => [
        it,
        { ...rest, environment: {} },
      ]),
    ),
  );
  const args: ResolvedComputeArgs = {
    stack: testStack,
    services: resolved,
    size: "small",
    count: 1,
    maxCount: 1,
    diskGiB: 50,
    headers: edge!.headers ?? {},
    cachedPaths: edge!.cachedPaths,
    rateLimits: edge!.rateLimits,
    secrets: storeOf("reference").secrets,
    colocated: {},
    fixedEgress: false,
    adminCidrs: [],
    sshPublicKeys: [],
    ...(hostname === undefined ? {} : { hostname }),
    ...(front === undefined ? {} : { front }),
  };
  const machines = machinesOf(resolved);
  const told = machineEnvironment(args, machines, machines[0]!, new SecretKeeper(storeOf("reference").secrets, "oci"));
  const host = await valueOf(
    describeHost({
      args,
      memoryMiB: 1024,
      networkCidr: "10.20.0.0/16",
      machines,
      machine: machines[0]!,
      told,
      ...(balancerCidrs === undefined ? {} : { balancerCidrs }),
    }),
  );
  return host.web!;
}

/** Which service a path belongs to: the one with the longest prefix that is the path, or a folder above it. */
const ownerOf = ({ services }: App, asked: string): string | undefined =>
  Object.entries(services)
    .flatMap(([service, { routes }]) => routes.map((prefix) => ({ service, prefix })))
    .filter(({ prefix }) => prefix === "/" || asked === prefix || asked.startsWith(`${prefix}/`))
    .sort((a, b) => b.prefix.length - a.prefix.length)[0]?.service;

/** Where a config leads a path, as nginx reads its locations: the first pattern that fits, else the prefix. */
function ledTo(config: string, asked: string): string | undefined {
  const locations = [
    ...config
      .split(/^server \{$/m)
      .at(-1)!
      .matchAll(/^ {2}location (.*) \{\n([^]*?)\n {2}\}/gm),
  ];
  const fits = locations.find(([, how]) => how!.startsWith("~ ") && new RegExp(how!.slice(2)).test(asked));
  const [, , content] = fits ?? locations.find(([, how]) => how === "/")!;
  return /proxy_pass http:\/\/landfall_([a-z0-9-]+);/.exec(content!)?.[1];
}

/** Every declared path, what is below it, and what only looks like it. */
const askedOf = ({ services }: App): string[] =>
  Object.values(services).flatMap(({ routes }) =>
    routes.flatMap((prefix) => (prefix === "/" ? ["/", "/other"] : [prefix, `${prefix}/x`, `${prefix}x`])),
  );

describeWith(["nginx", "openssl"], "any app", () => {
  let root: Root;
  const backends: Backend[] = [];
  beforeAll(async () => {
    root = new Root();
    for (let index = 0; index < 6; index++) backends.push(await Backend.start(String(index)));
  });
  afterAll(async () => {
    for (const backend of backends) await backend.stop();
    root.remove();
  });

  it("gives a config that nginx accepts without a warning, and that leads each path to its service", async () => {
    await fc.assert(
      fc.asyncProperty(app, before, async (one, stands) => {
        const config = nginxConfig(await webOf(one, stands));
        expect(root.check(onLoopback(config, { root: root.path, http: 20080, https: 20443 }))).toBe("");
        for (const asked of askedOf(one)) expect([asked, ledTo(config, asked)]).toEqual([asked, ownerOf(one, asked)]);
      }),
      { numRuns: CONFIGS },
    );
  });

  it("is answered by the right service when nginx runs", async () => {
    await fc.assert(
      fc.asyncProperty(app, before, async (one, stands) => {
        // What is asked here is where it leads, not how often.
        const web = { ...(await webOf(one, stands)), limits: [] };
        const names = Object.keys(one.services);
        const servers = new Map(
          web.routes.flatMap(({ service, servers }) =>
            servers.map(({ address, port }) => [`${address}:${port}`, backends[names.indexOf(service)]!.port] as const),
          ),
        );
        const nginx = await Nginx.start(nginxConfig(web), servers);
        try {
          const tls = web.balancer === undefined;
          const at = { port: tls ? nginx.place.https : nginx.place.http, tls, host: web.hostname ?? "any.example" };
          for (const path of askedOf(one)) {
            const owner = ownerOf(one, path);
            const answer = await ask({ ...at, path });
            if (owner === undefined) expect([path, answer.status]).toEqual([path, 404]);
            else expect([path, names[Number(answer.seen().name)], answer.seen().url]).toEqual([path, owner, path]);
            for (const [header, value] of Object.entries(one.edge!.headers ?? {}))
              expect(answer.headers[header.toLowerCase()]).toBe(value.trim());
          }
        } finally {
          await nginx.stop();
        }
      }),
      { numRuns: RUN },
    );
  });
});
