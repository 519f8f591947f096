import { IssuesError } from "../../../components/core/errors";
import { fingerprint, physicalName, type NameRule } from "../../../components/core/naming";

/** One rule of the load balancer: what leads to a service. */
export interface RouteRule {
  readonly service: string;
  /** The path prefix, `/` or `/api`. */
  readonly route: string;
  /** Patterns that match the prefix itself and everything below it. */
  readonly patterns: readonly string[];
  /** The lower, the earlier. */
  readonly priority: number;
  /** A role for the logical name: the same whichever service the route leads to. */
  readonly role: string;
}

/**
 * Limits of a listener rule: priorities 1 to 50000, patterns of up to 128 characters, five values a rule; see
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html
 */
const LAST_PRIORITY = 50_000;
const PATTERN_CHARACTERS = 128;

/** The deepest path that fits into a pattern, e.g. `/a/b/c/*` is three deep. */
const DEPTHS = PATTERN_CHARACTERS / 2;
const PLACES = Math.floor(LAST_PRIORITY / DEPTHS);

const ROLE: NameRule = {
  maxLength: 60,
  allowed: /[a-z0-9]/,
  separator: "-",
  lowercase: true,
  source: "a logical name, so that no cloud sets a limit",
};

const depthOf = (route: string): number => route.split("/").filter((part) => part !== "").length;

const patternsOf = (route: string): readonly string[] => (route === "/" ? ["/*"] : [route, `${route}/*`]);

/**
 * The first priority to try for a route. It depends on nothing but the route: AWS refuses two rules of one priority even
 * in passing, so a route that is added must not move the others. Deeper routes come first, since a shallower one would
 * match their paths as well; two routes of one depth never match the same path.
 */
function firstPlace(route: string): number {
  const band = (DEPTHS - 1 - depthOf(route)) * PLACES;
  return band + 1 + (parseInt(fingerprint(route, 8), 16) % PLACES);
}

/** The next place in the band of the same depth. */
const nextPlace = (priority: number): number => (priority % PLACES === 0 ? priority - PLACES + 1 : priority + 1);

/**
 * The rules that lead to the services, each with a priority of its own.
 *
 * @throws IssuesError when a path is too long for a rule.
 */
export function routeRules(services: Readonly<Record<string, { readonly routes: readonly string[] }>>): RouteRule[] {
  const routes = Object.entries(services)
    .flatMap(([service, { routes: prefixes }]) => prefixes.map((route) => ({ service, route })))
    .sort((a, b) => (a.route < b.route ? -1 : 1));
  const tooLong = routes.filter(({ route }) => patternsOf(route).some((it) => it.length > PATTERN_CHARACTERS));
  if (tooLong.length > 0) {
    throw new IssuesError(
      tooLong.map(({ service, route }) => ({
        at: `services.${service}.routes`,
        problem: "holds a path that is too long for a load balancer of AWS",
        got: route,
        allowed: `up to ${PATTERN_CHARACTERS - 2} characters`,
      })),
    );
  }
  const taken = new Set<number>();
  return routes
    .map(({ service, route }) => {
      let priority = firstPlace(route);
      while (taken.has(priority)) priority = nextPlace(priority);
      taken.add(priority);
      return { service, route, patterns: patternsOf(route), priority, role: physicalName(["route", route], ROLE) };
    })
    .sort((a, b) => a.priority - b.priority);
}
