import { inputAt, meets, meetsAll, quantityOf, Unknown } from "../../src/cost/inputs";
import type { PlanObject } from "../../src/plan/schema";
import { resourceOf } from "./support";

const UNKNOWN = { unknown: true };
const inputs: PlanObject = {
  size: "s",
  gb: "100",
  on: false,
  nothing: null,
  list: [1, 2, 3],
  empty: [],
  spec: { services: [{ cpu: 2 }], id: UNKNOWN },
  later: UNKNOWN,
};

describe("inputAt", () => {
  it("reads through mappings and lists", () => {
    expect(inputAt(inputs, "spec.services[0].cpu")).toBe(2);
    expect(inputAt(inputs, "list[2]")).toBe(3);
  });

  it("finds nothing where nothing is", () => {
    for (const path of ["no", "nothing", "size.deep", "list[7]", "spec.services[1].cpu"]) {
      expect(inputAt(inputs, path)).toBeUndefined();
    }
  });

  it("says so where a value, or what it is in, is not known yet", () => {
    for (const path of ["later", "later.deep", "spec.id"]) expect(inputAt(inputs, path)).toBeInstanceOf(Unknown);
    expect(inputAt(inputs, "spec.services")).not.toBeInstanceOf(Unknown);
  });
});

describe("meets", () => {
  it("compares with a value, with any of several, and takes null for left out", () => {
    expect(meets(inputs, "size", "s")).toBe(true);
    expect(meets(inputs, "size", ["m", "s"])).toBe(true);
    expect(meets(inputs, "size", "m")).toBe(false);
    expect(meets(inputs, "on", [false, null])).toBe(true);
    expect(meets(inputs, "absent", [false, null])).toBe(true);
    expect(meets(inputs, "absent", false)).toBe(false);
    expect(meets(inputs, "size", null)).toBe(false);
  });

  it("takes a number and its text for the same", () => {
    expect(meets(inputs, "gb", 100)).toBe(true);
  });

  it("tells whether something is there; an empty list is not", () => {
    expect(meets(inputs, "list", { exists: true })).toBe(true);
    expect(meets(inputs, "empty", { exists: true })).toBe(false);
    expect(meets(inputs, "later", { exists: true })).toBe(true);
    expect(meets(inputs, "absent", { exists: false })).toBe(true);
  });

  it("is undecided where the value is not known yet, unless another condition is refuted", () => {
    expect(meets(inputs, "later", "x")).toBeInstanceOf(Unknown);
    expect(meetsAll(inputs, { later: "x", size: "s" })).toBeInstanceOf(Unknown);
    expect(meetsAll(inputs, { later: "x", size: "m" })).toBe(false);
    expect(meetsAll(inputs, {})).toBe(true);
  });
});

describe("quantityOf", () => {
  const task = resourceOf("aws:ecs/taskDefinition:TaskDefinition", "task", { cpu: "512" });
  const other = resourceOf("aws:ecs/taskDefinition:TaskDefinition", "other", { cpu: "256" });
  const service = resourceOf("aws:ecs/service:Service", "service", { ...inputs, count: 3 }, { dependsOn: [task.urn] });
  const find = (urn: string) => [task, other].find((one) => one.urn === urn);

  it("multiplies numbers, inputs, counts and shares", () => {
    expect(quantityOf(service, [2, "count", { path: "gb", divide: 50 }], find)).toBe(12);
    expect(quantityOf(service, [{ path: "list", count: true }], find)).toBe(3);
    expect(quantityOf(service, [{ path: "absent", count: true }], find)).toBe(0);
    expect(quantityOf(service, [{ path: "absent", default: 7 }], find)).toBe(7);
  });

  it("reads an input of the one resource that is depended on", () => {
    const cpu = { path: "cpu", of: "aws:ecs/taskDefinition:TaskDefinition", divide: 1024 };
    expect(quantityOf(service, ["count", cpu], find)).toBe(1.5);
    const two = { ...service, dependsOn: [task.urn, other.urn] };
    expect(quantityOf(two, [cpu], find)).toEqual(
      new Unknown("it depends on 2 resources of type aws:ecs/taskDefinition:TaskDefinition, not on one"),
    );
  });

  it.each(["absent", "size", "list", "later", "on"])("is not known from %s", (path) => {
    expect(quantityOf(service, [path], find)).toBeInstanceOf(Unknown);
  });
});
