// The report's numbers, put as a reference into whichever text was written in last, where the cursor stands.
const WIDE = matchMedia("(min-width: 1200px)");
const list = document.querySelector("[data-numbers]");
let last = null;

if (!WIDE.matches) list.open = false;
document.addEventListener("focusin", (event) => { if (event.target.matches("form[data-passage] textarea")) last = event.target; });
list.addEventListener("click", (event) => {
  const chosen = event.target.closest("[data-insert]");
  const words = last?.isConnected ? last : document.querySelector("form[data-passage] textarea");
  if (!chosen || !words) return;
  words.focus();
  words.setRangeText(chosen.dataset.insert, words.selectionStart, words.selectionEnd, "end");
  words.dispatchEvent(new Event("input", { bubbles: true }));
});
