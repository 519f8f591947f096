import type { PlanObject, PlanResource } from "../../src/plan/schema";

/** A resource of a plan with just these inputs. */
export function resourceOf(
  type: string,
  name: string,
  inputs: PlanObject = {},
  more: Partial<PlanResource> = {},
): PlanResource {
  return {
    urn: `urn:pulumi:test::landfall::${type}::${name}`,
    aliases: [],
    type,
    name,
    parent: null,
    provider: type.startsWith("pulumi:providers:") ? type.split(":")[2]! : type.split(":")[0]!,
    region: typeof inputs["region"] === "string" ? inputs["region"] : null,
    protect: false,
    retainOnDelete: false,
    ignoreChanges: [],
    dependsOn: [],
    inputs,
    secretPaths: [],
    ...more,
  };
}

/** The provider instance that sets a region. */
export const regionOf = (provider: string, region: string): PlanResource =>
  resourceOf(`pulumi:providers:${provider}`, provider, { region });
