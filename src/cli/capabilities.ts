import { kinds, supportTable, type KindSupport, type Support } from "../capabilities";
import { unknownName } from "../config/issues";
import { IssuesError } from "../../components/core/errors";
import type { Kind } from "../../components/catalog";
import { canonicalJson } from "../plan/values";
import { oneOf, parse, type Command } from "./command";

function lines(provider: string, { supported, service, shapes, features, reason }: KindSupport): string[] {
  if (!supported) return [`  ${provider.padEnd(14)}no: ${reason}`];
  const missing = Object.entries(features).flatMap(([feature, has]) => (has ? [] : [feature]));
  const lacks = missing.length === 0 ? "" : `; without ${missing.join(", ")}`;
  return [`  ${provider.padEnd(14)}${service} (${shapes.join(", ")})${lacks}`];
}

const text = (table: Support): string =>
  Object.entries(table)
    .map(([kind, providers]) =>
      [kind, ...Object.entries(providers).flatMap(([id, it]) => lines(id, it)), ""].join("\n"),
    )
    .join("\n");

/** Tells what each provider supports. */
export const capabilities: Command = {
  summary: "what each provider supports of each kind, and why not where it does not",
  usage: "landfall capabilities [kind…] [--format text|json]",
  async run(argv, terminal) {
    const { values, positionals } = parse(argv, { format: { type: "string", default: "text" } });
    const format = oneOf("format", values.format, ["text", "json"]);
    const strange = positionals.filter((kind) => !(kinds as readonly string[]).includes(kind));
    if (strange.length > 0) throw new IssuesError(strange.map((kind) => unknownName("kind", "kind", kind, kinds)));
    const table = supportTable(positionals.length === 0 ? kinds : (positionals as Kind[]));
    terminal.out(format === "json" ? canonicalJson({ kinds: table }) : text(table));
    return 0;
  },
};
