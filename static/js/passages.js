// Passages that several people write (the English booklet, the report's chapters): each is a form that saves itself, the
// page shows the worst of their states, and what the server has not yet confirmed waits on this device too.
import { watchSaving } from "./autosave.js";
import { storeOf } from "./local.js";
import { showSaveState } from "./savestate.js";

const WORST = ["conflict", "offline", "saving", "saved"];
const ROOT = "passage/";
const store = storeOf(ROOT);
const states = new Map();
const forms = document.querySelectorAll("form[data-passage]");

function show() {
  const worst = WORST.find((state) => [...states.values()].some((each) => each.state === state));
  const last = [...states.values()].map((each) => each.extra || "").sort().at(-1);
  if (worst) showSaveState(worst, worst === "saved" ? last : "");
}

store.tidy();
for (const form of forms) {
  const key = `${ROOT}${document.body.dataset.user || ""}/${form.dataset.passage}`;
  const words = form.querySelector("textarea");
  const say = watchSaving(form, (state, extra) => { states.set(form, { state, extra }); show(); });
  let sent = words.value;
  form.addEventListener("input", () => store.write(key, { words: words.value, version: form.elements.version.value, at: Date.now() }));
  form.addEventListener("htmx:beforeRequest", (event) => { if (event.detail.elt === form) sent = words.value; });
  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt !== form) return;
    const answer = form.querySelector("[data-kept]");
    if (!answer?.dataset.state || !(event.detail.successful || [409, 422].includes(event.detail.xhr.status))) return;
    if (answer.dataset.state === "saved" && words.value === sent) store.drop(key);
    say(answer.dataset.state, answer.dataset.saved);
  });
  // What an earlier visit could not hand over goes back into the box, and is sent from where it began.
  const left = store.read(key);
  if (left && left.words !== words.value) {
    words.value = left.words;
    form.elements.version.value = left.version;
    window.addEventListener("load", () => { for (const what of ["input", "change"]) form.dispatchEvent(new Event(what, { bubbles: true })); });
  } else if (left) store.drop(key);
}
// 409 and 422 are answers about what was typed, and are shown like any other.
document.addEventListener("htmx:beforeSwap", (event) => {
  if ([409, 422].includes(event.detail.xhr.status) && event.detail.requestConfig.elt.matches("form[data-passage]")) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
// One's own words instead of the other's, or the other's instead of one's own: both go on from what stands there now.
document.addEventListener("click", (event) => {
  const choice = event.target.closest("[data-mine], [data-theirs]");
  if (!choice?.form?.matches("form[data-passage]")) return;
  const { form } = choice;
  form.elements.version.value = choice.dataset.version;
  const words = form.querySelector("textarea");
  if (choice.dataset.theirs !== undefined) words.value = choice.dataset.theirs;
  for (const what of ["input", "change"]) form.dispatchEvent(new Event(what, { bubbles: true }));
  words.focus();
});
