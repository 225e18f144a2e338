// Lists of items: drawn from the page's own templates, never moved while somebody writes in them.
import { prepare } from "../inputs.js";
import { read, boxOf } from "./fields.js";
import { say } from "./words.js";

export const itemOf = (path) => document.querySelector(`[data-item="${CSS.escape(path)}"]`);
const listOf = (key) => document.querySelector(`[data-list="${CSS.escape(key)}"]`);

/** Draw an item at its place in the list (at the end, if its order is not known yet). Returns it. */
export function draw(path, order = Number.MAX_SAFE_INTEGER) {
  const [key, id] = path.split("/");
  const list = listOf(key);
  const blank = document.querySelector(`template[data-blank="${CSS.escape(key)}"]`);
  if (!list || !blank) return null;
  const holder = document.createElement("template");
  holder.innerHTML = blank.innerHTML.replaceAll("__item__", id);
  const item = holder.content.firstElementChild;
  item.dataset.order = String(order);
  const next = [...list.children].find((one) => Number(one.dataset.order) > order);
  list.insertBefore(item, next || null);
  prepare(item);
  return item;
}

/** Give an item its order from the server; it moves only if nobody writes in it. */
export function reorder(item, order) {
  if (Number(item.dataset.order) === order) return;
  item.dataset.order = String(order);
  const list = item.parentElement;
  const next = [...list.children].find((one) => one !== item && Number(one.dataset.order) > order);
  if ((next || null) !== item.nextElementSibling && !item.contains(document.activeElement)) list.insertBefore(item, next || null);
}

/** The question that says what an item of this list is. */
export const mainOf = (key) => document.querySelector(`[data-quick="${CSS.escape(key)}"]`)?.dataset.main;

/** The words an item is known by. */
export function nameOf(path) {
  const box = boxOf(`${path}/${mainOf(path.split("/")[0])}`);
  return (box && String(read(box) ?? "").trim()) || say("emptyItem");
}

/** Take an item out of sight; it stays within reach below the list. */
export function takeAway(path) {
  const item = itemOf(path);
  if (!item) return;
  const name = nameOf(path);
  item.remove();
  const box = document.querySelector(`[data-removed="${CSS.escape(path.split("/")[0])}"]`);
  if (!box || box.querySelector(`[data-gone="${CSS.escape(path)}"]`)) return;
  const line = document.createElement("li");
  line.dataset.gone = path;
  const text = document.createElement("span");
  text.textContent = name;
  const button = document.createElement("button");
  button.type = "submit";
  button.className = "btn btn-sm btn-outline-primary";
  button.dataset.restore = path;
  button.textContent = say("restore");
  line.append(text, button);
  box.querySelector("ul").append(line);
  tally(box);
}

/** Forget that an item was removed. */
export function bringBack(path) {
  const line = document.querySelector(`[data-gone="${CSS.escape(path)}"]`);
  const box = line?.closest("[data-removed]");
  line?.remove();
  if (box) tally(box);
}

function tally(box) {
  const lines = box.querySelectorAll("[data-gone]").length;
  box.hidden = !lines;
  box.querySelector("[data-removed-count]").textContent = String(lines);
}

/** What somebody writes in, or else has in the middle of her screen; null where nothing is known of that. */
function anchor() {
  const main = document.getElementById("main");
  const high = (one) => one.getBoundingClientRect();
  const active = document.activeElement;
  if (active !== main && main.contains(active) && high(active).bottom > 0 && high(active).top < innerHeight) return active;
  const there = [2, 3, 1.5].map((part) => document.elementFromPoint(innerWidth / 2, innerHeight / part));
  return there.find((one) => main.contains(one) && high(one).height < innerHeight / 2);
}

/**
 * Draw what others have written, without moving the page under anybody's hands. Browsers keep in its place what stands at
 * the top of the screen (Safari not even that); what comes in between that and where somebody writes would push it away.
 */
export function steadily(work) {
  const at = anchor();
  const before = at?.getBoundingClientRect().top;
  work();
  if (!at?.isConnected) return;
  const by = at.getBoundingClientRect().top - before;
  if (Math.abs(by) >= 1) scrollBy({ top: by, behavior: "instant" });
}
