// A sheet in the browser: every box saves by itself, others' words appear, and the word shown is never a lie.
import { toast } from "../feedback.js";
import { prepare } from "../inputs.js";
import { derive, stars, tabs } from "./derived.js";
import { Drafts, fits, sayBeside } from "./drafts.js";
import { boxOf, finished, hasFocus, note, read, same, served, write } from "./fields.js";
import { hourOf } from "../hours.js";
import { newId } from "./ids.js";
import { forgetPages } from "./leaving.js";
import { bringBack, draw, itemOf, mainOf, nameOf, reorder, steadily, takeAway } from "./lists.js";
import { Poll } from "./poll.js";
import { token } from "./post.js";
import { Queue } from "./queue.js";
import { ShownWord } from "./shown-word.js";
import { DeviceStore, room } from "./store.js";
import { say } from "./words.js";

const PAUSE = 400;
/** Where the focus goes in an item. */
const FIRST = "summary, textarea, button";
const form = document.getElementById("sheet");
const sheet = form.dataset.sheet;
document.documentElement.classList.add("js-sheet");

/** What the server said last, by path: {value, version, by, at, dispute}. */
const known = new Map();
/** The version whose value a box shows: what the next change is made on. */
const shown = new Map();
/** Boxes written in that are not an operation yet, with their timers. */
const dirty = new Map();

const store = new DeviceStore(sheet);
const queue = new Queue({ store, url: form.dataset.operationsUrl, sheet });
const drafts = new Drafts(sheet, { handedIn: form.dataset.handedIn, store, kept: () => status() });
const word = new ShownWord({ root: document, queue, drafts, dirty, known });
queue.handedIn = form.dataset.handedIn;
const poll = new Poll({ url: form.dataset.stateUrl, sheet, sequence: Number(form.dataset.sequence) });

function learn(root) {
  for (const box of root.querySelectorAll("[data-path]")) {
    const path = box.dataset.path;
    if (known.has(path)) continue;
    const version = Number(box.dataset.version);
    known.set(path, { value: served(box), version, by: "", at: "" });
    shown.set(path, version);
    if (!same(read(box), served(box))) {
      box.dataset.touched = "1";
      touch(box);
    }
  }
  for (const one of root.querySelectorAll("button[data-count]:not([data-step='-1']), button[data-flag]")) {
    const path = one.dataset.count || one.dataset.flag;
    const value = one.dataset.count ? Number(one.querySelector("b").textContent) : one.getAttribute("aria-pressed") === "true";
    if (!known.has(path)) known.set(path, { value, version: Number(one.dataset.version), by: "", at: "" });
    if (!shown.has(path)) shown.set(path, Number(one.dataset.version));
  }
}

// --- writing ---------------------------------------------------------------------------------------------------------

function touch(box) {
  const path = box.dataset.path;
  clearTimeout(dirty.get(path));
  dirty.set(path, finished(box) ? setTimeout(() => commit(path), PAUSE) : 0);
}

function commit(path) {
  if (!dirty.has(path)) return;
  clearTimeout(dirty.get(path));
  dirty.delete(path);
  const box = boxOf(path);
  if (!box) return;
  const value = read(box);
  const last = queue.pending.findLast((one) => one.path === path && one.action === "set");
  if (!same(value, last ? last.value : known.get(path)?.value) || (!last && known.get(path)?.version !== shown.get(path) && !same(value, known.get(path)?.value))) {
    queue.push({ action: "set", path, value, base: shown.get(path) ?? 0 });
  }
  status();
}

const commitAll = () => { for (const path of [...dirty.keys()]) commit(path); };

function add(key, first, { id, item: name } = { id: newId(), item: newId() }) {
  const path = `${key}/${name}`;
  queue.push({ action: "add", path, value: first, id });
  // Where another device has taken the same sentence over and added it, it stands there already, perhaps with later words.
  if (itemOf(path)) return;
  const item = draw(path);
  if (!item) return;
  for (const [name, value] of Object.entries(first)) {
    const box = boxOf(`${path}/${name}`);
    if (box) write(box, value);
    known.set(`${path}/${name}`, { value, version: 1, by: "", at: "" });
    shown.set(`${path}/${name}`, 1);
  }
  known.set(path, { value: true, version: 1, by: "", at: "" });
  learn(item);
  derive();
}

