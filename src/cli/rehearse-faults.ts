import { nearest } from "../../components/core/nearest";
import { FAULTS, faultsOf, OPERATIONS, type Fault, type FaultRule } from "../../sandbox/faults";
import { UsageError } from "./command";

/** How a fault is asked for; shown wherever one is misspelt. */
export const FAULT_FORM =
  "'OPERATION[#K[+]] [TYPE] FAULT', e.g. 'create aws:rds/instance:Instance 429' or 'any#17 lost'";

const ON = [...OPERATIONS, "any"] as const;

/** One of the known words, or a refusal that names the nearest. */
function word<T extends string>(spec: string, what: string, given: string, known: readonly T[]): T {
  if ((known as readonly string[]).includes(given)) return given as T;
  const near = nearest(given, known);
  const hint = near === undefined ? "" : `; did you mean ${near}?`;
  throw new UsageError(`--fault '${spec}': ${given} is no ${what}; allowed ${known.join(", ")}${hint}`);
}

/**
 * Reads a `--fault`.
 *
 * @throws UsageError with what is wrong and the nearest known word.
 */
export function faultRule(spec: string): FaultRule {
  const words = spec.trim().split(/\s+/);
  if (words.length < 2 || words.length > 3) throw new UsageError(`--fault '${spec}': allowed ${FAULT_FORM}`);
  const [first = "", type] = words.length === 3 ? words : [words[0]];
  const [operation = "", place, ...more] = first.split("#");
  const on = word(spec, "operation", operation, ON);
  const counted = /^([1-9]\d*)(\+?)$/.exec(place ?? "1");
  if (counted === null || more.length > 0)
    throw new UsageError(
      `--fault '${spec}': #${place} is no place; allowed #1, #2, … and #2+ for all from the second on`,
    );
  if (type !== undefined && !/^[\w*]+:[\w/*:]*$/.test(type))
    throw new UsageError(
      `--fault '${spec}': ${type} is no type; allowed a token such as aws:rds/instance:Instance or aws:rds/*`,
    );
  const fault = word<Fault>(spec, "fault", words.at(-1)!, FAULTS);
  if (on !== "any" && !faultsOf(on).includes(fault))
    throw new UsageError(`--fault '${spec}': a ${on} cannot end in ${fault}; allowed ${faultsOf(on).join(", ")}`);
  return { on, ...(type === undefined ? {} : { type }), at: Number(counted[1]), every: counted[2] === "+", fault };
}

/** A rule as it is asked for. */
export function faultSpec({ on, type, at = 1, every = false, fault }: FaultRule): string {
  const place = at === 1 && !every ? "" : `#${at}${every ? "+" : ""}`;
  return [`${on}${place}`, ...(type === undefined ? [] : [type]), fault].join(" ");
}
