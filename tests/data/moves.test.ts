import { forcesReplacement } from "../../providers/replaces";
import { exampleSubject } from "../../src/matrix";
import { plan } from "../../src/plan/evaluate";
import type { Plan, PlanResource } from "../../src/plan/schema";
import { projectRoot } from "../support/config";

jest.setTimeout(300_000);

/** Pairs that move every kind that holds data, from and to every provider that has it. */
const PAIRS = [
  ["megilance", "oci-do-free", "aws-fargate"],
  ["megilance", "aws-fargate", "oci-do-free"],
  ["megilance", "hybrid", "aws-autoscale"],
  ["megilance", "digitalocean", "aws-fargate"],
  ["advancia", "aws-autoscale", "digitalocean"],
  ["advancia", "digitalocean", "aws-autoscale"],
  ["belly", "oci", "digitalocean"],
  ["voguevault", "platform-growth", "aws-autoscale"],
] as const;

const identity = ({ urn }: { readonly urn: string }) => urn.replace(/^urn:pulumi:[^:]*::[^:]*::/, "");
const isMade = ({ type }: PlanResource) => !/^(landfall:|pulumi:)/.test(type);
const byIdentity = ({ resources }: Plan) => new Map(resources.map((resource) => [identity(resource), resource]));

async function planned(app: string, topology: string, move?: object): Promise<Plan> {
  const { source, options } = exampleSubject({ root: projectRoot, name: "landfall" }, app, topology);
  const values = move === undefined ? source.values : { ...source.values, "landfall:move": JSON.stringify(move) };
  return plan({ ...source, values }, options);
}

/** What a resource would lose on the way to another plan. */
function lost(resource: PlanResource, after: PlanResource | undefined): string[] {
  if (after === undefined) return [`${identity(resource)} is gone`];
  const keys = new Set([...Object.keys(resource.inputs), ...Object.keys(after.inputs)]);
  return [...keys]
    .filter((key) => JSON.stringify(resource.inputs[key]) !== JSON.stringify(after.inputs[key]))
    .filter((key) => forcesReplacement(resource.type, key) !== false)
    .map((key) => `${identity(resource)} has another ${key}`);
}

describe.each(PAIRS)("a move of %s from %s to %s", (app, from, to) => {
  let before: Plan;
  let beside: Plan;
  let switched: Plan;
  let released: Plan;
  let after: Plan;

  beforeAll(async () => {
    before = await planned(app, from);
    beside = await planned(app, from, { step: "beside", to });
    switched = await planned(app, to, { step: "switch", from });
    released = await planned(app, to, { step: "release", from });
    after = await planned(app, to);
  });

  it("changes nothing that serves while the new stores are built beside it", () => {
    const there = byIdentity(beside);
    const changed = before.resources.filter(isMade).filter((resource) => {
      const now = there.get(identity(resource));
      return now === undefined || JSON.stringify(now.inputs) !== JSON.stringify(resource.inputs);
    });
    expect(changed.map(identity)).toEqual([]);
    expect(beside.resources.filter(({ protect }) => protect).length).toBeGreaterThan(
      before.resources.filter(({ protect }) => protect).length,
    );
  });

  it("keeps every store of both sides at the switch, protected and never made anew", () => {
    const there = byIdentity(switched);
    const stores = beside.resources.filter((it) => isMade(it) && it.protect);
    expect(stores.flatMap((store) => lost(store, there.get(identity(store))))).toEqual([]);
    expect(stores.filter((store) => there.get(identity(store))?.protect !== true)).toEqual([]);
  });

  it("lets go, in a step of its own, of what is not used any more, and leaves all of it to its cloud", () => {
    const remains = byIdentity(after);
    const old = released.resources.filter((it) => isMade(it) && !remains.has(identity(it)));
    expect(old.length).toBeGreaterThan(0);
    expect(old.filter(({ protect, retainOnDelete }) => protect || !retainOnDelete).map(identity)).toEqual([]);
  });

  it("ends with the stack that a new one on that topology would be", () => {
    const there = byIdentity(switched);
    const different = after.resources.filter(isMade).filter((resource) => {
      const now = there.get(identity(resource));
      return now === undefined || JSON.stringify(now.inputs) !== JSON.stringify(resource.inputs);
    });
    expect(different.map(identity)).toEqual([]);
  });
});
