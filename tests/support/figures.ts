import { Identity } from "../../sandbox/identity";
import { lookUp } from "../../sandbox/lookups";
import { blueprintOf } from "../../sandbox/outputs";
import { defined, type Properties } from "../../sandbox/properties";
import { exampleSubject, type Subject } from "../../src/matrix";
import { plan } from "../../src/plan/evaluate";
import type { Plan, PlanObject, PlanResource } from "../../src/plan/schema";
import { construct, prepare } from "../../src/program";
import { projectRoot } from "./config";
import { planned } from "./plan";
import { machineNames, machineText, type MachineText } from "./machine-text";
import { resolveWith, type LookUp, type ResolvedResource } from "./resolve";

/** What a stack is made of once a cloud has answered: nothing is unknown. */
export interface Resolved {
  readonly resources: readonly ResolvedResource[];
  readonly lookUps: readonly LookUp[];
}

/** The subject of a shipped app on a shipped topology: examples for whatever is required, and some keys of its own. */
function subjectOf(app: string, topology: string, values: Readonly<Record<string, string>>): Subject {
  const { source, options } = exampleSubject({ root: projectRoot, name: "landfall" }, app, topology);
  return { source: { ...source, values: { ...source.values, ...values } }, options };
}

/** What the sandbox cloud would say of a resource. */
function stateOf({ type, name, inputs }: ResolvedResource): object {
  if (type === "pulumi:index:Stash") return { output: inputs["input"] as unknown };
  const birth = { type, name, inputs: inputs as Properties, region: "", identity: new Identity(`${type} ${name}`) };
  const told = defined(blueprintOf(type).outputs?.({ ...birth, id: `${name}-id` }) ?? {});
  return { ...inputs, ...told };
}

/** Look-ups that are answered, each with a question that the sandbox cloud has a fitting answer to. */
const ASKED: readonly (readonly [token: string, args: Properties, region: string])[] = [
  ["aws:index/getAvailabilityZones:getAvailabilityZones", {}, "us-east-1"],
  ["aws:index/getCallerIdentity:getCallerIdentity", {}, "us-east-1"],
  ["aws:ssm/getParameter:getParameter", { name: "image" }, "us-east-1"],
  ["digitalocean:index/getDatabaseCa:getDatabaseCa", { clusterId: "cluster" }, ""],
  ["oci:Identity/getAvailabilityDomains:getAvailabilityDomains", {}, "us-ashburn-1"],
  ["oci:Core/getImages:getImages", { operatingSystem: "Canonical Ubuntu" }, "us-ashburn-1"],
  ["oci:Core/getShapes:getShapes", { availabilityDomain: "Uocm:US-ASHBURN-AD-2" }, "us-ashburn-1"],
  ["oci:Core/getServices:getServices", {}, "us-ashburn-1"],
  ["oci:Core/getPrivateIps:getPrivateIps", { ipAddress: "10.20.0.10" }, "us-ashburn-1"],
  ["oci:LoadBalancer/getBackendSetHealth:getBackendSetHealth", {}, "us-ashburn-1"],
  ["oci:ObjectStorage/getNamespace:getNamespace", {}, "us-ashburn-1"],
];

const found = Object.fromEntries(ASKED.map(([token, args, region]) => [token, lookUp(token, args, region) ?? {}]));

async function resolveAll({ source, options }: Subject): Promise<Resolved> {
  // What a run tells its user is not for the log of the tests.
  const silenced = jest.spyOn(console, "log").mockImplementation(() => undefined);
  try {
    const config = prepare(source, options);
    return await resolveWith({ state: stateOf, found }, () => construct(config));
  } finally {
    silenced.mockRestore();
  }
}

/** Every machine, or one of each group, of a shipped app on a shipped topology, by its logical name. */
export async function machinesOn(app: string, topology: string): Promise<ReadonlyMap<string, MachineText>> {
  const { resources } = await resolveAll(subjectOf(app, topology, {}));
  return new Map(machineNames(resources).map((name) => [name, machineText(resources, name)]));
}

/** What tests look at of a shipped app on a shipped topology. */
export interface Landed {
  plan(): Plan;
  /** The only planned resource of a type, or of a type and name; fails when there are none or several. */
  only(type: string, name?: string): PlanResource;
  /** What the only resource of a type, or of a type and name, is made of. */
  inputs(type: string, name?: string): PlanObject;
  /** What each resource of a type is made of. */
  all(type: string): PlanObject[];
  /** Names of the resources of a type, sorted. */
  names(type: string): string[];
  /** The same stack with everything known; made when first asked for. */
  resolved(): Promise<Resolved>;
  /** What a machine is told, by its logical name. */
  machine(name: string): Promise<MachineText>;
}

/**
 * Plans a shipped app on a shipped topology before the tests of a `describe`.
 *
 * @param values - Config keys of the stack besides the examples.
 */
export function landing(app: string, topology: string, values: Readonly<Record<string, string>> = {}): Landed {
  const subject = subjectOf(app, topology, values);
  let made: Plan;
  let all: Promise<Resolved> | undefined;
  beforeAll(async () => {
    made = await plan(subject.source, subject.options);
  });
  const ofType = (type: string) => planned(made, type);
  const only = (type: string, name?: string): PlanResource => {
    const matching = ofType(type).filter((it) => name === undefined || it.name === name);
    if (matching.length === 1) return matching[0]!;
    const there = ofType(type).map((it) => it.name);
    throw new Error(`expected one ${type} ${name ?? ""}, found ${matching.length} of ${there.join(", ")}`);
  };
  const resolveOnce = () => (all ??= resolveAll(subject));
  return {
    plan: () => made,
    only,
    inputs: (type, name) => only(type, name).inputs,
    all: (type) => ofType(type).map(({ inputs }) => inputs),
    names: (type) =>
      ofType(type)
        .map(({ name }) => name)
        .sort(),
    resolved: resolveOnce,
    machine: async (name) => machineText((await resolveOnce()).resources, name),
  };
}
