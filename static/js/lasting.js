// A session that nobody uses ends. Shortly before, the page says so, and one tap goes on: nothing is loaded anew, and what
// is typed stays. Where it has ended already the page says that, keeps what is typed, and takes it up again once the same
// person has signed in beside it.
import { toast } from "./feedback.js";
import { token } from "./sheet/post.js";
import { word } from "./words.js";

const { session: address, sessionLeft, user, login } = document.body.dataset;
const WARN = 120;
const AGAIN = 10;
const first = Number(sessionLeft);
const warn = Math.min(WARN, first / 2);
let ends = Date.now() + first * 1000;
let last = false;
let timer = 0;
let line = null;
let before = null;

const left = () => (ends - Date.now()) / 1000;
const after = (seconds, work) => { clearTimeout(timer); timer = setTimeout(work, Math.max(0.2, seconds) * 1000); };

/** The line at the corner of the page; its words change only when they say something new, so that they are read once. */
function say(text, action) {
  if (!line) {
    let box = document.querySelector(".v-toasts");
    if (!box) {
      box = document.createElement("div");
      box.className = "v-toasts";
      box.setAttribute("role", "region");
      document.body.append(box);
    }
    line = document.createElement("div");
    line.className = "v-toast";
    line.dataset.tone = "risk";
    line.dataset.lasting = "";
    line.append(document.createElement("span"), document.createElement("div"));
    line.children[1].setAttribute("role", "alert");
    line.addEventListener("focusin", (event) => { if (event.relatedTarget && !line.contains(event.relatedTarget)) before = event.relatedTarget; });
    box.append(line);
  }
  const words = line.children[1];
  if (words.textContent !== text) words.textContent = text;
  if (line.dataset.says === action.textContent) return;
  line.dataset.says = action.textContent;
  line.children[2]?.remove();
  line.append(action);
}

function away() {
  const held = line?.contains(document.activeElement);
  line?.remove();
  line = null;
  if (held && before?.isConnected) before.focus({ preventScroll: true });
}

function button() {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-sm btn-primary";
  made.textContent = word("sessionGoOn");
  made.addEventListener("click", () => ask("POST"));
  return made;
}

function link() {
  const made = document.createElement("a");
  made.className = "btn btn-sm btn-outline-primary";
  made.href = login;
  made.target = "_blank";
  made.textContent = word("signIn");
  return made;
}

function tick() {
  if (left() > warn) { away(); after(Math.min(left() - warn, 60), look); return; }
  if (left() <= 0) { ask("GET"); return; }
  const minutes = Math.ceil(left() / 60);
  const soon = left() < 45 ? word("sessionEndsSoon") : word("sessionEnds", { n: minutes });
  say(last ? `${soon}${word("sessionLast")}` : soon, last ? link() : button());
  after(1, tick);
}

/** Before anything is said the server is asked: another tab may be at work. */
function look() {
  if (left() > warn) after(Math.min(left() - warn, 60), look);
  else ask("GET");
}

async function ask(method) {
  clearTimeout(timer);
  try {
    const answer = await fetch(address, { method, headers: { Accept: "application/json", "X-CSRFToken": token() }, credentials: "same-origin", cache: "no-store", redirect: "error" });
    const told = answer.ok ? await answer.json() : null;
    if (!told || String(told.who) !== user) { over(); return; }
    if (told.left === null) { away(); return; }
    const went = line && told.left > warn;
    ends = Date.now() + told.left * 1000;
    last = told.last !== null && told.last <= told.left + 1;
    if (went) toast(word("sessionGoesOn"), "ok", "session");
    tick();
  } catch {
    if (line && left() > 0) say(word("requestFailed"), last ? link() : button());
    after(AGAIN, look);
  }
}

function over() {
  say(word("sessionOver"), link());
  after(AGAIN, () => ask("GET"));
}

if (address && first > 0) {
  look();
  document.addEventListener("visibilitychange", () => { if (!document.hidden && (line || left() <= warn)) ask("GET"); });
  // Whoever signed in beside this page has a new token against forged requests; the page's own is of before.
  window.addEventListener("submit", (event) => {
    const field = event.target.elements?.namedItem("csrfmiddlewaretoken");
    if (field && token()) field.value = token();
  }, true);
}
