// A device that leaves its table, sits down at another one, was moved away or signs out must not go on showing its pages
// without a network. What was typed and not sent stays: it waits for a seat.
const PAGES = "table-pages";

/** This device no longer belongs to the table: its pages go. */
export async function forgetPages() {
  try {
    await caches.delete(PAGES);
  } catch { /* nothing was kept */ }
}

// At the window: a form that stays where it is has been stopped by then.
window.addEventListener("submit", (event) => {
  if (event.target.matches("form[data-changes-table]") && !event.defaultPrevented) forgetPages();
});
// The door says that the server knows of no seat of this device.
if ("noSeat" in document.body.dataset) forgetPages();
