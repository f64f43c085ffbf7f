// Judges every page with html-validate, and with axe-core in Chromium on a desk and a phone, in the light and in the dark, with
// forced colours and reduced motion. The policy of the pages holds here too. Arguments: program, folder. One line of JSON a page.
const fs = require("fs");
const { HtmlValidate } = require("html-validate");
const { start } = require("./server.cjs");
const { launch, join, say, press, shows } = require("./tabs.cjs");
const axe = fs.readFileSync(require.resolve("axe-core"), "utf8");

const SCREENS = [
  { name: "desk", viewport: { width: 1280, height: 900 }, colorScheme: "light" },
  { name: "desk in the dark", viewport: { width: 1280, height: 900 }, colorScheme: "dark" },
  { name: "phone", viewport: { width: 320, height: 640 }, colorScheme: "light" },
  { name: "phone in the dark", viewport: { width: 320, height: 640 }, colorScheme: "dark" },
  { name: "forced colours", viewport: { width: 1280, height: 900 }, forcedColors: "active", reducedMotion: "reduce" },
];

async function screen(context, address, name) {
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => { if (message.type() === "error" && !/status of (4|5)/.test(message.text())) complaints.push(message.text()); });
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(address);
  for (const details of await page.locator("details > summary").all()) await details.click().catch(() => {});
  await page.waitForTimeout(150);
  await page.evaluate(axe);
  const { violations, passes } = await page.evaluate(() => window.axe.run());
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  await page.close();
  const broken = violations.map(({ id, nodes }) => `${name}: ${id}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" ")}`);
  return { faults: [...broken, ...complaints.map((words) => `${name}: ${words}`), ...(wide ? [`${name}: wider than the screen`] : [])], checks: passes.length };
}

(async () => {
  const [program, folder] = process.argv.slice(2);
  const server = await start(program, folder);
  const browser = await launch();
  try {
    const context = await browser.newContext();
    const rana = await join(context, server.address, "Rana Ito", "Example Regulator");
    const ana = await join(context, server.address, "Ana Costa", "Example Corp");
    await rana.fill("#start-title", "Judged");
    await press(rana, "Start a meeting");
    await shows(rana, "head", "Judged");
    for (const words of ["agenda+ Opening [5 min]", "agenda+ A title that is long enough to be broken into several lines on a small screen [10 min]", "take up item 1", "time each speaker at 2 min"]) await say(rana, words);
    await press(ana, "Raise my hand");
    await shows(rana, "queue", "Ana Costa");
    await say(rana, "PROPOSED: Row 4 stays in the table of SG17");
    await shows(rana, "ask", "P1");
    await say(ana, "objection: sensors are left out");
    await shows(rana, "ask", "sensors");
    await say(rana, "ACTION: Ana: send the table");
    for (const words of ["row+ Keys of devices", "row+ Software updates", 'liaison+ in SG20-LS4 "Identity of gateways" for action']) await say(rana, words);
    await say(rana, "NOTED: sensors come later");
    await shows(rana, "outcomes", "sensors come later");
    const seat = new URL(rana.url()).pathname;
    await rana.goto(server.address);
    const board = await rana.getAttribute("text=the board", "href");
    const validator = new HtmlValidate({ extends: ["html-validate:recommended", "html-validate:a11y"], rules: { "long-title": "off" } });
    const routes = { front: "/", seat, commands: `${seat}commands`, board, show: `${board}show`, decisions: `${board}decisions`, actions: `${board}actions`, register: `${board}register`, liaisons: `${board}liaisons`, minutes: `${board}minutes`, times: `${board}times`, editor: `${seat}edit/1`, nowhere: "/nowhere", "lost seat": "/seat/" };
    const screens = [];
    for (const { name, ...settings } of SCREENS) screens.push([name, await browser.newContext(settings)]);
    for (const [name, path] of Object.entries(routes)) {
      const address = new URL(path, server.address).href;
      const html = await (await fetch(address)).text();
      const report = await validator.validateString(html);
      const faults = report.results.flatMap(({ messages }) => messages.map(({ line, ruleId, message }) => `line ${line}: ${ruleId}: ${message}`));
      let checks = Infinity;
      for (const [screenName, screenContext] of screens) {
        const seen = await screen(screenContext, address, screenName);
        faults.push(...seen.faults);
        checks = Math.min(checks, seen.checks);
      }
      console.log(JSON.stringify({ name, faults, checks }));
    }
  } finally {
    await browser.close();
    await server.stop();
  }
})().catch((error) => { console.error(error); process.exit(1); });
