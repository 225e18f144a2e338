// The agenda: clock times at once while one types; what does not fit is said by the server, which also saves.
import { watchSaving } from "./autosave.js";

const form = document.querySelector("[data-v-agenda]");
const say = form && watchSaving(form);
const SCALE = 270;
const pad = (number) => String(number).padStart(2, "0");
const clock = (minute) => `${pad(Math.floor(minute / 60) % 24)}:${pad(minute % 60)}`;
const INVISIBLE = /[\u0000-\u0008\u000e-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]/g;
/** A line's minutes by the server's rule (`read_minutes`): full width and a unit (U+5206) are read; what is no number from 1 to 480 counts none. */
function minutesOf(line) {
  const typed = line.querySelector("[name=minutes]").value.normalize("NFKC").replace(INVISIBLE, "").replace(/\s/g, "").replace(/\u5206$/, "");
  const minutes = /^[0-9]{1,4}$/.test(typed) ? Number(typed) : 0;
  return minutes <= 480 ? minutes : 0;
}
const lines = () => [...form.querySelectorAll("[data-v-line]")];
const summary = form?.querySelector(".s-agsum");
// The last answer's tone. What is typed may turn the head to "late" at once; only the server says that something fits.
let tone = summary?.dataset.tone;

/** Draw what follows from the minutes on the page; whether all are read and their sum is within the bounds. */
function draw() {
  const [hour, minute] = form.dataset.start.split(":").map(Number);
  const known = form.dataset.start !== "";
  let at = known ? hour * 60 + minute : 0;
  let sum = 0;
  let unread = false;
  const all = lines();
  all.forEach((line, place) => {
    const length = minutesOf(line);
    unread ||= length === 0;
    line.querySelector("[name=minutes]").setAttribute("aria-invalid", String(length === 0));
    line.querySelector("[data-v-wrong]").hidden = length !== 0;
    if (known) line.querySelector("[data-v-time]").textContent = `${clock(at)}–${clock(at + length)}`;
    at += length;
    sum += length;
    // The buttons' numbers are for pages without this script; they stay true all the same.
    for (const button of line.querySelectorAll("button[name=do]")) button.value = `${button.value.split("-")[0]}-${place + 1}`;
    line.querySelector("[data-v-move='-1']").disabled = place === 0;
    line.querySelector("[data-v-move='1']").disabled = place === all.length - 1;
  });
  form.querySelector("[data-v-sum]").textContent = String(sum);
  const end = form.querySelector("[data-v-end]");
  if (end) end.textContent = clock(at);
  form.querySelector("[data-v-needle]").dataset.pct = String(Math.min(100, Math.round((sum / SCALE) * 100)));
  return !unread && sum >= Number(form.dataset.least) && sum <= Number(form.dataset.most);
}

function changed() {
  summary.dataset.tone = draw() ? tone : "late";
  form.dispatchEvent(new CustomEvent("v:agenda", { bubbles: true }));
}

if (form) {
  form.addEventListener("input", changed);
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const line = event.target.closest("[data-v-line]");
    if (!button || !line) return;
    if (button.dataset.vBy) {
      const input = line.querySelector("[name=minutes]");
      input.value = String(Math.max(1, Math.min(480, minutesOf(line) + Number(button.dataset.vBy))));
    } else if (button.dataset.vMove) {
      const other = button.dataset.vMove === "-1" ? line.previousElementSibling : line.nextElementSibling;
      if (other) {
        if (button.dataset.vMove === "-1") other.before(line); else other.after(line);
      }
    } else if ("vDrop" in button.dataset) {
      const near = line.nextElementSibling || line.previousElementSibling;
      line.remove();
      near?.querySelector("[data-v-drop]").focus();
    } else {
      return;
    }
    event.preventDefault();
    changed();
    if (button.isConnected) (button.disabled ? line.querySelector("[data-v-move]:not(:disabled)") : button)?.focus();
  });
  const words = form.querySelector("#agenda-words");
  words.addEventListener("htmx:afterSwap", () => {
    const said = words.firstElementChild;
    form.querySelector("[data-v-verdict]").textContent = said.dataset.verdict;
    form.querySelector("[data-v-spoken]").textContent = said.dataset.spoken;
    tone = said.dataset.tone;
    summary.dataset.tone = tone;
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt !== form) return;
    const answer = document.getElementById("agenda-saved");
    if (answer?.dataset.state) say(answer.dataset.state, answer.dataset.saved);
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 409) { event.detail.shouldSwap = true; event.detail.isError = false; }
  });
  draw();
}
