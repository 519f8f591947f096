import type { PlanComponent, PlanObject } from "../plan/schema";
import { resourceOutput, resourcesOf, setting, regionOf, type Side } from "./side";
import { script } from "./shell";
import { page, step } from "./step";
import type { PartSteps, Way } from "./database";
import type { Step } from "./schema";

/** How a provider's buckets are spoken to by rclone. */
interface Remote {
  readonly bucket: string;
  /** Where the state has a bucket's own name. */
  readonly nameAt: string;
  readonly lines: (side: Side, part: PlanComponent) => readonly string[];
  readonly text: string;
  readonly asks: readonly string[];
  readonly sources: Step["sources"];
}

const RCLONE = page("https://rclone.org/s3/", "not read");

const setRemote = (label: string, values: Readonly<Record<string, string>>): string[] =>
  Object.entries({ TYPE: "s3", NO_CHECK_BUCKET: "true", ...values }).map(
    ([key, value]) => `export RCLONE_CONFIG_${label}_${key}=${value}`,
  );

/** Keys of the operator's own, which the session asks for and rclone finds in the environment. */
const ownKeys = (label: string): Record<string, string> => ({
  ACCESS_KEY_ID: `"$${label}_ACCESS_KEY_ID"`,
  SECRET_ACCESS_KEY: `"$${label}_SECRET_ACCESS_KEY"`,
});

const keysOf = (label: string): string[] => [`${label}_ACCESS_KEY_ID`, `${label}_SECRET_ACCESS_KEY`];

const REMOTES: Readonly<Record<string, Remote>> = {
  aws: {
    bucket: "aws:s3/bucket:Bucket",
    nameAt: ".outputs.bucket",
    lines: (side, part) =>
      setRemote(side.label, {
        PROVIDER: "AWS",
        ENV_AUTH: "true",
        REGION: regionOf(side, part) ?? "us-east-1",
        // A bucket whose owner owns every object takes no other list: see the sources.
        ACL: "bucket-owner-full-control",
        // What KMS encrypts has no MD5 for its ETag; rclone is told, or it takes each object for broken.
        SERVER_SIDE_ENCRYPTION: "aws:kms",
      }),
    text: "S3 is read and written with the credentials that `aws` uses in this session; they need to list, read and write the buckets, and kms:GenerateDataKey and kms:Decrypt on the key of S3.",
    asks: [],
    sources: [
      page("https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-ownership-error-responses.html"),
      RCLONE,
    ],
  },
  oci: {
    bucket: "oci:ObjectStorage/bucket:Bucket",
    nameAt: ".outputs.name",
    lines: (side, part) => {
      const region = regionOf(side, part) ?? "REGION";
      return [
        `${side.label}_NAMESPACE=$(oci os ns get --region ${region} --query data --raw-output)`,
        ...setRemote(side.label, {
          PROVIDER: "Other",
          REGION: region,
          ENDPOINT: `"https://$${side.label}_NAMESPACE.compat.objectstorage.${region}.oraclecloud.com"`,
          ACL: "private",
          ...ownKeys(side.label),
        }),
      ];
    },
    text: "Object Storage speaks S3 to a customer secret key. Make one of your own user for the move, `oci iam customer-secret-key create --user-id YOUR_OCID --display-name move`, set SIDE_ACCESS_KEY_ID to its id and SIDE_SECRET_ACCESS_KEY to its key, and delete it afterwards.",
    asks: ["ACCESS_KEY_ID", "SECRET_ACCESS_KEY"],
    sources: [page("https://docs.oracle.com/en-us/iaas/Content/Object/Tasks/s3compatibleapi.htm"), RCLONE],
  },
  digitalocean: {
    bucket: "digitalocean:index/spacesBucket:SpacesBucket",
    nameAt: ".outputs.name",
    lines: (side, part) => {
      const region = regionOf(side, part) ?? "REGION";
      return setRemote(side.label, {
        PROVIDER: "DigitalOcean",
        REGION: region,
        ENDPOINT: `${region}.digitaloceanspaces.com`,
        ACL: "private",
        ...ownKeys(side.label),
      });
    },
    text: "Spaces takes the keys that the program makes its buckets with, SPACES_ACCESS_KEY_ID and SPACES_SECRET_ACCESS_KEY: set SIDE_ACCESS_KEY_ID and SIDE_SECRET_ACCESS_KEY to them.",
    asks: ["ACCESS_KEY_ID", "SECRET_ACCESS_KEY"],
    sources: [page("https://docs.digitalocean.com/products/spaces/how-to/manage-access/", "not read"), RCLONE],
  },
  cloudflare: {
    bucket: "cloudflare:index/r2Bucket:R2Bucket",
    nameAt: ".outputs.name",
    lines: (side, part) => [
      `${side.label}_ACCOUNT=$(${resourceOutput(side, firstBucket(side, part), ".outputs.accountId")})`,
      ...setRemote(side.label, {
        PROVIDER: "Cloudflare",
        REGION: "auto",
        ENDPOINT: `"https://$${side.label}_ACCOUNT.r2.cloudflarestorage.com"`,
        ACL: "private",
        ...ownKeys(side.label),
      }),
    ],
    text: "R2 takes the keys of an API token of its own: make one with Object Read & Write for these buckets in the dashboard (R2, Manage API tokens), set SIDE_ACCESS_KEY_ID and SIDE_SECRET_ACCESS_KEY to its keys, and revoke it afterwards.",
    asks: ["ACCESS_KEY_ID", "SECRET_ACCESS_KEY"],
    sources: [page("https://developers.cloudflare.com/r2/api/s3/tokens/", "not read"), RCLONE],
  },
};

