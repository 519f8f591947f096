import * as pulumi from "@pulumi/pulumi";
import { planOf } from "../../src/plan/graph";
import { record } from "../../src/plan/recorder";
import type { Plan } from "../../src/plan/schema";
import { formats, renderDiff, renderPlan, type Format } from "../../src/render";
import { about, Cloud, options, Part, Thing } from "../plan/support";
import { compare } from "./support";

const layout = { columns: 200, colours: false };

const CANARIES = 25;

/** Stands in no wrapper and in no list of secrets: shows that a canary would be found. */
const CONTROL = "control-unmarked-4711";

/** A stack whose secrets stand wherever one can: the first `marked` ones in wrappers, the rest put together by hand. */
async function planWithCanaries(side: string): Promise<{ plan: Plan; canaries: string[] }> {
  const canaries = Array.from({ length: CANARIES }, (_, index) => `canary-${side}-${index}-5f1c9d2e`);
  const at = (index: number) => canaries[index]!;
  const secret = (index: number) => pulumi.secret(at(index));
  const recording = await record(async () => {
    const cloud = new Cloud("aws", {
      region: "us-east-1",
      accessKey: secret(0),
      secretKey: secret(1),
      token: secret(2),
    });
    const part = new Part("Compute", `compute-${CONTROL}`, { provider: "aws", service: "ECS", shape: "containers" });
    const inside = { parent: part, provider: cloud };
    const template = `machine-${CONTROL}`;
    new Thing(
      "aws:ecs/service:Service",
      "service",
      {
        note: `${CONTROL}-${side}`,
        password: secret(3),
        nested: { deep: [{ key: secret(4) }, { key: secret(5) }] },
        list: [secret(6), "plain", secret(7)],
        environment: pulumi.secret({ TOKEN: at(8), OTHER: at(9) }),
        url: pulumi.interpolate`postgresql://user:${secret(10)}@host/db`,
        // Out of its wrapper, as it is and encoded.
        script: `export TOKEN=${at(11)} ${template}`,
        userData: Buffer.from(`#cloud-config\npassword: ${at(12)}\n`).toString("base64"),
        hex: Buffer.from(at(13)).toString("hex"),
        query: `https://example.com/?token=${encodeURIComponent(at(14))}`,
        json: JSON.stringify({ password: at(15) }),
        tags: { [`owner-${at(16)}`]: "x" },
      },
      inside,
    );
    for (const index of [11, 12, 13, 14, 15, 16])
      new Thing("aws:ssm/parameter:Parameter", `parameter-${index}`, { value: secret(index) }, inside);
    new Thing("random:index/randomPassword:RandomPassword", "password", { keepers: { seed: secret(17) } });
    new Thing(
      "kubernetes:core/v1:Secret",
      "cluster",
      { stringData: { A: secret(18) }, data: pulumi.secret([at(19)]) },
      inside,
    );
    return { login: secret(20), nested: { key: secret(21) }, list: [secret(22)], named: CONTROL, changed: side };
  }, options);
  const asked = { token: at(23), instanceType: `size-${CONTROL}`, services: { web: { environment: { KEY: at(24) } } } };
  const plan = planOf(recording, {
    ...about,
    secrets: canaries.slice(23),
    asking: new Map([["compute", { provider: "aws", settings: asked, features: [] }]]),
    issues: [{ at: CONTROL, problem: "is refused", got: at(23) }],
  });
  return { plan, canaries };
}

const formsOf = (canary: string) => [
  canary,
  Buffer.from(canary).toString("hex"),
  ...[0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), Buffer.from(canary)]).toString("base64");
    return encoded.slice(4, -4);
  }),
];

describe("secrets in what is written", () => {
  let from: Awaited<ReturnType<typeof planWithCanaries>>;
  let to: Awaited<ReturnType<typeof planWithCanaries>>;

  beforeAll(async () => {
    from = await planWithCanaries("before");
    to = await planWithCanaries("after");
  });

  const leaks = (text: string) =>
    [...from.canaries, ...to.canaries].filter((it) => formsOf(it).some((form) => text.includes(form)));
  const diffIn = (format: Format) =>
    renderDiff(format, compare(from.plan, to.plan), layout, { from: from.plan, to: to.plan });

  it.each(formats)(`shows none of ${CANARIES} in a plan, and shows what nothing marks: %s`, (format) => {
    const text = renderPlan(format, to.plan, layout);
    expect(leaks(text)).toEqual([]);
    expect(text).toContain(CONTROL);
  });

  it.each(formats)(
    `shows none of ${CANARIES} on either side of a comparison, and shows what nothing marks: %s`,
    (format) => {
      const text = diffIn(format);
      expect(leaks(text)).toEqual([]);
      expect(text).toContain(CONTROL);
    },
  );

  it("would find each of them, as it is and encoded", () => {
    for (const canary of to.canaries) {
      for (const form of formsOf(canary)) expect(leaks(`x${form}y`)).toEqual([canary]);
      expect(leaks(`x${Buffer.from(`password: ${canary}!`).toString("base64")}`)).toEqual([canary]);
    }
  });

  it("tells that a secret output is one, without its value", () => {
    expect(renderPlan("text", to.plan, layout)).toContain("login: secret");
  });
});
