// The device keeps the table's pages from the first visit on; a page that was taken from there says of when it is.
import { asked, keepPages, keepThis, whence } from "../kept-pages.js";
import { alone } from "./post.js";

/** So long after a page is there the other pages are fetched for keeping: the first word comes before. */
const AFTER = 3000;

/** Whether a reload works without a network: this page is kept, and the worker is there to answer with it. */
async function tellOfReload() {
  const kept = navigator.serviceWorker.controller && await caches.match(location.pathname, { cacheName: "table-pages" }).catch(() => null);
  document.documentElement.toggleAttribute("data-reloads", Boolean(kept));
}

function tellOfWhen() {
  whence((stored) => {
    for (const note of document.querySelectorAll("[data-kept]")) note.hidden = !stored;
    if (!stored) return;
    if (!document.getElementById("sheet")) document.documentElement.dataset.renews = "";
    document.addEventListener("room:news", heard, { once: true });
  });
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
  const begin = () => { if (!asked()) keepPages(worker, tellOfReload); };
  // The page itself is kept as soon as it is there: the network may be gone a second later.
  const later = () => {
    keepThis(worker, tellOfReload);
    setTimeout(begin, AFTER);
  };
  if (document.readyState === "complete") later();
  else window.addEventListener("load", later);
  // Somebody writes already: there is something to come back to.
  document.addEventListener("input", begin, { once: true });
  window.addEventListener("online", () => { if (asked()) keepPages(worker, tellOfReload); });
  // A new version of the worker keeps the pages anew.
  navigator.serviceWorker.addEventListener("controllerchange", () => { if (asked()) keepPages(worker, tellOfReload); });
}
