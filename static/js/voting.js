// The table's vote: how many dots are left is said while they are given, and the result follows by itself.
import { EVERY, keep, keyOf, kept, send as post } from "./room/votes.js";

const form = document.querySelector("form[data-vote]");

function count() {
  if (!form) return;
  const boxes = [...form.querySelectorAll("input[type=number]")];
  const left = Number(form.dataset.dots) - boxes.reduce((sum, box) => sum + (Number(box.value) || 0), 0);
  form.querySelector("[data-left]").textContent = String(left);
  form.toggleAttribute("data-over", left < 0);
  for (const box of boxes) {
    box.max = String((Number(box.value) || 0) + Math.max(0, left));
    box.closest(".v-stepnum").querySelector("[data-v-step='1']").disabled = left <= 0;
    box.closest(".v-stepnum").querySelector("[data-v-step='-1']").disabled = !Number(box.value);
  }
}
form?.addEventListener("input", count);
form?.addEventListener("change", count);
count();

// --- sending ---------------------------------------------------------------------------------------------------------

// What was chosen and not sent waits on this device, and is sent as soon as somebody answers; a ballot that has ended
// meanwhile is the server's to refuse, with its own sentence.
const key = form && keyOf(form.dataset.vote, form.dataset.seat);
let again = 0;
let answered = false;

function wait(sentence) {
  const place = form.querySelector("[data-vote-waits]");
  place.textContent = sentence;
  place.hidden = !sentence;
  clearTimeout(again);
  if (sentence) again = setTimeout(send, EVERY);
}

async function send() {
  const button = form.querySelector("[type=submit]");
  if (answered || button.disabled) return; // what is answered is not sent again while the page is on its way out
  button.disabled = true;
  clearTimeout(again); // another may have called before its time came
  const chosen = Object.fromEntries([...form.querySelectorAll("input[type=number]")].map((box) => [box.name, box.value]));
  // Without storage it waits as long as this page is open; another tab knows nothing of it.
  const lasting = keep(key, chosen);
  try {
    const answer = await post(key, lasting ? {} : { chosen });
    if (!answer) return wait(form.dataset.later);
    answered = true;
    // The page says what became of it; where the seat is gone, the door says why.
    if (answer.error) location.assign(location.pathname);
    else location.reload();
  } catch {
    wait(form.dataset.waits);
  } finally {
    button.disabled = false;
  }
}

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});
window.addEventListener("online", () => { if (form && kept(key)) send(); });

const left = form && kept(key);
if (left) {
  for (const box of form.querySelectorAll("input[type=number]")) if (box.name in left) box.value = left[box.name];
  count();
  send();
}

// --- the result ------------------------------------------------------------------------------------------------------

let tag = "";
async function follow() {
  const place = document.querySelector("[data-vote-result]");
  try {
    const response = await fetch(location.pathname, { headers: { "HX-Request": "true", ...(tag && { "If-None-Match": tag }) }, credentials: "same-origin", redirect: "error", cache: "no-store" });
    if (response.ok) {
      tag = response.headers.get("ETag") || "";
      const fresh = new DOMParser().parseFromString(await response.text(), "text/html").body;
      const was = place?.querySelector("[data-ballot]");
      const now = fresh.querySelector("[data-ballot]");
      // Another ballot, or its end: the whole page says something else now.
      if (now && (was?.dataset.ballot !== now.dataset.ballot || was?.dataset.open !== now.dataset.open)) return form && kept(key) ? send() : location.reload();
      if (place && now && place.innerHTML !== fresh.innerHTML) place.innerHTML = fresh.innerHTML;
    }
  } catch { /* no network: the page goes on showing what it last heard */ }
  setTimeout(follow, document.hidden ? EVERY * 5 : EVERY);
}
setTimeout(follow, EVERY);
