import * as digitalocean from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import type { Nodes } from "../../components/core/driver";
import type { ResolvedStaticSiteArgs, StaticSiteDriver } from "../../components/static-site";
import { appDomain } from "./app-domain";
import { appName } from "./app-names";
import type { DigitaloceanCloud } from "./cloud";

/** DigitalOcean's own resources behind a static site. */
export interface DigitaloceanStaticSiteNodes extends Nodes {
  readonly app: digitalocean.App;
}

/** The site's name inside the app; it leads the ingress rule to it. */
const COMPONENT = "site";

function siteSpec(args: ResolvedStaticSiteArgs): digitalocean.types.input.AppSpecStaticSite {
  const envs = Object.keys(args.environment)
    .sort()
    .map((key) => ({ key, value: args.environment[key], scope: "BUILD_TIME", type: "GENERAL" }));
  // Only one of the two documents may be set: https://docs.digitalocean.com/notes/2020/app-platform-static-catchall
  const unknownPaths =
    args.fallbackDocument === undefined ? { errorDocument: "404.html" } : { catchallDocument: args.fallbackDocument };
  return {
    name: COMPONENT,
    github: { repo: args.repository, branch: args.branch, deployOnPush: true },
    buildCommand: args.buildCommand,
    outputDir: args.outputDirectory,
    ...(args.directory === "" ? {} : { sourceDir: args.directory }),
    indexDocument: "index.html",
    ...unknownPaths,
    ...(envs.length === 0 ? {} : { envs }),
  };
}

const withoutFinalSlash = (url: string) => url.replace(/\/+$/, "");

/**
 * An App Platform app with one static site, built again on every push to the branch. DigitalOcean must have been given
 * access to the repository: https://cloud.digitalocean.com/apps/github/install. App Platform apps carry no tags, so
 * app, stack and component stand in the app's name instead.
 */
export const staticSite =
  (cloud: DigitaloceanCloud): StaticSiteDriver =>
  (context, args) => {
    const { hostname } = args;
    const domain = appDomain(hostname, args.dns);
    const app = new digitalocean.App(
      context.child("app"),
      {
        spec: {
          name: appName(context),
          region: cloud.appRegion,
          staticSites: [siteSpec(args)],
          ingress: { rules: [{ component: { name: COMPONENT }, match: { path: { prefix: "/" } } }] },
          ...domain.spec,
          alerts: [{ rule: "DEPLOYMENT_FAILED" }, { rule: "DOMAIN_FAILED" }],
        },
      },
      context.options(),
    );
    const target = app.defaultIngress.apply((ingress) => withoutFinalSlash(ingress.replace(/^https?:\/\//, "")));
    // App Platform proves the hostname by its record, so the record must lead here and not to another edge.
    if (hostname !== undefined) {
      const record = { name: hostname, type: "CNAME", value: target } as const;
      if (domain.makesRecord) args.dns?.answerThere(context.name, record);
      else args.dns?.record(context.name, record);
    }
    const url = hostname === undefined ? app.liveUrl.apply(withoutFinalSlash) : pulumi.output(`https://${hostname}`);
    return { outputs: { url, target }, nodes: { app } satisfies DigitaloceanStaticSiteNodes };
  };
