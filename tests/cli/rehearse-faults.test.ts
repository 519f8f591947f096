import { faultRule, faultSpec } from "../../src/cli/rehearse-faults";
import { withSettings } from "../../src/cli/rehearse-config";
import { settingOf } from "../../src/cli/project";
import { parse } from "yaml";

describe("a fault on the command line", () => {
  it.each([
    [
      "create aws:rds/instance:Instance 429",
      { on: "create", type: "aws:rds/instance:Instance", at: 1, every: false, fault: "429" },
    ],
    ["any#17 lost", { on: "any", at: 17, every: false, fault: "lost" }],
    [
      "read#2+ oci:* not-found-or-forbidden",
      { on: "read", type: "oci:*", at: 2, every: true, fault: "not-found-or-forbidden" },
    ],
  ])("is read: %s", (spec, rule) => {
    expect(faultRule(spec)).toEqual(rule);
    expect(faultSpec(faultRule(spec))).toBe(spec);
  });

  it.each([
    [
      "crate 429",
      "--fault 'crate 429': crate is no operation; allowed create, read, update, delete, any; did you mean create?",
    ],
    ["create 492", /492 is no fault; allowed 429, .*; did you mean 429\?$/],
    ["create lots", /lots is no fault; .*did you mean lost\?$/],
    ["create#0 429", /#0 is no place; allowed #1, #2/],
    ["create bucket 429", /bucket is no type; allowed a token such as aws:rds\/instance:Instance/],
    ["delete partial", "--fault 'delete partial': a delete cannot end in partial; allowed 429, 500, timeout, lost"],
    ["create", /allowed 'OPERATION\[#K\[\+\]\] \[TYPE\] FAULT'/],
    ["create a b c", /allowed 'OPERATION/],
  ])("is refused in one line: %s", (spec, message) => {
    expect(() => faultRule(spec)).toThrow(message);
  });
});

describe("a setting of a rehearsal", () => {
  const changed = (...pairs: string[]) =>
    parse(
      withSettings(
        "config:\n  landfall:topology: a\n  landfall:override: { compute: { count: 1 } }\n",
        pairs.map((it) => settingOf(it)),
      ),
    ) as object;

  it("changes a key, and a part of one, and leaves the rest", () => {
    expect(changed("topology=b", "override.compute.size=large", "aws:region=eu-west-1")).toEqual({
      config: {
        "landfall:topology": "b",
        "landfall:override": { compute: { count: 1, size: "large" } },
        "aws:region": "eu-west-1",
      },
    });
  });

  it("takes a mapping as JSON, and leaves a text a text", () => {
    expect(changed('move={"step":"beside","to":"b"}', "domain=1.example")).toMatchObject({
      config: { "landfall:move": { step: "beside", to: "b" }, "landfall:domain": "1.example" },
    });
  });
});
