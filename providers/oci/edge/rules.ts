import type { types } from "@pulumi/oci";
import { IssuesError } from "../../../components/core/errors";
import { physicalName, type NameRule } from "../../../components/core/naming";
import type { ResolvedEdgeArgs } from "../../../components/edge";

type AccessRule = types.input.Waf.AppFirewallPolicyRequestAccessControlRule;
type LimitRule = types.input.Waf.AppFirewallPolicyRequestRateLimitingRule;
type ProtectionRule = types.input.Waf.AppFirewallPolicyRequestProtectionRule;
type Action = types.input.Waf.AppFirewallPolicyAction;

/** Rules are told apart by their names within a module; letters, digits and hyphens are enough, the length is ours. */
const RULE_NAME: NameRule = {
  maxLength: 64,
  allowed: /[A-Za-z0-9]/,
  separator: "-",
  lowercase: false,
  source: "https://docs.oracle.com/iaas/api/#/en/waf/20210930/datatypes/WebAppFirewallPolicyRule",
};

/** https://docs.oracle.com/iaas/Content/WAF/Concepts/understanding_conditions.htm (read 2026-11-21) */
const CONDITION_CHARACTERS = 1024;

/** Names that rules refer to actions by. */
export const ALLOW = "allow";
const REFUSE = "refuse";
const SLOW_DOWN = "slow-down";

const answer = (name: string, code: number, text: string): Action => ({
  name,
  type: "RETURN_HTTP_RESPONSE",
  code,
  headers: [{ name: "Content-Type", value: "text/plain" }],
  body: { type: "STATIC_TEXT", text },
});

export const ACTIONS: readonly Action[] = [
  { name: ALLOW, type: "ALLOW" },
  answer(REFUSE, 403, "Forbidden"),
  answer(SLOW_DOWN, 429, "Too many requests"),
];

/**
 * What the vendor calls collaborative groups, each of which weighs many patterns, and the single rules that its console
 * recommends beside them; a version is never changed once published.
 *
 * As used in https://github.com/oracle/terraform-provider-oci/blob/master/examples/web_app_firewall/waf_full.tf and in
 * policies that others export from the console (read 2026-11-21). Limits on the number and length of arguments are left
 * out: forms and uploads of an ordinary app go beyond them.
 */
const CAPABILITIES = [
  { key: "9300000", version: 2 }, // files of the machine
  { key: "930120", version: 2 }, // files of the operating system
  { key: "9320000", version: 2 }, // commands of Unix
  { key: "9320001", version: 2 }, // commands of Windows
  { key: "9330000", version: 2 }, // PHP
  { key: "9410000", version: 3 }, // scripts in pages
  { key: "941140", version: 2 }, // scripts in pages, category 4
  { key: "9420000", version: 2 }, // SQL
  { key: "942270", version: 1 }, // SQL, common to all databases
] as const;

/** A text as JMESPath quotes it; path prefixes hold no quote and no backslash. */
const quoted = (text: string): string => `'${text}'`;

/** `/api` is `/api` itself and all below it, in any case of letters; undefined where every path is meant. */
export function pathCondition(prefix: string): string | undefined {
  if (prefix === "/") return undefined;
  const path = "http.request.url.path";
  return `(i_equals(${path}, ${quoted(prefix)}) || i_starts_with(${path}, ${quoted(`${prefix}/`)}))`;
}

const conditional = (condition: string | undefined) =>
  condition === undefined ? {} : { condition, conditionLanguage: "JMESPATH" };

const byPath = (
  [a, one]: readonly [string, { readonly path: string }],
  [b, other]: readonly [string, { readonly path: string }],
): number => other.path.length - one.path.length || (a < b ? -1 : 1);

/** The vendor's rules, in headers, query and the first 8 KB of the body. */
export const protectionRules = (): ProtectionRule[] => [
  {
    type: "PROTECTION",
    name: "managed",
    actionName: REFUSE,
    isBodyInspectionEnabled: true,
    protectionCapabilities: CAPABILITIES.map((capability) => ({ ...capability })),
  },
];

/** The rate limits, counted by the client's address; longest path first. */
export const limitRules = ({ rateLimits }: Pick<ResolvedEdgeArgs, "rateLimits">): LimitRule[] =>
  Object.entries(rateLimits)
    .sort(byPath)
    .map(([name, { path, requests, periodSeconds, blockSeconds }]) => ({
      type: "REQUEST_RATE_LIMITING",
      name: physicalName([name], RULE_NAME),
      actionName: SLOW_DOWN,
      ...conditional(pathCondition(path)),
      configurations: [
        { periodInSeconds: periodSeconds, requestsLimit: requests, actionDurationInSeconds: blockSeconds },
      ],
    }));

/** Who comes from none of the networks; everybody where there are none. */
function outside(cidrs: readonly string[]): string | undefined {
  const list = [...new Set(cidrs)].map(quoted).join(", ");
  return list === "" ? undefined : `!address_in(connection.source.address, [${list}])`;
}

function accessCondition(name: string, path: string, cidrs: readonly string[]): string {
  const condition = [pathCondition(path), outside(cidrs)].filter((part) => part !== undefined).join(" && ");
  if (condition.length > CONDITION_CHARACTERS) {
    throw new IssuesError([
      {
        at: "landfall:adminCidrs",
        problem: `are too many for one condition of Oracle's WAF, which the access rule ${name} needs`,
        got: `${condition.length} characters`,
        allowed: `up to ${CONDITION_CHARACTERS}`,
        fix: "join neighbouring networks to larger ones",
      },
    ]);
  }
  // An empty condition would match nothing; "/" is where every path begins.
  return condition === "" ? "starts_with(http.request.url.path, '/')" : condition;
}

/**
 * Paths that only some networks may open. A path that people would have to sign in for is kept to the administrators'
 * networks, which is the nearest there is; `signIn` is missing, so that only an approximate edge comes here with one.
 *
 * @throws IssuesError when there are more networks than a condition takes.
 */
export const accessRules = ({ access, adminCidrs }: Pick<ResolvedEdgeArgs, "access" | "adminCidrs">): AccessRule[] =>
  Object.entries(access)
    .sort(byPath)
    .map(([name, { path }]) => ({
      type: "ACCESS_CONTROL",
      name: physicalName([name], RULE_NAME),
      actionName: REFUSE,
      ...conditional(accessCondition(name, path, adminCidrs)),
    }));
