import { differencesOf, onlyTags } from "../../src/diff/fields";
import { identityOf, readAs } from "../../src/diff/identity";
import { nameOf } from "../../src/plan/urn";

describe("differencesOf", () => {
  it("finds nothing between equal objects, whatever the order of their keys", () => {
    expect(differencesOf({ a: 1, b: { c: [1], d: "x" } }, { b: { d: "x", c: [1] }, a: 1 })).toEqual([]);
  });

  it("tells what is set, not set any more and set differently, by path", () => {
    expect(differencesOf({ a: { b: 1, c: 2 }, gone: true }, { a: { b: 1, c: 3 }, new: "x" })).toEqual([
      { path: "a.c", from: 2, to: 3 },
      { path: "gone", from: true },
      { path: "new", to: "x" },
    ]);
  });

  it("tells a list of plain values as a whole, and one of objects item by item", () => {
    expect(differencesOf({ a: [1, 2], b: [{ x: 1 }, { x: 2 }] }, { a: [2], b: [{ x: 1 }, { x: 3 }] })).toEqual([
      { path: "a", from: [1, 2], to: [2] },
      { path: "b[1].x", from: 2, to: 3 },
    ]);
  });

  it("knows items by their name, so that one more at the front changes nothing else", () => {
    const [web, api] = [
      { name: "web", port: 80 },
      { name: "api", port: 8000 },
    ];
    expect(differencesOf({ rules: [web] }, { rules: [api, web] })).toEqual([{ path: 'rules["api"]', to: api }]);
    expect(differencesOf({ rules: [web, api] }, { rules: [api, { ...web, port: 81 }] })).toEqual([
      { path: 'rules["web"].port', from: 80, to: 81 },
    ]);
  });

  it("goes by place where two items have the same name", () => {
    const twice = [
      { name: "a", port: 1 },
      { name: "a", port: 2 },
    ];
    expect(differencesOf({ rules: twice }, { rules: [twice[0]!, { name: "a", port: 3 }] })).toEqual([
      { path: "rules[1].port", from: 2, to: 3 },
    ]);
  });

  it("looks into what travels as JSON text, and tells other text as it is", () => {
    const policy = (action: string) => JSON.stringify({ Statement: [{ Sid: "read", Action: action }] });
    expect(differencesOf({ policy: policy("s3:Get*") }, { policy: policy("s3:*") })).toEqual([
      { path: 'policy.Statement["read"].Action', from: "s3:Get*", to: "s3:*" },
    ]);
    expect(differencesOf({ script: "{ echo a; }" }, { script: "{ echo b; }" })).toEqual([
      { path: "script", from: "{ echo a; }", to: "{ echo b; }" },
    ]);
  });

  it("never looks into what stands for a value: what was open and is a secret has become one", () => {
    expect(differencesOf({ a: "open", b: { unknown: true } }, { a: { secret: true }, b: { unknown: true } })).toEqual([
      { path: "a", from: "open", to: { secret: true } },
    ]);
  });
});

describe("onlyTags", () => {
  it.each([
    [["tags.app", "freeformTags.app"], true],
    [["tags.app", "size"], false],
    [["tagsOfSomethingElse"], false],
    [[], false],
  ])("says of %j: %s", (paths, expected) => {
    expect(onlyTags(paths.map((path) => ({ path })))).toBe(expected);
  });
});

describe("what is the same in every stack", () => {
  const urn = "urn:pulumi:dev::shop::landfall:index:Database$aws:rds/instance:Instance::database-server";

  it("is a URN without its stack and its project", () => {
    expect(identityOf(urn)).toBe("landfall:index:Database$aws:rds/instance:Instance::database-server");
    expect(nameOf(urn)).toBe("database-server");
  });

  it("is a name with the stack in it as a word, in texts, keys and references", () => {
    const read = readAs({ stack: "dev" }, { stack: "prod" });
    expect(read(["shop-dev-web", "device", "dev", { dev: 1 }, { resource: urn }])).toEqual([
      "shop-prod-web",
      "device",
      "prod",
      { prod: 1 },
      { resource: identityOf(urn) },
    ]);
  });

  it("takes a stack's name as it is written, whatever it means to a pattern", () => {
    const read = readAs({ stack: "a.b" }, { stack: "$&" });
    expect(read(["x-a.b", "x-aXb"])).toEqual(["x-$&", "x-aXb"]);
  });
});
