import { z } from "zod";
import { providerIds, providerOf } from "../../providers/registry";
import { appSchema } from "../config/app";
import { stackSchema } from "../config/stack";
import { topologySchema } from "../config/topology";

interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
}

const jsonSchema = (schema: z.ZodType) => z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema;

function typeOf(schema: JsonSchema): string {
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${value}\``).join(", ");
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.type === "array") return `list of ${typeOf(schema.items ?? {})}`;
  if (schema.type === "object") return "mapping";
  return (
    { integer: "whole number", number: "number", string: "text", boolean: "true or false" }[schema.type ?? ""] ?? "any"
  );
}

type Row = readonly [key: string, type: string, about: string];

/** A row for each key of a schema, keys of mappings below their parents. */
function rowsOf(schema: JsonSchema, prefix: string, needed: boolean): Row[] {
  const children = Object.entries(schema.properties ?? {}).flatMap(([key, child]) => {
    const path = prefix === "" || prefix.endsWith(":") ? `${prefix}${key}` : `${prefix}.${key}`;
    return rowsOf(child, path, schema.required?.includes(key) ?? false);
  });
  const { additionalProperties: values } = schema;
  const inside =
    typeof values === "object" && values.properties !== undefined ? rowsOf(values, `${prefix}.<name>`, false) : [];
  const isRoot = prefix === "" || prefix.endsWith(":");
  const described = [schema.description, defaultOf(schema), needed ? "Required" : undefined].filter(Boolean).join(". ");
  return [...(isRoot ? [] : [[prefix, typeOf(schema), described] as const]), ...children, ...inside];
}

function defaultOf(schema: JsonSchema): string | undefined {
  const { default: value } = schema;
  if (value === undefined || (typeof value === "object" && value !== null)) return undefined;
  return `Default \`${JSON.stringify(value)}\``;
}

function table(rows: readonly Row[]): string {
  const cell = (text: string) => text.replaceAll("|", "\\|");
  const lines = rows.map(([key, type, about]) => `| \`${key}\` | ${cell(type)} | ${cell(about)} |`);
  return ["| key | value | meaning |", "|---|---|---|", ...lines].join("\n");
}

function providerRows(id: (typeof providerIds)[number]): Row[] {
  const { config } = providerOf(id);
  const standard = Object.entries(config.standard).map(([name, key]): Row => {
    const about = [key.description, key.secret === true ? "secret" : "", ...key.environment.map((it) => `\`${it}\``)];
    return [`${id}:${name}`, typeOf(jsonSchema(key.schema)), about.filter(Boolean).join("; ")];
  });
  return [...rowsOf(jsonSchema(config.settings), `landfall:${id}`, false).slice(1), ...standard];
}

/** The page of every config key, written from the schemas that check them. */
export function configPage(): string {
  const sections = [
    ["Stack: `Pulumi.<stack>.yaml`", table(rowsOf(jsonSchema(stackSchema), "landfall:", false))],
    ...providerIds.map((id) => [
      `${providerOf(id).title}: \`landfall:${id}\` and its standard keys`,
      table(providerRows(id)),
    ]),
    ["App: `apps/<name>.yaml`", table(rowsOf(jsonSchema(appSchema), "", false))],
    ["Topology: `topologies/<name>.yaml`", table(rowsOf(jsonSchema(topologySchema), "", false))],
  ];
  const head = [
    "# Config",
    "",
    "<!-- Written by `npm run schemas` from the schemas that check config; do not edit. -->",
    "",
    "`landfall:app` and `landfall:topology` take the name of a file or the whole of it inline. `landfall:override` is laid over",
    "the topology: mappings are merged, `null` takes a part away, another provider starts from nothing. Editors complete and",
    "check each YAML file by the schema that its first line names. A standard key of a provider is read from config first,",
    "then from the environment variables that are named with it; a credential of the environment is never copied into state.",
  ];
  return `${[...head, ...sections.flatMap(([title, text]) => ["", `## ${title}`, "", text])].join("\n")}\n`;
}
