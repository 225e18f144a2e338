// A device at the entrance. What is pressed without a connection is kept here with its time and sent in its order when
// the server answers again; each press has a name of its own, so that it counts once however often it is sent. The page
// never says that somebody is signed in before the server has said so.
import { Outbox } from "./kiosk/outbox.js";
import { asked, keepPages, whence } from "./kept-pages.js";
import { newId } from "./sheet/ids.js";

const PATIENCE = 8000;
const EVERY = 10000;
const outbox = new Outbox(location.pathname);
let kiosk = document.querySelector("[data-kiosk]");
let timer = 0;
let busy = false;
let sending = false;
let reachable = navigator.onLine;
let typing = null; // the form to type in, for when the next page cannot be fetched

const token = () => kiosk.querySelector("input[name=csrfmiddlewaretoken]")?.value || "";

async function ask(address, options = {}) {
  const stop = new AbortController();
  const late = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const answer = await fetch(address, { ...options, signal: stop.signal, cache: "no-store", credentials: "same-origin" });
    const body = await answer.text();
    if (answer.status >= 500) throw new Error("broken");
    reachable = true;
    return { status: answer.status, body };
  } catch (problem) {
    reachable = false;
    throw problem;
  } finally {
    clearTimeout(late);
  }
}

/** Show what the server answered; without it the page stays as it is. */
function show({ status, body }) {
  const page = new DOMParser().parseFromString(body, "text/html");
  const fresh = page.querySelector("[data-kiosk]");
  if (!fresh) {
    if (status === 403 || status === 404) location.reload();
    return;
  }
  kiosk.replaceWith(fresh);
  kiosk = fresh;
  begin();
}

async function refresh() {
  const field = kiosk.querySelector("input[name=who]");
  if (!busy && !(field && field.value)) {
    try {
      return show(await ask(location.pathname));
    } catch {
      if (!field) typeAgain();
      await tell();
    }
  }
  return again(5000);
}

/** Back to the form for the next person, without the server. */
function typeAgain() {
  for (const other of kiosk.querySelectorAll("[data-answer]")) other.remove();
  if (typing && !kiosk.querySelector("input[name=who]")) {
    const fresh = typing.cloneNode(true);
    kiosk.append(fresh);
    listen(fresh);
    fresh.querySelector("input[name=who]").focus();
  }
}

function again(wait) {
  clearTimeout(timer);
  timer = setTimeout(refresh, wait);
}

/** How many wait, or -1 where this browser keeps nothing. */
const waiting = () => outbox.all().then((all) => all.length, () => -1);

async function tell() {
  const count = await waiting();
  kiosk.querySelector("[data-offline]").hidden = reachable && count <= 0;
  kiosk.querySelector("[data-cut]").hidden = reachable;
  const line = kiosk.querySelector("[data-waiting]");
  line.hidden = count <= 0;
  line.querySelector("b").textContent = String(Math.max(0, count));
  kiosk.querySelector("[data-nothing-kept]").hidden = count >= 0 || reachable;
  const languages = document.querySelector(".r-lang");
  if (languages) languages.hidden = !reachable; // it would lead to a page that cannot be fetched
}

/** Keep a press here, and say just that: kept, not signed. */
async function keep(press) {
  const card = kiosk.querySelector("[data-kept]");
  const failed = kiosk.querySelector("[data-not-kept]");
  card.hidden = failed.hidden = true;
  try {
    await outbox.put(press);
    card.querySelector("[data-when]").textContent = new Date(press.at).toTimeString().slice(0, 5);
    card.querySelector("[data-who]").textContent = press.shown;
    card.hidden = false;
  } catch {
    failed.hidden = false;
  }
  const field = kiosk.querySelector("input[name=who]");
  if (field) field.value = "";
  typeAgain();
  await tell();
  again(12000);
}

/** Send what waits, oldest first; true when nothing is left. */
async function drain() {
  if (sending) return false;
  sending = true;
  try {
    for (;;) {
      const all = await outbox.all();
      if (!all.length) return true;
      const presses = all.slice(0, 50).map(({ id, typed, given, at }) => ({ id, typed, given, at }));
      const body = JSON.stringify({ sent_at: Date.now(), presses });
      const headers = { "Content-Type": "application/json", "X-CSRFToken": token() };
      const answer = await ask(`${location.pathname}presses/`, { method: "POST", headers, body });
      if (answer.status !== 200) {
        if (answer.status === 403) show(await ask(location.pathname)); // a fresh token for the next try
        return false;
      }
      const { receipts } = JSON.parse(answer.body);
      await outbox.drop(receipts.map((one) => one.id));
      report(receipts);
      if (!receipts.length) return false;
    }
  } catch {
    return false;
  } finally {
    sending = false;
    await tell();
  }
}

/** What became of what was kept, in the server's words. */
function report(receipts) {
  const list = kiosk.querySelector("[data-sent]");
  list.hidden = false;
  for (const { words } of receipts) {
    const line = document.createElement("li");
    line.textContent = words;
    list.querySelector("ul").append(line);
  }
  again(30000); // long enough to be read
}

async function send(form) {
  const body = new FormData(form);
  const name = form.querySelector("button b")?.textContent || "";
  const press = {
    id: newId(), at: Date.now(), typed: String(body.get("who") || ""), given: String(body.get("person") || ""),
    shown: String(body.get("who") || name),
  };
  body.set("press", press.id);
  // What was pressed before comes first: while something waits, the next one waits behind it.
  if ((await waiting()) > 0 && !(await drain())) return keep(press);
  try {
    return show(await ask(location.pathname, { method: "POST", body }));
  } catch {
    return keep(press);
  }
}

function listen(place) {
  for (const form of place.querySelectorAll("form")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (busy) return;
      busy = true;
      try {
        await send(form);
      } finally {
        busy = false;
      }
    });
  }
}

function begin() {
  listen(kiosk);
  for (const link of kiosk.querySelectorAll(`a[href="${location.pathname}"]`)) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      refresh();
    });
  }
  const place = kiosk.querySelector(".r-kiosk__two");
  if (place) {
    typing = place.cloneNode(true);
    typing.querySelector(".r-scan")?.remove(); // its code is out of date in a minute
  }
  kiosk.querySelector("input[name=who]")?.focus();
  again(Number(kiosk.dataset.kiosk) * 1000);
  tell();
}

if (kiosk) {
  begin();
  const look = async () => {
    if ((await waiting()) > 0 && !busy) await drain();
  };
  look();
  setInterval(look, EVERY);
  addEventListener("online", look);
  addEventListener("offline", () => {
    reachable = false;
    tell();
  });
  navigator.storage?.persist?.().catch(() => {});
  // Restarted without a network it opens all the same: the page is kept, and what waits is in the outbox.
  const { worker } = document.body.dataset;
  if (worker && "serviceWorker" in navigator) {
    whence((stored) => {
      if (stored) kiosk.querySelector(".r-scan")?.remove(); // its code was good for a minute
    });
    keepPages(worker);
    addEventListener("online", () => keepPages(worker));
    navigator.serviceWorker.addEventListener("controllerchange", () => { if (asked()) keepPages(worker); });
  }
}
