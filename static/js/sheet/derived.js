// What the page shows because of what stands in its boxes: counts, stars, the bar, the matrix. Computed here at once, so
// that it is right without a network too.
import { boxOf, read } from "./fields.js";
import { say } from "./words.js";

const text = (path) => String((boxOf(path) && read(boxOf(path))) || "").trim();

/** Everything that follows from the boxes. Cheap enough for every key stroke. */
export function derive() {
  for (const shown of document.querySelectorAll(":is(p, span)[data-show]")) {
    const words = text(shown.dataset.show);
    if (shown.textContent !== words) shown.textContent = words;
  }
  for (const count of document.querySelectorAll("[data-list-count]")) {
    count.textContent = String(document.querySelectorAll(`[data-list="${count.dataset.listCount}"] > [data-item]`).length);
  }
  for (const item of document.querySelectorAll("[data-item]")) deriveItem(item);
  deriveIssue();
  deriveTabs();
  deriveCore();
  deriveTally();
  if (document.querySelector("[data-slide]")) import("./slide.js").then(({ drawSlides }) => drawSlides()).catch(() => { /* it stays as it was drawn */ });
}

function deriveItem(item) {
  const chip = item.querySelector("[data-code]");
  if (chip) drawCode(chip);
  const star = item.querySelector("[data-star]");
  const core = item.querySelector("[data-core-boxes]");
  if (core) core.hidden = star.getAttribute("aria-pressed") !== "true";
  const summary = item.querySelector(":scope > .s-item__d > summary");
  if (summary) summary.setAttribute("aria-label", say("edit", { text: text(`${item.dataset.item}/text`) }));
  if (item.matches(".s-row--res")) item.toggleAttribute("data-need", text(`${item.dataset.item}/status`) === "to_find");
  if (item.matches(".s-who")) derivePerson(item);
}

function drawCode(chip) {
  const option = boxOf(chip.dataset.code)?.selectedOptions[0];
  const [label, ...rest] = option?.value ? option.textContent.split(/\s/) : [""];
  if (chip.dataset.drawn === label) return;
  chip.dataset.drawn = label;
  chip.replaceChildren();
  if (!label) return;
  const code = document.createElement("span");
  code.className = "v-code";
  code.dataset.pillar = option.dataset.pillar;
  code.textContent = label;
  const spoken = document.createElement("span");
  spoken.className = "visually-hidden";
  spoken.textContent = ` ${rest.join(" ")}`;
  code.append(spoken);
  chip.append(code);
}

function derivePerson(item) {
  const path = item.dataset.item;
  const who = text(`${path}/contact`);
  item.querySelector("summary").toggleAttribute("data-todo", !who);
  item.querySelector("[data-contact]").textContent = who ? say("who", { who }) : say("needWho");
  const influence = text(`${path}/influence`);
  const support = text(`${path}/support`);
  const place = influence && support ? `${influence}-${support}` : "";
  const list = document.querySelector(`[data-list="${path.split("/")[0]}"][data-place="${place}"]`);
  if (list && item.parentElement !== list) {
    // Moving an element drops the focus inside it; whoever pressed the button keeps her place.
    const focused = item.contains(document.activeElement) ? document.activeElement : null;
    list.append(item);
    focused?.focus();
  }
  const unplaced = document.querySelector("[data-unplaced]");
  if (unplaced) unplaced.hidden = !unplaced.querySelector("[data-item]");
}

function deriveIssue() {
  const chosen = boxOf("core_issue")?.querySelector("input:checked")?.closest("label");
  const frame = chosen?.closest(".s-issue");
  if (!chosen || frame.querySelector("[data-issue-text]").textContent === chosen.textContent.trim()) return;
  frame.dataset.pillar = frame.dataset.answersPillar = chosen.dataset.pillar;
  frame.dataset.answers = chosen.textContent.trim();
  frame.querySelector("[data-issue-invite]")?.remove();
  frame.querySelector("[data-issue-text]").textContent = chosen.textContent.trim();
  const sign = document.querySelector(`.s-ppick [data-pillar="${chosen.dataset.pillar}"] svg`)?.cloneNode(true);
  if (sign) frame.querySelector(".s-corebox > svg").replaceWith(sign);
}

