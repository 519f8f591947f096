import * as pulumi from "@pulumi/pulumi";
import { Dns } from "../../../components/dns";
import { StaticSite, type StaticSiteArgs } from "../../../components/static-site";
import type { Connections } from "../../../providers/connections";
import { ociConfig } from "../../../providers/oci/config";
import { onlyOf, testStack } from "../../support/harness";
import { resolved } from "../../support/resolve";
import { recordBacking, resolveBacking } from "./backing";
import { COMPARTMENT, TENANCY, type Shop } from "./shop";

const BUCKET = "oci:ObjectStorage/bucket:Bucket";
const GATEWAY = "oci:ApiGateway/gateway:Gateway";
const DEPLOYMENT = "oci:ApiGateway/deployment:Deployment";

const certificate = "ocid1.certificate.oc1.iad.aaaaexample";
const certified: Shop = { settings: { siteCertificateOcid: certificate } };

const build =
  (args: Partial<StaticSiteArgs> = {}) =>
  (connections: Connections) => {
    const dns = new Dns("dns", { stack: testStack, zone: "example.com" }, connections.place("dns", "oci", "managed"));
    return new StaticSite(
      "site",
      { stack: testStack, repository: "acme/web", buildCommand: "npm run build", outputDirectory: "out", dns, ...args },
      connections.place("static-site", "oci", "managed"),
    );
  };

const outputsOf = (args: Partial<StaticSiteArgs> = {}, shop: Shop = {}) =>
  resolveBacking((connections) => {
    const { url, target } = build(args)(connections);
    return pulumi.output({ url, target });
  }, shop);

describe("a static site on Oracle Cloud", () => {
  it("keeps documents that anybody may read and nobody may list", async () => {
    const bucket = onlyOf(await recordBacking(build()), BUCKET);
    expect(bucket.inputs).toMatchObject({
      compartmentId: COMPARTMENT,
      namespace: "axdemo",
      name: "shop-test-site",
      accessType: "ObjectReadWithoutList",
    });
    expect(bucket.protect).toBe(false);
  });

  it("answers the root with the index, and other paths with the object of that name", async () => {
    const { resources } = await outputsOf();
    const { inputs } = resolved(resources, DEPLOYMENT);
    const objects = "https://objectstorage.us-ashburn-1.oraclecloud.com/n/axdemo/b/shop-test-site/o";
    const routes = inputs.specification.routes as { path: string; methods: string[]; backend: object }[];
    expect(inputs.pathPrefix).toBe("/");
    expect(routes.map(({ path, methods, backend }) => ({ path, methods, backend }))).toEqual([
      { path: "/", methods: ["GET", "HEAD"], backend: { type: "HTTP_BACKEND", url: `${objects}/index.html` } },
      {
        path: "/{path*}",
        methods: ["GET", "HEAD"],
        backend: { type: "HTTP_BACKEND", url: `${objects}/\${request.path[path]}` },
      },
    ]);
  });

  it("sets headers where the documents have none of their own", async () => {
    const { resources } = await outputsOf();
    const [root] = resolved(resources, DEPLOYMENT).inputs.specification.routes;
    const { items } = root.responsePolicies.headerTransformations.setHeaders;
    expect(items).toContainEqual({ name: "Cache-Control", values: ["public, max-age=300"], ifExists: "SKIP" });
    expect(items).toContainEqual({ name: "X-Content-Type-Options", values: ["nosniff"], ifExists: "SKIP" });
  });

  it("stands in a network of its own that takes HTTPS alone", async () => {
    const { resources } = await outputsOf();
    expect(resolved(resources, GATEWAY).inputs).toMatchObject({
      endpointType: "PUBLIC",
      subnetId: "site-subnet-id",
      networkSecurityGroupIds: ["site-group-id"],
    });
    const rule = "oci:Core/networkSecurityGroupSecurityRule:NetworkSecurityGroupSecurityRule";
    expect(resolved(resources, rule, "site-browsers").inputs).toMatchObject({
      direction: "INGRESS",
      source: "0.0.0.0/0",
      tcpOptions: { destinationPortRange: { min: 443, max: 443 } },
    });
  });

  it("has the gateway's name where it has none of its own", async () => {
    expect((await outputsOf()).value).toEqual({ url: "https://gateway.example.oci", target: "gateway.example.oci" });
  });

  it("answers under its own name with the certificate that was given", async () => {
    const { resources, value } = await outputsOf({ hostname: "www.example.com" }, certified);
    expect(value.url).toBe("https://www.example.com");
    expect(resolved(resources, GATEWAY).inputs.certificateId).toBe(certificate);
    expect(resolved(resources, "oci:Dns/rrset:Rrset").inputs).toMatchObject({
      domain: "www.example.com",
      items: [{ rtype: "CNAME", rdata: "gateway.example.oci." }],
    });
  });

  it("refuses a name without a certificate, and asks for one where there is a domain", async () => {
    await expect(recordBacking(build({ hostname: "www.example.com" }))).rejects.toThrow(
      "landfall:oci.siteCertificateOcid: is missing, and browsers would not trust www.example.com",
    );
    const site = { shape: "managed" };
    const keys = (used: object) => ociConfig.required(used).map(({ key }) => key);
    expect(keys({ "static-site": site, dns: site })).toContain("landfall:oci.siteCertificateOcid");
    expect(keys({ "static-site": site })).not.toContain("landfall:oci.siteCertificateOcid");
  });

  it("tells the repository's pipeline what to build with", async () => {
    const { resources } = await outputsOf({ environment: { API_URL: pulumi.output("https://api.example.com") } });
    const { inputs } = resolved(resources, "oci:ObjectStorage/storageObject:StorageObject");
    expect(inputs).toMatchObject({ object: ".landfall/build.json", contentType: "application/json" });
    expect(JSON.parse(inputs.content)).toEqual({
      repository: "acme/web",
      branch: "main",
      directory: "",
      buildCommand: "npm run build",
      outputDirectory: "out",
      environment: { API_URL: "https://api.example.com" },
    });
  });

  it("lets a group upload to this bucket and do nothing else", async () => {
    const { resources } = await outputsOf();
    expect(resolved(resources, "oci:Identity/group:Group").inputs.compartmentId).toBe(TENANCY);
    const [buckets, objects] = resolved(resources, "oci:Identity/policy:Policy").inputs.statements as string[];
    const only = "target.bucket.name = 'shop-test-site'";
    expect(buckets).toBe(
      `Allow group id site-uploaders-id to read buckets in compartment id ${COMPARTMENT} where ${only}`,
    );
    expect(objects).toContain(`to manage objects in compartment id ${COMPARTMENT} where all {${only}, any {`);
  });
});
