// The table's overview has nothing to write, but sends what still waits on this device; nobody leaves before it is sent.
import { toast } from "../feedback.js";
import { forgetPages } from "./leaving.js";
import { say } from "./words.js";

const PATIENCE = 6000;
/** Whoever goes straight on to a sheet waits for none of this: the sheet sends what waits as well. */
const AFTER = 1000;

let sending = null;
const send = () => {
  sending ??= import("./leftovers.js").then(({ sendLeftovers }) => sendLeftovers());
  sending.catch(() => { sending = null; });
  return sending;
};
const later = () => setTimeout(() => send().catch(() => {}), AFTER);
if (document.readyState === "complete") later();
else window.addEventListener("load", later);

/** What this device still has of this table, in words; empty when it may leave: what was written, and a vote. */
async function left() {
  const votes = await import("../room/votes.js");
  const room = document.querySelector("[data-room]");
  await votes.sendWaiting(room);
  const queues = await send();
  await Promise.all(queues.map((queue) => queue.idle(PATIENCE)));
  // What belongs to a table that this device has left cannot be sent from here; it waits for a seat there.
  const stopped = new Set(queues.filter((queue) => queue.stopped).map((queue) => queue.sheet));
  const { held } = await import("./held.js");
  const { isOfThisTable } = await import("./elsewhere.js");
  const kept = await held();
  const waiting = kept.waiting.filter((one) => !stopped.has(one.sheet)).length + votes.waiting(room.dataset.seat).length;
  if (waiting) return say("leaveWaiting", { n: waiting });
  const refused = kept.refused.filter((one) => isOfThisTable(one.sheet)).length;
  const drafts = kept.drafts.filter((one) => isOfThisTable(one.sheet)).length;
  const what = [refused && say("refusedHere", { n: refused }), drafts && say("notAdded", { n: drafts })].filter(Boolean);
  return what.length ? say("leaveHeld", { what: what.join(say("and")) }) : "";
}

const form = document.querySelector("form[data-changes-table]");
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const why = await left().catch(() => say("leaveUnknown"));
  if (why) return toast(why, "risk");
  await forgetPages();
  form.submit();
});
form.querySelector("[data-once-ready]").disabled = false;