function deriveTabs() {
  for (const tab of document.querySelectorAll("[role=tab][aria-controls]")) {
    const pane = document.getElementById(tab.getAttribute("aria-controls"));
    tab.querySelector("[data-tab-count]").textContent = say("items", { n: pane.querySelectorAll("[data-item]").length });
    tab.querySelector("[data-tab-star]").hidden = !pane.querySelector('[data-star][aria-pressed="true"]');
  }
}

/** The stars that are lit, in the order of the pillars. */
export const stars = () => [...document.querySelectorAll('[data-item] [data-star][aria-pressed="true"]')];

function deriveCore() {
  const list = document.querySelector("[data-core-list]");
  if (!list) return;
  const lit = stars();
  document.querySelector("[data-picked]").textContent = String(lit.length);
  const none = document.querySelector("[data-core-none]");
  if (none) none.hidden = lit.length > 0;
  const full = lit.length >= Number(document.getElementById("sheet").dataset.stars);
  if (!full) document.querySelector("[data-star-note]").hidden = true;
  for (const star of document.querySelectorAll("[data-star]")) {
    star.toggleAttribute("data-full", full && star.getAttribute("aria-pressed") !== "true");
  }
  const lines = lit.map((star) => {
    const item = star.closest("[data-item]");
    const pane = star.closest("[data-pane]");
    const path = item.dataset.item;
    const line = document.createElement("li");
    line.dataset.pillar = pane.dataset.pillar;
    const sign = document.querySelector(`[role=tab][aria-controls="${pane.id}"] svg`)?.cloneNode(true);
    const link = document.createElement("a");
    link.href = `#${item.id}`;
    link.textContent = text(`${path}/text`);
    const affected = text(`${path}/core_affected`);
    const more = document.createElement("small");
    more.textContent = `${affected ? say("affected", { text: affected }) : say("affectedNone")}・${text(`${path}/core_why`) || say("whyNone")}`;
    link.append(more);
    line.append(...(sign ? [sign] : []), link);
    return line;
  });
  const drawn = lines.map((line) => line.outerHTML).join("");
  if (list.dataset.drawn !== drawn) {
    list.dataset.drawn = drawn;
    list.replaceChildren(...lines);
  }
}

function deriveTally() {
  const tally = document.querySelector("[data-tally]");
  if (!tally) return;
  const have = (status) => [...document.querySelectorAll(".s-row--res")].filter((item) => text(`${item.dataset.item}/status`) === status).length;
  tally.textContent = say("atHand", { a: have("at_hand"), b: have("to_find") });
}

/** Tabs: one pane at a time, arrow keys between them; a link to an item opens the pane it is in. */
export function tabs() {
  const bar = document.querySelector("[data-tabs]");
  if (!bar) return;
  const all = [...bar.querySelectorAll("[role=tab]")];
  const show = (tab) => {
    for (const one of all) {
      const on = one === tab;
      one.setAttribute("aria-selected", String(on));
      one.tabIndex = on ? 0 : -1;
      document.getElementById(one.getAttribute("aria-controls")).hidden = !on;
    }
    try { sessionStorage.setItem("sheet-tab", tab.id); } catch { /* a private window: the first tab it is */ }
  };
  let kept = null;
  try { kept = document.getElementById(sessionStorage.getItem("sheet-tab")); } catch { /* as above */ }
  show(all.includes(kept) ? kept : all[0]);
  bar.addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (tab) show(tab);
  });
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -all.length, End: all.length }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = all.indexOf(event.target.closest("[role=tab]"));
    const next = event.key === "Home" ? 0 : event.key === "End" ? all.length - 1 : (at + step + all.length) % all.length;
    show(all[next]);
    all[next].focus();
  });
  const go = (hash) => {
    const item = hash.length > 1 && document.getElementById(decodeURIComponent(hash.slice(1)));
    const pane = item && item.closest("[data-pane]");
    if (!pane) return false;
    show(all.find((one) => one.getAttribute("aria-controls") === pane.id));
    item.scrollIntoView({ block: "center" });
    (item.querySelector("[data-core-boxes]:not([hidden]) textarea") || item.querySelector("summary"))?.focus({ preventScroll: true });
    return true;
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-core-list] a[href^='#']");
    if (link && go(link.hash)) event.preventDefault();
  });
  go(location.hash);
}
