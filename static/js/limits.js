// What does not fit into a field is said beside it: a browser cuts it off at `maxlength` without a word.
import { word } from "./words.js";

const figure = new Intl.NumberFormat(document.documentElement.lang || "zh-Hant");
const letters = (text) => [...text].length;
// The browser counts as `length` does, and a line's end as one.
const straight = (text) => text.replaceAll("\r\n", "\n");

const limited = (field) => field?.matches?.("input[maxlength]:not([type=number]), textarea[maxlength]") && !field.readOnly;
/** How much of a field is selected; one for an e-mail address does not say it by itself. */
const selected = (field) => (field.selectionStart === null ? String(getSelection()).length : field.selectionEnd - field.selectionStart);
/** How much more fits where the cursor is; what is selected makes room. */
const room = (field) => Math.max(0, field.maxLength - field.value.length + selected(field));

const notes = new WeakMap();

/** What the sentence stands below: the field, or the whole row it stands in. */
function below(field) {
  let at = field;
  for (let parent = at.parentElement; ; parent = at.parentElement) {
    const { display, flexDirection } = getComputedStyle(parent);
    if (!display.endsWith("flex") || !flexDirection.startsWith("row")) return at;
    at = parent;
  }
}

function say(field, sentence) {
  let line = notes.get(field);
  if (!line?.isConnected) {
    if (!sentence) return;
    line = document.createElement("p");
    line.className = "v-limit";
    line.setAttribute("role", "status");
    below(field).after(line);
    notes.set(field, line);
  }
  line.hidden = !sentence;
  line.dataset.says = sentence;
  // A region that comes with its words is read by few screen readers; words that come into a region are.
  setTimeout(() => {
    line.textContent = line.dataset.says;
    if (sentence) line.scrollIntoView({ block: "nearest" });
  }, 50);
}

/** A key that does nothing is explained, unless something more important is being said. */
function full(field) {
  if (!notes.get(field)?.dataset.says) say(field, word("full", { max: figure.format(field.maxLength) }));
}

/** Somebody brings `text` at once: whether it fits, and if not, how much of it does. */
function bring(field, text) {
  const brought = straight(text);
  const fits = room(field);
  if (brought.length <= fits) return;
  const max = figure.format(field.maxLength);
  const n = figure.format(letters(brought));
  say(field, fits
    ? word("cut", { n, max, fits: figure.format(letters(brought.slice(0, fits))) })
    : word("cutAll", { n, max }));
}

document.addEventListener("paste", (event) => {
  if (limited(event.target) && !event.defaultPrevented) bring(event.target, event.clipboardData?.getData("text/plain") ?? "");
});

// What is dragged about within a field is no more than was there.
let within = null;
document.addEventListener("dragstart", (event) => { within = event.target; });
document.addEventListener("dragend", () => { within = null; });
document.addEventListener("drop", (event) => {
  if (limited(event.target) && !event.defaultPrevented && within !== event.target) bring(event.target, event.dataTransfer?.getData("text/plain") ?? "");
});

document.addEventListener("beforeinput", (event) => {
  if (!limited(event.target)) return;
  const typed = event.inputType === "insertLineBreak" ? "\n" : event.inputType === "insertText" ? event.data : "";
  if (typed && typed.length > room(event.target)) full(event.target);
});

// Characters that are composed (注音) are let in first and cut off when they are done.
let before = null;
document.addEventListener("compositionstart", (event) => { if (limited(event.target)) before = room(event.target); });
document.addEventListener("compositionend", (event) => {
  if (limited(event.target) && before !== null && event.data.length > before) full(event.target);
  before = null;
});

// Once there is room again, all has been said; what was just brought in may have left room for half a character.
document.addEventListener("input", (event) => {
  const field = event.target;
  if (!notes.has(field) || before !== null || /^insertFrom(Paste|Drop)$/.test(event.inputType)) return;
  if (field.value.length < field.maxLength) say(field, "");
});
