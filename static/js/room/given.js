// Says in words, for some seconds, what has become of the day when the block that is on has got more time or less, or one
// to come was passed over or put back: other digits alone explain nothing.
import { hourOf } from "../hours.js";
import { at } from "./clock.js";
import { say } from "./words.js";

const STAYS = 12000;
const STAYS_EACH = 2500;
// A second of what is counted on by itself makes no minute.
const NEARLY = 0.05;
const MOVED = 30000;
const MOST = 3;
let timer = 0;

/** The sentences for who knew `before` and now hears `clock`; none where the rest of the day is as it was. */
export function given(before, clock, now) {
  if (!before?.on || !clock.on || clock.closed || !clock.title || moved(before, clock)) return [];
  const [was, is] = [at(before, now), at(clock, now)];
  const said = [...ofThisBlock(before, clock, was, is), ...ofTheNext(toCome(before, was), toCome(clock, is))];
  if (said.length) said.push(say(Math.abs(is.ends - was.ends) < MOVED ? "endsStill" : "endsNow", { time: hourOf(is.ends) }));
  return said;
}

function ofThisBlock(before, clock, was, is) {
  const minutes = before.length === clock.length ? 0 : (is.partEnds - was.partEnds) / 60000;
  const n = Math.floor(Math.abs(minutes) + NEARLY);
  return n ? [say(minutes > 0 ? "more" : "less", { n, time: hourOf(is.partEnds) })] : [];
}

/** The blocks to come by what tells them apart (two may have one title; what is past goes from the front). */
function toCome(clock, shown) {
  const found = new Map();
  for (const [title, minutes, after] of [...(clock.steps || [])].reverse()) {
    let key = title;
    while (found.has(key)) key += "\0";
    found.set(key, { title, minutes, starts: shown.partEnds + after * 1000 });
  }
  return found;
}

function ofTheNext(was, is) {
  const gone = [...was].filter(([key]) => !is.has(key)).map(([, one]) => say("dropped", { title: one.title }));
  const changed = [...is].reverse().filter(([key, one]) => differs(was.get(key), one)).map(([, one]) => say("newTime", { title: one.title, time: hourOf(one.starts), n: one.minutes }));
  const more = changed.length - MOST;
  return [...gone, ...changed.slice(0, MOST), ...(more > 0 ? [say("newTimes", { n: more })] : [])];
}

const differs = (one, other) => !one || one.minutes !== other.minutes || Math.abs(one.starts - other.starts) >= MOVED;

/** Whether another block is on than before: what was said of 「這一項」 is said of it no more. */
export const moved = (before, clock) => Boolean(before) && (before.number !== clock.number || before.title !== clock.title);

/** Show them where the page has a place for it; true if there was something to say. `over` takes away what stands there. */
export function tell(sentences, over = false) {
  const line = document.querySelector("[data-given] > p");
  if (line && over) line.hidden = true;
  if (!sentences.length || !line) return false;
  line.querySelector("span").replaceChildren(...sentences.map((text) => Object.assign(document.createElement("span"), { textContent: text })));
  line.hidden = false;
  line.onclick = () => { line.hidden = true; };
  clearTimeout(timer);
  timer = setTimeout(() => { line.hidden = true; }, STAYS + STAYS_EACH * (sentences.length - 1));
  return true;
}
