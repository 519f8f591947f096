import { addressOf, decoded, isIn, withoutDetours, type EdgeRequest } from "./requests";

type Truth = (request: EdgeRequest) => boolean;
type Inputs = Readonly<Record<string, unknown>>;

/** https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-transformation.html: as many as the driver names. */
const TRANSFORMATIONS: Readonly<Record<string, (text: string) => string>> = {
  URL_DECODE: (text) => decoded(text),
  NORMALIZE_PATH: withoutDetours,
  LOWERCASE: (text) => text.toLowerCase(),
};

const listOf = (value: unknown): readonly Inputs[] => {
  if (!Array.isArray(value)) throw new Error("has no list where one is wanted");
  return value as Inputs[];
};

function regex({ fieldToMatch, regexString, textTransformations }: Inputs): Truth {
  if (JSON.stringify(fieldToMatch) !== '{"uriPath":{}}') throw new Error("matches no path");
  const pattern = new RegExp(String(regexString));
  const steps = [...listOf(textTransformations)].sort((a, b) => Number(a["priority"]) - Number(b["priority"]));
  const transformations = steps.map(({ type }) => {
    const known = TRANSFORMATIONS[String(type)];
    if (known === undefined) throw new Error(`does not know the transformation ${String(type)}`);
    return known;
  });
  return ({ path }) => pattern.test(transformations.reduce((text, transform) => transform(text), path));
}

/**
 * Whether a statement of WAFv2 matches a request.
 *
 * @param addresses - What the only set of networks holds.
 * @throws Error for whatever statement the driver does not write.
 */
export function wafv2Statement(statement: unknown, addresses: readonly string[]): Truth {
  const [[kind, of] = [], ...others] = Object.entries(statement as Record<string, Inputs>);
  if (others.length > 0) throw new Error("says two things at once");
  switch (kind) {
    case "regexMatchStatement":
      return regex(of!);
    case "ipSetReferenceStatement":
      return (request) => isIn(addressOf(request), addresses);
    case "andStatement": {
      const all = listOf(of!["statements"]).map((one) => wafv2Statement(one, addresses));
      return (request) => all.every((truth) => truth(request));
    }
    case "notStatement": {
      const [one, ...more] = listOf(of!["statements"]);
      if (more.length > 0) throw new Error("negates several statements");
      const truth = wafv2Statement(one, addresses);
      return (request) => !truth(request);
    }
    default:
      throw new Error(`does not know the statement ${String(kind)}`);
  }
}
