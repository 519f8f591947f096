import { calleesFirst } from "../../../providers/cloudflare/compute/calls";

describe("services in the order of their calls", () => {
  it("come after those that they call, and by name where that does not matter", () => {
    const calls = { web: ["api", "ai"], ai: [], api: ["auth"], auth: [] };
    expect(calleesFirst(calls)).toEqual({ order: ["ai", "auth", "api", "web"], circle: [] });
  });

  it("are the same however they are written", () => {
    expect(calleesFirst({ b: ["a"], a: [] })).toEqual(calleesFirst({ a: [], b: ["a"] }));
  });

  it("leave out those that wait for each other, and whoever waits for them", () => {
    expect(calleesFirst({ a: ["b"], b: ["a"], c: ["a"], d: [] })).toEqual({ order: ["d"], circle: ["a", "b", "c"] });
  });

  it("do not wait for what is not built", () => {
    expect(calleesFirst({ a: ["gone"] })).toEqual({ order: ["a"], circle: [] });
  });
});