const remoteOf = ({ provider }: PlanComponent): Remote => REMOTES[provider ?? ""]!;

const bucketResources = (side: Side, part: PlanComponent) =>
  resourcesOf(side, part).filter(({ type }) => type === remoteOf(part).bucket);

const firstBucket = (side: Side, part: PlanComponent) => bucketResources(side, part)[0]!;

/** The buckets that the app has, by its own names. */
export const bucketsOf = ({ settings }: PlanComponent): string[] =>
  Object.keys((settings["buckets"] ?? {}) as PlanObject).sort();

const isVersioned = ({ settings }: PlanComponent, name: string): boolean =>
  ((settings["buckets"] as PlanObject | undefined)?.[name] as PlanObject | undefined)?.["versioned"] === true;

const variable = (label: string, bucket: string): string =>
  `${label}_BUCKET_${bucket.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_")}`;

/** Signs in to the buckets of one side. */
function connect(side: Side, part: PlanComponent): Step {
  const { label } = side;
  const remote = remoteOf(part);
  const found = new Map(bucketResources(side, part).map((resource) => [resource.name, resource]));
  const names = bucketsOf(part).map((bucket) => {
    const resource = [...found.values()].find(({ name }) => name.endsWith(`-${bucket}`));
    return `${variable(label, bucket)}=$(${resourceOutput(side, resource ?? firstBucket(side, part), remote.nameAt)})`;
  });
  const lower = label === "FROM" ? "from" : "to";
  return step({
    id: `connect-storage-${lower}`,
    kind: "object-storage",
    title: `Sign in to the ${lower === "from" ? "old" : "new"} buckets, ${part.service}`,
    text: [remote.text.replaceAll("SIDE_", `${label}_`)],
    asks: remote.asks.length === 0 ? [] : keysOf(label),
    commands: script(
      ...(remote.asks.length === 0 ? [] : keysOf(label).map((name) => `: "\${${name}:?set it first}"`)),
      ...remote.lines(side, part),
      ...names,
    ),
    sources: remote.sources,
  });
}

/** What the program itself keeps in buckets belongs to its own side. */
const own = (stack: string): string => `--exclude '/landfall/${stack}/**'`;

const each = (part: PlanComponent, line: (from: string, to: string, bucket: string) => readonly string[]): string[] =>
  bucketsOf(part).flatMap((bucket) =>
    line(`"from:$${variable("FROM", bucket)}"`, `"to:$${variable("TO", bucket)}"`, bucket),
  );

const sync = (stack: string, part: PlanComponent): string[] =>
  each(part, (from, to) => [`rclone sync ${from} ${to} ${own(stack)} --transfers 8 --stats-one-line --stats 30s`]);

