// A page that changes two hundred times while somebody types: the focus never moves, and what a screen reader is given are the
// sentences of the live region, in the order in which things happened. Arguments: program, folder. Prints one line of JSON.
const { start } = require("./server.cjs");
const { launch, join, say, press, shows } = require("./tabs.cjs");

const UPDATES = 200;

(async () => {
  const [program, folder] = process.argv.slice(2);
  const server = await start(program, folder);
  const browser = await launch();
  try {
    const context = await browser.newContext();
    const rana = await join(context, server.address, "Rana Ito", "Example Regulator");
    const ana = await join(context, server.address, "Ana Costa", "Example Corp");
    await rana.fill("#start-title", "Still");
    await press(rana, "Start a meeting");
    await shows(ana, "head", "Still");
    await shows(ana, "line", "Live");

    // Where the focus is whenever the page has changed, and what the tree of the browser says of the two live regions.
    await ana.focus("#text");
    await ana.keyboard.type("half a sen");
    await ana.evaluate(() => {
      window.seen = { focus: new Set(), changes: 0, said: [] };
      const own = () => window.seen.focus.add(document.activeElement.id || document.activeElement.nodeName);
      new MutationObserver(() => { window.seen.changes += 1; own(); }).observe(document.getElementById("queue"), { childList: true, subtree: true, characterData: true });
      new MutationObserver(() => window.seen.said.push(document.getElementById("say").textContent)).observe(document.getElementById("say"), { childList: true, characterData: true, subtree: true });
      document.addEventListener("focusin", own);
      document.addEventListener("focusout", own);
    });
    // Hands go up and down, from pages whose limits of presses allow it between them; each is a change of the queue.
    const others = [];
    for (let number = 1; number <= 8; number++) others.push(await join(context, server.address, `Member ${number}`));
    let changes = 0;
    for (let turn = 0; changes < UPDATES; turn++) {
      if (turn > 3 * UPDATES) throw new Error(`only ${changes} changes`);
      await others[turn % 8].evaluate(async (line) => {
        const form = document.getElementById("text").form;
        const fields = new URLSearchParams(new FormData(form));
        fields.set("text", line);
        fields.set("once", String(Math.random()));
        await fetch(form.action, { method: "POST", body: fields, headers: { accept: "application/json" } });
      }, Math.floor(turn / 8) % 2 ? "q-" : "q+");
      await ana.waitForTimeout(205);
      changes = await ana.evaluate(() => window.seen.changes);
    }
    await say(rana, "agenda+ Scope");
    await say(rana, "take up item 1");
    await shows(ana, "say", "Agenda item 1: Scope.");
    const cdp = await context.newCDPSession(ana);
    const { nodes } = await cdp.send("Accessibility.getFullAXTree");
    const property = (node, name) => ((node.properties || []).find((one) => one.name === name) || { value: {} }).value.value;
    const live = nodes.filter((node) => !node.ignored && ["status", "alert"].includes(node.role && node.role.value))
      .map((node) => `${node.role.value}: ${property(node, "live")}`);
    const texts = nodes.filter((node) => !node.ignored && node.name).map((node) => node.name.value);
    const seen = await ana.evaluate(() => ({ changes: window.seen.changes, focus: [...window.seen.focus], said: window.seen.said, typed: document.getElementById("text").value }));
    console.log(JSON.stringify({ ...seen, live, in_tree: texts.some((text) => text.includes("Agenda item 1: Scope.")) }));
  } finally {
    await browser.close();
    await server.stop();
  }
})().catch((error) => { console.error(error); process.exit(1); });
