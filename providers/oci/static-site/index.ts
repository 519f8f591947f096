import { refuse } from "../../../components/core/errors";
import * as oci from "@pulumi/oci";
import type { types } from "@pulumi/oci";
import * as pulumi from "@pulumi/pulumi";
import { after } from "../../../components/core/after";
import type { DriverContext } from "../../../components/core/driver";
import { physicalName } from "../../../components/core/naming";
import type { ResolvedStaticSiteArgs, StaticSiteDriver } from "../../../components/static-site";
import { shownAs, type OciCloud } from "../cloud";
import { BUCKET_NAME } from "../object-storage";
import { siteIssues } from "./limits";
import { siteNetwork, type SiteNetwork } from "./network";

/** Oracle Cloud's own resources behind a static site. */
export interface OciStaticSiteNodes {
  readonly [key: string]: unknown;
  readonly bucket: oci.objectstorage.Bucket;
  readonly gateway: oci.apigateway.Gateway;
  /** Whoever is in it may upload the site: the user of the repository's own pipeline. */
  readonly uploaders: oci.identity.Group;
}

const INDEX = "index.html";

/** What the repository's pipeline builds with; nothing in it is a secret, as all of it ends in what browsers load. */
const BUILD_FILE = ".landfall/build.json";

/** What browsers may do with a document that was uploaded without a header of its own. */
const HEADERS: Readonly<Record<string, string>> = {
  "Cache-Control": "public, max-age=300",
  "Referrer-Policy": "strict-origin-when-cross-origin",
  "Strict-Transport-Security": "max-age=31536000",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "SAMEORIGIN",
};

type Route = types.input.ApiGateway.DeploymentSpecificationRoute;

const route = (path: string, url: pulumi.Output<string>): Route => ({
  path,
  methods: ["GET", "HEAD"],
  backend: { type: "HTTP_BACKEND", url },
  responsePolicies: {
    headerTransformations: {
      setHeaders: {
        items: Object.entries(HEADERS).map(([name, value]) => ({ name, values: [value], ifExists: "SKIP" })),
      },
    },
  },
});

function siteBucket(cloud: OciCloud, context: DriverContext, namespace: string): oci.objectstorage.Bucket {
  const { app, stack } = context.stack;
  return new oci.objectstorage.Bucket(
    context.child("bucket"),
    {
      compartmentId: cloud.compartmentId,
      namespace,
      name: physicalName([app, stack, context.name], BUCKET_NAME),
      // Anybody may read a document whose name is known, which is what a site is for; nobody may list them.
      accessType: "ObjectReadWithoutList",
      storageTier: "Standard",
      versioning: "Enabled",
      objectEventsEnabled: true,
      freeformTags: context.tags,
    },
    // Built again from the repository at any time.
    context.options(),
  );
}

/** Lets a group put objects into the bucket, replace and delete them, and do nothing else. */
function uploadersOf(
  { tenancyOcid, compartmentId, scope, home }: OciCloud,
  context: DriverContext,
  bucket: oci.objectstorage.Bucket,
): oci.identity.Group {
  const { app, stack } = context.stack;
  const options = context.options({ provider: home });
  const common = { description: `Uploads the site of ${app} in stack ${stack}`, freeformTags: context.tags };
  const group = new oci.identity.Group(context.child("uploaders"), { ...common, compartmentId: tenancyOcid }, options);
  const permissions = ["INSPECT", "READ", "CREATE", "OVERWRITE", "DELETE"]
    .map((name) => `request.permission = 'OBJECT_${name}'`)
    .join(", ");
  const only = pulumi.interpolate`target.bucket.name = '${bucket.name}'`;
  const allow = pulumi.interpolate`Allow group id ${group.id} to`;
  new oci.identity.Policy(
    context.child("uploads"),
    {
      ...common,
      compartmentId,
      statements: [
        pulumi.interpolate`${allow} read buckets in ${scope} where ${only}`,
        pulumi.interpolate`${allow} manage objects in ${scope} where all {${only}, any {${permissions}}}`,
      ],
    },
    options,
  );
  return group;
}

function buildFile(context: DriverContext, bucket: oci.objectstorage.Bucket, args: ResolvedStaticSiteArgs): void {
  const { repository, branch, directory, buildCommand, outputDirectory, environment } = args;
  const content = pulumi.output(environment).apply((known) => {
    const sorted = Object.fromEntries(Object.entries(known).sort(([one], [other]) => (one < other ? -1 : 1)));
    return JSON.stringify(
      { repository, branch, directory, buildCommand, outputDirectory, environment: sorted },
      undefined,
      2,
    );
  });
  new oci.objectstorage.StorageObject(
    context.child("build"),
    { namespace: bucket.namespace, bucket: bucket.name, object: BUILD_FILE, content, contentType: "application/json" },
    context.options(),
  );
}

function siteGateway(
  { compartmentId, settings }: OciCloud,
  context: DriverContext,
  { subnet, group }: SiteNetwork,
  hostname: string | undefined,
): oci.apigateway.Gateway {
  return new oci.apigateway.Gateway(
    context.child("gateway"),
    {
      compartmentId,
      displayName: shownAs(context, "gateway"),
      endpointType: "PUBLIC",
      subnetId: subnet.id,
      networkSecurityGroupIds: [group.id],
      ...(hostname === undefined ? {} : { certificateId: settings.siteCertificateOcid }),
      freeformTags: context.tags,
    },
    context.options(),
  );
}

/**
 * Objects that anybody may read behind an API gateway, which gives them a name, a certificate, a document for the root
 * and headers: Object Storage has none of these. The repository's own pipeline builds the site with what
 * `.landfall/build.json` says and uploads it, as a user in the group of uploaders; it gives objects their `Cache-Control`.
 */
export const staticSite =
  (cloud: OciCloud): StaticSiteDriver =>
  (context, args) => {
    const { compartmentId, region, settings } = cloud;
    const { hostname, dns } = args;
    refuse(siteIssues(settings, args));
    const { namespace } = settings;
    if (namespace === undefined) throw new Error("the namespace is a required setting, and preflight asks for it");
    const bucket = siteBucket(cloud, context, namespace);
    buildFile(context, bucket, args);
    const gateway = siteGateway(cloud, context, siteNetwork(cloud, context), hostname);
    const objects = pulumi.interpolate`https://objectstorage.${region}.oraclecloud.com/n/${namespace}/b/${bucket.name}/o`;
    const deployment = new oci.apigateway.Deployment(
      context.child("deployment"),
      {
        compartmentId,
        gatewayId: gateway.id,
        displayName: shownAs(context, "deployment"),
        pathPrefix: "/",
        specification: {
          routes: [
            route("/", pulumi.interpolate`${objects}/${INDEX}`),
            route("/{path*}", pulumi.interpolate`${objects}/\${request.path[path]}`),
          ],
        },
        freeformTags: context.tags,
      },
      context.options(),
    );
    const target = gateway.hostname;
    // A gateway answers nothing before it has a deployment.
    const value = after(deployment, target);
    if (hostname !== undefined) dns?.record(context.name, { name: hostname, type: "CNAME", value });
    const nodes: OciStaticSiteNodes = { bucket, gateway, uploaders: uploadersOf(cloud, context, bucket) };
    return { outputs: { url: pulumi.interpolate`https://${hostname ?? target}`, target }, nodes };
  };
