// Takes a picture of a web page as a small screen shows it: the page and the picture's file as arguments.
const fs = require("fs");
const { chromium } = require("playwright-core");

(async () => {
  const [page, picture] = process.argv.slice(2);
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const tab = await browser.newPage({ viewport: { width: 760, height: 1000 } });
    await tab.setContent(fs.readFileSync(page, "utf8"));
    await tab.screenshot({ path: picture });
  } finally {
    await browser.close();
  }
})().catch((error) => { console.error(error); process.exit(1); });