function vote(button) {
  const path = button.dataset.count;
  const step = Number(button.dataset.step);
  if (step < 0 && (known.get(path)?.value || 0) + queue.waitingCount(path) <= 0) return;
  queue.push({ action: "count", path, value: step });
  showCount(path);
}

function showCount(path) {
  const total = Math.max(0, (known.get(path)?.value || 0) + queue.waitingCount(path));
  for (const one of document.querySelectorAll(`button[data-count="${CSS.escape(path)}"]:not([data-step="-1"])`)) {
    one.querySelector("b").textContent = String(total);
    one.setAttribute("aria-label", say("votes", { n: total }));
  }
}

function showFlag(path, on) {
  const button = document.querySelector(`[data-flag="${CSS.escape(path)}"]`);
  button?.setAttribute("aria-pressed", String(on));
}

function star(button) {
  const path = button.dataset.flag;
  const on = button.getAttribute("aria-pressed") !== "true";
  const most = Number(form.dataset.stars);
  if (on && "star" in button.dataset && stars().length >= most) {
    sayWhyNot(say("starLimit", { n: most }));
    return;
  }
  queue.push({ action: "set", path, value: on, base: shown.get(path) ?? 0 });
  showFlag(path, on);
  derive();
  if (on) button.closest("[data-item]")?.querySelector("[data-core-boxes] textarea")?.focus();
}

function sayWhyNot(sentence) {
  const place = document.querySelector("[data-star-note]");
  if (!place) return toast(sentence, "risk");
  place.querySelector("span").textContent = sentence;
  place.hidden = false;
}

function remove(path) {
  const near = itemOf(path)?.nextElementSibling || itemOf(path)?.previousElementSibling;
  const list = itemOf(path)?.parentElement;
  const name = nameOf(path);
  commitAll();
  queue.push({ action: "remove", path });
  known.set(path, { ...known.get(path), value: false });
  takeAway(path);
  toast(say("removed", { text: name }));
  (near?.querySelector(FIRST) || document.querySelector(`[data-quick="${list?.dataset.list}"] input`))?.focus();
  derive();
}

function restore(path) {
  queue.push({ action: "restore", path });
  known.set(path, { ...known.get(path), value: true });
  bringBack(path);
  stand(path);
  itemOf(path)?.querySelector(FIRST)?.focus();  // the button that was pressed is gone with its line
  derive();
}

/** Draw an item that is not on the page, with everything known of it. */
function stand(path, order) {
  if (itemOf(path)) return;
  const item = draw(path, order);
  if (!item) return;
  for (const [each, entry] of known) {
    if (!each.startsWith(`${path}/`)) continue;
    const box = boxOf(each);
    if (box) write(box, entry.value);
    else if (typeof entry.value === "boolean") showFlag(each, entry.value);
    else showCount(each);
    shown.set(each, entry.version);
  }
  learn(item);
}

// --- what the server says --------------------------------------------------------------------------------------------

