// The table's vote: how many dots are left is said while they are given, and the result follows by itself.
import { EVERY, keep, keyed, keyOf, kept, onDisk, recalled, send as post } from "./room/votes.js";

const form = document.querySelector("form[data-vote]");

const boxes = form ? [...form.querySelectorAll("input[type=number]")] : [];
const isWhole = (box) => !box.validity.badInput && /^\d{0,4}$/.test(box.value);
const dotsIn = (box) => (isWhole(box) ? Number(box.value) : 0);
const used = () => boxes.reduce((sum, box) => sum + dotsIn(box), 0);
const mostIn = (box) => Math.max(0, form.dataset.dots - used() + dotsIn(box));

/** Say beside an idea what is wrong with its dots (`how` names the sentence); nothing, once it is not so. */
function why(box, how) {
  const line = document.getElementById(box.getAttribute("aria-describedby"));
  const words = { dots: form.dataset.dots, given: box.value, used: used() - dotsIn(box), n: mostIn(box) };
  const text = how ? form.dataset[how].replace(/\{(\w+)\}/g, (_all, name) => words[name]) : "";
  if (line.textContent !== text) line.textContent = text;
  if (how && how !== "why") box.setAttribute("aria-invalid", "true");
  else box.removeAttribute("aria-invalid");
}

let blamed = null; // the box in which it became too much
const wrong = () => boxes.find((box) => !isWhole(box)) || (used() > form.dataset.dots ? blamed || boxes.findLast(dotsIn) : null);

/** What was given beyond the limit stays as it was typed: it is said beside it, and nothing is sent before it fits. */
function settle(box) {
  blamed = used() > form.dataset.dots ? box : null;
  for (const one of boxes) why(one, !isWhole(one) ? "unread" : one === blamed ? "over" : "");
  count();
}

function count() {
  const left = form.dataset.dots - used();
  form.querySelector("[data-left]").textContent = String(Math.abs(left));
  form.querySelector("[data-left-is]").textContent = left < 0 ? form.dataset.leftOver : form.dataset.leftFree;
  for (const box of boxes) {
    box.max = String(mostIn(box));
    // Not `disabled`: whoever has just pressed it would lose her place, and could not ask why.
    const step = (by) => box.closest(".v-stepnum").querySelector(`[data-v-step='${by}']`);
    step(1).setAttribute("aria-disabled", String(left <= 0));
    step(-1).setAttribute("aria-disabled", String(!dotsIn(box)));
  }
}

if (form) {
  form.addEventListener("input", (event) => { if (boxes.includes(event.target)) settle(event.target); });
  form.addEventListener("change", (event) => { if (boxes.includes(event.target)) { if (isWhole(event.target)) event.target.value = String(dotsIn(event.target)); } });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-v-step='1'][aria-disabled=true]");
    if (!button) return;
    event.stopPropagation(); // it does not step, it says why
    const box = button.parentElement.querySelector("input");
    if (!wrong()) why(box, "why");
  }, true);
  form.addEventListener("keydown", (event) => {
    if (event.key === "ArrowUp" && boxes.includes(event.target) && dotsIn(event.target) >= Number(event.target.max) && !wrong()) why(event.target, "why");
  });
  // A browser may keep what stood in the boxes over a reload.
  const first = wrong();
  if (first) settle(first);
  else count();
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
let lasting = false;
// The vote that the server had said to stand when this page last heard of it: whoever sends now knows of that one.
let seen = form?.dataset.seen || "";

function wait(sentence) {
  const place = form.querySelector("[data-vote-waits]");
  place.textContent = sentence;
  place.hidden = !sentence;
  clearTimeout(again);
  if (sentence) again = setTimeout(resend, EVERY);
}

/** Send again what waits; what is being changed meanwhile goes when it fits, and what another tab has sent goes once. */
function resend() {
  if (lasting && !kept(key)) location.reload();
  else if (wrong()) again = setTimeout(resend, EVERY);
  else send();
}

/** Send what stands in the boxes; `pressed` by a person, or again by itself. */
async function send(pressed = false) {
  const button = form.querySelector("[type=submit]");
  if (answered || button.disabled) return; // what is answered is not sent again while the page is on its way out
  button.disabled = true;
  clearTimeout(again); // another may have called before its time came
  const dots = Object.fromEntries(boxes.map((box) => [box.name, String(dotsIn(box))]));
  const chosen = keyed(dots, kept(key) || last, { seen, pressed });
  last = chosen;
  // Without storage it waits as long as this page is open; another tab knows nothing of it.
  lasting = keep(key, chosen);
  const written = onDisk(key, chosen);
  try {
    const answer = await post(key, lasting ? {} : { chosen });
    if (!answer) {
      await written;
      return wait(form.dataset.later);
    }
    answered = true;
    // The page says what became of it; where the seat is gone, the door says why.
    if (answer.error) location.assign(location.pathname);
    else location.reload();
  } catch {
    await written;
    wait(lasting ? form.dataset.waits : form.dataset.unkept);
  } finally {
    button.disabled = false;
  }
}

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  const box = wrong();
  if (!box) return send(true);
  why(box, isWhole(box) ? "over" : "unread");
  box.focus();
});
window.addEventListener("online", () => { if (form && kept(key)) resend(); });

const found = boxes.map((box) => box.value);
recalled.then(() => {
  const left = form && kept(key);
  // Who has begun to choose anew while the disk was read goes on with that.
  if (!left || boxes.some((box, at) => box.value !== found[at])) return;
  for (const box of boxes) if (box.name in left) box.value = left[box.name];
  count();
  send();
});

// --- the result ------------------------------------------------------------------------------------------------------

const FOLLOWS = 1700;
let tag = "";
async function follow() {
  const place = document.querySelector("[data-vote-result]");
  try {
    const response = await fetch(location.pathname, { headers: { "HX-Request": "true", "Asked-By-Clock": "1", ...(tag && { "If-None-Match": tag }) }, credentials: "same-origin", redirect: "error", cache: "no-store" });
    if (response.ok) {
      tag = response.headers.get("ETag") || "";
      const fresh = new DOMParser().parseFromString(await response.text(), "text/html").body;
      const was = place?.querySelector("[data-ballot]");
      const now = fresh.querySelector("[data-ballot]");
      // Another ballot, or its end: the whole page says something else now.
      if (now && (was?.dataset.ballot !== now.dataset.ballot || was?.dataset.open !== now.dataset.open)) return form && kept(key) ? send() : location.reload();
      if (now && form && !answered && now.dataset.seen !== seen) {
        seen = now.dataset.seen;
        // Whoever is choosing is told that the table has voted meanwhile; her choice stays in the boxes.
        form.querySelector("[data-vote-newer]").hidden = !seen || !choosing();
      }
      // This device's dots came another way (the page that stood in for this one, another tab). What is being chosen
      // here stays.
      if (now && form && form.dataset.own !== now.dataset.own && !answered && !choosing()) return location.reload();
      if (place && now && place.innerHTML !== fresh.innerHTML) place.innerHTML = fresh.innerHTML;
    }
  } catch { /* no network: the page goes on showing what it last heard */ }
  setTimeout(follow, document.hidden ? FOLLOWS * 8 : FOLLOWS);
}
setTimeout(follow, FOLLOWS);
