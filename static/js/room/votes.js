// A vote that was chosen and not sent waits on this device. Whatever page of the table is open sends it, one tab after
// the other, so that it goes once.
//
// It is kept twice, as half-typed sentences are (sheet/drafts.js): localStorage has it at once for all tabs, but browsers
// write that to the disk when it suits them; IndexedDB has it on the disk before the page calls it kept.
import { answer as reply, transact } from "../sheet/indexed.js";
import { newId } from "../sheet/ids.js";
import { alone, token } from "../sheet/post.js";

export const EVERY = 3000;
const PATIENCE = 15000;
const HEARD = 150;
const MOST_BEFORE = 20;
const url = document.body.dataset.voteUrl;

/** Under what a seat's vote waits. */
export const keyOf = (ballot, seat) => `vote/${ballot}/${seat}`;

/**
 * The vote under its own key: the same one as long as the same is chosen and nobody has answered, so that it counts once
 * however often it is sent. It says which vote its device had heard of (`seen`) when somebody pressed, and which of the
 * device's own it comes after: one that arrives late takes the place of none that was sent since.
 */
export function keyed(vote, before, { seen = "", pressed = false } = {}) {
  const same = before?.key && Object.keys(vote).every((name) => vote[name] === before[name]);
  if (same && !(pressed && before.seen !== seen)) return before;
  const after = [before?.after, before?.key].filter(Boolean).join(" ").split(" ").slice(-MOST_BEFORE).join(" ");
  return { ...vote, key: newId(), seen, after };
}

/** Put a vote away. False where this device can keep nothing. */
export function keep(key, dots) {
  try {
    localStorage.setItem(key, JSON.stringify(dots));
    return true;
  } catch {
    return false;
  }
}

/** Resolves once a vote is on the disk, or this device can write none there. */
export const onDisk = (key, dots) => transact(["sheets"], "readwrite", (rows) => {
  // Another tab may have it answered meanwhile: it takes it from localStorage first, and then from here.
  if (localStorage.getItem(key) === JSON.stringify(dots)) return reply(rows.put({ sheet: key, dots }));
}).catch(() => {});

/** Votes that only IndexedDB has, because the battery died before localStorage was written, wait again. */
export const recalled = transact(["sheets"], "readonly", (rows) => reply(rows.getAll(IDBKeyRange.bound("vote/", "vote/\uffff")))).then((rows) => {
  for (const { sheet: key, dots } of rows) if (localStorage.getItem(key) === null) keep(key, dots);
}).catch(() => {});

export function kept(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

/** It is answered; what was chosen anew meanwhile goes on waiting. */
function forget(key, dots) {
  try {
    if (localStorage.getItem(key) === JSON.stringify(dots)) localStorage.removeItem(key);
  } catch { /* nothing was kept */ }
  return transact(["sheets"], "readwrite", async (rows) => {
    const row = await reply(rows.get(key));
    if (row && JSON.stringify(row.dots) === JSON.stringify(dots)) await reply(rows.delete(key));
  }).catch(() => {});
}

/** The votes of a seat that wait here. */
export function waiting(seat) {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith("vote/") && key.endsWith(`/${seat}`));
  } catch {
    return [];
  }
}

/**
 * Send a vote: what waits under its key, or `chosen` where nothing can be kept. Answers what the server said, {gone: true}
 * where another tab has sent it, null where somebody answered who did not do it; throws where nobody answered.
 * With `told` the server answers in words; otherwise it says them to who opens the next page.
 */
export const send = (key, { chosen = null, told = false } = {}) => alone("vote", async () => {
  const dots = chosen || kept(key);
  if (!dots) return { gone: true };
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const body = new URLSearchParams({ ballot: key.split("/")[1], ...dots, ...(told && { told: "1" }) });
    const response = await fetch(url, { method: "POST", headers: { Accept: "application/json", "X-CSRFToken": token() }, body, credentials: "same-origin", redirect: "error", signal: stop.signal });
    const answer = await response.json().catch(() => null);
    if (answer && ("cast" in answer || answer.error)) {
      await forget(key, dots);
      await new Promise((done) => setTimeout(done, HEARD)); // another tab reads a moment later what this one has stored
      return answer;
    }
    // The token of a page that was kept for long may be gone; any page of ours brings a new one.
    if (response.status === 403) await fetch(url, { credentials: "same-origin", cache: "no-store", redirect: "error" }).catch(() => {});
    return null;
  } finally {
    clearTimeout(timer);
  }
});

let timer = 0;
let sending = null;

/** Send what waits for a ballot that is not on this page, and say so in its `[data-rw-vote]`, until nothing waits. */
export function sendWaiting(region) {
  clearTimeout(timer);
  sending ??= each(region).finally(() => { sending = null; });
  return sending;
}

async function each(region) {
  await recalled;
  const form = document.querySelector("form[data-vote]");
  const own = form && keyOf(form.dataset.vote, form.dataset.seat);
  const keys = waiting(region.dataset.seat).filter((key) => key !== own);
  const line = region.querySelector("[data-rw-vote]");
  const say = (sentence, cast) => {
    line.querySelector("span").textContent = sentence;
    line.hidden = !sentence;
    line.toggleAttribute("data-cast", cast);
  };
  for (const key of keys) {
    // A page that is about to be asked for anew says it then.
    const told = !("renews" in document.documentElement.dataset);
    const answer = await send(key, { told }).catch(() => null);
    if (answer) {
      say(answer.said || "", answer.cast === true);
    } else {
      say(line.dataset.waits, false);
      timer = setTimeout(sendWaiting, EVERY, region);
      return;
    }
  }
}
