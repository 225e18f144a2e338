// Draws the room's clock wherever the page has one. The server says what was true at one moment (`at`); what follows
// from time passing is counted here, by the server's time, with the rules of workshops/clock.py and presenting.py.
import { hourOf } from "../hours.js";
import { say, spoken } from "./words.js";

const MOST_BEYOND = 99 * 60 + 59;

const two = (number) => String(number).padStart(2, "0");
const said = (name, seconds) => say(name, { m: two(Math.floor(seconds / 60)), s: two(seconds % 60) });

/** 剩 12 分 40 秒; 超過 00 分 21 秒 for what is beyond, at most 99 分 59 秒; what is begun of a second counts as left. */
export function leftSaid(left) {
  const seconds = Math.max(Math.ceil(left), -MOST_BEYOND);
  return seconds < 0 ? said("leftOver", -seconds) : said("left", seconds);
}

export function phaseOf(left, length) {
  if (left <= 0) return "over";
  if (left * 100 <= length * 5) return "last";
  return left * 100 <= length * 20 ? "soon" : "run";
}

/** What the clock says at a moment of the server's time. */
export function at(clock, now) {
  const still = clock.paused || clock.closed;
  const passed = still ? 0 : Math.max(0, (now - clock.at) / 1000);
  const done = clock.phase === "done";
  const left = clock.left - passed;
  // Reckoned from the moment that was told, and in whole milliseconds: half of one too little would be a minute too little.
  const partEnds = Math.round(still ? now + Math.max(0, left) * 1000 : Math.max(now, clock.at + clock.left * 1000));
  const ends = done || clock.closed ? clock.ends : partEnds + clock.rest * 1000;
  const behind = (ends - clock.plan_ends) / 60000;
  const whole = Math.floor(behind);
  const phase = done ? "done" : phaseOf(left, clock.length);
  const talk = clock.talk && talkAt(clock.talk, passed);
  return { left, partEnds, ends, phase, still, word: say(clock.paused ? "paused" : phase), pace: Math.abs(behind) < 1 ? say("onTime") : whole > 0 ? say("behind", { n: whole }) : say("ahead", { n: -whole }), percent: clock.length ? Math.max(0, Math.min(100, Math.round(100 - (100 * left) / clock.length))) : 100, talk };
}

function talkAt(talk, passed) {
  const spent = talk.spent + passed;
  const left = talk.length - spent;
  const phase = left < 0 ? "over" : spent >= talk.soft ? "soon" : "run";
  const name = { run: "talkLeft", soon: "talkSoon", over: "talkOver" }[phase];
  const part = (seconds) => Math.min(100, Math.round((100 * seconds * 8) / (talk.length * 9)));
  return { spent: said("spent", Math.floor(spent)), said: say(name, { time: spoken(Math.floor(Math.abs(left))) }), phase, percent: part(spent), soft: part(talk.soft), length: part(talk.length) };
}

const write = (place, text) => { if (place.textContent !== text) place.textContent = text; };
const put = (root, name, text) => {
  for (const place of root.querySelectorAll(`[data-rc-${name}]`)) write(place, text);
};

/** A length of time in words, its figures in <b>, as the server draws it (`figures`); only what changed is touched. */
function putFigures(root, name, text) {
  const parts = text.split(/(\d+)/).filter(Boolean);
  const tagOf = (part) => (/^\d+$/.test(part) ? "B" : "SPAN");
  for (const place of root.querySelectorAll(`[data-rc-${name}]`)) {
    const there = [...place.children];
    if (there.length === parts.length && parts.every((part, at) => there[at].tagName === tagOf(part))) {
      parts.forEach((part, at) => write(there[at], part));
    } else {
      place.replaceChildren(...parts.map((part) => Object.assign(document.createElement(tagOf(part)), { textContent: part })));
    }
  }
}

/**
 * Draw the clock into every [data-room-clock] of the page. `unheard` is said instead of how the time stands where nobody
 * has told this device for a while whether the room has got more of it, or goes on at all.
 */
export function draw(clock, now, unheard = "") {
  const shown = at(clock, now);
  for (const root of document.querySelectorAll("[data-room-clock]")) {
    root.hidden = !clock.on || (clock.closed && !("closedToo" in root.dataset));
    root.dataset.phase = shown.phase;
    root.toggleAttribute("data-still", shown.still || Boolean(unheard));
    put(root, "title", clock.title || shown.word);
    putFigures(root, "left", leftSaid(shown.left));
    put(root, "word", unheard || shown.word);
    put(root, "pace", shown.pace);
    put(root, "ends", shown.ends ? hourOf(shown.ends) : "");
    for (const bar of root.querySelectorAll("[data-rc-bar]")) bar.dataset.pct = shown.percent;
  }
  if (!clock.closed) {
    // When each block to come begins: so many seconds after the one that is on.
    for (const place of document.querySelectorAll("[data-rc-starts]")) write(place, hourOf(shown.partEnds + place.dataset.rcStarts * 1000));
  }
  for (const root of document.querySelectorAll("[data-room-talk]")) {
    if (!shown.talk) continue;
    root.dataset.phase = shown.talk.phase;
    putFigures(root, "spent", shown.talk.spent);
    put(root, "said", shown.talk.said);
    for (const bar of root.querySelectorAll("[data-rc-fill]")) bar.dataset.pct = shown.talk.percent;
  }
  return shown;
}
