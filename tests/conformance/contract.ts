import * as pulumi from "@pulumi/pulumi";
import type { Kind } from "../../components/catalog";
import { tagsOf } from "../../components/core/tags";
import type { ProviderId } from "../../providers/registry";
import type { RecordedResource, Recording } from "../../src/plan/recorder";
import { testStack } from "../support/harness";
import { recordScene, type Place, type Scene } from "./places";
import { setups } from "./settings";
import { findCanaries, labelsOf, takesInput } from "./wire";

/** What a kind promises on every provider. */
export interface PortableContract<Args, Built extends pulumi.ComponentResource> {
  /** The type token after `landfall:index:`. */
  readonly token: string;
  /** The logical name that `build` gives the component. */
  readonly name: string;
  /** Neutral arguments to build with, by what is special about them. */
  readonly variations: Readonly<Record<string, Args>>;
  /** Providers besides the place's own that `build` needs. */
  readonly alsoOn?: readonly ProviderId[];
  /** Builds the component, and whatever it stands on. */
  build(scene: Scene, args: Args): Built;
  /** The contract's outputs; every leaf must be an `Output`. */
  outputs(built: Built): Readonly<Record<string, unknown>>;
  /** Which outputs the state keeps. */
  readonly registered: readonly string[];
  /** Whether the component has children that hold data; a function where its arguments decide. */
  readonly holdsData: boolean | ((args: Args) => boolean);
}

const mayHoldData = ({ type }: RecordedResource) =>
  Object.values(setups).some(({ holdsData }) => holdsData.includes(type));

const holdsData = (resource: RecordedResource) =>
  mayHoldData(resource) && !Object.values(setups).some(({ expendable }) => expendable?.test(resource.name));

const isProvider = ({ type }: RecordedResource) => type.startsWith("pulumi:providers:");
const isComponent = ({ custom, type }: RecordedResource) => !custom && type !== "pulumi:pulumi:Stack";
const packageOf = (type: string) => type.split(":")[0]!;

/** Values that no cloud keeps, such as generated passwords; they come from a provider without settings. */
const isLocal = ({ type }: RecordedResource) => ["random", "tls"].includes(packageOf(type));

const childrenIn = ({ resources }: Recording) => resources.filter((it) => it.custom && !isProvider(it));

const sorted = (recording: Recording) => ({
  ...recording,
  resources: [...recording.resources].sort((a, b) => (a.urn < b.urn ? -1 : 1)),
});

/** The same value with the keys of its plain objects the other way round, as another author may have written them. */
function reversed<T>(value: T): T {
  if (Array.isArray(value)) return value.map(reversed) as T;
  const plain = typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  if (!plain) return value;
  const entries = Object.entries(value).map(([key, inner]): [string, unknown] => [key, reversed(inner)]);
  return Object.fromEntries(entries.reverse()) as T;
}

function leavesOf(value: unknown, path: string): [string, unknown][] {
  const plain = typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  if (!plain) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, path === "" ? key : `${path}.${key}`));
}

function expectLabels(recording: Recording, place: Place<Kind>): void {
  const names = new Map(recording.resources.map(({ urn, name }) => [urn, name]));
  const labelled = childrenIn(recording).filter(
    (child) =>
      packageOf(child.type) === place.provider &&
      !place.setup.unlabelled?.includes(child.type) &&
      takesInput(child.type, place.setup.labels),
  );
  for (const child of labelled) {
    const wanted = tagsOf(testStack, names.get(child.parent)!);
    const found = labelsOf(child.inputs[place.setup.labels]);
    expect({ of: child.urn, labels: found }).toEqual({ of: child.urn, labels: expect.objectContaining(wanted) });
  }
}

function expectFamily(recording: Recording): void {
  const byUrn = new Map(recording.resources.map((it) => [it.urn, it]));
  for (const child of childrenIn(recording)) {
    const parent = byUrn.get(child.parent);
    expect({ of: child.urn, parent: parent?.type }).toEqual({
      of: child.urn,
      parent: expect.stringMatching(/^landfall:index:/),
    });
    expect(child.name.startsWith(`${parent!.name}-`) ? "" : child.urn).toBe("");
    if (isLocal(child)) continue;
    expect({ of: child.urn, provider: byUrn.get(child.provider)?.type }).toEqual({
      of: child.urn,
      provider: `pulumi:providers:${packageOf(child.type)}`,
    });
  }
}

