import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv/dist/2020";
import { parse } from "yaml";
import { docsPages } from "../src/docs";
import { matrixOf } from "../src/matrix";
import { documentNames } from "../src/config/documents";
import { editorSchemas, schemaText } from "../src/schemas";
import { projectRoot } from "./support/config";

// The page of costs plans every documented topology.
jest.setTimeout(240_000);

const read = (path: string) => readFileSync(join(projectRoot, path), "utf8");

describe("generated files", () => {
  it.each(Object.entries(editorSchemas()))("are current: schemas/%s", (file, schema) => {
    expect(read(`schemas/${file}`)).toBe(schemaText(schema));
  });

  it("are current: docs", async () => {
    const pages = await docsPages(projectRoot, matrixOf({ root: projectRoot, name: "landfall" }));
    for (const [file, text] of Object.entries(pages))
      expect({ file, text: read(`docs/${file}`) }).toEqual({ file, text });
  });
});

describe("the schemas for editors", () => {
  const files = {
    app: documentNames(projectRoot, "apps").map((name) => `apps/${name}.yaml`),
    topology: documentNames(projectRoot, "topologies").map((name) => `topologies/${name}.yaml`),
    stack: ["Pulumi.dev.yaml", "Pulumi.prod.yaml"],
  };
  const pairs = Object.entries(files).flatMap(([schema, paths]) => paths.map((path) => [path, schema] as const));

  it.each(pairs)("are named by %s and accept it", (path, schema) => {
    expect(read(path).split("\n")[0]).toMatch(
      new RegExp(`^# yaml-language-server: \\$schema=\\S*schemas/${schema}\\.schema\\.json$`),
    );
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(
      JSON.parse(read(`schemas/${schema}.schema.json`)) as object,
    );
    expect(validate(parse(read(path))) || validate.errors).toBe(true);
  });

  it("refuse a misspelled key", () => {
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(
      JSON.parse(read("schemas/topology.schema.json")) as object,
    );
    expect(validate({ ...(parse(read("topologies/oci-do-free.yaml")) as object), databse: {} })).toBe(false);
  });
});
