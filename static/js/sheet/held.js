// Everything that this device holds and the server has not, of all sheets: what waits, what was refused and what nobody
// has added yet. Whoever tells people what is here, or hands it on, asks this.
import { asAdded, isOwn, joined, ROOT, sentences } from "./draft-copies.js";
import { answer, isAbsent, transact } from "./indexed.js";
import { DeviceStore } from "./store.js";

const PLACES = "sheet-places";

/** Whose the sheets are that this device has had open, as far as it remembers: {sheet: {group, name, title}}. */
export function places() {
  try {
    return JSON.parse(localStorage.getItem(PLACES)) || {};
  } catch {
    return {};
  }
}

/** Remember whose a sheet is. */
export function remember(sheet, place) {
  try {
    localStorage.setItem(PLACES, JSON.stringify({ ...places(), [sheet]: place }));
  } catch { /* a browser that keeps nothing holds nothing for anybody either */ }
}

/** {waiting, refused, drafts}: operations, each with its sheet. Rejects where the disk does not answer. */
export async function held() {
  const [operations, drafts] = await Promise.all([DeviceStore.held(), draftsHeld()]);
  const of = (state) => operations.filter((one) => one.state === state);
  return { waiting: of("waiting"), refused: of("refused"), drafts };
}

/**
 * The sentences that this device holds and nobody has added, of all sheets: each with its sheet and as the operation that
 * adding it would be.
 */
async function draftsHeld() {
  const found = new Map();
  const learn = (sheet, list, words) => {
    const name = `${sheet}/${list}`;
    if (words) found.set(name, { sheet, list, words: joined(found.get(name)?.words, words) });
  };
  try {
    for (const key of Object.keys(localStorage)) {
      const [root, sheet, list] = key.split("/");
      if (root === ROOT && list) learn(sheet, list, JSON.parse(localStorage.getItem(key)));
    }
  } catch { /* no storage, or nothing of ours in it */ }
  const rows = await transact(["sheets"], "readonly", (sheets) => answer(sheets.getAll())).catch((problem) => { if (isAbsent(problem)) return []; throw problem; });
  for (const { sheet: row, lists } of rows) {
    const [root, sheet] = String(row).split("/");
    if (root === ROOT) for (const [list, words] of Object.entries(lists)) learn(sheet, list, words);
  }
  const each = [...found.values()].flatMap(({ sheet, list, words }) => sentences(words).map((one) => ({ sheet, list, ...one })));
  return each.filter((one) => one.id && isOwn(one)).map(({ sheet, list, ...words }) => asAdded(sheet, list, words));
}
