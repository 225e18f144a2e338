// The projector: asks for news, keeps the clock running, and changes between the board and the slide.
import { hourOf } from "../hours.js";
import { draw } from "./clock.js";
import { given, moved, tell } from "./given.js";
import { freshen } from "./parts.js";
import { RoomPoll } from "./poll.js";
import { say } from "./words.js";

const board = document.querySelector("[data-projector]");
const line = document.querySelector("[data-room-line]");
const poll = new RoomPoll(board.dataset.projector);
let clock = null;

const tick = () => { if (clock) draw(clock, poll.now()); };

poll.addEventListener("news", ({ detail }) => {
  tell(given(clock, detail.clock, poll.now()), moved(clock, detail.clock));
  clock = detail.clock;
  freshen(detail.parts);
  for (const one of document.querySelectorAll("[data-show]")) one.hidden = one.dataset.show !== detail.show;
  tick();
});

poll.addEventListener("line", () => {
  line.hidden = poll.online;
  line.querySelector("span").textContent = poll.online ? "" : say("lost", { time: hourOf(poll.heardAt || poll.now()) });
});

setInterval(tick, 250);
poll.start();
