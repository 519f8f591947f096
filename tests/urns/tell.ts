import { holdsData, type Judgement, type Lost } from "./judge";
import { partsOf } from "./golden";

/**
 * The alias that leads from an old URN to a resource, as a driver gives it.
 *
 * @param owner - The component that the old one was called after: a driver builds several of one kind.
 */
export function aliasText(from: string, to: string, owner?: string): string {
  const [was, is] = [partsOf(from), partsOf(to)];
  const below = was.above.split("$").at(-1)!;
  const called =
    owner === undefined || was.above !== is.above
      ? JSON.stringify(was.name)
      : `context.child(${JSON.stringify(was.name.slice(owner.length + 1))})`;
  const spec = [
    ...(was.name === is.name ? [] : [`name: ${called}`]),
    ...(was.type === is.type ? [] : [`type: ${JSON.stringify(was.type)}`]),
    // A parent's own name is no part of a URN.
    ...(was.above === is.above
      ? []
      : [was.above === "" ? "parent: undefined" : `parent: pulumi.createUrn("any", ${JSON.stringify(below)})`]),
  ];
  return `aliases: [{ ${spec.join(", ")} }]`;
}

const sharedLength = (one: string, other: string): number => {
  const differs = [...one].findIndex((character, at) => character !== other[at]);
  return differs === -1 ? one.length : differs;
};

/** Those of the heirs whose names are the most like the lost one's. */
function likeliest(urn: string, heirs: readonly string[]): string[] {
  const { name } = partsOf(urn);
  const likeness = (heir: string) => sharedLength(name, partsOf(heir).name);
  const most = Math.max(...heirs.map(likeness));
  return heirs.filter((heir) => likeness(heir) === most).slice(0, 3);
}

const some = (names: readonly string[]) =>
  names.length === 1 ? names[0]! : `${names[0]!} and ${names.length - 1} more`;

/** Whether a lost resource belongs to a lost component, whose alias its children follow. */
const follows = (urn: string, lost: readonly Lost[]): boolean => {
  const { above, name } = partsOf(urn);
  return lost.some((other) => {
    const parent = partsOf(other.urn);
    return other.heirs.length > 0 && parent.type === above && name.startsWith(`${parent.name}-`);
  });
};

function lostText({ cells, urn, past, owner, heirs }: Lost): string {
  const what = `${urn}: ${past ? "the alias that led to it is gone" : "is gone"}, on ${some(cells)}`;
  const { name } = partsOf(urn);
  const told = likeliest(urn, heirs);
  const each = told.map((heir) => `  if it is ${heir} now, give that ${aliasText(urn, heir, owner)}`);
  const drop = holdsData(urn) ? `npm run urns -- --let-go ${JSON.stringify(name)}; it holds data` : "npm run urns";
  return [what, ...each, `  if it is meant to go: ${drop}`].join("\n");
}

/** What is wrong, and what to do about each; empty when nothing is. */
export function judgementText({ lost, lostCells, claimedTwice }: Judgement): string {
  const told = lost.filter(({ urn }) => !follows(urn, lost));
  const following = lost.length - told.length;
  return [
    ...told.map(lostText),
    ...(following === 0 ? [] : [`${following} children of these follow by the alias of their parent`]),
    ...lostCells.map((cell) => `${cell}: lands no more; if that is meant: npm run urns -- --let-go ${cell}`),
    ...claimedTwice,
  ].join("\n");
}
