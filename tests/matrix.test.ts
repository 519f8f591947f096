import { hasBlueprint } from "../sandbox/outputs";
import { formatIssue, IssuesError } from "../components/core/errors";
import { documentNames } from "../src/config/documents";
import { dataTypes, providerIds } from "../providers/registry";
import { forcesReplacement, unknownReplacement } from "../providers/replaces";
import { exampleSubject, matrixOf } from "../src/matrix";
import { evaluate } from "../src/plan/evaluate";
import type { Plan, PlanValue } from "../src/plan/schema";
import { projectRoot } from "./support/config";
import { goldenFiles, goldenText } from "./urns/golden";
import { judge, nextGolden, reachedIn, type Reached } from "./urns/judge";
import { judgementText } from "./urns/tell";

// Some 120 stacks, one after the other; a machine that does something else as well takes several times as long.
jest.setTimeout(900_000);

/** Which topologies each app is documented on. */
const OWN: Readonly<Record<string, readonly string[]>> = {
  megilance: ["aws-fargate", "oci-do-free", "oci-do-growth", "oci-do-scale"],
  voguevault: [
    "platform-mvp",
    "platform-recommended",
    "platform-growth",
    "hybrid",
    "serverless-containers",
    "aws-autoscale",
    "aws-enterprise",
  ],
  advancia: ["cloudflare-droplet", "cloudflare-droplet-large", "cloudflare-droplets"],
  belly: ["single-container", "replicated-containers", "multi-container", "multi-region", "kubernetes"],
  zoptal: ["aws-vm", "aws-vm-pair", "aws-vm-group", "aws-eks"],
};

/** Names that a cloud would refuse are found by its real plugin; these are what every cloud refuses. */
const LONGEST_LOGICAL_NAME = 100;

const project = { root: projectRoot, name: "landfall" };
const apps = documentNames(projectRoot, "apps");
const topologies = documentNames(projectRoot, "topologies");

type Outcome = { readonly plan: Plan; readonly urns: Reached } | { readonly reasons: readonly string[] };

async function outcomeOf(app: string, topology: string): Promise<Outcome> {
  const { source, options } = exampleSubject(project, app, topology);
  try {
    const { plan, recording } = await evaluate(source, options);
    return { plan, urns: reachedIn(recording) };
  } catch (error) {
    if (!(error instanceof IssuesError)) throw error;
    return { reasons: error.issues.map(formatIssue) };
  }
}

/** Each value in some inputs, as `rules[0].action`; what is not shown or not known is a value. */
function leafPaths(value: PlanValue, path = ""): string[] {
  if (value === null || typeof value !== "object" || Object.keys(value).length === 0) return [path];
  if (Array.isArray(value)) return value.flatMap((it, at) => leafPaths(it, `${path}[${at}]`));
  if (value["unknown"] === true || value["secret"] === true) return [path];
  return Object.entries(value).flatMap(([key, it]) => leafPaths(it, path === "" ? key : `${path}.${key}`));
}

