// The table's vote: how many dots are left is said while they are given, and the result follows by itself.
import { EVERY, keep, keyed, keyOf, kept, send as post } from "./room/votes.js";

const form = document.querySelector("form[data-vote]");

const boxes = form ? [...form.querySelectorAll("input[type=number]")] : [];
const dotsIn = (box) => Math.max(0, Math.floor(Number(box.value) || 0));
const usedBeside = (box) => boxes.reduce((sum, one) => sum + (one === box ? 0 : dotsIn(one)), 0);

/** Say beside an idea why no more dots go there; nothing, once it is not so. */
function why(box, refused) {
  const line = document.getElementById(box.getAttribute("aria-describedby"));
  const used = usedBeside(box);
  const words = { dots: form.dataset.dots, used, n: form.dataset.dots - used };
  line.textContent = refused ? form.dataset.why.replace(/\{(\w+)\}/g, (_all, name) => words[name]) : "";
}

/** What was given beyond the limit is not; what fits stays. */
function settle(box) {
  const fits = Math.max(0, form.dataset.dots - usedBeside(box));
  const refused = dotsIn(box) > fits;
  if (refused) box.value = String(fits);
  else if (box.value && box.value !== String(dotsIn(box))) box.value = String(dotsIn(box));
  for (const one of boxes) if (one !== box) why(one, false);
  why(box, refused);
  count();
}

function count() {
  const left = form.dataset.dots - boxes.reduce((sum, box) => sum + dotsIn(box), 0);
  form.querySelector("[data-left]").textContent = String(left);
  for (const box of boxes) {
    box.max = String(dotsIn(box) + Math.max(0, left));
    // Not `disabled`: whoever has just pressed it would lose her place, and could not ask why.
    const step = (by) => box.closest(".v-stepnum").querySelector(`[data-v-step='${by}']`);
    step(1).setAttribute("aria-disabled", String(left <= 0));
    step(-1).setAttribute("aria-disabled", String(!dotsIn(box)));
  }
}

if (form) {
  form.addEventListener("input", (event) => { if (boxes.includes(event.target)) settle(event.target); });
  form.addEventListener("change", (event) => { if (boxes.includes(event.target)) event.target.value = String(dotsIn(event.target)); });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-v-step='1'][aria-disabled=true]");
    if (!button) return;
    event.stopPropagation(); // it does not step, it says why
    why(button.parentElement.querySelector("input"), true);
  }, true);
  form.addEventListener("keydown", (event) => {
    if (event.key === "ArrowUp" && boxes.includes(event.target) && dotsIn(event.target) >= Number(event.target.max)) why(event.target, true);
  });
  count();
}

// --- sending ---------------------------------------------------------------------------------------------------------

// What was chosen and not sent waits on this device, and is sent as soon as somebody answers; a ballot that has ended
// meanwhile is the server's to refuse, with its own sentence.
const key = form && keyOf(form.dataset.vote, form.dataset.seat);
// Whether somebody is choosing here, or what was chosen is on its way.
const choosing = () => form.querySelector("[type=submit]").disabled || boxes.some((box) => box.value !== box.defaultValue);
let again = 0;
let answered = false;
let last = null;

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
  const chosen = keyed(Object.fromEntries(boxes.map((box) => [box.name, String(dotsIn(box))])), kept(key) || last);
  last = chosen;
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
  for (const box of boxes) if (box.name in left) box.value = left[box.name];
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
      // This device's dots came another way (the page that stood in for this one, another tab). What is being chosen
      // here stays.
      if (now && form && form.dataset.own !== now.dataset.own && !answered && !choosing()) return location.reload();
      if (place && now && place.innerHTML !== fresh.innerHTML) place.innerHTML = fresh.innerHTML;
    }
  } catch { /* no network: the page goes on showing what it last heard */ }
  setTimeout(follow, document.hidden ? EVERY * 5 : EVERY);
}
setTimeout(follow, EVERY);
