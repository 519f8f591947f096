import { Conditions, type Truth } from "./conditions";
import { addressOf, isIn } from "./requests";

/** https://docs.oracle.com/iaas/Content/WAF/Concepts/understanding_conditions.htm: as much as the driver writes. */
const LANGUAGE = /'[^'\\]*'|[a-z_]+(?:\.[a-z_]+)*|\|\||&&|[()[\],!]/;

const COMPARE: Readonly<Record<string, (text: string, other: string) => boolean>> = {
  i_equals: (text, other) => text.toLowerCase() === other.toLowerCase(),
  i_starts_with: (text, other) => text.toLowerCase().startsWith(other.toLowerCase()),
  starts_with: (text, other) => text.startsWith(other),
};

class Parser extends Conditions {
  constructor(text: string) {
    super(text, LANGUAGE, { or: "||", and: "&&", not: "!" });
  }

  protected override test(): Truth {
    const name = this.next("address_in", ...Object.keys(COMPARE));
    this.next("(");
    if (name === "address_in") {
      this.next("connection.source.address");
      this.next(",");
      this.next("[");
      const cidrs = [this.#quoted()];
      while (this.isNext(",")) cidrs.push(this.#quoted());
      this.next("]");
      this.next(")");
      return (request) => isIn(addressOf(request), cidrs);
    }
    this.next("http.request.url.path");
    this.next(",");
    const other = this.#quoted();
    this.next(")");
    return ({ path }) => COMPARE[name]!(path, other);
  }

  #quoted(): string {
    const word = this.next();
    if (!word.startsWith("'")) throw new Error(`found ${word} in place of a text`);
    return word.slice(1, -1);
  }
}

/** Whether a condition holds of a request. @throws Error for whatever of JMESPath the driver does not write. */
export const ociCondition = (condition: string): Truth => new Parser(condition).whole();
