// Says in words, for some seconds, that the block that is on has got more time or less: other digits alone explain nothing.
import { hourOf } from "../hours.js";
import { at } from "./clock.js";
import { say } from "./words.js";

const STAYS = 12000;
// A second of what is counted on by itself makes no minute.
const NEARLY = 0.05;
let timer = 0;

/** The sentence for who knew `before` and now hears `clock`; empty where the block has neither more time nor less. */
export function given(before, clock, now) {
  if (!before?.on || !clock.on || clock.closed || !clock.title) return "";
  if (moved(before, clock) || before.length === clock.length) return "";
  const { partEnds } = at(clock, now);
  const minutes = (partEnds - at(before, now).partEnds) / 60000;
  const n = Math.floor(Math.abs(minutes) + NEARLY);
  return n ? say(minutes > 0 ? "more" : "less", { n, time: hourOf(partEnds) }) : "";
}

/** Whether another block is on than before: what was said of 「這一項」 is said of it no more. */
export const moved = (before, clock) => Boolean(before) && (before.number !== clock.number || before.title !== clock.title);

/** Show it where the page has a place for it; true if there was something to say. `over` takes away what stands there. */
export function tell(sentence, over = false) {
  const line = document.querySelector("[data-given] > p");
  if (line && over) line.hidden = true;
  if (!sentence || !line) return false;
  line.querySelector("span").textContent = sentence;
  line.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(() => { line.hidden = true; }, STAYS);
  return true;
}
