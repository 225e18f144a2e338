// A device at the entrance: the page is fetched anew for the next person and for a fresh QR, but never while somebody
// types; without a connection it says so instead of showing a broken page.
const kiosk = document.querySelector("[data-kiosk]");
if (kiosk) {
  const field = kiosk.querySelector("input[name=who]");
  const wait = Number(kiosk.dataset.kiosk) * 1000;
  const next = () => {
    if (!navigator.onLine || (field && field.value)) setTimeout(next, 5000);
    else location.replace(location.pathname);
  };
  setTimeout(next, wait);
  const told = kiosk.querySelector("[data-offline]");
  const tell = () => {
    told.hidden = navigator.onLine;
    for (const button of kiosk.querySelectorAll("button")) button.disabled = !navigator.onLine;
  };
  addEventListener("online", tell);
  addEventListener("offline", tell);
  tell();
}
