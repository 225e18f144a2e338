// The device keeps the table's pages from the first visit on; a page that was taken from there says of when it is.
import { alone } from "./post.js";

/** So long after a page is there its files are fetched once more for keeping: the first word comes before. */
const AFTER = 3000;

/** Ask the service worker to keep this table's pages; nothing of it is in the way of the first word. */
async function keepPages(address) {
  try {
    await navigator.serviceWorker.register(address);
    const keep = (worker) => worker?.postMessage({ kind: "keep" });
    // A new version of the worker keeps the pages anew.
    navigator.serviceWorker.addEventListener("controllerchange", () => keep(navigator.serviceWorker.controller));
    keep((await navigator.serviceWorker.ready).active);
  } catch { /* no secure address, or the browser forbids it: then a reload needs the network */ }
}

async function tellOfWhen() {
  const worker = navigator.serviceWorker?.controller;
  if (!worker) return;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => {
    for (const note of document.querySelectorAll("[data-kept]")) note.hidden = !data;
    if (!data) return;
    if (!document.getElementById("sheet")) document.documentElement.dataset.renews = "";
    document.addEventListener("room:news", heard, { once: true });
  };
  worker.postMessage({ kind: "whence" }, [port2]);
}

/** The server answers again: a sheet brings itself up to date, any other page is asked for anew. */
function heard() {
  // A vote that is on its way from here is waited for: whoever went away in the middle would send it again.
  if (!document.getElementById("sheet")) return alone("vote", () => location.reload());
  for (const note of document.querySelectorAll("[data-kept]")) note.hidden = true;
}

if (document.querySelector("[data-elsewhere]")) {
  // The first word comes before this as well.
  const look = () => import("./elsewhere.js").catch(() => {});
  if (document.readyState === "complete") look();
  else window.addEventListener("load", look);
}

const { worker } = document.body.dataset;
if (worker && "serviceWorker" in navigator) {
  tellOfWhen();
  if (document.readyState === "complete") setTimeout(keepPages, AFTER, worker);
  else window.addEventListener("load", () => setTimeout(keepPages, AFTER, worker));
}
