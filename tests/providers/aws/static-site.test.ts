import { runInNewContext } from "node:vm";
import * as pulumi from "@pulumi/pulumi";
import type { StaticSiteArgs } from "../../../components/static-site";
import { DOCUMENTS_FUNCTION } from "../../../providers/aws/static-site/function";
import { countByType, ofType, onlyOf } from "../../support/harness";
import { resolved } from "../../support/resolve";
import { buildStaticSite, evaluateFront, recordFront, resolveFront, type Front } from "./edge-shop";
import { statementsOf } from "./record-shop";

const DISTRIBUTION = "aws:cloudfront/distribution:Distribution";
const BUCKET = "aws:s3/bucket:Bucket";
const ROLE = "aws:iam/role:Role";
const RIGHTS = "aws:iam/rolePolicy:RolePolicy";
const GITHUB = "aws:iam/openIdConnectProvider:OpenIdConnectProvider";
const PARAMETER = "aws:ssm/parameter:Parameter";
const CERTIFICATE = "aws:acm/certificate:Certificate";

const record = (site: Partial<StaticSiteArgs> = {}, more: Front = {}) =>
  recordFront({ site, ...more }, buildStaticSite);
const resolve = (site: Partial<StaticSiteArgs> = {}, more: Front = {}) =>
  resolveFront({ site, ...more }, buildStaticSite);

const www = { hostname: "www.example.com" };

beforeEach(() => void jest.spyOn(pulumi.log, "info").mockResolvedValue());

describe("the function that leads paths to documents", () => {
  const lead = (uri: string) =>
    runInNewContext(`${DOCUMENTS_FUNCTION}; handler({ request: { uri: ${JSON.stringify(uri)} } })`) as { uri: string };

  it.each([
    ["/", "/index.html"],
    ["/about/", "/about/index.html"],
    ["/about", "/about.html"],
    ["/docs/a", "/docs/a.html"],
    ["/logo.png", "/logo.png"],
    ["/v1.2/notes", "/v1.2/notes.html"],
    ["/_next/static/x.js", "/_next/static/x.js"],
  ])("leads %s to %s", (uri, document) => {
    expect(lead(uri).uri).toBe(document);
  });
});

describe("a static site on AWS", () => {
  it("stands in a private bucket that can be filled again, behind a distribution", async () => {
    const recording = await record();
    expect(countByType(recording)).toMatchObject({
      [DISTRIBUTION]: 1,
      [BUCKET]: 1,
      [ROLE]: 1,
      [GITHUB]: 1,
      [PARAMETER]: 1,
    });
    expect(onlyOf(recording, BUCKET)).toMatchObject({ protect: false, inputs: { forceDestroy: true } });
    expect(onlyOf(recording, "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock").inputs).toMatchObject({
      blockPublicPolicy: true,
    });
  });

  it("is read by its distribution alone", async () => {
    const policy = resolved(await resolve(), "aws:s3/bucketPolicy:BucketPolicy").inputs["policy"];
    const [, , read, ...more] = statementsOf(policy);
    expect(more).toEqual([]);
    expect(read).toMatchObject({
      Principal: { Service: "cloudfront.amazonaws.com" },
      Action: ["s3:GetObject"],
      Condition: {
        StringEquals: { "aws:SourceArn": "arn:aws:test:us-east-1:123456789012:Distribution/site-distribution" },
      },
    });
  });

  it("has CloudFront's name and certificate where it has none of its own", async () => {
    const recording = await record();
    expect(ofType(recording, CERTIFICATE)).toEqual([]);
    const { inputs } = onlyOf(recording, DISTRIBUTION);
    expect(inputs["viewerCertificate"]).toEqual({ cloudfrontDefaultCertificate: true });
    expect(inputs).not.toHaveProperty("aliases");
  });

  it("answers under its own name, with a certificate of us-east-1", async () => {
    const resources = await resolve(www, { region: "eu-west-1" });
    expect(resolved(resources, CERTIFICATE).inputs).toMatchObject({
      domainName: "www.example.com",
      region: "us-east-1",
    });
    expect(resolved(resources, DISTRIBUTION).inputs).toMatchObject({
      aliases: ["www.example.com"],
      viewerCertificate: { minimumProtocolVersion: "TLSv1.2_2021" },
    });
  });

  it("is refused a name that no zone can prove", async () => {
    await expect(record(www, { dns: false })).rejects.toThrow("no zone can prove it");
  });

  it("answers unknown paths with 404.html, or with the one document of an app that routes in the browser", async () => {
    const answers = async (site: Partial<StaticSiteArgs>) =>
      onlyOf(await record(site), DISTRIBUTION).inputs["customErrorResponses"];
    const both = (how: object) => [403, 404].map((errorCode) => ({ errorCode, errorCachingMinTtl: 10, ...how }));
    expect(await answers({})).toEqual(both({ responseCode: 404, responsePagePath: "/404.html" }));
    expect(await answers({ fallbackDocument: "app.html" })).toEqual(
      both({ responseCode: 200, responsePagePath: "/app.html" }),
    );
  });

  it("says where it is", async () => {
    const told = async (site: Partial<StaticSiteArgs>) =>
      (
        await evaluateFront({}, (connections) => {
          const { url, target } = buildStaticSite(connections, { site });
          return pulumi.all({ url, target });
        })
      ).value;
    const target = "site-distribution.cloudfront.net";
    expect(await told({})).toEqual({ url: `https://${target}`, target });
    expect(await told(www)).toEqual({ url: "https://www.example.com", target });
  });
});

