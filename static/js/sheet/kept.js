// The device keeps the table's pages from the first visit on; a page that was taken from there says of when it is.
import { alone } from "./post.js";

/** So long after a page is there its files are fetched once more for keeping: the first word comes before. */
const AFTER = 3000;
const AGAIN = 10000;
const TRIES = 60;
let tries = 0;
let timer = 0;

/**
 * Ask the service worker to keep this table's pages, this one first; nothing of it is in the way of the first word.
 * Where the network goes before that is done it is tried again, until all are kept.
 */
async function keepPages(address) {
  clearTimeout(timer);
  if (tries++ < TRIES) timer = setTimeout(keepPages, AGAIN, address);
  try {
    await navigator.serviceWorker.register(address);
    if (await keep((await navigator.serviceWorker.ready).active)) clearTimeout(timer);
    await tellOfReload();
  } catch { /* no network yet; or no secure address, or the browser forbids it: then a reload needs the network */ }
}

/** Answers when the worker has done what it can: whether all are kept. */
const keep = (worker) => new Promise((done) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => done(data);
  worker.postMessage({ kind: "keep", first: location.pathname }, [port2]);
});

/** Whether a reload works without a network: this page is kept, and the worker is there to answer with it. */
async function tellOfReload() {
  const kept = navigator.serviceWorker.controller && await caches.match(location.pathname, { cacheName: "table-pages" }).catch(() => null);
  document.documentElement.toggleAttribute("data-reloads", Boolean(kept));
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
  tellOfReload();
  const begin = () => { if (!tries) keepPages(worker); };
  const later = () => setTimeout(begin, AFTER);
  if (document.readyState === "complete") later();
  else window.addEventListener("load", later);
  // Somebody writes already: there is something to come back to.
  document.addEventListener("input", begin, { once: true });
  window.addEventListener("online", () => { if (tries) keepPages(worker); });
  // A new version of the worker keeps the pages anew.
  navigator.serviceWorker.addEventListener("controllerchange", () => { if (tries) keepPages(worker); });
}
