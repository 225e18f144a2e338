// A form that saves itself through htmx and keeps nothing on the device: the word shown is what the server has said.
import { showSaveState } from "./savestate.js";

const AGAIN = 5000;

/** Show the state of saving of `form`, try again where the server was not reached, and warn who leaves too early.
 * `show` takes the state and its extra; a page of several forms shows the worst of them. */
export function watchSaving(form, show = showSaveState) {
  let kept = true;
  let retry = 0;
  let typed = 0;
  let sent = 0;

  // An answer speaks of what had been sent; whoever has typed on is not told that it is kept.
  const say = (state, extra) => {
    kept = state === "saved" && typed === sent;
    show(state === "saved" && !kept ? "saving" : state, kept ? extra : "");
  };
  const mine = (event) => event.detail.elt === form;

  // What is being typed is not kept yet, whatever was kept before.
  form.addEventListener("input", () => { typed += 1; say("saving"); });
  form.addEventListener("htmx:beforeRequest", (event) => { if (mine(event)) { clearTimeout(retry); sent = typed; say("saving"); } });
  const lost = (event) => {
    if (!mine(event)) return;
    say("offline");
    clearTimeout(retry);
    retry = setTimeout(() => form.dispatchEvent(new Event("change", { bubbles: true })), AGAIN);
  };
  form.addEventListener("htmx:sendError", lost);
  form.addEventListener("htmx:timeout", lost);
  // 409 and 422 are answers about what was typed; anything else says that nothing of it was taken.
  form.addEventListener("htmx:responseError", (event) => { if (![409, 422].includes(event.detail.xhr.status)) lost(event); });
  window.addEventListener("online", () => { if (!kept) form.dispatchEvent(new Event("change", { bubbles: true })); });
  form.addEventListener("submit", () => { kept ||= navigator.onLine; });
  window.addEventListener("beforeunload", (event) => { if (!kept) event.preventDefault(); });
  return say;
}
