// What this device still holds for another sheet, or for a table at which it sat before, is said wherever it is now: the
// state word of a page speaks of that page alone.
import { DeviceStore } from "./store.js";
import { say } from "./words.js";

const PLACES = "sheet-places";
const EVERY = 5000;
const note = document.querySelector("[data-elsewhere]");
const here = note.dataset.elsewhere;
const sheet = document.getElementById("sheet")?.dataset.sheet;

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
    localStorage.setItem(PLACES, JSON.stringify({ ...places(), [sheet]: { group: here, name: note.dataset.name, title: note.dataset.title || "" } }));
  } catch { /* a browser that keeps nothing holds nothing for anybody either */ }
}

async function tell() {
  const known = places();
  const tables = new Map();
  const sheets = new Map();
  for (const { sheet: whose } of await DeviceStore.waiting()) {
    const place = known[whose];
    if (!place || whose === sheet) continue;
    const [among, name] = place.group === here ? [sheets, place.title] : [tables, place.name];
    if (name) among.set(name, (among.get(name) || 0) + 1);
  }
  const text = [...[...sheets].map(([title, n]) => say("otherSheet", { title, n })), ...[...tables].map(([group, n]) => say("elsewhere", { group, n }))].join("");
  const shown = note.querySelector("[data-says]");
  if (shown.textContent !== text) shown.textContent = text;
  note.hidden = !text;
}

if (sheet) remember(sheet);
tell().catch(() => {});
setInterval(() => tell().catch(() => {}), EVERY);
