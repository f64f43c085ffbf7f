// Keeps a page as it is on the server: parts that have changed come over a socket, presses go out without a reload. Without
// this script the same forms and links work, a page at a time.
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const REGIONS = ["head", "own", "now", "ask", "chair", "queue", "talk", "agenda", "outcomes", "next"];
  let behind = 0; // how far this machine's clock is behind the server's, in milliseconds

  // Patching: what has not changed is never touched, so that focus, caret, open details and half-typed words stay.
  const keyOf = (node) => (node.nodeType === 1 && node.dataset && node.dataset.key) || null;
  const alike = (one, other) =>
    one.nodeType === other.nodeType && one.nodeName === other.nodeName && keyOf(one) === keyOf(other) &&
    (one.nodeType !== 1 || (one.id || "") === (other.id || ""));

  function dress(from, to) {
    for (const { name } of [...from.attributes]) {
      if (!to.hasAttribute(name) && !(name === "open" && from.nodeName === "DETAILS")) from.removeAttribute(name);
    }
    for (const { name, value } of to.attributes) if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  }

  function patch(from, to) {
    if (from.nodeType !== 1) {
      if (from.nodeValue !== to.nodeValue) from.nodeValue = to.nodeValue;
      return;
    }
    if (from.classList.contains("ticks") || from.classList.contains("left") || from.classList.contains("local")) {
      dress(from, to);
      return;
    }
    dress(from, to);
    // Words that a person is typing are theirs.
    if (from.nodeName === "TEXTAREA" || (from.nodeName === "INPUT" && from.type !== "hidden")) return;
    children(from, to);
  }

  function put(parent, node, before) {
    if (node === before) return;
    const held = document.activeElement;
    const had = node.contains && node.contains(held);
    if (parent.moveBefore && node.parentNode === parent) parent.moveBefore(node, before);
    else {
      parent.insertBefore(node, before);
      if (had && document.activeElement !== held) held.focus({ preventScroll: true });
    }
  }

  function children(from, to) {
    const old = [...from.childNodes];
    const used = new Set();
    const keyed = new Map(old.filter(keyOf).map((node) => [keyOf(node), node]));
    let at = 0;
    const find = (node) => {
      const key = keyOf(node);
      if (key) {
        const known = keyed.get(key);
        return known && alike(known, node) ? known : null;
      }
      for (let look = at; look < old.length; look++) {
        if (!used.has(old[look]) && alike(old[look], node)) {
          at = look + 1;
          return old[look];
        }
      }
      return null;
    };
    let place = from.firstChild;
    for (const node of [...to.childNodes]) {
      const known = find(node);
      if (known) {
        used.add(known);
        patch(known, node);
        if (known === place) place = place.nextSibling;
        else put(from, known, place);
      } else {
        const made = document.importNode(node, true);
        from.insertBefore(made, place);
        used.add(made);
      }
    }
    for (const node of old) if (!used.has(node) && node.parentNode === from) node.remove();
  }

  function show(id, html) {
    const region = $(id);
    if (!region) return;
    const held = document.activeElement;
    const had = region.contains(held);
    const fresh = new DOMParser().parseFromString(html, "text/html").body;
    const list = region.querySelector(".talk");
    const wasAtEnd = id === "talk" && region.scrollHeight - region.scrollTop - region.clientHeight < 40;
    children(region, fresh);
    // Focus stays in its part when the thing that had it is gone.
    if (had && !document.contains(held)) {
      const heading = region.querySelector("h2, h1, button") || region;
      if (!heading.hasAttribute("tabindex") && heading.nodeName !== "BUTTON") heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    }
    if (id === "talk" && (wasAtEnd || !list)) region.scrollTop = region.scrollHeight;
  }

  // Clocks and times.
  const two = (number) => String(number).padStart(2, "0");
  const span = (secs) => (secs >= 3600 ? `${Math.floor(secs / 3600)}:${two(Math.floor(secs / 60) % 60)}:${two(secs % 60)}` : `${Math.floor(secs / 60)}:${two(secs % 60)}`);
  function tick() {
    const now = Date.now() + behind;
    for (const clock of document.querySelectorAll(".clock")) {
      const { since, used, limit } = clock.dataset;
      const secs = Math.max(0, Number(used) + (since ? Math.floor((now - Number(since)) / 1000) : 0));
      const words = span(secs);
      const ticks = clock.querySelector(".ticks");
      if (ticks && ticks.textContent !== words) ticks.textContent = words;
      clock.classList.toggle("near", Boolean(limit) && secs >= Number(limit) * 0.8 && secs < Number(limit));
      clock.classList.toggle("over", Boolean(limit) && secs >= Number(limit));
    }
    for (const left of document.querySelectorAll(".left[data-until]")) {
      const secs = Math.ceil((Date.parse(left.dataset.until) - now) / 1000);
      const words = secs > 0 ? ` (${span(secs)} left)` : "";
      if (left.textContent !== words) left.textContent = words;
    }
  }
  function localTimes() {
    for (const local of document.querySelectorAll("[data-local]")) {
      const at = new Date(local.dataset.local);
      const words = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short" }).format(at);
      const text = `On your clock: ${words}`;
      if (local.textContent !== text) local.textContent = text;
    }
  }

  // What is read aloud: one sentence at a time, and never more often than every two seconds.
  let saying = [];
  let quietUntil = 0;
  function speak() {
    const now = Date.now();
    if (!saying.length || now < quietUntil) return;
    const say = $("say");
    if (say) say.textContent = saying.join(" ");
    saying = [];
    quietUntil = now + 2000;
  }
  function line(words, isLive) {
    const element = $("line");
    if (!element) return;
    element.textContent = words;
    element.className = isLive ? "line on" : "line";
    document.body.classList.toggle("is-live", isLive);
  }
  const clockWords = () => new Date(Date.now() + behind).toISOString().slice(11, 19) + " UTC";

  function take(news) {
    if (news.now) behind = news.now - Date.now();
    for (const id of REGIONS) if (news.regions[id] !== undefined) show(id, news.regions[id]);
    if (news.title) document.title = news.title;
    if (news.say) saying.push(news.say);
    if (news.alert && $("alert")) {
      $("alert").textContent = news.alert;
      remind(news.alert);
    } else if ($("alert") && news.regions.own !== undefined && !news.alert) {
      if (!/You have the floor/.test($("own").textContent)) $("alert").textContent = "";
    }
    if (/You are next/.test(($("own") || {}).textContent || "")) remind("You are next in the queue.");
    else lastReminder = lastReminder === "You are next in the queue." ? "" : lastReminder;
    localTimes();
    tick();
    speak();
  }

  // The socket, and pages that are fetched where it does not get through.
  let failures = 0;
  let polling = 0;
  const base = location.pathname.replace(/[^/]*$/, "");
  function connect() {
    const socket = new WebSocket(`${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}${base}live`);
    let opened = 0;
    socket.onopen = () => {
      opened = Date.now();
      clearInterval(polling);
      polling = 0;
    };
    socket.onmessage = (event) => {
      failures = 0;
      line("Live", true);
      take(JSON.parse(event.data));
    };
    socket.onclose = () => {
      failures += 1;
      line(`Not live; last at ${clockWords()}`, false);
      if (failures >= 2 && !polling) polling = setInterval(poll, 5000);
      const wait = Math.min(15000, 500 * 2 ** Math.min(failures, 5)) * (0.5 + Math.random() / 2);
      setTimeout(connect, opened && Date.now() - opened > 5000 ? 300 : wait);
    };
  }
  async function poll() {
    try {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const regions = {};
      for (const id of REGIONS) if (page.getElementById(id)) regions[id] = page.getElementById(id).innerHTML;
      take({ regions, title: page.title });
      line(`Refreshed at ${clockWords()}`, false);
    } catch {
      // The next round tries again.
    }
  }

  // Presses. A form has one name for what it does until that is done, so that sending it again is the same press.
  const fresh = () => [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  async function press(form) {
    if (form.dataset.busy) return;
    form.dataset.busy = "1";
    form.dataset.once = form.dataset.once || fresh();
    const body = new URLSearchParams(new FormData(form));
    body.set("once", form.dataset.once);
    try {
      const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin", headers: { accept: "application/json" } });
      if (answer.ok) {
        delete form.dataset.once;
        for (const field of form.querySelectorAll("[data-keep]")) {
          field.value = "";
          keep(field);
        }
        tell("");
      } else {
        if (answer.status === 409) delete form.dataset.once;
        tell(answer.status === 401 ? "You no longer have this seat. Copy what you typed before you leave this page." : await answer.text());
      }
    } catch {
      tell("The server does not answer. Nothing is lost: press again, and it is done once.");
    } finally {
      delete form.dataset.busy;
    }
  }
  function tell(words) {
    const alert = $("alert");
    if (alert) alert.textContent = words;
  }
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.classList.contains("press") || !$("own")) return;
    event.preventDefault();
    press(form);
  });

  // Words that were not sent yet survive a reload.
  const keeping = (field) => `kept ${base} ${field.dataset.line || ""} ${field.id.replace(/^l[0-9-]+-/, "")}`;
  function keep(field) {
    try {
      if (field.value) sessionStorage.setItem(keeping(field), field.value);
      else sessionStorage.removeItem(keeping(field));
    } catch {
      // Without storage the words are in the field alone.
    }
  }
  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-keep]")) keep(event.target);
  });
  for (const field of document.querySelectorAll("[data-keep]")) {
    const kept = sessionStorage.getItem(keeping(field));
    if (!kept) continue;
    const isThere = field.value === kept || (field.name === "more" && [...document.querySelectorAll("[name=text]")].some((line) => line.value.trim() === kept.trim()));
    if (isThere) {
      sessionStorage.removeItem(keeping(field));
      continue;
    }
    const isOther = field.value !== "";
    field.value = kept;
    if (isOther || field.name === "more") {
      const note = document.createElement("p");
      note.className = "soft";
      note.textContent = "Not saved yet: these are the words that you typed before.";
      field.classList.add("unsaved");
      field.after(note);
      if (field.closest("details")) field.closest("details").open = true;
    }
  }
  const text = $("text");
  if (text) {
    text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        if (text.value.trim()) press(text.form);
      }
    });
  }

  // Keys, which a person can switch off, and which do nothing while one types.
  const KEYS = { h: "raise", l: "lower", r: "reply", d: "done" };
  const keysOn = $("keys-on");
  if ($("keys")) {
    $("keys").hidden = false;
    keysOn.checked = localStorage.getItem("keys") === "on";
    keysOn.addEventListener("change", () => localStorage.setItem("keys", keysOn.checked ? "on" : "off"));
    document.addEventListener("keydown", (event) => {
      const isTyping = event.target.matches("input:not([type=checkbox]), textarea, select");
      if (!keysOn.checked || isTyping || event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.key === "/" && text) {
        event.preventDefault();
        text.focus();
        return;
      }
      const row = KEYS[event.key];
      const form = row && [...document.querySelectorAll("form.press")].find((form) => form.elements.press.value === row && !form.querySelector("[data-keep]"));
      if (form) press(form);
    });
  }

  // The browser's own notifications, for people who ask for them.
  let lastReminder = "";
  function remind(words) {
    if (words === lastReminder || !("Notification" in window) || Notification.permission !== "granted") return;
    lastReminder = words;
    if (document.hidden) new Notification(words, { tag: "turn" });
  }
  const notify = $("notify");
  if (notify) {
    if (!("Notification" in window) || Notification.permission === "denied") notify.hidden = true;
    else if (Notification.permission === "granted") notify.textContent = "You are told when it is your turn";
    notify.addEventListener("click", async () => {
      if ((await Notification.requestPermission()) === "granted") notify.textContent = "You are told when it is your turn";
    });
  }

  localTimes();
  tick();
  setInterval(() => {
    tick();
    speak();
  }, 500);
  if ($("talk")) $("talk").scrollTop = $("talk").scrollHeight;
  if ($("now")) connect();
})();
