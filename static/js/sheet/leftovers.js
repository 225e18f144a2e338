// What waits on this device for sheets that are not open now is sent too: going on to the next page loses nothing.
import { Queue } from "./queue.js";
import { DeviceStore } from "./store.js";

/** Send whatever waits for other sheets than this one. Returns their queues. */
export async function sendLeftovers(current = "") {
  const queues = [];
  for (const [sheet, url] of Object.entries(await DeviceStore.sheets())) {
    if (sheet === current) continue;
    const queue = new Queue({ store: new DeviceStore(sheet), url, sheet });
    queue.resume();
    window.addEventListener("online", () => queue.wake(true));
    queues.push(queue);
  }
  return queues;
}