queue.addEventListener("receipt", ({ detail: { operation, receipt } }) => {
  const { path, action, value } = operation;
  if (receipt.outcome === "applied") {
    const before = known.get(path) || { value: null, version: 0, by: "", at: "" };
    // Where the answer comes later than the news, what has been heard has this vote in it.
    if (action === "count" && receipt.version > before.version) known.set(path, { ...before, value: Math.max(0, (before.value || 0) + value), version: receipt.version });
    else if (action === "set" && receipt.version >= before.version) {
      known.set(path, { ...before, value, version: receipt.version, dispute: operation.resolves ? undefined : before.dispute });
    } else if ((action === "remove" || action === "restore") && receipt.version >= before.version) {
      known.set(path, { ...before, value: action === "restore", version: receipt.version });
    }
    if (action === "set" && !queue.has(path)) shown.set(path, Math.max(receipt.version, shown.get(path) ?? 0));
    if (receipt.message) toast(receipt.message, "risk");
  } else if (receipt.outcome === "refused" && action === "set" && document.querySelector(`[data-flag="${CSS.escape(path)}"]`)) {
    showFlag(path, known.get(path)?.value === true);
    sayWhyNot(receipt.message);
    queue.forget(operation.id);
    derive();
  }
  if (receipt.outcome !== "refused") showHeard(path);
  poll.soon(receipt.outcome === "conflict" ? 0 : 900);
  refreshParts();
});

poll.addEventListener("news", ({ detail }) => {
  barred = "";
  const handedIn = detail.handed_in ?? drafts.handedIn;
  if (handedIn !== drafts.handedIn) {
    toast(say(handedIn ? "handedIn" : "takenBack"));
    refreshParts();
  }
  drafts.handedIn = queue.handedIn = handedIn;
  if (detail.entries.length) {
    steadily(() => {
      for (const entry of detail.entries) hear(entry);
      derive();
    });
    refreshParts();
  }
  keepKnown(detail);
  warn(detail.closed);
  status();
});

function hear(entry) {
  const { path } = entry;
  const before = known.get(path);
  if (before && entry.version < before.version) return;
  known.set(path, entry);
  const [, id, field] = path.split("/");
  if (id && field === undefined) return hearItem(path, entry);
  const box = boxOf(path);
  if (!box) {
    if (typeof entry.value === "boolean" && !queue.has(path)) showFlag(path, entry.value);
    if (typeof entry.value === "number") showCount(path);
    shown.set(path, entry.version);
    return;
  }
  mark(box, entry);
  if (queue.has(path) || dirty.has(path)) return;
  if (same(read(box), entry.value)) {
    shown.set(path, entry.version);
    note(box, "");
  } else if (hasFocus(box)) {
    note(box, entry.value === "" || entry.value === null ? say("otherEmpty", { who: entry.by }) : say("other", { who: entry.by, text: String(entry.value) }));
  } else {
    write(box, entry.value);
    shown.set(path, entry.version);
    note(box, "");
  }
}

/** Show what others have written while one's own words were on their way: it was heard, and nobody says it again. */
function showHeard(path) {
  const entry = known.get(path);
  if (!entry || queue.has(path)) return;
  if (typeof entry.value === "number" && !boxOf(path)) return showCount(path);
  const isItem = path.split("/").length === 2;
  if (isItem ? Boolean(itemOf(path)) === Boolean(entry.value) : entry.version <= (shown.get(path) ?? 0)) return;
  hear({ ...entry, path });
  derive();
}

/** What the server said last is kept on this device: a page opened without a network shows it. */
const said = new Map();
let keepTimer = 0;
function keepKnown({ sequence, entries }) {
  for (const entry of entries) said.set(entry.path, entry);
  if (!entries.length) return;
  clearTimeout(keepTimer);
  keepTimer = setTimeout(() => store.remember({ sequence, entries: [...said.values()] }).catch(() => {}), 500);
}

function hearItem(path, entry) {
  if (queue.pending.some((one) => one.path === path && one.action !== "add")) return;
  const item = itemOf(path);
  if (!entry.value) {
    if (item && !item.contains(document.activeElement)) takeAway(path);
  } else if (item) {
    reorder(item, entry.order);
  } else {
    bringBack(path);
    stand(path, entry.order);
  }
}

function mark(box, entry) {
  const place = box.closest("[data-field]")?.querySelector("[data-dispute]");
  if (place) place.hidden = !entry.dispute;
}

/** An item that others have removed stays as long as somebody is in it. */
function letGo(item) {
  const path = item.dataset.item;
  if (!item.isConnected || item.contains(document.activeElement) || known.get(path)?.value !== false || queue.has(path)) return;
  takeAway(path);
  derive();
}

