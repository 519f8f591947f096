import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { providerIds, providerOf } from "../providers/registry";
import { appSchema } from "./config/app";
import { stackSchema } from "./config/stack";
import { topologySchema } from "./config/topology";
import { diffJsonSchema } from "./diff/schema";
import { runbookJsonSchema } from "./move/schema";
import { planJsonSchema } from "./plan/schema";

const DIALECT = { io: "input", unrepresentable: "any" } as const;

/** The schema of `Pulumi.<stack>.yaml`: landfall's own keys and the standard keys of every provider. */
function stackFileSchema(): object {
  const own = z.toJSONSchema(stackSchema, DIALECT) as { properties: Record<string, object> };
  const keys: Record<string, object> = {};
  for (const [key, schema] of Object.entries(own.properties)) keys[`landfall:${key}`] = schema;
  for (const id of providerIds) {
    const { config, title } = providerOf(id);
    keys[`landfall:${id}`] = { ...z.toJSONSchema(config.settings, DIALECT), description: `Settings of ${title}` };
    for (const [name, key] of Object.entries(config.standard)) {
      keys[`${id}:${name}`] = { ...z.toJSONSchema(key.schema, DIALECT), description: key.description };
    }
  }
  const config = { type: "object", properties: withSecure(keys), additionalProperties: true };
  return { type: "object", properties: { config }, additionalProperties: true };
}

/** Any value of a stack may be encrypted. */
function withSecure(keys: Readonly<Record<string, object>>): Record<string, object> {
  const secure = { type: "object", properties: { secure: { type: "string" } }, required: ["secure"] };
  return Object.fromEntries(
    Object.entries(keys).map(([key, { $schema: _dialect, ...schema }]: [string, { $schema?: string }]) => [
      key,
      { anyOf: [schema, secure] },
    ]),
  );
}

/** Every schema that editors complete and check by, by file name. */
export function editorSchemas(): Record<string, object> {
  const dialect = { $schema: "https://json-schema.org/draft/2020-12/schema" };
  return {
    "app.schema.json": z.toJSONSchema(appSchema, DIALECT),
    "diff.schema.json": diffJsonSchema(),
    "move.schema.json": runbookJsonSchema(),
    "plan.schema.json": planJsonSchema(),
    "topology.schema.json": z.toJSONSchema(topologySchema, DIALECT),
    "stack.schema.json": { ...dialect, ...stackFileSchema() },
  };
}

/** The text of a schema file. */
export const schemaText = (schema: object): string => `${JSON.stringify(schema, null, 2)}\n`;

/** Writes the schema files anew; `npm run schemas`. */
export function writeSchemas(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [file, schema] of Object.entries(editorSchemas())) writeFileSync(join(folder, file), schemaText(schema));
}
