import { addressOf, isIn, words, type EdgeRequest } from "./requests";

type Truth = (request: EdgeRequest) => boolean;

/** https://docs.oracle.com/iaas/Content/WAF/Concepts/understanding_conditions.htm: as much as the driver writes. */
const LANGUAGE = /'[^'\\]*'|[a-z_]+(?:\.[a-z_]+)*|\|\||&&|[()[\],!]/;

const COMPARE: Readonly<Record<string, (text: string, other: string) => boolean>> = {
  i_equals: (text, other) => text.toLowerCase() === other.toLowerCase(),
  i_starts_with: (text, other) => text.toLowerCase().startsWith(other.toLowerCase()),
  starts_with: (text, other) => text.startsWith(other),
};

class Parser {
  #words: string[];

  constructor(condition: string) {
    this.#words = words(condition, LANGUAGE);
  }

  whole(): Truth {
    const truth = this.#any();
    if (this.#words.length > 0) throw new Error(`does not understand ${this.#words.join(" ")}`);
    return truth;
  }

  #next(...wanted: readonly string[]): string {
    const word = this.#words.shift() ?? "the end";
    if (wanted.length > 0 && !wanted.includes(word)) throw new Error(`found ${word} in place of ${wanted.join(", ")}`);
    return word;
  }

  #isNext(word: string): boolean {
    if (this.#words[0] !== word) return false;
    this.#words.shift();
    return true;
  }

  #any(): Truth {
    const all = [this.#every()];
    while (this.#isNext("||")) all.push(this.#every());
    return (request) => all.some((truth) => truth(request));
  }

  #every(): Truth {
    const all = [this.#one()];
    while (this.#isNext("&&")) all.push(this.#one());
    return (request) => all.every((truth) => truth(request));
  }

  #one(): Truth {
    if (this.#isNext("!")) {
      const truth = this.#one();
      return (request) => !truth(request);
    }
    if (this.#isNext("(")) {
      const truth = this.#any();
      this.#next(")");
      return truth;
    }
    const name = this.#next("address_in", ...Object.keys(COMPARE));
    this.#next("(");
    if (name === "address_in") {
      this.#next("connection.source.address");
      this.#next(",");
      this.#next("[");
      const cidrs = [this.#quoted()];
      while (this.#isNext(",")) cidrs.push(this.#quoted());
      this.#next("]");
      this.#next(")");
      return (request) => isIn(addressOf(request), cidrs);
    }
    this.#next("http.request.url.path");
    this.#next(",");
    const other = this.#quoted();
    this.#next(")");
    return ({ path }) => COMPARE[name]!(path, other);
  }

  #quoted(): string {
    const word = this.#next();
    if (!word.startsWith("'")) throw new Error(`found ${word} in place of a text`);
    return word.slice(1, -1);
  }
}

/** Whether a condition holds of a request. @throws Error for whatever of JMESPath the driver does not write. */
export const ociCondition = (condition: string): Truth => new Parser(condition).whole();