/** A box that is left takes the words others wrote meanwhile, unless something was typed over them. */
function catchUp(box) {
  const path = box.dataset.path;
  const entry = known.get(path);
  if (!entry || queue.has(path) || dirty.has(path) || entry.version <= (shown.get(path) ?? 0)) return;
  write(box, entry.value);
  shown.set(path, entry.version);
  note(box, "");
  derive();
}

// --- conflicts -------------------------------------------------------------------------------------------------------

async function settle(path) {
  const { askWhich } = await import("./conflict.js").catch(() => ({}));
  if (!askWhich) return toast(say("leaveUnknown"), "risk");
  const entry = known.get(path);
  if (!entry?.dispute) return;
  const box = boxOf(path);
  askWhich(path, entry, (which) => {
    let value = which === "take" ? entry.dispute.value : entry.value;
    if (which === "both") {
      const [key, id, field] = path.split("/");
      if (id && field === mainOf(key)) add(key, { [field]: String(entry.dispute.value ?? "") });
      else value = say("both", { a: entry.value ?? "", b: entry.dispute.value ?? "" });
    }
    clearTimeout(dirty.get(path));
    dirty.delete(path);
    queue.push({ action: "set", path, value, base: entry.version, resolves: entry.dispute.id });
    known.set(path, { ...entry, dispute: undefined });
    if (box) {
      write(box, value);
      mark(box, {});
      note(box, "");
    }
    derive();
    status();
  });
}

// --- the words shown -------------------------------------------------------------------------------------------------

let redraw = () => {};
const offline = () => queue.attempts > 0 || !poll.online || navigator.onLine === false;

function status() {
  if (!queue.resumed) return; // nothing is claimed before it is known what waits here
  word.show();
  const put = (name, text) => { const place = document.querySelector(name); if (place.textContent !== text) place.textContent = text; };
  // What only this device has: also what was refused, and what nobody has added yet.
  const added = drafts.typed().length + drafts.beside().length;
  document.documentElement.dataset.unsent = String(queue.pending.length + queue.refused.length + added);
  const waiting = [queue.pending.length && say("waiting", { n: queue.pending.length }), added && say("notAdded", { n: added })].filter(Boolean).join(say("and"));
  put("[data-waiting]", waiting);
  put("[data-saved-at]", queue.savedAt ? hourOf(queue.savedAt) : "");
  const line = !barred && !queue.stopped && offline();
  document.querySelector("[data-offline]").hidden = !line;
  put("[data-offline-count]", waiting ? say("sentence", { text: waiting }) : "");
  warn();
  refusals();
  redraw();
}

let closed = "";
let stands = "";
async function lookAtRoom() {
  const found = await room();
  ({ stands } = found);
  // What only this device has goes with a private window, and most browsers tell no page that they are one.
  document.querySelector("[data-unpromised]").hidden = found.promised;
  warn();
}
/** Room goes while people write, and a browser that hides how much there is says so only when something did not fit. */
const ROOM_EVERY = 60000;
setInterval(lookAtRoom, ROOM_EVERY);

/** The one sentence that matters most. That this device was moved away says the room, with the way back. */
function warning() {
  if (barred) return queue.pending.length ? say("moved") : "";
  if (queue.stopped || closed) return queue.stopped || closed;
  if (queue.storage === "full") return say(queue.pending.some((one) => !one.stored) ? "full" : "fullSent");
  if (!store.lasts) return say("private");
  if (queue.storage === "none") return say("noStorage");
  if (!queue.whole) return say("reading");
  if (queue.storage === "passing") return say("passing");
  return { tight: say("tight"), private: say("perhapsPrivate") }[stands] || "";
}

function warn(sentence) {
  if (sentence !== undefined) closed = sentence;
  const place = document.querySelector("[data-warn]");
  const text = warning();
  if (place.textContent !== text) place.textContent = text;
  place.hidden = !text;
}

