import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Cloud, type CloudObject } from "../../sandbox/cloud";

const object = (id: string, more: Partial<CloudObject> = {}): CloudObject => ({
  type: "aws:s3/bucket:Bucket",
  id,
  urn: `urn:${id}`,
  origin: `urn:${id}#0`,
  inputs: {},
  outputs: {},
  ...more,
});

const newFile = () => join(mkdtempSync(join(tmpdir(), "landfall-cloud-")), "folder", "cloud.json");

describe("the sandbox cloud", () => {
  it("is found again by the next process, change by change", () => {
    const file = newFile();
    const cloud = new Cloud(file);
    cloud.add(object("one"));
    expect(new Cloud(file).list()).toEqual([object("one")]);
    cloud.replace(cloud.list()[0]!, object("one", { inputs: { tags: { a: "b" } } }));
    expect(new Cloud(file).list()[0]!.inputs).toEqual({ tags: { a: "b" } });
    cloud.remove(cloud.list()[0]!);
    expect(new Cloud(file).list()).toEqual([]);
  });

  it("still knows after a removal how many objects a URN had, so that the next one gets another identity", () => {
    const file = newFile();
    const cloud = new Cloud(file);
    cloud.add(object("one"));
    cloud.remove(cloud.list()[0]!);
    expect(new Cloud(file).bornFor("urn:one")).toBe(1);
    expect(new Cloud(file).bornFor("urn:two")).toBe(0);
  });

  it("is kept in one file that only its owner reads, with nothing left beside it", () => {
    const file = newFile();
    new Cloud(file).add(object("one"));
    expect(readdirSync(join(file, ".."))).toEqual(["cloud.json"]);
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(readFileSync(file, "utf8").endsWith("}\n")).toBe(true);
  });

  it("is not begun anew over a file that it cannot read", () => {
    const file = join(mkdtempSync(join(tmpdir(), "landfall-cloud-")), "cloud.json");
    for (const text of ["{", "[]", '{"version":2,"objects":[]}']) {
      writeFileSync(file, text);
      expect(() => new Cloud(file)).toThrow(/not a sandbox cloud of this version; delete it/);
    }
  });

  it("tells objects of one type and id apart by what the state remembers, then by URN", () => {
    const cloud = new Cloud();
    cloud.add(object("none", { urn: "urn:a", outputs: { result: "a" } }));
    cloud.add(object("none", { urn: "urn:b", outputs: { result: "b" } }));
    cloud.add(object("none", { urn: "urn:b", outputs: { result: "c" } }));
    const find = (urn: string, result: string) =>
      cloud.find({ type: "aws:s3/bucket:Bucket", id: "none", urn, outputs: { result } })?.outputs["result"];
    expect(find("urn:b", "c")).toBe("c");
    expect(find("urn:renamed", "b")).toBe("b");
    expect(find("urn:b", "drifted")).toBe("b");
    expect(cloud.find({ type: "aws:kms/key:Key", id: "none", urn: "urn:a" })).toBeUndefined();
  });

  it("lists by URN, whatever the order of creation", () => {
    const cloud = new Cloud();
    ["c", "a", "b"].forEach((id) => cloud.add(object(id)));
    expect(cloud.list().map(({ id }) => id)).toEqual(["a", "b", "c"]);
  });
});
