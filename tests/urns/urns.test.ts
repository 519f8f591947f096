import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import * as aws from "@pulumi/aws";
import * as random from "@pulumi/random";
import { record } from "../../src/plan/recorder";
import { goldenFiles, goldenText, partsOf, readGolden, shortUrn, writeGolden, type Golden } from "./golden";
import { judge, nextGolden, reachedIn, withheld, type Observed } from "./judge";
import { aliasText, judgementText } from "./tell";

type Aliases = pulumi.ResourceOptions["aliases"];

/** How the program of a test calls what it registers. */
interface Names {
  readonly part?: string;
  readonly topic?: string;
  readonly bucket?: string;
  readonly partAliases?: Aliases;
  readonly topicAliases?: Aliases;
  readonly bucketAliases?: Aliases;
  /** Whether the topic stands outside the part. */
  readonly outside?: boolean;
  readonly without?: "topic" | "bucket";
}

class Part extends pulumi.ComponentResource {
  constructor(name: string, aliases: Aliases) {
    super("landfall:index:Part", name, {}, { aliases: aliases ?? [] });
    this.registerOutputs({});
  }
}

/** What a part with a topic and a bucket registers, on the topology `here` by the app `shop`. */
async function observe(names: Names = {}): Promise<ReadonlyMap<string, Observed>> {
  const { part = "part", topic = `${part}-topic`, bucket = `${part}-bucket`, outside = false, without } = names;
  const recording = await record(
    async () => {
      const parent = new Part(part, names.partAliases);
      const options = (aliases: Aliases, alone = false) => ({ aliases: aliases ?? [], ...(alone ? {} : { parent }) });
      if (without !== "topic") new aws.sns.Topic(topic, {}, options(names.topicAliases, outside));
      if (without !== "bucket") new aws.s3.Bucket(bucket, {}, options(names.bucketAliases));
    },
    { project: "landfall", stack: "test", config: {} },
  );
  return new Map([["here", new Map([["shop", reachedIn(recording)]])]]);
}

const TOPIC = "Part$aws:sns/topic:Topic part-topic";
const BUCKET = "Part$aws:s3/bucket:Bucket part-bucket";

const after = async (names: Names, before: ReadonlyMap<string, Golden>) => {
  const observed = await observe(names);
  const judgement = judge(before, observed);
  return { judgement, text: judgementText(judgement), next: nextGolden(before, observed).get("here")! };
};

