import { nameLimits } from "../../providers/name-limits";
import type { RecordedResource, Recording, WireValue } from "../../src/plan/recorder";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
/** What the SDK sends for a value that is not known yet. */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Types that belong to no cloud, and are made by the engine or by the default instance of their plugin. */
const WITHOUT_PROVIDER = /^(pulumi:|random:)/;

/** What the SDK writes where a program turns an output into a text. */
const MANGLED = /Calling \[to(String|JSON)\]|\[object Object\]|\bOutput<T>/;

/** Every text outside of what is marked secret, with the path that it stands at. */
function openTexts(value: WireValue, path: string): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((it, at) => openTexts(it, `${path}[${at}]`));
  if (value[SIGNATURE] === SECRET) return [];
  return Object.entries(value).flatMap(([key, it]) => openTexts(it, path === "" ? key : `${path}.${key}`));
}

function referenceFaults(resource: RecordedResource, urns: ReadonlySet<string>): string[] {
  const { urn, type, custom, parent, provider, dependsOn } = resource;
  const missing = (what: string, of: string) =>
    of === "" || urns.has(of) ? [] : [`${urn} has a ${what} that is not there: ${of}`];
  const alone = custom && provider === "" && !WITHOUT_PROVIDER.test(type);
  return [
    ...missing("parent", parent),
    ...missing("provider", provider),
    ...dependsOn.flatMap((of) => missing("dependency", of)),
    ...(alone ? [`${urn} has no provider instance`] : []),
  ];
}

const inputAt = (inputs: WireValue, path: string): WireValue | undefined =>
  path
    .split(".")
    .reduce<WireValue | undefined>((at, key) => (at as Record<string, WireValue> | undefined)?.[key], inputs);

function nameFaults({ urn, type, name, custom, inputs }: RecordedResource): string[] {
  if (!custom) return [];
  return nameLimits(type).flatMap(({ input, maxLength, pattern, autonamed, source }) => {
    const given = inputAt(inputs, input);
    if (given === UNKNOWN || (given !== undefined && typeof given !== "string")) return [];
    // The plugin puts a hyphen and seven digits behind the logical name, and fails where they have no room.
    const said = given ?? (autonamed === true ? `${name}-1234567` : undefined);
    if (said === undefined) return [];
    if (said.length > maxLength)
      return [`${urn} ${input} has ${said.length} characters of ${maxLength}: ${said} (${source})`];
    return pattern.test(said) ? [] : [`${urn} ${input} has characters that are refused: ${said} (${source})`];
  });
}

/**
 * What is wrong with a graph that a stack registered; nothing where it is whole.
 *
 * @param canary - A text that stands in every secret of the stack, and nowhere else.
 */
export function graphFaults({ resources, outputs, componentOutputs }: Recording, canary: string): string[] {
  const urns = new Set(resources.map(({ urn }) => urn));
  const twice = urns.size === resources.length ? [] : ["two resources have one URN"];
  const bags = [
    ...resources.map(({ urn, inputs }) => [urn, inputs] as const),
    ...Object.entries(componentOutputs),
    ["the stack's outputs", outputs] as const,
  ];
  const texts = bags.flatMap(([of, bag]) =>
    openTexts(bag, "").flatMap(([path, text]) => [
      ...(text.includes(canary) ? [`${of} ${path} shows a secret`] : []),
      ...(MANGLED.test(text) ? [`${of} ${path} holds what is no value: ${MANGLED.exec(text)![0]}`] : []),
    ]),
  );
  return [...twice, ...resources.flatMap((it) => [...referenceFaults(it, urns), ...nameFaults(it)]), ...texts];
}
