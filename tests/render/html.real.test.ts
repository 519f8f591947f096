/// <reference lib="dom" />
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { writeGrowthProject } from "../../bench/growth";
import { renderDiff, renderPlan } from "../../src/render";
import { describeWith } from "../host/programs";
import { projectRoot } from "../support/config";
import { audit, open, startBrowser } from "./browser";
import { component, planWith, resource } from "../support/plans";
import { compare, HOSTILE, landed, landedApart } from "./support";

const layout = { columns: 100, colours: false };

const hostile = planWith({
  components: HOSTILE.map((name) => component("cache", name, { service: name })),
  resources: HOSTILE.map((name) => resource("aws:sqs/queue:Queue", name, { inputs: { [name]: name } })),
});

/** Rows of the tree that are seen or would be once their part unfolds. */
const rowsShown = (page: Page) => page.locator("#tree > details:not([hidden]) li:not([hidden])").count();
const status = (page: Page) => page.locator("#status").textContent();

describeWith(["chromium"], "the page in Chromium", () => {
  const folder = mkdtempSync(join(tmpdir(), "page-of-landfall-"));
  const file = (name: string) => join(folder, `${name}.html`);
  let browser: Browser;

  beforeAll(async () => {
    const [from, to] = [await landed("megilance", "aws-fargate"), await landed("megilance", "oci-do-free")];
    const labels = ["megilance@aws-fargate", "megilance@oci-do-free"] as const;
    writeFileSync(file("diff"), renderDiff("html", compare(from, to, labels), layout, { from, to }));
    writeFileSync(file("plan"), renderPlan("html", from, layout));
    writeFileSync(file("hostile"), renderPlan("html", hostile, layout));
    const project = writeGrowthProject(projectRoot, [300]);
    writeFileSync(file("large"), renderPlan("html", landedApart("grow-300", "aws-fargate", project), layout));
    rmSync(project, { recursive: true });
    browser = await startBrowser();
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  it.each(["diff", "plan", "hostile", "large"])("says nothing on the console and asks nobody: %s", async (name) => {
    const { page, said, asked } = await open(browser, file(name));
    expect([said, asked]).toEqual([[], []]);
    expect(await page.locator("img, script:not(:last-child), iframe, link").count()).toBe(0);
  });

  it("would tell a message on the console and a request", async () => {
    writeFileSync(file("loud"), "<img src='https://example.com/x.png'><script>console.log('heard')</script>");
    const { said, asked } = await open(browser, file("loud"));
    expect(asked).toEqual(["https://example.com/x.png"]);
    expect(said).toContain("heard");
  });

  it.each([
    ["diff", "light"],
    ["diff", "dark"],
    ["plan", "light"],
    ["plan", "dark"],
  ] as const)("passes the audit of axe-core with everything unfolded: %s, %s", async (name, scheme) => {
    const { page } = await open(browser, file(name), { scheme });
    await page.evaluate(() => document.querySelectorAll("details").forEach((it) => (it.open = true)));
    expect(await audit(page)).toEqual([]);
  });

  it("passes the audit after the theme was turned by its button", async () => {
    const { page } = await open(browser, file("diff"));
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await background();
    await page.getByRole("button", { name: "Dark theme" }).press("Enter");
    expect(await background()).not.toBe(light);
    expect(await page.getByRole("button").textContent()).toBe("Light theme");
    expect(await audit(page)).toEqual([]);
  });

  it("would tell what a page lacks", async () => {
    writeFileSync(file("poor"), "<input><p style='color:#ccc;background:#fff'>faint</p>");
    const { page } = await open(browser, file("poor"));
    expect((await audit(page)).map((line) => line.split(":")[0])).toEqual(
      expect.arrayContaining(["color-contrast", "html-has-lang", "label"]),
    );
  });

  it("is searched by keyboard alone", async () => {
    const { page } = await open(browser, file("diff"));
    const all = await rowsShown(page);
    await page.keyboard.press("/");
    await page.keyboard.type("DATABASE rds:inst");
    expect(await rowsShown(page)).toBe(1);
    expect(await status(page)).toBe(`1 of ${all} shown`);
    expect(await page.locator("#tree li:visible").textContent()).toContain("database-server");
    await page.keyboard.press("Escape");
    expect(await rowsShown(page)).toBe(all);
    expect(await page.locator("#tree li:visible").count()).toBe(0);
  });

  it("shows only what is asked for by its filters", async () => {
    const { page } = await open(browser, file("diff"));
    await page.getByLabel("removed").uncheck();
    await page.getByLabel("changed").uncheck();
    const added = await page.locator("#tree li[data-group=add]").count();
    expect(added).toBeGreaterThan(10);
    expect(await rowsShown(page)).toBe(added);
  });

  it.each(["diff", "plan", "large"])("has nothing beside the screen at 360 pixels: %s", async (name) => {
    const { page } = await open(browser, file(name), { width: 360 });
    await page.evaluate(() => document.querySelectorAll("details").forEach((it) => (it.open = true)));
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  });

  it("unfolds without a script, and shows no tool that would not work", async () => {
    const { page } = await open(browser, file("diff"), { script: false });
    expect(await page.locator("#tools").isVisible()).toBe(false);
    expect(await page.locator("#theme").isVisible()).toBe(false);
    const part = page.locator("#tree > details", { hasText: "database" }).first();
    await part.locator("summary").first().click();
    expect(await part.locator("li").first().isVisible()).toBe(true);
  });

  it("finds one service among three hundred", async () => {
    const { page } = await open(browser, file("large"));
    expect(await status(page)).toMatch(/^(\d{4}) of \1 shown$/);
    await page.getByLabel("Search").fill("service-217 ecs:service");
    expect(await status(page)).toMatch(/^1 of \d{4} shown$/);
    expect(await page.locator("#tree li:visible").textContent()).toContain("service-217");
  });
});