describe("the URNs that states know resources by", () => {
  let golden: ReadonlyMap<string, Golden>;
  beforeAll(async () => void (golden = nextGolden(new Map(), await observe())));

  it("are written down without what differs from stack to stack, and read back", () => {
    const text = goldenText(golden.get("here")!);
    expect(text.split("\n").slice(2)).toEqual([
      "apps: shop",
      "",
      "Part part",
      BUCKET,
      TOPIC,
      "pulumi:pulumi:Stack landfall-test",
      "",
    ]);
    expect(goldenText(readGolden(text))).toBe(text);
  });

  it("are told with the apps that have them where not all do", () => {
    const mixed: Golden = {
      apps: ["bazaar", "shop"],
      current: new Map([
        ["Part part", ["bazaar", "shop"]],
        [TOPIC, ["shop"]],
      ]),
      past: new Map([["Part old", ["bazaar"]]]),
    };
    const text = goldenText(mixed);
    expect(text).toContain(`\n${TOPIC} [shop]\n\npast\nPart old [bazaar]\n`);
    expect(readGolden(text)).toEqual(mixed);
  });

  it("are taken apart into what stands above, type and name", () => {
    expect(partsOf(TOPIC)).toEqual({ above: "landfall:index:Part", type: "aws:sns/topic:Topic", name: "part-topic" });
    expect(partsOf("Part part")).toEqual({ above: "", type: "landfall:index:Part", name: "part" });
    expect(partsOf("random:index/randomId:RandomId it")).toMatchObject({ above: "", name: "it" });
    expect(shortUrn("urn:pulumi:dev::landfall::landfall:index:Part$aws:sns/topic:Topic::part-topic")).toBe(TOPIC);
  });

  it("are all there in a program that did not change", async () => {
    const { text, next } = await after({}, golden);
    expect(text).toBe("");
    expect(next).toEqual(golden.get("here"));
  });

  it("are lost by another name, and the alias that keeps them is told word for word", async () => {
    const { text, judgement } = await after({ topic: "part-news" }, golden);
    expect(text).toBe(
      [
        `${TOPIC}: is gone, on shop@here`,
        '  if it is Part$aws:sns/topic:Topic part-news now, give that aliases: [{ name: context.child("topic") }]',
        "  if it is meant to go: npm run urns",
      ].join("\n"),
    );
    expect(withheld(judgement, new Set())).toEqual([]);
  });

  it("are kept by the alias that is told, and remembered as past", async () => {
    const { text, next } = await after({ topic: "part-news", topicAliases: [{ name: "part-topic" }] }, golden);
    expect(text).toBe("");
    expect([...next.past.keys()]).toEqual([TOPIC]);
    expect([...next.current.keys()]).toContain("Part$aws:sns/topic:Topic part-news");
  });

  it("are lost again once an alias from the past is taken away", async () => {
    const { next } = await after({ topic: "part-news", topicAliases: [{ name: "part-topic" }] }, golden);
    const { text } = await after({ topic: "part-news" }, new Map([["here", next]]));
    expect(text).toContain(`${TOPIC}: the alias that led to it is gone, on shop@here`);
    const kept = await after({ topic: "part-news", topicAliases: [{ name: "part-topic" }] }, new Map([["here", next]]));
    expect([kept.text, kept.next]).toEqual(["", next]);
  });

  it("follow the alias of their parent, names and all", async () => {
    const lost = await after({ part: "piece" }, golden);
    expect(lost.text).toBe(
      [
        "Part part: is gone, on shop@here",
        '  if it is Part piece now, give that aliases: [{ name: "part" }]',
        "  if it is meant to go: npm run urns",
        "2 children of these follow by the alias of their parent",
      ].join("\n"),
    );
    const kept = await after({ part: "piece", partAliases: [{ name: "part" }] }, golden);
    expect(kept.text).toBe("");
    expect([...kept.next.past.keys()].sort()).toEqual([BUCKET, TOPIC, "Part part"].sort());
  });

  it("follow the alias of their parent and one of their own at once", async () => {
    const names = { part: "piece", topic: "news", topicAliases: [{ name: "part-topic" }] };
    expect((await after(names, golden)).text).toContain("Part part: is gone");
    expect((await after({ ...names, partAliases: [{ name: "part" }] }, golden)).text).toBe("");
  });

  it("are lost by another parent, and kept by the alias that is told", async () => {
    const { text } = await after({ outside: true }, golden);
    const told = 'aliases: [{ parent: pulumi.createUrn("any", "landfall:index:Part") }]';
    expect(text).toContain(`  if it is aws:sns/topic:Topic part-topic now, give that ${told}`);
    const outside = nextGolden(new Map(), await observe({ outside: true }));
    expect((await after({}, outside)).text).toContain("now, give that aliases: [{ parent: undefined }]");
    expect((await after({ topicAliases: [{ parent: undefined }] }, outside)).text).toBe("");
  });

  it("are kept by an alias whose parent is made by a type alone", async () => {
    const recording = await record(
      async () => {
        const parent = pulumi.createUrn("any", "landfall:index:Part");
        new aws.sns.Topic("part-topic", {}, { aliases: [{ parent }] });
        new Part("part", []);
        new aws.s3.Bucket("part-bucket", {}, { aliases: [{ parent }] });
      },
      { project: "landfall", stack: "test", config: {} },
    );
    const observed = new Map([["here", new Map([["shop", reachedIn(recording)]])]]);
    expect(judgementText(judge(golden, observed))).toBe("");
  });

  it("are told with the heirs whose names are the most like theirs, and of each part that a driver builds in its own words", () => {
    const lines = (...urns: string[]) => new Map(urns.map((urn) => [urn, ["shop"]]));
    const parts = ["Part part", "Part other-part"];
    const before = {
      apps: ["shop"],
      current: lines(...parts, TOPIC, "Part$aws:sns/topic:Topic other-part-topic"),
      past: lines(),
    };
    const now = [...parts, "Part$aws:sns/topic:Topic part-news", "Part$aws:sns/topic:Topic other-part-news"];
    const observed = new Map([["here", new Map([["shop", new Map(now.map((urn) => [urn, []]))]])]]);
    const told = judgementText(judge(new Map([["here", before]]), observed))
      .split("\n")
      .filter((line) => line.includes("give that"));
    const alias = 'aliases: [{ name: context.child("topic") }]';
    expect(told).toEqual([
      `  if it is Part$aws:sns/topic:Topic part-news now, give that ${alias}`,
      `  if it is Part$aws:sns/topic:Topic other-part-news now, give that ${alias}`,
    ]);
  });

  it("are told of another type as well", () => {
    expect(aliasText("Part$aws:s3/bucket:Bucket one", "Part$aws:s3/bucketV3:BucketV3 two")).toBe(
      'aliases: [{ name: "one", type: "aws:s3/bucket:Bucket" }]',
    );
  });

  it("are reached from the types that an SDK gave up, without a word of the program", async () => {
    const reached = (await observe()).get("here")!.get("shop")!;
    expect(reached.get(BUCKET)).toEqual(["Part$aws:s3/bucketV2:BucketV2 part-bucket"]);
  });

  it("are let go of without a word where they hold nothing", async () => {
    const { judgement, next } = await after({ without: "topic" }, golden);
    expect(withheld(judgement, new Set())).toEqual([]);
    expect([...next.current.keys()]).not.toContain(TOPIC);
    expect(next.past.size).toBe(0);
  });

  it("are not let go of where they hold data, but by name", async () => {
    const { judgement, text } = await after({ without: "bucket" }, golden);
    expect(text).toContain('npm run urns -- --let-go "part-bucket"; it holds data');
    expect(withheld(judgement, new Set())).toEqual(["part-bucket"]);
    expect(withheld(judgement, new Set(["part-bucket"]))).toEqual([]);
  });

  it("are not let go of with a whole cell, but by its name", async () => {
    const judgement = judge(golden, new Map());
    expect(judgementText(judgement)).toBe(
      "shop@here: lands no more; if that is meant: npm run urns -- --let-go shop@here",
    );
    expect(withheld(judgement, new Set())).toEqual(["shop@here"]);
    expect(withheld(judgement, new Set(["shop@here"]))).toEqual([]);
  });

  it("are claimed by one resource each", async () => {
    const { judgement } = await after({ bucketAliases: [pulumi.createUrn("part", "landfall:index:Part")] }, golden);
    expect(judgement.claimedTwice).toEqual([`shop@here: Part part is claimed by Part part and by ${BUCKET}`]);
  });

  it("include generated passwords and where data stands among what holds data", async () => {
    const { resources } = await record(async () => void new random.RandomPassword("it", { length: 8 }), {
      project: "landfall",
      stack: "test",
      config: {},
    });
    const before = nextGolden(
      new Map(),
      new Map([["here", new Map([["shop", reachedIn({ resources, componentOutputs: {}, outputs: {} })]])]]),
    );
    expect(withheld(judge(before, await observe()), new Set())).toEqual(["it"]);
  });

  it("are kept in a file for each topology, which goes with it", () => {
    const folder = mkdtempSync(join(tmpdir(), "landfall-urns-"));
    try {
      writeGolden(new Map([...golden, ["there", golden.get("here")!]]), folder);
      expect([...goldenFiles(folder).keys()]).toEqual(["here", "there"]);
      writeGolden(golden, folder);
      expect(goldenFiles(folder)).toEqual(golden);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
