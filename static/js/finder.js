// The finder's box and the keys that open it. Keys of one character can be turned off (WCAG 2.1.4): who speaks to her
// computer, or touches keys by mistake, would otherwise open things that she did not want.
const KEY = "singleKeys";
const finder = document.getElementById("finder");
const keys = document.getElementById("keys");
const single = document.querySelector("[data-v-single-keys]");

const read = () => {
  try { return localStorage.getItem(KEY) !== "off"; } catch { return true; }
};

if (single) {
  single.checked = read();
  single.addEventListener("change", () => {
    try { localStorage.setItem(KEY, single.checked ? "on" : "off"); } catch { /* holds for this page */ }
  });
}

const isWriting = (target) => target instanceof Element && (target.isContentEditable || target.closest("input, textarea, select") !== null);

function open(dialog) {
  if (!dialog || document.querySelector("dialog[open]")) return false;
  dialog.showModal();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.altKey) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && !event.shiftKey) {
    if (open(finder)) event.preventDefault();
    return;
  }
  if (event.ctrlKey || event.metaKey || !single?.checked || isWriting(event.target)) return;
  const dialog = { "/": finder, "?": keys }[event.key];
  if (dialog && open(dialog)) event.preventDefault();
});

// Arrows walk from the box through what was found and back.
finder?.addEventListener("keydown", (event) => {
  if (event.isComposing || !["ArrowDown", "ArrowUp", "Enter"].includes(event.key)) return;
  const links = [...finder.querySelectorAll("#finder-found a")];
  const box = finder.querySelector("input[type=search]");
  if (event.key === "Enter") {
    // The list may be of an earlier word while the answer is under way: then the page of the finder answers.
    if (document.activeElement !== box || !links.length || finder.querySelector(".htmx-request") || finder.dataset.shown !== box.value.trim()) return;
    event.preventDefault();
    links[0].click();
    return;
  }
  if (!links.length) return;
  event.preventDefault();
  const next = links.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
  (next < 0 ? box : links[Math.min(next, links.length - 1)]).focus();
});

finder?.addEventListener("htmx:beforeRequest", () => { finder.dataset.asked = finder.querySelector("input[type=search]").value.trim(); });
finder?.addEventListener("htmx:afterSwap", () => { finder.dataset.shown = finder.dataset.asked; });
