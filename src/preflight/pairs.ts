import type { Issue } from "../../components/core/errors";
import type { Kind } from "../../components/catalog";
import type { LandfallConfig } from "../config/load";

/** Kinds that must stand where the services run, and why. */
const TOGETHER: { readonly [K in Kind]?: string } = {
  network: "no private network spans two providers",
  secrets: "services read their secrets with the identity that their own provider gives them",
  database: "a private database cannot be reached from another provider, and a public one needs an allow-list",
};

function checkZone(config: LandfallConfig): Issue[] {
  const { domain, used } = config;
  const provider = used.dns?.provider;
  const zone = provider === undefined ? undefined : config.providers[provider]?.settings["zone"];
  if (domain === undefined || typeof zone !== "string" || domain === zone || domain.endsWith(`.${zone}`)) return [];
  return [
    {
      at: "landfall:domain",
      problem: `is not in the zone ${zone}`,
      got: domain,
      allowed: `${zone} or a name below it`,
    },
  ];
}

/** Parts on different providers that could not reach each other. */
export function checkPairs(config: LandfallConfig): Issue[] {
  const { provider } = config.topology.compute;
  const apart = (Object.keys(TOGETHER) as Kind[]).flatMap((kind): Issue[] => {
    const part = config.used[kind];
    if (part === undefined || part.provider === provider) return [];
    const at = `topology ${config.topology.name} ${kind}.provider`;
    return [{ at, problem: `stands apart from compute: ${TOGETHER[kind]}`, got: part.provider, allowed: provider }];
  });
  const { dns, edge } = config.used;
  if (edge !== undefined && dns?.provider !== edge.provider) {
    apart.push({
      at: `topology ${config.topology.name} dns.provider`,
      problem: "the edge answers under records of its own provider",
      got: dns?.provider ?? "none",
      allowed: edge.provider,
    });
  }
  return [...apart, ...checkZone(config)];
}
