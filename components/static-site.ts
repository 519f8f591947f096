import type * as pulumi from "@pulumi/pulumi";
import { buildWith, Component, type ComponentArgs } from "./core/component";
import type { Driver, Placement } from "./core/driver";
import type { Dns } from "./dns";

export type StaticSiteFeature =
  /** The provider builds the site from a repository; else the repository's own pipeline builds and uploads it. */
  | "buildFromRepository"
  /** A name of one's own, with a certificate. */
  | "customDomain"
  /** Unknown paths are answered by one document, for apps that route in the browser. */
  | "singlePageFallback";

export type StaticSiteShape = "managed";

export interface StaticSiteArgs extends ComponentArgs {
  /** The repository on GitHub, `owner/name`. */
  readonly repository: string;
  /** @default "main" */
  readonly branch?: string;
  /** The directory of the site inside the repository. @default "" (the root) */
  readonly directory?: string;
  readonly buildCommand: string;
  /** The directory that the build writes, relative to `directory`. */
  readonly outputDirectory: string;
  /** The document that answers unknown paths of a single-page app. @default - unknown paths are not found */
  readonly fallbackDocument?: string;
  /** What the build reads; never a secret, since it ends in what browsers load. */
  readonly environment?: Readonly<Record<string, pulumi.Input<string>>>;
  /** The site's own name, e.g. `www.example.com`. @default - the provider's name for it */
  readonly hostname?: string;
  /** Where the hostname's record is made. @default - the owner makes it */
  readonly dns?: Dns;
}

type Optional = "fallbackDocument" | "hostname" | "dns";
export type ResolvedStaticSiteArgs = Required<Omit<StaticSiteArgs, Optional>> & Pick<StaticSiteArgs, Optional>;

export interface StaticSiteOutputs {
  /** With scheme, without a trailing slash. */
  readonly url: pulumi.Output<string>;
  /** The provider's own name for the site, which a record of the owner's would point at. */
  readonly target: pulumi.Output<string>;
}

export type StaticSiteDriver = Driver<ResolvedStaticSiteArgs, StaticSiteOutputs>;

export function resolveStaticSiteArgs(args: StaticSiteArgs): ResolvedStaticSiteArgs {
  return {
    ...args,
    branch: args.branch ?? "main",
    directory: args.directory ?? "",
    environment: args.environment ?? {},
  };
}

export function requiredStaticSiteFeatures(
  args: Pick<StaticSiteArgs, "hostname" | "fallbackDocument">,
): StaticSiteFeature[] {
  const required: StaticSiteFeature[] = [];
  if (args.hostname !== undefined) required.push("customDomain");
  if (args.fallbackDocument !== undefined) required.push("singlePageFallback");
  return required;
}

/** A site of static files that a repository holds the source of, served over HTTPS. */
export class StaticSite extends Component<StaticSiteOutputs> {
  readonly url: pulumi.Output<string>;
  readonly target: pulumi.Output<string>;

  constructor(name: string, args: StaticSiteArgs, placement: Placement<StaticSiteDriver>) {
    const resolved = resolveStaticSiteArgs(args);
    super("StaticSite", name, args.stack, placement, buildWith(placement, resolved), (outputs) => ({ ...outputs }));
    this.url = this.outputs.url;
    this.target = this.outputs.target;
  }
}
