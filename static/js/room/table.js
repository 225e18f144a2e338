// The room on a table's pages: the clock in the bar, a silent nudge when the time changes colour, help, messages.
import { draw } from "./clock.js";
import { forgetPages } from "../sheet/leaving.js";
import { token } from "../sheet/post.js";
import { toast } from "../feedback.js";
import { RoomPoll } from "./poll.js";
import { say } from "./words.js";

const NUDGES = { block: [120, 80, 120], given: [80], soon: [80], last: [80, 60, 80], over: [250] };
const region = document.querySelector("[data-room]");
const list = region.querySelector("[data-rw-list]");
const calm = matchMedia("(prefers-reduced-motion: reduce)");

// How much this device still holds for this table that the server has not: what is on its disk, and for the sheet of this
// page what the page says on its root (it may hold something that no disk took). What it is known to hold for another
// table is not counted. Where the disk does not answer it holds at least what the page says, and what was found before;
// until anything is known nothing is said, and who leads the room goes on seeing what was said last.
const PATIENT = 300;
let kept = null;
let asking = null;
let others = null;
function count() {
  asking ??= import("../sheet/held.js").then((module) => { kept = module; }).catch(() => {}).finally(() => { asking = null; });
}
async function unsent() {
  if (!kept && document.readyState === "complete") count();
  const all = await Promise.race([kept?.held(), new Promise((done) => { setTimeout(done, PATIENT); })]).catch(() => null);
  const here = document.documentElement.dataset.unsent;
  if (all) {
    const sheet = here === undefined ? "" : document.getElementById("sheet").dataset.sheet;
    const known = kept.places();
    const ours = (whose) => (known[whose]?.group ?? region.dataset.group) === region.dataset.group;
    others = Object.values(all).flat().filter((one) => one.sheet !== sheet && ours(one.sheet)).length;
  }
  // Nothing on this page is nothing at all only once the disk has been heard.
  return others === null && !Number(here) ? "" : `?unsent=${(others || 0) + Number(here || 0)}`;
}
const poll = new RoomPoll(region.dataset.room, unsent);
let clock = null;
let before = null;
/** How far this device's clock was off when the time shown was heard, where it is one from an earlier visit. */
let recalled = null;
const MOST_REMEMBERED = 6 * 60 * 60 * 1000;

function tick() {
  if (!clock) return;
  const shown = draw(clock, now(), poll.online ? "" : say("unheard"));
  const here = { block: clock.on ? clock.number : 0, phase: shown.phase, still: shown.still || !poll.online };
  if (before && !here.still && clock.on && !clock.closed) {
    if (here.block !== before.block) nudge("block");
    else if (here.phase !== before.phase && NUDGES[here.phase]) nudge(here.phase);
  }
  before = here;
}

function nudge(kind) {
  if (!calm.matches) navigator.vibrate?.(NUDGES[kind]);
  document.dispatchEvent(new CustomEvent("room:nudge", { detail: kind }));
}

// What was heard last is kept, with how far this device's clock was off then: a page opened without a network goes on
// counting by it, and says that it is not connected.
const KEPT = `room/${region.dataset.group}`;

function keepClock() {
  try {
    if (clock) localStorage.setItem(KEPT, JSON.stringify({ clock, offset: poll.now() - Date.now() }));
    else localStorage.removeItem(KEPT);
  } catch { /* nothing can be kept here */ }
}

/** What was heard last, by this page or the one before it; null where that is long ago. */
function keptClock() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT));
    const age = Date.now() + kept.offset - kept.clock.at;
    return age < 0 || age > MOST_REMEMBERED ? null : kept;
  } catch {
    return null;
  }
}

function recallClock() {
  const kept = keptClock();
  if (!kept) return false;
  clock = kept.clock;
  recalled = kept.offset;
  return true;
}

const now = () => (recalled === null ? poll.now() : Date.now() + recalled);

// What has become of the day is said by a script that nobody needs before she can type.
function sayGiven(before, after, heard) {
  import("./given.js").then(({ given, moved, tell }) => {
    if (tell(given(before, after, heard), moved(before, after))) nudge("given");
  }).catch(() => { /* the clock itself is right */ });
}

