import { refuse } from "../../../components/core/errors";
import * as digitalocean from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import type { ComputeDriver } from "../../../components/compute";
import { nodesOn } from "../../../components/core/component";
import { appDomain } from "../app-domain";
import { appName } from "../app-names";
import type { DigitaloceanCloud } from "../cloud";
import { componentsOf, hasSecret, ingressRules } from "./app-services";
import { containersIssues } from "./limits";
import { sizeOf } from "./size";
import { admit } from "../database/access";
import type { DigitaloceanNetworkNodes } from "../network";

/** What other drivers of DigitalOcean find behind services on App Platform. */
export interface DigitaloceanContainersNodes {
  readonly [key: string]: unknown;
  readonly app: digitalocean.App;
}

const withoutFinalSlash = (url: string) => url.replace(/\/+$/, "");

/**
 * Services on App Platform: one app, in which each service is a component with instances of its own. What answers
 * requests is a service, what does not is a worker. Secrets are values of the app's encrypted environment.
 *
 * App Platform hands such values back encrypted, so that its provider takes them for changed and deploys the same app anew
 * at each update (https://github.com/digitalocean/terraform-provider-digitalocean/issues/1603, open on 2026-11-21); a
 * deployment lets the copies go one after the other.
 */
export const computeContainers =
  (cloud: DigitaloceanCloud): ComputeDriver =>
  (context, args) => {
    refuse(containersIssues(args));
    const { hostname, network, fixedEgress } = args;
    const domain = appDomain(hostname, args.dns);
    const place = network && nodesOn<DigitaloceanNetworkNodes>("digitalocean", network);
    const vpc = place?.vpc;
    const { slug } = sizeOf("containers", args);
    const { services, workers } = componentsOf(args, slug);
    const secret = Object.values(args.services).some(hasSecret);
    const app = new digitalocean.App(
      context.child("app"),
      {
        spec: {
          name: appName(context),
          region: cloud.appRegion,
          ...(services.length === 0 ? {} : { services, ingress: { rules: ingressRules(args) } }),
          ...(workers.length === 0 ? {} : { workers }),
          ...domain.spec,
          ...(vpc === undefined ? {} : { vpcs: [{ id: vpc.id }] }),
          ...(fixedEgress ? { egresses: [{ type: "DEDICATED_IP" }] } : {}),
          // Answers of services belong to whom they were given; what may be cached is said by the edge.
          disableEdgeCache: true,
          enhancedThreatControlEnabled: true,
          alerts: [{ rule: "DEPLOYMENT_FAILED" }, { rule: "DOMAIN_FAILED" }],
        },
      },
      context.options(secret ? { additionalSecretOutputs: ["spec"] } : {}),
    );
    admit(args, place === undefined ? { type: "app", value: app.id } : { type: "ip_addr", value: place.cidr });
    const target = app.defaultIngress.apply((ingress) => withoutFinalSlash(ingress.replace(/^https?:\/\//, "")));
    const url = hostname === undefined ? app.liveUrl.apply(withoutFinalSlash) : pulumi.output(`https://${hostname}`);
    const egressCidrs = fixedEgress
      ? app.dedicatedIps.apply((addresses) => addresses.map(({ ip }) => `${ip}/32`))
      : pulumi.output<string[]>([]);
    const nodes: DigitaloceanContainersNodes = { app };
    const origin = { type: "CNAME", value: target, publicCertificate: true, isNamed: domain.makesRecord } as const;
    return { outputs: { url, origin, egressCidrs }, nodes };
  };
