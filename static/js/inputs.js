// Text that grows, letters that are counted, passwords that can be seen, rows that repeat, text that can be copied.
import { word } from "./words.js";

const grows = !CSS.supports("field-sizing", "content");

function fit(area) {
  if (!grows) return;
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}

function count(input) {
  const id = (input.getAttribute("aria-describedby") || "").split(" ").find((each) => each.endsWith("-n"));
  const out = id && document.getElementById(id);
  if (!out) return;
  const max = Number(input.dataset.vMax);
  const used = [...input.value].length;
  out.textContent = used > max ? word("over", { n: used - max, max }) : word("count", { n: used, max });
  out.toggleAttribute("data-over", used > max);
}

/** Prepare the inputs below `root`; called for the page and for whatever htmx brings. */
export function prepare(root) {
  const all = (selector) => [...(root.matches?.(selector) ? [root] : []), ...root.querySelectorAll(selector)];
  all("textarea.v-auto").forEach(fit);
  all("[data-v-max]").forEach(count);
  all("[data-v-reveal]").forEach((button) => { button.hidden = false; });
}

document.addEventListener("input", (event) => {
  const input = event.target;
  if (input.matches?.("textarea.v-auto")) fit(input);
  if (input.dataset?.vMax) count(input);
});

document.addEventListener("click", async (event) => {
  const reveal = event.target.closest("[data-v-reveal]");
  if (reveal) {
    const input = document.getElementById(reveal.dataset.vReveal);
    const shown = input.type === "text";
    input.type = shown ? "password" : "text";
    reveal.setAttribute("aria-pressed", String(!shown));
    reveal.querySelector("span").textContent = word(shown ? "show" : "hide");
  }
  const add = event.target.closest("[data-v-add]");
  if (add) addRow(add.closest("[data-v-repeat]"));
  const drop = event.target.closest("[data-v-del]");
  if (drop) dropRow(drop);
  const step = event.target.closest("[data-v-step]");
  if (step) {
    const input = step.parentElement.querySelector("input");
    const by = Number(step.dataset.vStep);
    if (by > 0) input.stepUp(by); else input.stepDown(-by);
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
  const copy = event.target.closest("[data-v-copy]");
  if (copy) await copyFrom(copy);
});

// A row of a Django formset: <template> holds the empty form with __prefix__, TOTAL_FORMS counts.
function addRow(box) {
  const rows = box.querySelector(".v-repeat");
  const total = box.querySelector("input[name$='-TOTAL_FORMS']");
  const number = total ? Number(total.value) : rows.children.length;
  const holder = document.createElement("template");
  holder.innerHTML = box.querySelector("template").innerHTML.replaceAll("__prefix__", String(number));
  rows.append(holder.content);
  if (total) total.value = String(number + 1);
  renumber(box);
  prepare(rows.lastElementChild);
  rows.lastElementChild.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  box.dispatchEvent(new CustomEvent("v:row", { bubbles: true }));
}

function dropRow(button) {
  const row = button.closest(".v-repeat__row");
  const box = button.closest("[data-v-repeat]");
  const mark = row.querySelector("input[name$='-DELETE']");
  const near = row.previousElementSibling || row.nextElementSibling;
  if (mark) {
    mark.checked = true;
    row.hidden = true;
  } else {
    row.remove();
  }
  renumber(box);
  (near?.querySelector("input:not([type=hidden]), select, textarea") || box.querySelector("[data-v-add]"))?.focus();
  box.dispatchEvent(new CustomEvent("v:row", { bubbles: true }));
}

function renumber(box) {
  [...box.querySelectorAll(".v-repeat__row:not([hidden]) > .v-repeat__n")].forEach((each, place) => { each.textContent = String(place + 1); });
}

async function copyFrom(button) {
  const from = button.dataset.vCopy ? document.querySelector(button.dataset.vCopy) : button;
  const text = button.dataset.vCopyText ?? from.value ?? from.textContent.trim();
  const out = button.querySelector("span") || button;
  const before = out.textContent;
  try {
    await navigator.clipboard.writeText(text);
    out.textContent = word("copied");
    button.setAttribute("data-done", "");
  } catch {
    out.textContent = word("copyFailed");
  }
  setTimeout(() => { out.textContent = before; button.removeAttribute("data-done"); }, 4000);
}

prepare(document);
document.addEventListener("htmx:load", (event) => prepare(event.detail.elt));
