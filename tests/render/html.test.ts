import { createHash } from "node:crypto";
import { diffHtml } from "../../src/render/html/diff-html";
import { markup } from "../../src/render/html/markup";
import { planHtml } from "../../src/render/html/plan-html";
import { component, planWith, resource } from "../support/plans";
import { compare, HOSTILE } from "./support";

const hostile = (value: string) =>
  planWith({
    app: HOSTILE[0],
    components: HOSTILE.map((name) => component("cache", name, { service: name, settings: { note: value } })),
    resources: HOSTILE.map((name) => resource("aws:sqs/queue:Queue", name, { inputs: { [name]: `${name}${value}` } })),
    outputs: { [HOSTILE[1]]: `${HOSTILE[1]}${value}` },
    issues: [{ at: HOSTILE[0], problem: HOSTILE[1] }],
  });

const pages = [
  ["a plan", () => planHtml(hostile("x"))],
  ["a comparison", () => diffHtml(compare(hostile("x"), hostile("y"), [HOSTILE[0], HOSTILE[1]]))],
] as const;

describe("markup", () => {
  it("takes what is put in as text, unless it is markup itself", () => {
    const inner = markup`<b>${"<&\"'>"}</b>`;
    expect(markup`<p title="${'" onclick="x'}">${[inner, 1, null]}</p>`.text).toBe(
      '<p title="&quot; onclick=&quot;x"><b>&lt;&amp;&quot;&#39;&gt;</b>1</p>',
    );
  });
});

describe.each(pages)("the page of %s", (_name, write) => {
  const text = write();

  it("has no element and no script that a name brought in", () => {
    expect(text).toContain("onerror=&quot;alert(1)&quot;");
    expect(text).not.toMatch(/<img|alert\(1\)<\/script>/);
    expect(text.match(/<script/g)).toHaveLength(1);
    expect(text).not.toContain("\u202e");
  });

  it("lets in its own script by its hash, and nothing from anywhere", () => {
    const [, script] = /<script>([\s\S]*?)<\/script>/.exec(text)!;
    const hash = createHash("sha256").update(script!).digest("base64");
    const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(text)!;
    expect(policy).toBe(
      "default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; " +
        `script-src &#39;sha256-${hash}&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;`.replaceAll("=", "="),
    );
    expect(text).not.toMatch(/ (?:src|href)="(?!#)/);
    expect(text).not.toMatch(/@import|url\((?!#)/);
  });
});