const copySteps = (stack: string, part: PlanComponent): Step =>
  step({
    id: "copy-storage",
    guard: true,
    kind: "object-storage",
    title: "Copy the objects while everything runs",
    checked: "run",
    text: [
      "`rclone sync` makes the new bucket like the old one, and deletes there what the old one does not have. Every run copies what is missing or different, so that the run after the freeze is short: repeat this one the day before. An object counts as the same where size and time of change are the same, which rclone writes down beside its copy; checksums would not do, since what KMS encrypts has none that can be compared. Objects travel through this machine: put it near the buckets.",
      ...(bucketsOf(part).some((bucket) => isVersioned(part, bucket))
        ? [
            "These buckets keep earlier versions; rclone copies the ones of now. Earlier versions stay in the old buckets until you delete them. Where they must come along, copy each with its version: `rclone copy --s3-versions` names it by its time, beside the object, not below it.",
          ]
        : []),
      "What the program keeps below `landfall/` is left out: releases and backups belong to the side that made them.",
    ],
    commands: script(sync(stack, part)),
    cautions: [
      "What leaves a cloud is billed by most of them. `rclone size from:BUCKET` tells how much there is.",
      "The access lists, cache headers and tags of single objects do not come along between providers; content type and metadata of the user do.",
    ],
    sources: [page("https://rclone.org/commands/rclone_sync/", "not read"), RCLONE],
  });

const finalSync = (stack: string, part: PlanComponent): Step =>
  step({
    id: "final-copy-storage",
    guard: true,
    kind: "object-storage",
    title: "Copy what has changed since",
    checked: "run",
    commands: script(sync(stack, part)),
    sources: [page("https://rclone.org/commands/rclone_sync/", "not read")],
  });

const verify = (stack: string, part: PlanComponent): Step =>
  step({
    id: "verify-storage",
    guard: true,
    kind: "object-storage",
    title: "Verify the objects",
    checked: "run",
    text: [
      "Every object is read on both sides and compared byte by byte: an ETag is the MD5 of an object only where it was written in one part and not encrypted by KMS, so that nothing cheaper tells the truth for all of them. Where that is too much, leave `--download` out: rclone then compares the checksums of those objects that have one on both sides, and says of how many it could not.",
      "Then the counts and sizes, which must be the same pair.",
    ],
    commands: script(
      "storage_differs=",
      ...each(part, (from, to, bucket) => [
        `rclone check ${from} ${to} ${own(stack)} --download --differ "$WORK/differ-${bucket}" --missing-on-dst "$WORK/missing-${bucket}" --missing-on-src "$WORK/extra-${bucket}" ||`,
        `  { echo "THE BUCKETS DIFFER: ${bucket}; do not switch" >&2; storage_differs=yes; }`,
        `rclone size --json ${from} ${own(stack)}`,
        `rclone size --json ${to} ${own(stack)}`,
      ]),
      'test -z "$storage_differs"',
    ),
    cautions: ["`--download` reads everything once on each side, which is billed like any other reading."],
    sources: [page("https://rclone.org/commands/rclone_check/", "not read")],
  });

const back = (stack: string, part: PlanComponent): Step =>
  step({
    id: "roll-back-storage",
    guard: true,
    kind: "object-storage",
    title: "Bring objects that were written since back to the old buckets",
    checked: "run",
    text: [
      "The other way round, without deleting: what was deleted on the new side since has to be deleted by hand, and what was replaced there replaces the old one.",
    ],
    commands: script(each(part, (from, to) => [`rclone copy ${to} ${from} ${own(stack)} --transfers 8`])),
    sources: [page("https://rclone.org/commands/rclone_copy/", "not read")],
  });

/** Objects, with rclone. */
export const storageWay = (before: PlanComponent, after: PlanComponent): Way => ({
  by: "`rclone sync`, byte by byte checked; earlier versions stay where they are",
  whose: "runbook",
  steps: (from, to): PartSteps => ({
    connect: [connect(from, before), connect(to, after)],
    copy: [copySteps(from.stack, before)],
    final: [finalSync(from.stack, before)],
    verify: [verify(from.stack, before)],
    back: [back(from.stack, before)],
  }),
});

/** Sizes as the stack asks for them. */
export const bucketText = (part: PlanComponent): string[] => [
  `buckets ${bucketsOf(part).join(", ") || "none"}${setting(part, "size") === undefined ? "" : `, ${setting(part, "size")}`}`,
];