/** Describes what holds for each kind on every provider, once for each variation of its arguments. */
export function describePortableContract<Args, Built extends pulumi.ComponentResource>(
  place: Place<Kind>,
  contract: PortableContract<Args, Built>,
): void {
  const providers = [...new Set([place.provider, ...(contract.alsoOn ?? [])])];
  const recordWith = (args: Args, stack = testStack) =>
    recordScene(providers, (scene) => contract.build(scene, args), stack, { [place.kind]: { shape: place.shape } });

  describe.each(Object.entries(contract.variations))("%s", (_variation, args) => {
    let recording: Recording;
    let built: Built;
    let component: RecordedResource;

    beforeAll(async () => {
      ({ recording, built } = await recordWith(args));
      component = recording.resources.find((it) => isComponent(it) && it.name === contract.name)!;
    });

    it("has the type token that it has on every provider", () => {
      expect(component.type).toBe(`landfall:index:${contract.token}`);
      expect(component.parent).toBe(recording.resources[0]!.urn);
      expect(component.inputs).toEqual({});
    });

    it("hands out nothing but outputs", () => {
      const plain = leavesOf(contract.outputs(built), "").filter(([, leaf]) => !pulumi.Output.isInstance(leaf));
      expect(plain).toEqual([]);
    });

    it("registers its outputs, with provider, shape and service", () => {
      const registered = recording.componentOutputs[component.urn];
      expect(Object.keys(registered ?? {}).sort()).toEqual(
        [...contract.registered, "provider", "service", "shape"].sort(),
      );
      expect(registered).toMatchObject({ provider: place.provider, shape: place.shape });
      for (const it of recording.resources.filter(isComponent)) {
        expect(recording.componentOutputs).toHaveProperty([it.urn, "provider"]);
      }
    });

    it("is the parent of its children, gives them its name and an explicit provider", () => {
      expectFamily(recording);
    });

    it("labels every child that takes labels", () => {
      expectLabels(recording, place);
    });

    it("protects and keeps what holds data, and nothing else", () => {
      const children = childrenIn(recording).filter((child) => !isLocal(child));
      const holds = typeof contract.holdsData === "function" ? contract.holdsData(args) : contract.holdsData;
      const wanted = children.filter((child) => holdsData(child) && (holds || child.parent !== component.urn));
      const urns = (some: readonly RecordedResource[]) => some.map(({ urn }) => urn).sort();
      expect(urns(children.filter(({ protect }) => protect))).toEqual(urns(wanted));
      expect(urns(wanted.filter(({ retainOnDelete }) => !retainOnDelete))).toEqual([]);
      // What guards kept data, such as a bucket's policy, may be kept with it.
      const holders = new Set(children.filter(mayHoldData).map(({ parent }) => parent));
      const idle = children.filter(({ retainOnDelete, parent }) => retainOnDelete && !holders.has(parent));
      expect(urns(idle)).toEqual([]);
      const mine = wanted.filter(({ parent }) => parent === component.urn);
      expect(mine.length > 0).toBe(holds);
    });

    it("protects nothing when data protection is off", async () => {
      const relaxed = await recordWith(args, { ...testStack, dataProtection: false });
      expect(relaxed.recording.resources.filter((it) => it.protect || it.retainOnDelete)).toEqual([]);
      const inCloud = ({ resources }: Recording) => resources.filter((it) => !isLocal(it)).map(({ urn }) => urn);
      expect(inCloud(relaxed.recording).sort()).toEqual(inCloud(recording).sort());
    });

    it("is the same on a second run", async () => {
      expect(sorted((await recordWith(args)).recording)).toEqual(sorted(recording));
    });

    it("is the same in whichever order its arguments are written", async () => {
      expect(sorted((await recordWith(reversed(args))).recording)).toEqual(sorted(recording));
    });

    it("never sends a secret in plain", () => {
      expect(findCanaries(recording).plain).toEqual([]);
    });
  });
}
