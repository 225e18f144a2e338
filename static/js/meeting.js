// A meeting being held: each item is a form that saves itself; the page shows the worst of their states.
import { watchSaving } from "./autosave.js";
import { showSaveState } from "./savestate.js";

const WORST = ["conflict", "offline", "saving", "saved"];
const states = new Map();

function show() {
  const worst = WORST.find((state) => [...states.values()].some((each) => each.state === state));
  const last = [...states.values()].map((each) => each.extra || "").sort().at(-1);
  if (worst) showSaveState(worst, worst === "saved" ? last : "");
}

for (const form of document.querySelectorAll("[data-meeting-item]")) {
  const say = watchSaving(form, (state, extra) => { states.set(form, { state, extra }); show(); });
  let busy = 0;
  let waiting = null;
  form.addEventListener("htmx:beforeSend", (event) => { if (event.detail.elt === form) busy += 1; });
  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt !== form) return;
    const answer = form.querySelector("[data-kept]");
    const taken = event.detail.successful;
    if (answer?.dataset.state && (taken || [409, 422].includes(event.detail.xhr.status))) say(answer.dataset.state, answer.dataset.saved);
    busy = Math.max(0, busy - 1);
    if (busy || !waiting) return;
    const then = waiting;
    waiting = null;
    if (taken) form.requestSubmit(then); // of what was not taken the page says why, and nothing is sent over it
  });
  // Whoever presses a button while words are on their way sends it with what the answer says: without it, the page would
  // know of an older version and be told that she herself had written meanwhile.
  form.addEventListener("submit", (event) => {
    if (!busy) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting = event.submitter;
  }, true);
}
// 409 and 422 are answers about what was typed, and are shown like any other.
document.addEventListener("htmx:beforeSwap", (event) => {
  if ([409, 422].includes(event.detail.xhr.status) && event.detail.requestConfig.elt.matches("[data-meeting-item]")) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
// One's own words instead of the other's: from now on they begin where the other left off.
document.addEventListener("click", (event) => {
  const mine = event.target.closest("[data-mine]");
  if (!mine) return;
  const form = mine.form;
  for (const part of ["version", "draft_version"]) form.elements[`${mine.dataset.mine}-${part}`].value = mine.dataset[part === "version" ? "version" : "draftVersion"];
  form.dispatchEvent(new Event("change", { bubbles: true }));
});
