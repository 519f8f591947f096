import type { Kind } from "../../components/catalog";
import type { Capability, Support } from "../../components/core/capability";
import { EDGE_INTENTIONS, type EdgeIntention, type Held } from "../../components/edge-intentions";
import { providerIds, providerOf, type ProviderId } from "../../providers/registry";
import { kinds } from "../capabilities";
import { page, table } from "./table";

interface Place {
  readonly id: ProviderId;
  readonly shape: string;
  readonly service: string;
  readonly features: Readonly<Record<string, Support>>;
}

const capabilityOf = (id: ProviderId, kind: Kind): Capability<string, string> => providerOf(id).capabilities[kind];

function placesOf(kind: Kind): Place[] {
  return providerIds.flatMap((id) => {
    const capability = capabilityOf(id, kind);
    if (!capability.supported) return [];
    return Object.entries(capability.shapes).flatMap(([shape, described]) =>
      described === undefined ? [] : [{ id, shape, ...described }],
    );
  });
}

function missingLines(places: readonly Place[]): string[] {
  return places.flatMap(({ id, shape, service, features }) =>
    Object.entries(features).flatMap(([feature, support]) =>
      support === true
        ? []
        : [`- ${providerOf(id).title}, ${service} (\`${shape}\`), \`${feature}\`: ${support.missing}.`],
    ),
  );
}

function sectionOf(kind: Kind): string {
  const places = placesOf(kind);
  const features = [...new Set(places.flatMap((place) => Object.keys(place.features)))];
  const rows = features.map((feature) => [
    `\`${feature}\``,
    ...places.map((place) => (place.features[feature] === true ? "yes" : "no")),
  ]);
  const head = [
    "feature",
    ...places.map(({ id, shape, service }) => `${providerOf(id).title} \`${shape}\`: ${service}`),
  ];
  const without = providerIds.flatMap((id) => {
    const capability = capabilityOf(id, kind);
    return capability.supported ? [] : [`- ${providerOf(id).title} has none: ${capability.reason}.`];
  });
  const why = [...without, ...missingLines(places)];
  return [`## ${kind}`, table(head, rows), ...(why.length === 0 ? [] : [why.join("\n")])].join("\n\n");
}

const heldAs = (held: Held): string => (held === "exact" ? held : "missing" in held ? "missing" : "approximated");

/** What each provider's edge makes of what documents ask of one. */
function intentionsSection(): string {
  const edges = providerIds.flatMap((id) => {
    const { title, intentions } = providerOf(id);
    return intentions === undefined ? [] : [{ title, intentions }];
  });
  const keys = Object.keys(EDGE_INTENTIONS) as EdgeIntention[];
  const rows = keys.map((key) => [EDGE_INTENTIONS[key], ...edges.map(({ intentions }) => heldAs(intentions[key]))]);
  const why = edges.flatMap(({ title, intentions }) =>
    keys.flatMap((key) => {
      const held = intentions[key];
      if (held === "exact") return [];
      return [`- ${title}, ${EDGE_INTENTIONS[key]}: ${"missing" in held ? held.missing : held.approximated}.`];
    }),
  );
  return [
    "## edge, intention by intention",
    table(["intention", ...edges.map(({ title }) => title)], rows),
    why.join("\n"),
  ].join("\n\n");
}

/** The page of what each provider supports of each kind, and why not where it does not. */
export const capabilitiesPage = (): string =>
  page(
    "Capabilities",
    "what the providers' folders declare",
    "What each provider supports of each kind in each shape. Where it says no, the reason is below the table.",
    ...kinds.map(sectionOf),
    intentionsSection(),
  );
