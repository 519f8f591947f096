import * as oci from "@pulumi/oci";
import type * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../components/core/driver";
import type { ConnectArgs } from "../provider";
import type { OciSettings } from "./config";

/** What every driver of Oracle Cloud works with. */
export interface OciCloud {
  readonly settings: OciSettings;
  /** The standard keys, as they are configured. */
  readonly standard: ConnectArgs<OciSettings>["standard"];
  readonly region: pulumi.Input<string>;
  /** The root of all compartments, which dynamic groups and users belong to. */
  readonly tenancyOcid: pulumi.Input<string>;
  /** The compartment to build in. */
  readonly compartmentId: string;
  /** How policies name the compartment: `compartment id …`, or `tenancy` where it is the root. */
  readonly scope: string;
  /** The provider instance of the home region, the only one that takes changes of users, groups and policies. */
  readonly home: pulumi.ProviderResource;
}

/** The name that the console shows for a resource; compartments are shared, and component names are not unique there. */
export const shownAs = (context: DriverContext, role: string): string =>
  `${context.stack.app}-${context.stack.stack}-${context.child(role)}`;

/** The explicit provider instances of a stack, and what its drivers work with. */
export function connectOci({ settings, standard }: ConnectArgs<OciSettings>): {
  readonly cloud: OciCloud;
  readonly provider: pulumi.ProviderResource;
} {
  const { compartmentId, homeRegion } = settings;
  const { region, tenancyOcid } = standard as Readonly<Record<string, pulumi.Input<string> | undefined>>;
  if (compartmentId === undefined || region === undefined || tenancyOcid === undefined) {
    throw new Error("compartment, region and tenancy are required settings, and preflight asks for them");
  }
  const provider = new oci.Provider("oci", { ...standard } as oci.ProviderArgs);
  const home =
    homeRegion === undefined || homeRegion === region
      ? provider
      : new oci.Provider("oci-home", { ...standard, region: homeRegion } as oci.ProviderArgs);
  const scope = compartmentId.startsWith("ocid1.tenancy.") ? "tenancy" : `compartment id ${compartmentId}`;
  return { cloud: { settings, standard, region, tenancyOcid, compartmentId, scope, home }, provider };
}
