// Takes the pictures of the manual from a server that is running: its address and a folder as arguments.
const { launch, join, say, press, shows } = require("./tabs.cjs");

(async () => {
  const [address, folder] = process.argv.slice(2);
  const browser = await launch();
  try {
    const desk = await browser.newContext({ viewport: { width: 1180, height: 900 } });
    const phone = await browser.newContext({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 });
    const chair = await join(desk, address, "Rana Ito", "Example Regulator");
    await chair.fill("#start-title", "Overlap of the two tables");
    await press(chair, "Start a meeting");
    await shows(chair, "head", "Meeting 1");
    for (const item of ["agenda+ Opening and agenda [5 min]", "agenda+ Overlap table [10 min]", "agenda+ Next meeting"]) await say(chair, item);
    await say(chair, "take up item 2");
    await shows(chair, "now", "Overlap table");
    await say(chair, "time each speaker at 2 min");
    await press(chair, "I am present");
    const ana = await join(phone, address, "Ana Costa", "Example Corp");
    const bo = await join(desk, address, "Bo Lind", "Example Networks");
    const cy = await join(desk, address, "Cy Okafor", "Example University");
    await press(bo, "Raise my hand");
    await shows(chair, "queue", "Bo Lind");
    await press(ana, "Raise my hand");
    await shows(chair, "queue", "Ana Costa");
    await say(cy, "qq+ row 4 counts gateways twice");
    await shows(chair, "queue", "Cy Okafor");
    await say(chair, "ack Bo Lind");
    await shows(ana, "now", "Bo Lind");
    await say(bo, "Row 4 belongs to gateways; both tables count it.");
    await press(chair, "Give the floor to Cy Okafor");
    await shows(ana, "now", "Cy Okafor");
    await say(chair, "PROPOSED: Row 4 stays in the table of SG17, and SG20 refers to it");
    await shows(ana, "ask", "Proposal P1");
    await press(ana, "Support P1");
    await press(bo, "Support P1");
    await shows(ana, "ask", "2 support");
    await press(bo, "Raise my hand");
    await shows(ana, "queue", "Bo Lind");
    await chair.waitForTimeout(500);
    for (const page of [chair, ana]) await page.evaluate(() => scrollTo(0, 0));
    await chair.screenshot({ path: `${folder}/web-chair.png` });
    await ana.screenshot({ path: `${folder}/web-phone.png` });
    const door = await desk.newPage();
    await door.goto(address);
    await door.screenshot({ path: `${folder}/web-join.png` });
    await door.click("text=the board");
    await door.waitForTimeout(500);
    await door.screenshot({ path: `${folder}/web-board.png` });
    await door.click("text=For the shared screen");
    await door.waitForTimeout(500);
    await door.screenshot({ path: `${folder}/web-screen.png` });
    await door.emulateMedia({ colorScheme: "dark" });
    await door.goBack();
    await door.waitForTimeout(300);
    await door.screenshot({ path: `${folder}/web-board-dark.png` });
    for (const page of [chair, ana, bo, cy]) if (page.complaints.length) throw new Error(page.complaints.join("; "));
  } finally {
    await browser.close();
  }
})().catch((error) => { console.error(error); process.exit(1); });
