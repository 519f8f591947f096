import type { Issue } from "../../components/core/errors";
import type { Wanted } from "../../providers/wanted";
import { providerIds, providerOf, type ProviderId } from "../../providers/registry";
import type { LandfallConfig } from "../config/load";
import { knowsSize } from "./sizes";
import { wantedKinds, wantedOf } from "./wanted";

/** What a stack asks of one provider. A part of an unknown size is refused already, and nothing else can be said of it. */
function wantedOn(config: LandfallConfig, id: ProviderId): Wanted {
  const here = wantedKinds.filter((kind) => config.used[kind]?.provider === id && knowsSize(config, kind));
  return Object.fromEntries(here.map((kind) => [kind, wantedOf(config, kind)]));
}

/** What an app says and no topology does, as a provider names it. */
const OF_APP = /^(services|site|buckets|queue\.topics|edge\.(?!plan|approximate|originProtection))\b/;

/** A provider names a part by its kind; who is to mend it looks for the document that the part stands in. */
function placed({ app, topology }: LandfallConfig, issue: Issue): Issue {
  const [kind = ""] = issue.at.split(/[.[]/);
  if (OF_APP.test(issue.at)) return { ...issue, at: `app ${app.name} ${issue.at}` };
  return Object.hasOwn(topology, kind) ? { ...issue, at: `topology ${topology.name} ${issue.at}` } : issue;
}

/** What the services and the account's plans at each provider do not allow. */
export function checkRefusals(config: LandfallConfig): Issue[] {
  return providerIds.flatMap((id) => {
    const provider = config.providers[id];
    if (provider === undefined) return [];
    const { settings, standard } = provider;
    const refused = providerOf(id).refusals({ settings, standard, wanted: wantedOn(config, id) });
    return refused.map((issue) => placed(config, issue));
  });
}
