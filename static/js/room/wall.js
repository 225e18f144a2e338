// The lead's wall: asks for news, sends what is pressed without loading the page anew, keeps ages and alarms true.
import { toast, untoast } from "../feedback.js";
import { token } from "../sheet/post.js";
import { hourOf } from "../hours.js";
import { draw } from "./clock.js";
import { freshen, settle } from "./parts.js";
import { RoomPoll } from "./poll.js";
import { say } from "./words.js";

const wall = document.querySelector("[data-wall]");
const line = document.querySelector("[data-room-line]");
const poll = new RoomPoll(wall.dataset.wall);
let clock = null;
/** The step this page's own last press has led to; the parts that are drawn may still be those from before it. */
let mine = 0;
/** The step of the room when something was said last about a press. */
let saidAt = 0;
/** Presses go out one after the other, each with the step to which the one before has led. */
let queue = Promise.resolve();

function tick() {
  const now = poll.now();
  settle();
  if (clock) draw(clock, now);
  const minutes = (text) => Math.floor((now - Date.parse(text)) / 60000);
  for (const one of wall.querySelectorAll("[data-ago]")) {
    const n = minutes(one.dataset.ago);
    write(one, n < 1 ? say("just") : n < 60 ? say("ago", { n }) : hourOf(Date.parse(one.dataset.ago)));
  }
  for (const one of wall.querySelectorAll("[data-away]")) write(one.querySelector("span"), long("offline", Math.max(1, minutes(one.dataset.away))));
  for (const one of wall.querySelectorAll("[data-quiet-since]")) {
    const n = one.dataset.quietSince ? minutes(one.dataset.quietSince) : 0;
    const quiet = Boolean(clock && !clock.closed && !clock.paused && (!clock.on || clock.kind === "group") && n >= Number(one.dataset.quietAfter));
    if (quiet) write(one.querySelector("span"), long("quiet", n));
    one.hidden = !quiet;
    one.closest(".s-tile").toggleAttribute("data-alarm", quiet);
  }
}

/** Minutes as a sentence; beyond an hour nobody counts them. */
const long = (name, n) => (n < 60 ? say(name, { n }) : say(`${name}Long`));
const write = (place, text) => { if (place.textContent !== text) place.textContent = text; };

poll.addEventListener("news", ({ detail }) => {
  clock = detail.clock;
  if (clock.step > Math.max(mine, saidAt)) untoast("pressed", "ok");  // somebody has pressed since
  freshen(detail.parts);
  tick();
});

poll.addEventListener("line", () => {
  line.hidden = poll.online;
  line.querySelector("span").textContent = poll.online ? "" : say("lost", { time: hourOf(poll.heardAt || poll.now()) });
});

// Minutes are pressed as often as they are meant. Any other button waits until the page shows what it has done: who
// clicks twice does not go on by two blocks.
const UNSEEN = 3000;
const again = (form) => form.elements.what?.value === "give";

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-room-send]");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("button");
  if (button.dataset.busy) return;
  if (!again(form)) button.dataset.busy = "1";
  const body = new URLSearchParams(new FormData(form));
  queue = queue.then(() => send(form, button, body));
});

async function send(form, button, body) {
  let pressed = false;
  if (body.has("seen")) body.set("seen", String(Math.max(Number(body.get("seen")), mine)));
  try {
    const response = await fetch(form.action, { method: "POST", headers: { Accept: "application/json", "X-CSRFToken": token() }, body, credentials: "same-origin", redirect: "error" });
    const { said, step } = await response.json();
    pressed = response.ok && step !== undefined;
    if (pressed) mine = step;
    saidAt = Math.max(mine, clock?.step || 0);
    if (said) toast(said, response.ok ? "ok" : "risk", "pressed");
    else untoast("pressed");
    if (response.ok && form.elements.text) {
      form.elements.text.value = "";
      form.elements.text.dispatchEvent(new Event("input", { bubbles: true }));  // its counter is the field's
    }
  } catch {
    toast(say("failed"), "risk", "pressed");
  }
  if (pressed && !again(form)) setTimeout(() => delete button.dataset.busy, UNSEEN);  // drawn anew long before that
  else delete button.dataset.busy;
  poll.soon(0);
}

setInterval(tick, 250);
poll.start();
