import { createHash } from "node:crypto";
import { formatIssue } from "../../components/core/errors";
import { loadConfig, type LoadOptions } from "../../src/config/load";
import type { ConfigSource } from "../../src/config/source";
import { projectRoot, stackWith } from "../support/config";

const AWS_STACK = { "landfall:topology": "aws-fargate", "aws:allowedAccountIds": ["111111111111"] };
const roleOf = (account: string) => `arn:aws:iam::${account}:role/deploy`;
const ACCOUNT = "0123456789abcdef0123456789abcdef";
const CLOUDFLARE = { "landfall:cloudflare": { accountId: ACCOUNT, zone: "example.net" } };
const TENANCY = "ocid1.tenancy.oc1..aaaa";
const TOKEN = "dop_v1_canary";
const digitalocean = (token: string) => ({
  "landfall:digitalocean": { tokenFingerprint: createHash("sha256").update(token).digest("hex").slice(0, 16) },
});

/** What a stack is told of its account; examples are refused as well, and are no part of it. */
function toldOf(source: ConfigSource, environment: NodeJS.ProcessEnv, examples: LoadOptions["examples"] = "refuse") {
  const read = loadConfig(source, { root: projectRoot, environment, examples });
  const issues = "issues" in read ? read.issues : [];
  return issues.filter(({ problem }) => !/still holds an example|has no value/.test(problem)).map(formatIssue);
}

type Mismatch = readonly [string, Readonly<Record<string, unknown>>, NodeJS.ProcessEnv, string];

const MISMATCHES: readonly Mismatch[] = [
  [
    "AWS, a role of another account",
    AWS_STACK,
    { AWS_ROLE_ARN: roleOf("222222222222") },
    'AWS_ROLE_ARN: is of another account than aws:allowedAccountIds name; got "222222222222"; allowed 111111111111',
  ],
  [
    "AWS, a role of another account in config",
    { ...AWS_STACK, "aws:assumeRoles": [{ roleArn: roleOf("222222222222") }] },
    {},
    'aws:assumeRoles: is of another account than aws:allowedAccountIds name; got "222222222222"; allowed 111111111111',
  ],
  [
    "AWS, an account that nobody asks for",
    { ...AWS_STACK, "aws:skipRequestingAccountId": true },
    {},
    "aws:skipRequestingAccountId: stands beside aws:allowedAccountIds, which are held against the account that is asked for; got true; allowed false",
  ],
  [
    "Oracle Cloud, a key of another tenancy",
    { "oci:tenancyOcid": TENANCY },
    { OCI_TENANCY_OCID: "ocid1.tenancy.oc1..bbbb" },
    `OCI_TENANCY_OCID: is of another tenancy than oci:tenancyOcid names; got "ocid1.tenancy.oc1..bbbb"; allowed ${TENANCY}`,
  ],
  [
    "Oracle Cloud, the root compartment of another tenancy",
    {
      "oci:tenancyOcid": TENANCY,
      "landfall:oci": { compartmentId: "ocid1.tenancy.oc1..bbbb", namespace: "examplenamespace" },
    },
    {},
    `landfall:oci.compartmentId: is of another tenancy than oci:tenancyOcid names; got "ocid1.tenancy.oc1..bbbb"; allowed ${TENANCY}`,
  ],
  [
    "DigitalOcean, a token of another team",
    digitalocean("dop_v1_own"),
    { DIGITALOCEAN_TOKEN: TOKEN },
    "digitalocean:token: has another fingerprint than landfall:digitalocean.tokenFingerprint; ",
  ],
  [
    "Cloudflare, an environment of another account",
    CLOUDFLARE,
    { CLOUDFLARE_ACCOUNT_ID: "f".repeat(32) },
    `CLOUDFLARE_ACCOUNT_ID: is another account than landfall:cloudflare.accountId names; got "${"f".repeat(32)}"; allowed ${ACCOUNT}`,
  ],
];

describe("an account that is not the stack's", () => {
  it.each(MISMATCHES)("is told before anything is registered: %s", (_, changes, environment, says) => {
    const lines = toldOf(stackWith("dev", changes), environment);
    expect(lines).toEqual([expect.stringContaining(says)]);
    expect(lines[0]).not.toContain("canary");
  });

  it.each(MISMATCHES)("is no matter to a plan, which signs in to none: %s", (_, changes, environment) => {
    expect(toldOf(stackWith("dev", changes), environment, "accept")).toEqual([]);
  });

  it.each<[string, Readonly<Record<string, unknown>>, NodeJS.ProcessEnv]>([
    ["AWS", AWS_STACK, { AWS_ROLE_ARN: roleOf("111111111111") }],
    [
      "AWS without a pin",
      { ...AWS_STACK, "aws:allowedAccountIds": undefined },
      { AWS_ROLE_ARN: roleOf("222222222222") },
    ],
    [
      "AWS by a role of its own, assumed from another account",
      { ...AWS_STACK, "aws:assumeRoles": [{ roleArn: roleOf("111111111111") }] },
      { AWS_ROLE_ARN: roleOf("222222222222") },
    ],
    ["Oracle Cloud", { "oci:tenancyOcid": TENANCY }, { OCI_TENANCY_OCID: TENANCY }],
    [
      "Oracle Cloud by a user of its own",
      { "oci:tenancyOcid": TENANCY, "oci:userOcid": "ocid1.user.oc1..aaaa" },
      { OCI_TENANCY_OCID: "ocid1.tenancy.oc1..bbbb" },
    ],
    ["DigitalOcean", digitalocean(TOKEN), { DIGITALOCEAN_TOKEN: TOKEN }],
    [
      "DigitalOcean by a token of its own",
      { ...digitalocean(TOKEN), "digitalocean:token": TOKEN },
      { DIGITALOCEAN_TOKEN: "dop_v1_other" },
    ],
    ["Cloudflare", CLOUDFLARE, { CLOUDFLARE_ACCOUNT_ID: ACCOUNT }],
  ])("is not seen in what fits: %s", (_, changes, environment) => {
    expect(toldOf(stackWith("dev", changes), environment)).toEqual([]);
  });
});