let barred = "";
poll.addEventListener("barred", ({ detail }) => {
  barred = detail;
  forgetPages();
  status();
});
poll.addEventListener("line", () => {
  if (poll.online) queue.wake(true);
  status();
});

function refusals() {
  const box = document.querySelector("[data-refused]");
  box.hidden = !queue.refused.length;
  if (box.hidden || box.dataset.drawn === queue.refused.map((one) => one.id).join()) return;
  box.dataset.drawn = queue.refused.map((one) => one.id).join();
  box.querySelector("summary").textContent = say("refused", { n: queue.refused.length });
  box.querySelector("ul").replaceChildren(...queue.refused.map((one) => {
    const line = document.createElement("li");
    const words = document.createElement("span");
    const value = one.value && typeof one.value === "object" && !Array.isArray(one.value) ? Object.values(one.value).join("、") : String(one.value ?? "");
    words.textContent = `${boxOf(one.path)?.dataset.label || ""} ${value}：${one.message}`.trim();
    const again = document.createElement("button");
    again.type = "button";
    again.className = "btn btn-sm btn-outline-primary";
    again.textContent = say("again");
    // What stands in an item that was not added was not written either: it goes the same way.
    const inside = () => queue.refused.filter((other) => one.action === "add" && other.path.startsWith(`${one.path}/`));
    again.addEventListener("click", () => { for (const each of [one, ...inside()]) queue.again(each.id, each === one ? known.get(one.path)?.version ?? 0 : 1); });
    const drop = document.createElement("button");
    drop.type = "button";
    drop.className = "btn btn-sm btn-quiet";
    drop.textContent = say("giveUp");
    drop.addEventListener("click", async () => {
      for (const each of [...inside(), one]) await queue.forget(each.id);
      if (one.action === "add") itemOf(one.path)?.remove();
      const box = boxOf(one.path);
      if (!box || queue.has(one.path) || dirty.has(one.path)) return;
      write(box, known.get(one.path)?.value);
      shown.set(one.path, known.get(one.path)?.version ?? 0);
      derive();
    });
    line.append(words, again, drop);
    return line;
  }));
}

let full = false;
queue.addEventListener("change", () => {
  if (queue.storage === "full" && !full) lookAtRoom();
  full = queue.storage === "full";
  status();
});

// --- computed parts --------------------------------------------------------------------------------------------------

let partsTimer = 0;
function refreshParts() {
  const places = [...document.querySelectorAll("[data-part]")].filter((one) => !one.querySelector("[data-core-list]"));
  if (!places.length) return;
  clearTimeout(partsTimer);
  partsTimer = setTimeout(async () => {
    try {
      const response = await fetch(form.dataset.partsUrl, { headers: { "HX-Request": "true" }, credentials: "same-origin", redirect: "error" });
      if (!response.ok) return;
      const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
      steadily(() => {
        for (const place of places) {
          const part = fresh.querySelector(`[data-part="${place.dataset.part}"]`);
          if (part && place.innerHTML !== part.innerHTML) place.innerHTML = part.innerHTML;
        }
      });
    } catch { /* no network: the hints wait, nothing else does */ }
  }, 1200);
}

// --- listening -------------------------------------------------------------------------------------------------------

document.addEventListener("input", (event) => {
  const beside = event.target.closest?.("[data-quick]");
  if (beside) {
    drafts.keep(beside);
    fits(beside);
    status();
  }
  const box = event.target.closest?.("[data-path]");
  if (!box) return;
  box.dataset.touched = "1";
  touch(box);
  derive();
  status();
});
document.addEventListener("change", (event) => {
  const box = event.target.closest?.("[data-path]");
  if (!box) return;
  // A text box says "change" once more when it is left; what was typed there has been queued already.
  if (!["text", "lines"].includes(box.dataset.kind)) {
    box.dataset.touched = "1";
    touch(box);
  }
  commit(box.dataset.path);
  derive();
});
document.addEventListener("focusout", (event) => {
  const item = event.target.closest?.("[data-item]");
  if (item) setTimeout(() => letGo(item));
  const box = event.target.closest?.("[data-path]");
  if (!box) return;
  commit(box.dataset.path);
  setTimeout(() => { if (!hasFocus(box)) catchUp(box); });
});
// Safari says that an input method has done before it hands over the key that ended it; that key is number 229.
const composes = (event) => event.isComposing || event.keyCode === 229;
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || composes(event)) return;
  if (event.target.matches?.("textarea[data-kind=text]")) {
    event.preventDefault();
    commit(event.target.dataset.path);
  } else if (event.target.closest?.("[data-quick]") && event.target.matches("input")) {
    event.preventDefault();
    quick(event.target.closest("[data-quick]"));
  }
});

