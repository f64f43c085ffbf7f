// Eight people in tabs of one browser hold a whole meeting; in the middle the program is killed. Arguments: program, folder.
// Prints one line of JSON.
const fs = require("fs");
const { start } = require("./server.cjs");
const { launch, join, say, press, shows } = require("./tabs.cjs");

const NAMES = ["Rana", "Ana", "Bo", "Cy", "Dee", "Eli", "Fay", "Gus"];

(async () => {
  const [program, folder] = process.argv.slice(2);
  let server = await start(program, folder);
  const browser = await launch();
  try {
    const context = await browser.newContext();
    const people = {};
    for (const name of NAMES) people[name] = await join(context, server.address, name, `Example ${name}`);
    const tabs = Object.values(people);
    for (const tab of tabs) await shows(tab, "line", "Live");
    const all = (id, words) => Promise.all(tabs.map((tab) => shows(tab, id, words)));
    const { Rana, Ana, Bo, Cy } = people;

    await Rana.fill("#start-title", "Eight tabs");
    await press(Rana, "Start a meeting");
    await all("head", "Meeting 1: Eight tabs");
    await say(Rana, "agenda+ Scope");
    await all("agenda", "Scope");
    await press(Rana, "Take up item 1");
    await all("now", "Scope");
    for (const name of ["Ana", "Bo", "Cy", "Dee"]) {
      await press(people[name], "Raise my hand");
      await all("queue", name);
    }
    const queues = await Promise.all(tabs.map((tab) => tab.locator("#queue .who").allTextContents()));
    const isSame = queues.every((queue) => JSON.stringify(queue.map((who) => who.trim())) === JSON.stringify(queues[0].map((who) => who.trim())));
    await press(Rana, "Next speaker: Ana");
    await all("now", "Ana");
    await shows(Ana, "alert", "You have the floor.");
    // Half-typed words and the focus outlive whatever happens meanwhile.
    await Cy.fill("#text", "half a sen");
    await Cy.focus("#text");
    const focus = [];
    await say(Ana, "The scope is gateways.");
    await all("talk", "The scope is gateways.");

    await server.kill();
    await shows(Bo, "line", "Not live");
    server = await start(program, folder, server.port);
    await Promise.all(tabs.map((tab) => tab.waitForFunction(() => document.getElementById("line").textContent === "Live", null, { timeout: 30000 })));
    await all("now", "Ana");

    await press(Ana, "Done speaking");
    await press(Rana, "Next speaker: Bo");
    await all("now", "Bo");
    focus.push(await Cy.evaluate(() => [document.activeElement.id, document.activeElement.value]));
    await press(Bo, "Done speaking");
    await say(Rana, "PROPOSED: The scope is gateways only");
    await all("ask", "The scope is gateways only");
    await Promise.all(["Ana", "Bo", "Dee"].map((name) => press(people[name], "Support P1")));
    await all("ask", "3 support");
    await say(Rana, "NOTED: sensors come later");
    await all("outcomes", "sensors come later");
    await say(Rana, "ACTION: Ana: send the table");
    await all("outcomes", "send the table");
    await Rana.locator("#chair summary").first().click();
    await press(Rana, "End the meeting");
    await all("head", "No meeting is open");
    await press(Rana, "Show the minutes");
    await shows(Rana, "talk", "sensors come later");
    await press(Rana, "Approve the minutes");
    await shows(Rana, "talk", "pproved");
    await press(Rana, "Send the minutes");
    const outbox = `${folder}/data/outbox/new`;
    let mails = [];
    for (let tries = 0; tries < 200 && !mails.length; tries++) {
      await Rana.waitForTimeout(50);
      mails = fs.existsSync(outbox) ? fs.readdirSync(outbox) : [];
    }
    const mail = mails.length ? fs.readFileSync(`${outbox}/${mails[0]}`, "utf8") : "";
    const complaints = tabs.flatMap((tab) => tab.complaints).filter((words) => !/WebSocket|ERR_CONNECTION/.test(words));
    console.log(JSON.stringify({
      same_queue: isSame,
      focus: focus[0],
      mails: mails.length,
      has_all: ["The scope is gateways.", "sensors come later", "send the table"].every((words) => mail.includes(words)),
      complaints,
    }));
  } finally {
    await browser.close();
    await server.stop();
  }
})().catch((error) => { console.error(error); process.exit(1); });
