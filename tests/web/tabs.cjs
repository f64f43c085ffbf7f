// People in tabs of one browser: what the tests of pages and the pictures of the manual have in common.
const { chromium } = require("playwright-core");

const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });

// Takes a seat as a person and gives the tab.
async function join(context, address, name, organization = "") {
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => { if (message.type() === "error") complaints.push(message.text()); });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.complaints = complaints;
  await page.goto(address);
  await page.fill("#name", name);
  if (organization) await page.fill("#organization", organization);
  await page.click("text=Take a seat >> nth=-1");
  await page.waitForSelector("#own");
  return page;
}

// Types a line, as a person does.
async function say(page, words) {
  await page.fill("#text", words);
  await page.click(".say-line button");
  await page.waitForFunction(() => document.querySelector("#text").value === "" || !document.body.classList.contains("is-live"));
}

async function press(page, name) {
  await page.getByRole("button", { name, exact: true }).first().click();
}

const shows = (page, id, words) =>
  page.waitForFunction(([id, words]) => (document.getElementById(id) || {}).textContent?.includes(words), [id, words], { timeout: 8000 });

module.exports = { launch, join, say, press, shows };