/** Add what stands beside 「加入」. False where it is too long for one item; then it stays where it is. */
function quick(box) {
  const input = box.querySelector("input[name^='n:']");
  const code = box.querySelector("[data-quick-code]");
  const words = input.value.trim();
  if (!words || !fits(box)) {
    input.focus();
    return !words;
  }
  const key = box.dataset.quick;
  const first = { [box.dataset.main]: words };
  if (code.value) first.call_item = code.value;
  add(key, first, drafts.idsOf(box));
  drafts.added(box);
  input.value = "";
  code.value = "";
  prepare(input);
  drafts.keep(box);
  status();
  input.focus();
  return true;
}

/** A sentence to begin with goes into the box; where somebody's own words stand there, it becomes an item beside them. */
function prompted(box, words, code) {
  const input = box.querySelector("input");
  if (drafts.typed().includes(box)) {
    add(box.dataset.quick, { [box.dataset.main]: words, call_item: code });
    sayBeside(box, say("promptAdded", { text: words }), "info");
  } else {
    input.value = words;
    box.querySelector("[data-quick-code]").value = code;
    box.dataset.prompted = words;
    prepare(box);
    drafts.keep(box);
    fits(box);
  }
  status();
  input.focus();
}

form.addEventListener("submit", (event) => event.preventDefault());
document.addEventListener("click", async (event) => {
  const at = (selector) => event.target.closest(selector);
  let found;
  if ((found = at("[data-quick] button"))) quick(found.closest("[data-quick]"));
  else if ((found = at("[data-prompt]"))) {
    prompted(document.querySelector(`[data-quick="${CSS.escape(found.dataset.prompt)}"]`), found.dataset.promptText, found.dataset.promptCode);
  } else if ((found = at("button[data-count]"))) vote(found);
  else if ((found = at("button[data-flag]"))) star(found);
  else if ((found = at("[data-remove]"))) remove(found.dataset.remove);
  else if ((found = at("[data-restore]"))) restore(found.dataset.restore);
  else if ((found = at("[data-choose]"))) settle(found.dataset.choose);
  else if (at("[data-is=conflict]")) settle(word.disputes()[0]?.[0]);
  else if ((found = at("[data-next]"))) await goOn(found);
  else return;
  event.preventDefault();
}, true);

async function goOn(button) {
  const address = button.dataset.next;
  if (!drafts.typed().every(quick)) return;
  commitAll();
  button.disabled = true;
  const sent = await queue.idle(offline() ? 1500 : 6000);
  button.disabled = false;
  if (!sent) return toast(say("nextOffline"), "risk");
  const leave = document.createElement("form");
  leave.method = "post";
  leave.action = address;
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = "csrfmiddlewaretoken";
  field.value = token();
  leave.append(field);
  document.body.append(leave);
  leave.submit();
}

// Going elsewhere in the house waits a moment for what is on its way; what does not get through is kept on this device.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[href]");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || link.target || link.hasAttribute("download")) return;
  if (link.origin !== location.origin || (link.hash && link.pathname === location.pathname)) return;
  commitAll();
  if (!queue.pending.length) return;
  event.preventDefault();
  await Promise.allSettled(queue.keeping);
  if (poll.online && navigator.onLine !== false) await queue.idle(2000);
  location.assign(link.href);
});