describe("every app on every topology", () => {
  const cells = new Map<string, Outcome>();
  const landing = () => [...cells].flatMap(([name, cell]) => ("plan" in cell ? [[name, cell.plan] as const] : []));
  const refused = () => [...cells].flatMap(([name, cell]) => ("plan" in cell ? [] : [[name, cell.reasons] as const]));

  beforeAll(async () => {
    for (const app of apps) {
      for (const topology of topologies) cells.set(`${app}@${topology}`, await outcomeOf(app, topology));
    }
  });

  it("is at least five apps on 25 topologies, and each cell lands or is refused", () => {
    expect(apps.length).toBeGreaterThanOrEqual(5);
    expect(topologies.length).toBeGreaterThanOrEqual(25);
    expect(cells.size).toBe(apps.length * topologies.length);
  });

  it("is built wherever the matrix says that it lands", () => {
    const built = [...cells].map(([name, cell]) => [name, "plan" in cell ? "lands" : "refused"]);
    const said = matrixOf(project).map(({ app, topology, outcome }) => [`${app}@${topology}`, outcome]);
    expect(said).toEqual(built);
  });

  it.each(Object.entries(OWN))("lands %s on each of its own topologies", (app, own) => {
    const not = own.filter((topology) => !("plan" in cells.get(`${app}@${topology}`)!));
    expect(not).toEqual([]);
  });

  it("is refused with facts, never for want of an implementation", () => {
    const excuses = refused().flatMap(([name, reasons]) =>
      reasons
        .filter((reason) => /not (yet )?(built|implemented|supported)|landfall (cannot|does not)|TODO/i.test(reason))
        .map((it) => [name, it]),
    );
    expect(excuses).toEqual([]);
  });

  it("has the price, or the reason why there is none, of every type", () => {
    const missing = landing().flatMap(([, { cost }]) =>
      cost.unknown.filter(({ why }) => why === "no price in the data").map(({ type }) => type),
    );
    expect([...new Set(missing)].sort()).toEqual([]);
  });

  it("has an answer to whether a change replaces the resource, or the reason why there is none, for every input", () => {
    const unanswered = landing().flatMap(([, { resources }]) =>
      resources
        .filter(({ type }) => (providerIds as readonly string[]).includes(type.split(":")[0]!))
        .flatMap(({ type, inputs }) => leafPaths(inputs).map((path) => ({ type, path })))
        .filter(({ type, path }) => (forcesReplacement(type, path) ?? unknownReplacement(type, path)) === undefined)
        .map(({ type, path }) => `${type} ${path}`),
    );
    expect([...new Set(unanswered)].sort()).toEqual([]);
  });

  it("has a source and a date for each price, a reason for each that is unknown, and an assumption for each usage", () => {
    for (const [name, { cost, resources }] of landing()) {
      const urns = new Set(resources.map(({ urn }) => urn));
      const assumed = new Set(cost.assumptions.map((it) => it.name));
      const unfounded = cost.items.filter(
        ({ urn, source, date, kind, assumption }) =>
          !urns.has(urn) ||
          source === "" ||
          !/^20\d\d-\d\d/.test(date) ||
          (kind === "usage" && assumption === null) ||
          (assumption !== null && !assumed.has(assumption)),
      );
      const mute = cost.unknown.filter(({ urn, why }) => !urns.has(urn) || !/^[^:]+: \S/.test(why));
      expect({ name, unfounded, mute }).toEqual({ name, unfounded: [], mute: [] });
    }
  });

  it("knows the sum of its parts, and bills what goes beyond what is free of charge", () => {
    for (const [name, { cost }] of landing()) {
      const cents = (usd: number | null) => Math.round((usd ?? 0) * 100);
      const items = cost.items.reduce((sum, { monthlyUsd }) => sum + cents(monthlyUsd), 0);
      expect([name, cents(cost.monthlyUsd), cents(cost.flatUsd) + cents(cost.usageUsd)]).toEqual([name, items, items]);
      for (const { used, free, over } of cost.allowances) expect(over).toBe(Math.max(0, used - free));
    }
  });

  it("is made of types that the sandbox cloud knows", () => {
    const types = landing().flatMap(([, { resources }]) => resources.map(({ type }) => type));
    const custom = [...new Set(types)].filter((type) => !/^(landfall|pulumi):/.test(type));
    expect(custom.filter((type) => !hasBlueprint(type)).sort()).toEqual([]);
  });

  it("has no URN twice and no logical name that is too long", () => {
    for (const [name, { resources }] of landing()) {
      const urns = resources.map(({ urn }) => urn);
      expect({ name, twice: urns.filter((urn, index) => urns.indexOf(urn) !== index) }).toEqual({ name, twice: [] });
      expect(resources.filter((it) => it.name.length > LONGEST_LOGICAL_NAME).map((it) => it.name)).toEqual([]);
    }
  });

  it("leads no name to its services before everything that they stand on is up", () => {
    const early = landing().flatMap(([name, { resources }]) => {
      const byUrn = new Map(resources.map((it) => [it.urn, it]));
      const awaited = new Set<string>();
      const wait = (urn: string): void => {
        if (awaited.has(urn)) return;
        awaited.add(urn);
        byUrn.get(urn)?.dependsOn.forEach(wait);
      };
      const leads = resources.filter((it) => /^dns-record-(services|edge)$/.test(it.name));
      leads.forEach(({ urn }) => wait(urn));
      const services = resources.filter(({ parent }) => parent?.endsWith("::landfall:index:Compute::compute"));
      return leads.length === 0
        ? []
        : services.filter(({ urn }) => !awaited.has(urn)).map((it) => `${name} ${it.name}`);
    });
    expect(early).toEqual([]);
  });

  describe("by the URNs that states know its resources by", () => {
    const goldens = goldenFiles();
    const observed = () =>
      new Map(
        topologies.map((topology) => {
          const landed = apps.flatMap((app) => {
            const cell = cells.get(`${app}@${topology}`)!;
            return "urns" in cell ? [[app, cell.urns] as const] : [];
          });
          return [topology, new Map(landed)] as const;
        }),
      );

    it("loses none that a state may have: each is still there, or an alias leads from it", () => {
      expect(judgementText(judge(goldens, observed()))).toBe("");
    });

    it("has written down all that it has; `npm run urns` writes new ones", () => {
      const texts = (of: ReturnType<typeof goldenFiles>) =>
        Object.fromEntries([...of].map(([k, v]) => [k, goldenText(v)]));
      expect(texts(goldens)).toEqual(texts(nextGolden(goldens, observed())));
    });
  });

  it("passes wire values, not the spelling that the declarations of some SDKs show", () => {
    const mangled =
      /"(allkeysLru|usEast|downGlobal|leastConnections|httpRatelimit|selfHosted|nonIdentity|httpPull|\w+\*\w+)"/;
    const found = landing().flatMap(([name, { resources }]) =>
      resources.filter(({ inputs }) => mangled.test(JSON.stringify(inputs))).map((it) => `${name} ${it.name}`),
    );
    expect(found).toEqual([]);
  });

  it("names whatever would else get a random name, or none", () => {
    const named =
      /^(cloudflare:.*|digitalocean:index\/(dnsRecord|databaseDb):.*|oci:Dns\/zone:Zone|oci:LoadBalancer\/(backendSet|listener):.*)$/;
    const nameKeys = /^(name|scriptName|queueName|hostname|bucketName|zoneId|accountId|domain)$/;
    const nameless = landing().flatMap(([name, { resources }]) =>
      resources
        .filter(({ type, inputs }) => named.test(type) && !Object.keys(inputs).some((key) => nameKeys.test(key)))
        .map((it) => `${name} ${it.urn}`),
    );
    expect(nameless).toEqual([]);
  });

  it("is made of protected types that the gate knows to hold data, but for generated passwords", () => {
    const kept = landing().flatMap(([, { resources }]) => resources.filter(({ protect }) => protect));
    const types = new Set(kept.map(({ type }) => type));
    expect(types.size).toBeGreaterThan(20);
    expect([...types].filter((type) => !dataTypes().has(type))).toEqual(["random:index/randomPassword:RandomPassword"]);
  });

  it("is never open to the whole internet but on the ports of the web", () => {
    const open = landing().flatMap(([name, { resources }]) =>
      resources
        .filter(({ type }) => /ingressRule|networkSecurityGroupSecurityRule/i.test(type))
        .filter(
          ({ inputs }) => JSON.stringify(inputs).includes("0.0.0.0/0") && !/"(EGRESS)"/.test(JSON.stringify(inputs)),
        )
        // ICMP tells of packets that are too long.
        .filter(({ inputs }) => inputs["protocol"] !== "1" && !/(80|443|6443)\b/.test(JSON.stringify(inputs)))
        .map((it) => `${name} ${it.name}`),
    );
    expect(open).toEqual([]);
  });

  it("lets nobody but Cloudflare in where Cloudflare stands before the services", () => {
    const everybody = /"(0\.0\.0\.0\/0|::\/0)"/;
    const rule = /ingressRule|networkSecurityGroupSecurityRule/i;
    const web = /"(fromPort|min)":(80|443)\b/;
    const open = landing().flatMap(([name, { resources }]) => {
      if (!resources.some(({ type, name: of }) => type.startsWith("cloudflare:") && of === "edge-setting-ssl"))
        return [];
      const ofCompute = resources.filter((it) => it.name.startsWith("compute-"));
      return ofCompute
        .filter(({ type, inputs }) => {
          const text = JSON.stringify(inputs);
          if (rule.test(type)) return web.test(text) && everybody.test(text) && !text.includes('"EGRESS"');
          if (type === "digitalocean:index/firewall:Firewall")
            return everybody.test(JSON.stringify(inputs["inboundRules"]));
          return type === "digitalocean:index/loadBalancer:LoadBalancer" && inputs["firewall"] === undefined;
        })
        .map((it) => `${name} ${it.name}`);
    });
    expect(open).toEqual([]);
  });
});