describe("the pipeline that publishes a static site", () => {
  it("is the repository's, on its branch alone", async () => {
    const role = resolved(await resolve({ branch: "release" }), ROLE);
    expect(statementsOf(role.inputs["assumeRolePolicy"])).toEqual([
      {
        Sid: "TakenByPipeline",
        Effect: "Allow",
        Principal: { Federated: "arn:aws:test:us-east-1:123456789012:OpenIdConnectProvider/site-github" },
        Action: ["sts:AssumeRoleWithWebIdentity"],
        Condition: {
          StringEquals: {
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:sub": "repo:acme/web:ref:refs/heads/release",
          },
        },
      },
    ]);
  });

  it("may fill this bucket and clear this distribution, and nothing else", async () => {
    const arn = (path: string) => `arn:aws:test:us-east-1:123456789012:${path}`;
    const granted = statementsOf(resolved(await resolve(), RIGHTS).inputs["policy"]);
    expect(granted.map(({ Action, Resource }) => [Action, Resource])).toEqual([
      [["ssm:GetParameter"], [arn("Parameter/site-settings")]],
      [["s3:ListBucket"], [arn("Bucket/site-files")]],
      [["s3:DeleteObject", "s3:GetObject", "s3:PutObject"], [`${arn("Bucket/site-files")}/*`]],
      [["cloudfront:CreateInvalidation", "cloudfront:GetInvalidation"], [arn("Distribution/site-distribution")]],
    ]);
  });

  it("signs in by the identity provider that the account has, where one is configured", async () => {
    const githubOidcProviderArn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";
    const resources = await resolve({}, { settings: { githubOidcProviderArn } });
    expect(resources.filter(({ type }) => type === GITHUB)).toEqual([]);
    const [statement] = statementsOf(resolved(resources, ROLE).inputs["assumeRolePolicy"]);
    expect(statement!.Principal).toEqual({ Federated: githubOidcProviderArn });
  });

  it("is told how to build and where to publish", async () => {
    const site = { directory: "apps/web", environment: { B: "2", A: pulumi.output("1") } };
    const { inputs } = resolved(await resolve(site), PARAMETER);
    expect(inputs).toMatchObject({ name: "/landfall/shop/test/site", type: "String" });
    expect(JSON.parse(inputs["insecureValue"] as string)).toEqual({
      bucket: "site-files-0a1b2c3",
      distribution: "site-distribution-id",
      directory: "apps/web",
      buildCommand: "npm run build",
      outputDirectory: "out",
      environment: { A: "1", B: "2" },
    });
  });
});