// A phone may end a page that is out of sight without another word.
const flush = () => {
  commitAll();
  queue.farewell();
};
window.addEventListener("pagehide", flush);
document.addEventListener("visibilitychange", () => { if (document.hidden) flush(); else queue.wake(true); });
window.addEventListener("online", () => { queue.wake(true); poll.soon(0); status(); });
window.addEventListener("offline", status);
window.addEventListener("beforeunload", (event) => {
  flush();
  if (dirty.size || queue.lost() || drafts.lost()) event.preventDefault();
});

// --- beginning -------------------------------------------------------------------------------------------------------

/** Show an operation that waits on this device, from an earlier visit or from another tab. */
function showWaiting({ action, path, value }) {
  const box = boxOf(path);
  if (action === "add" && !itemOf(path)) {
    draw(path);
    for (const [name, each] of Object.entries(value || {})) {
      if (boxOf(`${path}/${name}`)) write(boxOf(`${path}/${name}`), each);
      known.set(`${path}/${name}`, { value: each, version: 1, by: "", at: "" });
      shown.set(`${path}/${name}`, 1);
    }
    if (itemOf(path)) learn(itemOf(path));
  } else if (action === "set" && box) {
    if (!dirty.has(path)) write(box, value);
    box.dataset.touched = "1";
  } else if (action === "set" && typeof value === "boolean") showFlag(path, value);
  else if (action === "count") showCount(path);
  else if (action === "remove") takeAway(path);
  else if (action === "restore") { bringBack(path); stand(path); }
}

/** Show an operation that the server took after this page was drawn, as though it had just been heard of. */
function showSettled({ action, path, value, version, device_at }) {
  const entry = { ...known.get(path), path, value, version, by: "", at: device_at };
  if (action === "set") return hear(entry);
  if (action === "add") {
    showWaiting({ action, path, value });
    known.set(path, { ...entry, value: true });
  }
  if (action === "count") hear({ ...entry, value: Math.max(0, (known.get(path)?.value || 0) + value) });
  if (action === "remove" || action === "restore") hear({ ...entry, value: action === "restore" });
}

queue.addEventListener("joined", ({ detail }) => {
  showWaiting(detail);
  derive();
});
// What lay on a disk that answered late: newer words in the same box stay, and the server keeps both.
queue.addEventListener("left", ({ detail }) => {
  const newer = detail.action === "set" && (boxOf(detail.path)?.dataset.touched || queue.pending.findLast((one) => one.path === detail.path) !== detail);
  if (!newer) showWaiting(detail);
  derive();
});

learn(document);
tabs();
const recalled = await store.recall().catch(() => undefined);
if (recalled?.sequence > poll.sequence) {
  poll.sequence = recalled.sequence;
  for (const entry of recalled.entries) {
    said.set(entry.path, entry);
    hear(entry);
  }
}
// What this device has sent since, perhaps from another page: its words are written on from, not against.
for (const one of await store.settled().catch(() => [])) if (one.sequence > poll.sequence) showSettled(one);
for (const operation of await queue.resume()) showWaiting(operation);
await drafts.bringBack();
derive();
status();
poll.sequence = 0;
poll.start();

// The rest is fetched when the first word can be written; without a network the service worker has it.
const others = () => import("./leftovers.js").then(({ sendLeftovers }) => sendLeftovers(sheet)).catch(() => { /* the disk does not answer yet */ });
let drawn = null;
function drawReceipts() {
  drawn ??= import("./receipts.js").then(({ receipts }) => { redraw = receipts(queue, store, sheet, drafts); });
  drawn.catch(() => { drawn = null; });
}
drawReceipts();
document.querySelector("[data-receipts]").addEventListener("toggle", drawReceipts);
import("./conflict.js").catch(() => { /* it is asked for again when there is something to choose */ });
others();
store.addEventListener("read", () => {
  others();
  status();
});
lookAtRoom();
