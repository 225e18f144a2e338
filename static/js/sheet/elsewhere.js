// What this device still holds for another sheet, or for a table at which it sat before, is said wherever it is now: the
// state word of a page speaks of that page alone.
import { held, places, remember } from "./held.js";
import { say } from "./words.js";

const EVERY = 5000;
const note = document.querySelector("[data-elsewhere]");
const here = note.dataset.elsewhere;
const sheet = document.getElementById("sheet")?.dataset.sheet;

/** Whether a sheet is one of the table at which this device sits now, as far as it remembers. */
export const isOfThisTable = (whose) => places()[whose]?.group === here;

const SAYS = {
  waiting: ["otherSheet", "elsewhere"],
  refused: ["otherSheetRefused", "elsewhereRefused"],
  drafts: ["otherSheetDrafts", "elsewhereDrafts"],
};

async function tell() {
  const known = places();
  const found = await held();
  const sentences = [];
  for (const [state, [ofSheet, ofTable]] of Object.entries(SAYS)) {
    const tables = new Map();
    const sheets = new Map();
    for (const { sheet: whose } of found[state]) {
      const place = known[whose];
      if (!place || whose === sheet) continue;
      const [among, name] = place.group === here ? [sheets, place.title] : [tables, place.name];
      if (name) among.set(name, (among.get(name) || 0) + 1);
    }
    for (const [title, n] of sheets) sentences.push(say(ofSheet, { title, n }));
    for (const [group, n] of tables) sentences.push(say(ofTable, { group, n }));
  }
  const shown = note.querySelector("[data-says]");
  if (shown.textContent !== sentences.join("")) {
    shown.replaceChildren(...sentences.map((text) => {
      const line = document.createElement("p");
      line.textContent = text;
      return line;
    }));
  }
  note.hidden = !sentences.length;
}

// So that what waits for it can be named at another table.
if (sheet) remember(sheet, { group: here, name: note.dataset.name, title: note.dataset.title || "" });
tell().catch(() => {});
setInterval(() => tell().catch(() => {}), EVERY);
