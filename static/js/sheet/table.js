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

/** How much still waits that this device could send: what was written, and a vote. */
async function left() {
  const votes = await import("../room/votes.js");
  const room = document.querySelector("[data-room]");
  await votes.sendWaiting(room);
  const queues = await send();
  await Promise.all(queues.map((queue) => queue.idle(PATIENCE)));
  // What belongs to a table that this device has left cannot be sent from here; it waits for a seat there.
  const elsewhere = new Set(queues.filter((queue) => queue.stopped).map((queue) => queue.sheet));
  const { DeviceStore } = await import("./store.js");
  const written = (await DeviceStore.waiting()).filter((one) => !elsewhere.has(one.sheet));
  return written.length + votes.waiting(room.dataset.seat).length;
}

const form = document.querySelector("form[data-changes-table]");
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const waiting = await left().catch(() => NaN);
  if (waiting) return toast(say("leaveWaiting", { n: waiting }), "risk");
  if (Number.isNaN(waiting)) return toast(say("leaveUnknown"), "risk");
  await forgetPages();
  form.submit();
});
form.querySelector("[data-once-ready]").disabled = false;
