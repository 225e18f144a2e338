// A form that was sent by somebody whose session had ended leads to the sign-in page. What was typed waits in this tab
// meanwhile, and is put back once the same person stands before the same form again.
import { note } from "./feedback.js";
import { word } from "./words.js";

const KEY = "interrupted";
const OLDEST = 60 * 60 * 1000;
const who = document.body.dataset.user || "";

const signature = (form) => form.id || form.getAttribute("action") || "";

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    return null;
  }
}

function write(kept) {
  try {
    if (kept) sessionStorage.setItem(KEY, JSON.stringify(kept));
    else sessionStorage.removeItem(KEY);
  } catch { /* nothing can be kept in this tab */ }
}

/** A form whose words are worth putting back: of somebody signed in, with nothing secret and no file, not kept elsewhere. */
function isKept(form) {
  return who && form.method === "post" && !form.dataset.draft && form.querySelector("textarea, input[type=text], input:not([type])") && !form.querySelector("[type=password], [type=file], [data-secret]");
}

// At the window, after every script that sends a form by itself has said so.
window.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !isKept(form)) return;
  const fields = [...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string");
  write({ who, path: location.pathname, form: signature(form), fields, at: Date.now(), waiting: false });
});

function putBack({ form: wanted, fields }) {
  const form = [...document.forms].find((one) => one.method === "post" && signature(one) === wanted && isKept(one));
  if (!form) return;
  const values = new Map();
  for (const [name, value] of fields) values.set(name, [...(values.get(name) || []), value]);
  for (const input of form.elements) {
    // What the page showed then belongs to what was typed; other hidden values are this page's own.
    if (!input.name || (input.type === "hidden" && !input.name.startsWith("initial-")) || ["submit", "button"].includes(input.type) || input.name === "csrfmiddlewaretoken") continue;
    const typed = values.get(input.name) || [];
    if (["checkbox", "radio"].includes(input.type)) input.checked = typed.includes(input.value);
    else if (input.options && input.multiple) for (const option of input.options) option.selected = typed.includes(option.value);
    else if (typed.length) input.value = typed.shift();
    for (const what of ["input", "change"]) input.dispatchEvent(new Event(what, { bubbles: true }));
  }
  const line = note(word("putBack"), "risk");
  line.dataset.putBack = "";
  form.before(line);
}

const kept = read();
if (kept && Date.now() - kept.at > OLDEST) write(null);
else if (kept && document.querySelector("[autocomplete=current-password]")) write({ ...kept, waiting: true });
else if (kept && !kept.waiting) write(null); // it arrived
else if (kept && who && kept.who !== who) write(null);
else if (kept && who && kept.path === location.pathname) {
  write(null);
  // Once every script of the page listens: those that save by themselves take it for typed, which it is.
  window.addEventListener("load", () => putBack(kept));
}
