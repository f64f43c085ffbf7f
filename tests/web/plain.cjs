// A meeting without a script, and one by keyboard alone. Arguments: program, folder. Prints one line of JSON.
const { start } = require("./server.cjs");
const { launch } = require("./tabs.cjs");

async function withoutScript(browser, address) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(address);
  await page.fill("#name", "Nora");
  await page.click("button[type=submit]");
  await page.fill("#start-title", "Without a script");
  await page.click("text=Start a meeting >> nth=-1");
  await page.getByRole("button", { name: "Raise my hand", exact: true }).click();
  const queued = await page.locator("#queue").textContent();
  await page.getByRole("button", { name: "Next speaker: Nora" }).click();
  await page.fill("#text", "said without a script");
  await page.click(".say-line button");
  const talk = await page.locator("#talk").textContent();
  await page.reload();
  await page.getByRole("button", { name: "Done speaking" }).click();
  const refresh = await page.locator(".refresh").isVisible();
  await page.locator("#chair summary").first().click();
  await page.getByRole("button", { name: "End the meeting" }).click();
  const head = await page.locator("#head").textContent();
  await context.close();
  return { queued: queued.includes("Nora"), talk: talk.split("said without a script").length - 1, refresh, closed: head.includes("No meeting is open") };
}

// Tabs to a thing and gives the number of steps; the focus is always to be seen.
async function tabTo(page, name) {
  for (let steps = 1; steps < 120; steps++) {
    await page.keyboard.press("Tab");
    const found = await page.evaluate(() => {
      const at = document.activeElement;
      const label = at.labels && at.labels[0] ? at.labels[0].textContent : "";
      return [(at.getAttribute("aria-label") || label || at.textContent || "").trim(), getComputedStyle(at).outlineStyle];
    });
    if (found[0].startsWith(name)) {
      if (found[1] === "none") throw new Error(`the focus is not to be seen on ${name}`);
      return steps;
    }
  }
  throw new Error(`${name} cannot be reached by keyboard`);
}

async function byKeyboard(browser, address) {
  const page = await browser.newPage();
  const type = (words) => page.keyboard.type(words);
  const enter = () => page.keyboard.press("Enter");
  const shows = (id, words) => page.waitForFunction(([id, words]) => document.getElementById(id)?.textContent.includes(words), [id, words], { timeout: 8000 });
  await page.goto(address);
  await tabTo(page, "Your name");
  await type("Kim");
  await enter();
  await page.waitForSelector("#own");
  await shows("line", "Live");
  await tabTo(page, "Start a meeting");
  await type("By keyboard");
  await enter();
  await shows("head", "By keyboard");
  await tabTo(page, "Raise my hand");
  await enter();
  await shows("own", "You are next");
  await tabTo(page, "Next speaker: Kim");
  await enter();
  await shows("own", "You have the floor");
  await tabTo(page, "Say something");
  await type("by keyboard alone");
  await enter();
  await shows("talk", "by keyboard alone");
  await tabTo(page, "Keys:");
  await page.keyboard.press("Space");
  await page.keyboard.press("d");
  await shows("own", "You are not in the queue");
  await page.keyboard.press("h");
  await shows("own", "You are next");
  await page.keyboard.press("l");
  await shows("own", "You are not in the queue");
  await page.close();
  return true;
}

(async () => {
  const [program, folder] = process.argv.slice(2);
  const server = await start(program, folder);
  const browser = await launch();
  try {
    console.log(JSON.stringify({ ...(await withoutScript(browser, server.address)), keyboard: await byKeyboard(browser, server.address) }));
  } finally {
    await browser.close();
    await server.stop();
  }
})().catch((error) => { console.error(error); process.exit(1); });
