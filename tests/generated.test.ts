import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv/dist/2020";
import { parse } from "yaml";
import { configPage } from "../src/docs";
import { editorSchemas, schemaText } from "../src/schemas";
import { projectRoot } from "./support/config";

const read = (path: string) => readFileSync(join(projectRoot, path), "utf8");

describe("generated files", () => {
  it.each(Object.entries(editorSchemas()))("are current: schemas/%s", (file, schema) => {
    expect(read(`schemas/${file}`)).toBe(schemaText(schema));
  });

  it("are current: docs/config.md", () => expect(read("docs/config.md")).toBe(configPage()));
});

describe("the schemas for editors", () => {
  const files = {
    app: ["apps/megilance.yaml"],
    topology: ["topologies/aws-fargate.yaml", "topologies/oci-do-free.yaml"],
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
