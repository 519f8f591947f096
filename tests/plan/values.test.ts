import fc from "fast-check";
import { knownSecrets } from "../../src/plan/known-secrets";
import type { WireObject } from "../../src/plan/recorder";
import { canonicalJson, pathTo, planValues } from "../../src/plan/values";
import { recordingOf, secretOf, SIGNATURE, UNKNOWN } from "./support";

const shown = (inputs: WireObject, more: readonly string[] = []) =>
  planValues(inputs, knownSecrets(recordingOf(inputs), more));

describe("planValues", () => {
  it("keeps plain values as they are, with keys in order", () => {
    const { values, secretPaths } = shown({ b: [1, "two", null, true], a: { d: 0.5, c: "" } });
    expect(JSON.stringify(values)).toBe('{"a":{"c":"","d":0.5},"b":[1,"two",null,true]}');
    expect(secretPaths).toEqual([]);
  });

  it("shows what is not known yet as unknown, also where it is a part of a text", () => {
    expect(shown({ id: UNKNOWN, arn: `arn:${UNKNOWN}`, list: [UNKNOWN, "x"] }).values).toEqual({
      id: { unknown: true },
      arn: { unknown: true },
      list: [{ unknown: true }, "x"],
    });
  });

  it("shows a secret as secret and tells where it stands", () => {
    const inputs: WireObject = {
      spec: { envs: [{ key: "A" }, { value: secretOf("hidden") }] },
      a: secretOf({ deep: [1] }),
    };
    expect(shown(inputs)).toEqual({
      values: { a: { secret: true }, spec: { envs: [{ key: "A" }, { value: { secret: true } }] } },
      secretPaths: ["a", "spec.envs[1].value"],
    });
  });

  it("unwraps output values: known, unknown and secret", () => {
    const output = { [SIGNATURE]: "d0e6a833031e9bbcd3f4e8bde6ca49a4" };
    const inputs = {
      known: { ...output, value: "v", dependencies: ["urn:pulumi:a"] },
      unknown: output,
      secret: { ...output, value: "s", secret: true },
      both: { ...output, secret: true },
    };
    expect(shown(inputs)).toEqual({
      values: { known: "v", unknown: { unknown: true }, secret: { secret: true }, both: { secret: true } },
      secretPaths: ["both", "secret"],
    });
  });

  it("shows references and files without the engine's marks", () => {
    const asset = { [SIGNATURE]: "c44067f5952c0a294b673a41bacd8c17", __pulumiAsset: true, text: "hello" };
    const inputs = {
      reference: { [SIGNATURE]: "5cf8f73096256a8f31e491e813e4eb8e", urn: "urn:pulumi:x", id: "i-1" },
      asset,
      archive: { [SIGNATURE]: "0def7320c3a5731c473e5ecbe6d01bc7", __pulumiArchive: true, assets: { "a.txt": asset } },
    };
    expect(shown(inputs).values).toEqual({
      reference: { resource: "urn:pulumi:x" },
      asset: { asset: { text: "hello" } },
      archive: { archive: { assets: { "a.txt": { asset: { text: "hello" } } } } },
    });
  });

  it("refuses a signature that it does not know rather than show what is inside", () => {
    expect(() => shown({ it: { [SIGNATURE]: "ffff", value: "hidden" } })).toThrow('unknown signature, "ffff"');
  });

  it("quotes keys that would make a path ambiguous", () => {
    expect(pathTo("a", "b")).toBe("a.b");
    expect(pathTo("", "b-c")).toBe("b-c");
    expect(pathTo("a", "b.c")).toBe('a["b.c"]');
    expect(pathTo("a", "")).toBe('a[""]');
    expect(shown({ tags: { "x.y": secretOf("z") } }).secretPaths).toEqual(['tags["x.y"]']);
  });
});

