import { readFileSync } from "node:fs";
import { chromium, type Browser, type Page } from "playwright-core";
import { program } from "../host/programs";

/** A page of a test, and what a user would not see of it. */
export interface Opened {
  readonly page: Page;
  /** Messages of the console and errors that nobody caught. */
  readonly said: string[];
  /** Addresses that were asked for, but the page's own. */
  readonly asked: string[];
}

/** Debian's Chromium, without a screen. */
export const startBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: program("chromium"), args: ["--no-sandbox", "--disable-gpu"] });

/** Opens a file. Its requests are told, and fail: nothing is reached. */
export async function open(
  browser: Browser,
  file: string,
  how: { readonly scheme?: "light" | "dark"; readonly width?: number; readonly script?: boolean } = {},
): Promise<Opened> {
  const { scheme = "light", width = 1200, script = true } = how;
  const context = await browser.newContext({
    colorScheme: scheme,
    viewport: { width, height: 900 },
    javaScriptEnabled: script,
    offline: true,
  });
  const page = await context.newPage();
  const said: string[] = [];
  const asked: string[] = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(error.message));
  page.on("request", (request) => {
    if (request.url() !== `file://${file}`) asked.push(request.url());
  });
  await page.goto(`file://${file}`);
  return { page, said, asked };
}

/** What axe-core finds against WCAG 2.2 AA and its best practices, in a line each. */
export async function audit(page: Page): Promise<string[]> {
  // By the debugger's own way in, since the page's policy lets in no other script.
  await page.evaluate(readFileSync(require.resolve("axe-core/axe.min.js"), "utf8"));
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> };
    };
    const { violations } = await axe.run();
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 120)} ${failureSummary.slice(0, 200)}`),
    );
  });
}