poll.addEventListener("news", ({ detail }) => {
  recalled = null;
  // Who was between two pages when somebody pressed is told on the next one.
  const before = clock || keptClock()?.clock;
  const heard = now();
  clock = detail.clock;
  sayGiven(before, detail.clock, heard);
  keepClock();
  for (const form of document.querySelectorAll("[data-room-help]")) {
    form.hidden = !detail.helps;
    form.querySelector("button").setAttribute("aria-pressed", String(detail.help));
    form.elements.needed.value = detail.help ? "no" : "yes";
    form.querySelector("[data-off]").hidden = detail.help;
    form.querySelector("[data-on]").hidden = !detail.help;
  }
  turn(detail.turn);
  ask(detail.asked);
  messages(detail.words);
  tick();
  document.dispatchEvent(new Event("room:news"));
});

/** The table's place among those that present; whoever is on, or next, is nudged when she becomes it. */
function turn({ key, text }) {
  const line = region.querySelector("[data-rw-turn]");
  const place = line.querySelector("span");
  if (place.textContent !== text) place.textContent = text;
  line.hidden = !text;
  if (key !== line.dataset.rwTurn && (key === "now" || key === "next")) nudge("block");
  line.dataset.rwTurn = key;
}

/** What the table is asked to do now; on the page where it is done there is nothing to say. */
function ask(asked) {
  const place = region.querySelector("[data-rw-asked]");
  const there = new Map([...place.children].map((line) => [line.dataset.asked, line]));
  for (const one of asked) {
    if (new URL(one.url, location.href).pathname === location.pathname) continue;
    const line = there.get(one.key) || region.querySelector("[data-rw-asked-blank]").content.firstElementChild.cloneNode(true);
    line.querySelector("span").textContent = one.text;
    line.querySelector("a").textContent = one.action;
    line.querySelector("a").href = one.url;
    if (!there.delete(one.key)) {
      line.dataset.asked = one.key;
      place.append(line);
      nudge("soon");
    }
  }
  for (const line of there.values()) line.remove();
}

function messages(words) {
  const there = new Map([...list.children].map((line) => [line.dataset.word, line]));
  for (const word of words) {
    if (there.delete(String(word.id))) continue;
    const line = region.querySelector("[data-rw-blank]").content.firstElementChild.cloneNode(true);
    line.dataset.word = word.id;
    line.querySelector("span").textContent = word.text;
    line.querySelector("form").action = line.querySelector("form").getAttribute("action").replace("/0/", `/${word.id}/`);
    list.append(line);
    nudge("soon");
  }
  for (const line of there.values()) line.remove();
}

poll.addEventListener("line", () => {
  if (clock || poll.online || recallClock()) return tick();
  // A page from the device, nobody to ask, and nothing heard lately: the time on it is of then.
  for (const place of document.querySelectorAll("[data-room-clock]")) place.hidden = true;
});

poll.addEventListener("refused", ({ detail }) => {
  const line = document.querySelector("[data-rw-gone]");
  line.querySelector("span").textContent = detail;
  line.hidden = false;
  clock = null;  // its time goes on without this device
  keepClock();
  forgetPages();
  for (const place of document.querySelectorAll("[data-room-clock], [data-room-help]")) place.hidden = true;
});

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-room-help], [data-rw-read]");
  if (!form) return;
  event.preventDefault();
  try {
    const response = await fetch(form.action, { method: "POST", headers: { Accept: "application/json", "X-CSRFToken": token() }, body: new URLSearchParams(new FormData(form)), credentials: "same-origin", redirect: "error" });
    if (!response.ok && response.status !== 404) throw new Error(String(response.status));
    if (form.matches("[data-rw-read]")) {
      form.closest("li").remove();
      document.getElementById("main").focus({ preventScroll: true });
    }
  } catch {
    toast(say("failed"), "risk");
  }
  poll.soon(0);
});

// A vote that waits on this device is sent from here as well; the page comes first.
const AFTER = 1000;
const sendVotes = () => {
  let waits = false;
  try { waits = Object.keys(localStorage).some((key) => key.startsWith("vote/") && key.endsWith(`/${region.dataset.seat}`)); } catch { /* nothing can be kept here */ }
  if (waits) import("./votes.js").then((votes) => votes.sendWaiting(region)).catch(() => {});
};
for (const happens of ["online", "storage"]) window.addEventListener(happens, sendVotes);
const afterwards = () => { count(); setTimeout(sendVotes, AFTER); };
if (document.readyState === "complete") afterwards();
else window.addEventListener("load", afterwards);

setInterval(tick, 250);
poll.start();
