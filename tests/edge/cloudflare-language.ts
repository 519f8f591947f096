import { Conditions, type Truth } from "./conditions";
import { addressOf, decoded, hostOf, isIn, withoutDetours, type EdgeRequest } from "./requests";

type Text = (request: EdgeRequest) => string;

/** https://developers.cloudflare.com/ruleset-engine/rules-language/: as much of it as the drivers write, and no more. */
const LANGUAGE = /"(?:[^"\\]|\\["\\])*"|[a-z_]+(?:\.[a-z_]+)*|[(){},]|[0-9a-f:.]+\/\d+/;

/** What comes before all rules: https://developers.cloudflare.com/rules/normalization/how-it-works/ */
const normalized = (path: string): string => withoutDetours(decoded(path, /[A-Za-z0-9\-._~]/));

const FIELDS: Readonly<Record<string, Text>> = {
  "http.host": (request) => hostOf(request),
  "http.request.uri.path": ({ path }) => normalized(path),
};

const FUNCTIONS: Readonly<Record<string, (text: string) => string>> = {
  lower: (text) => text.toLowerCase(),
  url_decode: (text) => decoded(text),
};

class Parser extends Conditions {
  constructor(text: string) {
    super(text, LANGUAGE, { or: "or", and: "and", not: "not" });
  }

  protected override test(): Truth {
    if (this.isNext("true")) return () => true;
    if (this.isNext("starts_with")) {
      this.next("(");
      const text = this.#text();
      this.next(",");
      const start = this.#quoted();
      this.next(")");
      return (request) => text(request).startsWith(start);
    }
    if (this.isNext("ip.src")) {
      this.next("in");
      this.next("{");
      const cidrs: string[] = [];
      while (!this.isNext("}")) cidrs.push(this.next());
      return (request) => isIn(addressOf(request), cidrs);
    }
    const text = this.#text();
    this.next("eq");
    const other = this.#quoted();
    return (request) => text(request) === other;
  }

  #text(): Text {
    const word = this.next(...Object.keys(FIELDS), ...Object.keys(FUNCTIONS));
    if (word in FIELDS) return FIELDS[word]!;
    this.next("(");
    const inner = this.#text();
    this.next(")");
    return (request) => FUNCTIONS[word]!(inner(request));
  }

  #quoted(): string {
    const word = this.next();
    if (!word.startsWith('"')) throw new Error(`found ${word} in place of a text`);
    return word.slice(1, -1).replace(/\\(["\\])/g, "$1");
  }
}

/** Whether a rule matches a request. @throws Error for whatever of the language no driver writes. */
export const cloudflareExpression = (expression: string): Truth => new Parser(expression).whole();
