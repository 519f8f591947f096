import { diffMermaid, planMermaid } from "../../src/render/mermaid";
import { component, planWith } from "../support/plans";
import { compare, HOSTILE, landed } from "./support";

const ID = "[A-Za-z][A-Za-z0-9_]*";
const TEXT = `"(?:[\\p{L}\\p{N} .,:/_+()-]|#\\d+;|<br/>)*"`;
const LINES = [
  `${ID}(?:\\[${TEXT}\\]|\\[\\(${TEXT}\\)\\]|\\(\\(${TEXT}\\)\\))`,
  `${ID} (?:-->|-\\.->)\\|${TEXT}\\| ${ID}`,
  `classDef (?:added|removed|moved|changed) [a-z0-9#:,\\s-]+`,
  `class ${ID}(?:,${ID})* (?:added|removed|moved|changed)`,
].map((line) => new RegExp(`^${line}$`, "u"));

/** Lines that are none of what a picture is made of, groups that are not closed, and boxes that are not there. */
function mistakes(text: string): string[] {
  const [first, ...lines] = text.trimEnd().split("\n");
  let open = 0;
  const known = new Set<string>();
  const wrong = lines.flatMap((line) => {
    const bare = line.trim();
    const group = new RegExp(`^subgraph (${ID})\\[${TEXT}\\]$`, "u").exec(bare);
    if (group !== null) {
      open += 1;
      known.add(group[1]!);
      return [];
    }
    if (bare === "end") {
      open -= 1;
      return open < 0 ? ["end without a group"] : [];
    }
    if (!LINES.some((pattern) => pattern.test(bare))) return [bare];
    const box = new RegExp(`^(${ID})[[(]`).exec(bare);
    if (box !== null) known.add(box[1]!);
    const arrow = new RegExp(`^(${ID}) -.*\\| (${ID})$`).exec(bare);
    return arrow === null ? [] : [arrow[1]!, arrow[2]!].filter((id) => !known.has(id));
  });
  return [...(first === "flowchart LR" ? [] : [first!]), ...wrong, ...(open === 0 ? [] : ["a group is not closed"])];
}

const service = (more: object) => ({ routes: [], calls: [], secrets: [], topics: {}, buckets: {}, ...more });

describe("planMermaid", () => {
  it("draws who asks whom, in which protocol, from what the stack asks of its parts", async () => {
    const text = planMermaid(await landed("belly", "aws-enterprise"));
    for (const arrow of [
      'n_visitors -->|"HTTPS"| n_edge',
      'n_edge -->|"HTTPS"| n_compute_2f_backend',
      'n_compute_2f_frontend -->|"HTTP"| n_compute_2f_backend',
      'n_compute_2f_backend -->|"PostgreSQL/TLS"| n_database',
      'n_compute_2f_backend -->|"Redis/TLS"| n_cache',
      'n_compute_2f_producer -->|"Kafka/TLS"| n_queue',
      'n_standby_2d_compute_2f_backend -->|"Redis/TLS"| n_standby_2d_cache',
      'n_database -->|"replication"| n_standby_2d_database',
    ])
      expect(text).toContain(`  ${arrow}\n`);
    expect(text).not.toContain("n_compute_2f_producer --> n_database");
    expect(mistakes(text)).toEqual([]);
  });

  it.each([
    ["megilance", "oci-do-free", "Oracle Net/TLS"],
    ["megilance", "aws-fargate", "S3/HTTPS"],
    ["zoptal", "aws-eks", "HTTP"],
  ])("follows the grammar: %s on %s", async (app, topology, protocol) => {
    const text = planMermaid(await landed(app, topology));
    expect(mistakes(text)).toEqual([]);
    expect(text).toContain(`|"${protocol}"|`);
  });

  it("gives no name a meaning, and names that differ different boxes", () => {
    const services = Object.fromEntries(HOSTILE.map((name) => [name, service({ routes: ["/"] })]));
    const components = [component("compute", "compute", { settings: { services } }), component("cache", "a-b")];
    const text = planMermaid(planWith({ components: [...components, component("cache", "a_b")] }));
    expect(mistakes(text)).toEqual([]);
    expect(text).not.toMatch(/<img|<script|%%|`|@|\u202e/);
    expect(new Set(text.match(/^ *n_\S+?(?=\[)/gm)).size).toBe(HOSTILE.length + 2);
  });

  it("would tell a line that is no part of a picture", () => {
    const text = 'flowchart LR\n  a["x"]\n  a -->|"y"| b\n  click a callback\n  subgraph s["t"]\n';
    expect(mistakes(text)).toEqual(["b", "click a callback", "a group is not closed"]);
  });

  it("draws services that are connected alike as one where there are many", () => {
    const services = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [`s${index}`, service({ routes: ["/"], database: index % 2 === 0 })]),
    );
    const components = [component("compute", "compute", { settings: { services } }), component("database", "database")];
    const text = planMermaid(planWith({ components }));
    expect(text.match(/150 services/g)).toHaveLength(2);
    expect(text.split("\n").length).toBeLessThan(20);
  });
});

describe("diffMermaid", () => {
  it("gives parts and services the class of what becomes of them", async () => {
    const [from, to] = [await landed("megilance", "aws-fargate"), await landed("megilance", "oci-do-free")];
    const text = diffMermaid(compare(from, to), { from, to });
    expect(mistakes(text)).toEqual([]);
    expect(text).toMatch(/^ {2}class n_compute_2f_ai added$/m);
    expect(text).toMatch(/^ {2}class [^ ]*n_database[^ ]* moved$/m);
    expect(text).toContain('-.->|"PostgreSQL/TLS (removed)"| n_database');
    expect(text).toContain('-->|"Oracle Net/TLS (added)"| n_database');
    expect(mistakes(diffMermaid(compare(from, to)))).toEqual([]);
  });

  it("draws what goes", () => {
    const before = planWith({ components: [component("cache", "cache"), component("database", "database")] });
    const after = planWith({ components: [component("database", "database")] });
    expect(diffMermaid(compare(before, after))).toMatch(/^ {2}class n_cache removed$/m);
  });
});
