import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import { after } from "../../components/core/after";
import type { Nodes } from "../../components/core/driver";
import { physicalName, type NameRule } from "../../components/core/naming";
import type { ResolvedStaticSiteArgs, StaticSiteDriver } from "../../components/static-site";
import { accountOf, type CloudflareCloud } from "./cloud";

/** Cloudflare's own resources behind a static site. */
export interface CloudflareStaticSiteNodes extends Nodes {
  readonly project: cloudflare.PagesProject;
  /** Undefined without a hostname. */
  readonly domain: cloudflare.PagesDomain | undefined;
}

/** Lower-case letters, digits and hyphens, 58 at most, since the name begins `<name>.pages.dev`. */
const PROJECT_NAME: NameRule = {
  maxLength: 58,
  allowed: /[a-z0-9]/,
  separator: "-",
  lowercase: true,
  source: "https://github.com/cloudflare/workers-sdk/tree/main/packages/create-cloudflare (2026-11-21)",
};

function deploymentConfigs(
  environment: ResolvedStaticSiteArgs["environment"],
): cloudflare.types.input.PagesProjectDeploymentConfigs | undefined {
  const keys = Object.keys(environment).sort();
  if (keys.length === 0) return undefined;
  const envVars = Object.fromEntries(keys.map((key) => [key, { type: "plain_text", value: environment[key]! }]));
  return { production: { envVars }, preview: { envVars } };
}

function source({ repository, branch }: ResolvedStaticSiteArgs): cloudflare.types.input.PagesProjectSource {
  const [owner, repoName] = repository.split("/");
  return {
    type: "github",
    config: {
      owner,
      repoName,
      productionBranch: branch,
      productionDeploymentsEnabled: true,
      // Every other branch is built too, at an address of its own.
      previewDeploymentSetting: "all",
      prCommentsEnabled: false,
    },
  };
}

/**
 * A Pages project, built again on every push. Cloudflare must have been given access to the repository, and the first
 * build comes with the first push after that: https://developers.cloudflare.com/pages/configuration/git-integration/
 *
 * Pages has no setting for unknown paths: it answers them with `index.html` when the build writes no `404.html`, and
 * with the latter when it does. Another fallback document is refused beforehand, see `cloudflareEntitlements`.
 */
export const staticSite =
  (cloud: CloudflareCloud): StaticSiteDriver =>
  (context, args) => {
    const { hostname, dns } = args;
    const accountId = accountOf(cloud);
    const project = new cloudflare.PagesProject(
      context.child("project"),
      {
        accountId,
        name: physicalName([context.stack.app, context.stack.stack, context.name], PROJECT_NAME),
        productionBranch: args.branch,
        source: source(args),
        buildConfig: {
          buildCommand: args.buildCommand,
          destinationDir: args.outputDirectory,
          rootDir: args.directory,
        },
        deploymentConfigs: deploymentConfigs(args.environment),
      },
      context.options(),
    );
    // Read back rather than put together: where the name is taken, Pages adds to it.
    const target = project.subdomain;
    if (hostname === undefined) {
      const nodes = { project, domain: undefined } satisfies CloudflareStaticSiteNodes;
      return { outputs: { url: pulumi.interpolate`https://${target}`, target }, nodes };
    }
    const domain = new cloudflare.PagesDomain(
      context.child("domain"),
      { accountId, name: hostname, projectName: project.name },
      context.options(),
    );
    const proxied = dns?.provider === "cloudflare";
    // A name that leads to a project which does not know it is answered with an error.
    dns?.record(context.name, { name: hostname, type: "CNAME", value: after(domain, target), proxied });
    const nodes = { project, domain } satisfies CloudflareStaticSiteNodes;
    return { outputs: { url: pulumi.output(`https://${hostname}`), target }, nodes };
  };
