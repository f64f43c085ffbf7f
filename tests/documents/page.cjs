// Judges web pages with html-validate, and with axe-core in Chromium: paths as arguments, one line of JSON a page.
// Every page is looked at on a desk and on a phone, in the light and in the dark.
const fs = require("fs");
const { HtmlValidate } = require("html-validate");
const { chromium } = require("playwright-core");
const axe = fs.readFileSync(require.resolve("axe-core"), "utf8");

const SCREENS = [
  { name: "desk", viewport: { width: 1280, height: 900 }, colorScheme: "light" },
  { name: "desk in the dark", viewport: { width: 1280, height: 900 }, colorScheme: "dark" },
  { name: "phone", viewport: { width: 320, height: 640 }, colorScheme: "light" },
  { name: "phone in the dark", viewport: { width: 320, height: 640 }, colorScheme: "dark" },
];

async function screen(browser, html, { name, viewport, colorScheme }) {
  const page = await browser.newPage({ viewport, colorScheme, bypassCSP: true });
  await page.setContent(html);
  await page.evaluate(axe);
  const { violations, passes } = await page.evaluate(() => window.axe.run());
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  const ink = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const found = await page.evaluate(() => ({
    title: document.title,
    language: document.documentElement.lang,
    landmarks: ["header", "nav", "main"].filter((name) => document.querySelectorAll(`body > ${name}`).length === 1),
    headings: [...document.querySelectorAll("h1, h2, h3, h4")].map((heading) => [Number(heading.tagName[1]), heading.textContent]),
    tables: document.querySelectorAll("table").length,
    scoped: [...document.querySelectorAll("th")].every((cell) => ["col", "row"].includes(cell.scope)),
  }));
  await page.close();
  const broken = violations.map(({ id, nodes }) => `${name}: ${id}: ${nodes.map((node) => node.html).join(" ")}`);
  return { broken: wide ? [...broken, `${name}: wider than the screen`] : broken, checks: passes.length, ink, found };
}

(async () => {
  const validator = new HtmlValidate({ extends: ["html-validate:recommended", "html-validate:a11y"] });
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
  try {
    for (const path of process.argv.slice(2)) {
      const html = fs.readFileSync(path, "utf8");
      const report = await validator.validateString(html);
      const invalid = report.results.flatMap(({ messages }) => messages.map(({ line, ruleId, message }) => `line ${line}: ${ruleId}: ${message}`));
      const screens = [];
      for (const each of SCREENS) screens.push(await screen(browser, html, each));
      const found = screens[0].found;
      console.log(JSON.stringify({
        ...found,
        faults: [...invalid, ...screens.flatMap(({ broken }) => broken)],
        checks: Math.min(...screens.map(({ checks }) => checks)),
        papers: [...new Set(screens.map(({ ink }) => ink))].length,
      }));
    }
  } finally {
    await browser.close();
  }
})().catch((error) => { console.error(error); process.exit(1); });
