// What this device still holds for a table at which it sat before is said wherever it sits now: the state word of this
// table's page speaks of this table alone.
import { DeviceStore } from "./store.js";
import { say } from "./words.js";

const PLACES = "sheet-places";
const EVERY = 5000;
const note = document.querySelector("[data-elsewhere]");
const here = note.dataset.elsewhere;

function places() {
  try {
    return JSON.parse(localStorage.getItem(PLACES)) || {};
  } catch {
    return {};
  }
}

/** Whose sheet this is, so that what waits for it can be named at another table. */
function remember(sheet) {
  try {
    localStorage.setItem(PLACES, JSON.stringify({ ...places(), [sheet]: { group: here, name: note.dataset.name } }));
  } catch { /* a browser that keeps nothing holds nothing for anybody either */ }
}

async function tell() {
  const known = places();
  const found = new Map();
  for (const { sheet } of await DeviceStore.waiting()) {
    const place = known[sheet];
    if (place && place.group !== here) found.set(place.name, (found.get(place.name) || 0) + 1);
  }
  const text = [...found].map(([group, n]) => say("elsewhere", { group, n })).join("");
  const shown = note.querySelector("[data-says]");
  if (shown.textContent !== text) shown.textContent = text;
  note.hidden = !text;
}

const sheet = document.getElementById("sheet")?.dataset.sheet;
if (sheet) remember(sheet);
tell().catch(() => {});
setInterval(() => tell().catch(() => {}), EVERY);
