// Errors get the focus; requests that fail say so instead of leaving the page silent.
import { word } from "./words.js";

const focusSummary = (root) => root.querySelector?.("[data-v-error-summary]:not([data-v-still] *)")?.focus();

/**
 * Show a sentence at the corner of the page; it stays until it is closed. The same sentence stands there once, and of one
 * `source`, which says what has just been done, only the newest.
 */
export function toast(text, tone = "info", source = "") {
  let box = document.querySelector(".v-toasts");
  if (!box) {
    box = document.createElement("div");
    box.className = "v-toasts";
    box.setAttribute("role", "region");
    document.body.append(box);
  }
  for (const old of [...box.children]) if ((source && old.dataset.source === source) || old.querySelector("div")?.textContent === text) old.remove();
  const line = document.createElement("div");
  line.className = "v-toast";
  if (source) line.dataset.source = source;
  line.dataset.tone = tone;
  line.setAttribute("role", tone === "late" ? "alert" : "status");
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn btn-quiet btn-sm";
  close.dataset.vClose = "";
  close.textContent = "×";
  const words = document.createElement("div");
  words.textContent = text;
  line.append(document.createElement("span"), words, close);
  box.append(line);
}

/** What `source` has said is no longer so; or only what it has said in one tone. */
export function untoast(source, tone = "") {
  for (const old of document.querySelectorAll(".v-toasts > .v-toast")) if (old.dataset.source === source && (!tone || old.dataset.tone === tone)) old.remove();
}

/** A sentence in the page itself, as {% note %} draws one; the caller puts it where it belongs. */
export function note(text, tone, role = "status") {
  const line = document.createElement("div");
  line.className = "v-note";
  line.dataset.tone = tone;
  line.setAttribute("role", role);
  const words = document.createElement("div");
  words.textContent = text;
  line.append(words);
  return line;
}

// A link of the summary leads into its field; a set of choices gives the focus to its first choice.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-v-error-summary] a[href^='#']");
  if (!link) return;
  const input = document.getElementById(link.hash.slice(1));
  if (!input) return;
  event.preventDefault();
  input.closest("details:not([open])")?.setAttribute("open", "");
  input.focus({ preventScroll: true });
  (input.closest(".v-field") || input).scrollIntoView({ block: "center" });
});

// A form sent without a network would leave for the browser's own page of errors, and from there no way leads back to what
// was typed or drawn in it: it stays. Scripts that send a form themselves have taken it by now.
window.addEventListener("submit", (event) => {
  if (event.defaultPrevented || navigator.onLine || event.target.method !== "post") return;
  event.preventDefault();
  toast(word("requestFailed"), "late");
});

document.addEventListener("htmx:sendError", () => toast(word("requestFailed"), "late"));
document.addEventListener("htmx:responseError", (event) => {
  if (![401, 422].includes(event.detail.xhr.status)) toast(word("requestRefused"), "late");
});
// 422 is a form that was not right: its answer is shown like any other.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 422) { event.detail.shouldSwap = true; event.detail.isError = false; }
});
document.addEventListener("htmx:load", (event) => focusSummary(event.detail.elt));
focusSummary(document);
