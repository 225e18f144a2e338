// What is written down of the words beside 「加入」, in localStorage as in IndexedDB: {text, code, id, item, main, prompted,
// handedIn} with the sentences kept beside them (`older`).
//
// Which of two copies is the later one no clock tells, and neither does their place: localStorage may be a minute behind
// on its disk, and two tabs write to both. So each sentence says in which visit it was written and at which turn of it,
// and each copy up to which turn of which visit its writer had met what was written (`knows`). What a writer had met and
// did not keep is done with; what it had not met stays.

/** Under what they stand there. */
export const ROOT = "sheet-drafts";

/** The sentences kept beside what stood in a box, the oldest first. Older pages kept one, and the one before it inside it. */
export function besides(words) {
  return [words?.older ?? []].flat().flatMap(({ older, knows: _whole, ...one }) => [...besides({ older }), one]);
}

/** Everything of a copy, what stood in the box last. */
export const sentences = (words) => (words ? besides({ older: words }) : []);

/** Whether it is a sentence of somebody's own, and not nothing or a prompt as it came. */
export const isOwn = (words) => Boolean(words.text?.trim()) && words.text !== words.prompted;

/** By what a sentence is known; pages of long ago gave none of them an id. */
export const nameOf = ({ id, text, code }) => id || `${(text || "").trim()}/${code || ""}`;

/** Whether a writer that knew so much had met a sentence. */
export const hasMet = (knows, { visit, turn }) => Boolean(visit) && knows?.[visit] >= turn;

/** What is true of a list of which one place has `copy` and another has `words`; either may be missing. */
export function joined(copy, words) {
  if (!copy || !words) return copy || words;
  // Pages of long ago counted instead.
  if (!copy.visit && !words.visit) return copy.count > words.count ? copy : words;
  const stands = (one, other) => !hasMet(other.knows, one) || sentences(other).some((each) => nameOf(each) === nameOf(one));
  const left = (mine, other) => sentences(mine).filter((one) => stands(one, other));
  const each = new Map([...left(words, copy), ...left(copy, words)].map((one) => [nameOf(one), one]));
  const main = hasMet(words.knows, copy) && stands(words, copy) ? words : copy;
  each.delete(nameOf(main));
  const knows = { ...copy.knows };
  for (const [visit, turn] of Object.entries(words.knows || {})) knows[visit] = Math.max(turn, knows[visit] || 0);
  return { ...main, older: [...each.values()].filter(isOwn), knows };
}

/** A sentence as the operation that adding it would be. */
export const asAdded = (sheet, list, { id, item, main, text, code, handedIn }) => ({
  sheet, id, action: "add", path: `${list}/${item}`, value: { [main]: text.trim(), ...(code ? { call_item: code } : {}) },
  base: 0, after: null, resolves: null, replaces: null, handed_in: handedIn || "", device_at: null,
});