describe("a secret outside its wrapper", () => {
  const secret = "Pa55 wörd/+?";

  it("is hidden where it stands alone or inside a longer text", () => {
    const inputs = { right: secretOf(secret), alone: secret, inside: `postgres://u:${secret}@host`, other: "host" };
    expect(shown(inputs)).toEqual({
      values: { right: { secret: true }, alone: { secret: true }, inside: { secret: true }, other: "host" },
      secretPaths: ["alone", "inside", "right"],
    });
  });

  it("is hidden where another resource, a component or the stack wrapped it", () => {
    const leak = { plain: `token=${secret}` };
    const elsewhere = [
      recordingOf({}, { outputs: { login: secretOf(secret) } }),
      recordingOf({}, { componentOutputs: { "urn:pulumi:c": { login: secretOf({ deep: [secret] }) } } }),
    ];
    for (const recording of elsewhere) {
      expect(planValues(leak, knownSecrets(recording)).values).toEqual({ plain: { secret: true } });
    }
    expect(shown(leak, [secret]).values).toEqual({ plain: { secret: true } });
  });

  it.each([
    ["escaped for JSON", (text: string) => JSON.stringify({ password: text })],
    ["escaped for a URL", (text: string) => `https://host/?p=${encodeURIComponent(text)}`],
    ["in hexadecimal", (text: string) => Buffer.from(text).toString("hex")],
    ["in Base64", (text: string) => Buffer.from(text).toString("base64")],
    ["in Base64 after one character", (text: string) => Buffer.from(`x${text}!`).toString("base64")],
    ["in Base64 after two characters", (text: string) => Buffer.from(`xy${text}?!`).toString("base64")],
    ["in Base64 for URLs", (text: string) => Buffer.from(`#cloud-config\n${text}\n`).toString("base64url")],
  ])("is hidden %s", (_form, encode) => {
    for (const text of [secret, 'quo"ted\nlines', ">>>???>>>???"]) {
      expect(shown({ right: secretOf(text), leak: encode(text) }).values["leak"]).toEqual({ secret: true });
    }
  });

  it("is hidden where it is a key", () => {
    expect(shown({ right: secretOf(secret), map: { [secret]: 1 } })).toEqual({
      values: { right: { secret: true }, map: { secret: true } },
      secretPaths: ["map", "right"],
    });
  });

  it("does not hide a property whose name is the same word", () => {
    const inputs = { right: secretOf("password"), credentials: { passwordType: "x", user: "the password" } };
    expect(shown(inputs).values["credentials"]).toEqual({ passwordType: "x", user: { secret: true } });
  });

  it("is not looked for when it is shorter than eight characters", () => {
    expect(shown({ right: secretOf("1234567"), other: "a1234567b" }).values["other"]).toBe("a1234567b");
    expect(shown({ right: secretOf("12345678"), other: "a12345678b" }).values["other"]).toEqual({ secret: true });
  });

  it("does not hide the engine's own marks or names inside a wrapper", () => {
    const reference = {
      [SIGNATURE]: "5cf8f73096256a8f31e491e813e4eb8e",
      urn: "urn:pulumi:reference",
      id: "reference-id",
    };
    const inputs = { right: secretOf([reference, UNKNOWN]), other: "urn:pulumi:reference" };
    expect(shown(inputs).values["other"]).toBe("urn:pulumi:reference");
  });

  it("never survives, whatever it is and wherever it was put", () => {
    const text = fc.string({ minLength: 8, maxLength: 40, unit: "binary" });
    const forms = [
      (value: string) => value,
      (value: string) => Buffer.from(value).toString("base64"),
      (value: string) => JSON.stringify(value),
    ];
    fc.assert(
      fc.property(text, fc.string(), fc.string(), fc.constantFrom(...forms), (value, before, after, form) => {
        const inputs = { right: secretOf(value), leak: { deep: [form(`${before}${value}${after}`)] } };
        expect(shown(inputs).values["leak"]).toEqual({ deep: [{ secret: true }] });
      }),
    );
  });
});

describe("canonicalJson", () => {
  it("gives the same bytes whatever the order of the keys", () => {
    const one = { b: 1, a: { d: [{ y: 1, x: 2 }], c: null }, "10": 0, "9": 0 };
    const other = { "9": 0, a: { c: null, d: [{ x: 2, y: 1 }] }, "10": 0, b: 1 };
    expect(canonicalJson(one)).toBe(canonicalJson(other));
    expect(canonicalJson(one).indexOf('"10"')).toBeLessThan(canonicalJson(one).indexOf('"9"'));
  });

  it("is JSON of the same value, without what is undefined", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
    expect(canonicalJson({ a: undefined, b: [] })).toBe('{\n  "b": []\n}\n');
  });
});
