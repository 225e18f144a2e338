// A sentence that stands beside 「加入」 and is not added yet. It waits on this device, so that no reload swallows it, and
// the page says so; going on to the next page adds it, unless it is a prompt that nobody has touched.
//
// It is kept twice. localStorage has it at once, also in a page that is just being closed, but browsers write that to the
// disk when it suits them: Chromium takes up to a minute. So the page calls it kept once IndexedDB has it on the disk.
// An emptied box is written down as well, or the earlier words came back. Whoever writes keeps what another tab has written
// there (draft-copies.js), and what this page has not brought back yet: somebody quick types while it is still beginning.
//
// Each sentence has the id that its operation will have, so that it can be taken over on another device as it stands and
// still be added once; other words are another sentence and get an id of their own.
import { asAdded, hasMet, isOwn, joined, nameOf, ROOT, sentences } from "./draft-copies.js";
import { answer, transact } from "./indexed.js";
import { newId } from "./ids.js";
import { say } from "./words.js";

const PAUSE = 400;
/** Of how many visits a copy says how much of them its writer had met. */
const MOST_VISITS = 20;

const inputOf = (box) => box.querySelector("input[name^='n:']");
const codeOf = (box) => box.querySelector("[data-quick-code]");

const figure = new Intl.NumberFormat(document.documentElement.lang || "zh-Hant");

/** Say something beside a box, until somebody types in it: that something is wrong, or with `tone` only how it is. */
export function sayBeside(box, sentence, tone = "") {
  const note = box.querySelector("[data-quick-note]");
  note.dataset.tone = tone;
  note.textContent = sentence;
  note.hidden = !sentence;
}

/** Whether the words fit into one item; if not, all of them stay where they are, and the page says how much is too much. */
export function fits(box) {
  const n = [...inputOf(box).value.trim()].length;
  const most = Number(box.dataset.most);
  const over = n > most;
  sayBeside(box, over ? say("tooLong", { n: figure.format(n), most: figure.format(most), over: figure.format(n - most) }) : "");
  return !over;
}

/** What drafts take from the browser; tests bring their own. */
const BROWSER = {
  transact,
  storage: () => localStorage,
  later: (work, delay) => setTimeout(work, delay),
  never: (timer) => clearTimeout(timer),
};

export class Drafts {
  /** `handedIn` is when the sheet was last handed in, as the server says it; empty if it was not. `kept()` is called
   *  when other words are true of where the drafts are. */
  constructor(sheet, { handedIn = "", store, kept = () => {}, root = document, browser = BROWSER }) {
    this.sheet = sheet;
    this.root = root;
    this.browser = browser;
    this.handedIn = handedIn;
    this.store = store;
    this.whenKept = kept;
    this.row = `${ROOT}/${sheet}`;
    this.visit = newId();
    this.turns = 0;
    /** By list: up to which turn of which visit this page has met what was written there, and what it found when it came. */
    this.knows = new Map(this.boxes().map((box) => [box.dataset.quick, {}]));
    this.left = new Map(this.boxes().map((box) => [box.dataset.quick, this.meet(box.dataset.quick, this.inLocal(box))]));
    /** The ids of what stands in each box, and the sentences offered beside it, each until somebody has decided on it. */
    this.ids = new Map();
    this.offered = new Map();
    /** Lists with words that IndexedDB does not have yet, with their timers; those that it could not take; and those of
     *  which localStorage has a copy that a reload finds. */
    this.waiting = new Map();
    this.passing = new Set();
    this.copies = new Set();
    this.unread = true;
    this.brought = false;
    this.ready = this.onDisk();
    store.addEventListener("read", () => this.late());
  }

  key(box) { return `${ROOT}/${this.sheet}/${box.dataset.quick}`; }

  boxes() { return [...this.root.querySelectorAll("[data-quick]")]; }

  inLocal(box) {
    try { return JSON.parse(this.browser.storage().getItem(this.key(box))); } catch { return null; /* no storage, or nothing of ours in it */ }
  }

  /** What IndexedDB held when the page came; the later copy of each list is the one that is left. */
  async onDisk() {
    let found;
    try {
      found = await this.browser.transact(["sheets"], "readonly", (sheets) => answer(sheets.get(this.row)));
    } catch {
      return;
    }
    this.unread = false;
    for (const [list, words] of Object.entries(found?.lists || {})) {
      if (words.visit !== this.visit) this.left.set(list, joined(this.left.get(list), this.meet(list, words)));
    }
  }

  /** When something is written; what pages of long ago kept did not say it. */
  stamp() { return { visit: this.visit, turn: (this.turns += 1) }; }

  /** What a copy says is known to this page. */
  meet(list, words) {
    const knows = this.knows.get(list) || {};
    const each = [...Object.entries(words?.knows || {}), ...sentences(words).map((one) => [one.visit, one.turn])];
    for (const [visit, turn] of each) if (visit) knows[visit] = Math.max(turn, knows[visit] || 0);
    for (const visit of Object.keys(knows).slice(0, -MOST_VISITS)) delete knows[visit];
    return words;
  }

  /** The disk answered after all: what lay on it is offered beside what was typed meanwhile, which now goes there too. */
  async late() {
    await this.ready;
    if (this.unread) await this.readAgain();
    for (const box of this.boxes()) if (this.passing.has(box.dataset.quick)) this.keep(box);
    this.whenKept();
  }

  async readAgain() {
    const before = new Map(this.left);
    await this.onDisk();
    if (this.unread || !this.brought) return; // what comes back by itself does so first
    for (const box of this.boxes()) {
      const left = this.left.get(box.dataset.quick);
      const was = before.get(box.dataset.quick);
      const had = new Set(sentences(was).map(nameOf));
      // What came back by itself was the earlier of two copies: where nobody has touched it, the later one takes its place.
      const untouched = was?.text && was.text === inputOf(box).value && inputOf(box) !== document.activeElement;
      const done = was && !sentences(left).some((one) => nameOf(one) === nameOf(was));
      const follows = done && left.text && untouched && !this.isLate(left);
      if (follows) this.put(box, left);
      for (const one of sentences(left)) if (!had.has(nameOf(one))) this.offer(box, one);
      if (follows) this.keep(box);
    }
  }

  /** Put back what an earlier visit left behind. */
  async bringBack() {
    await this.ready;
    this.brought = true;
    for (const box of this.boxes()) {
      const left = this.left.get(box.dataset.quick);
      const typed = inputOf(box).value;
      if (left?.text && (!typed || typed === left.text) && !this.isLate(left)) this.put(box, left);
      for (const one of sentences(left)) this.offer(box, one);
      if (left?.text || this.beside(box.dataset.quick).length) this.keep(box);
    }
  }

  /** Let words from a copy stand in a box. */
  put(box, left) {
    inputOf(box).value = left.text;
    codeOf(box).value = left.code || "";
    if (left.id) this.ids.set(box.dataset.quick, { ...this.stamp(), ...left });
    fits(box);
  }

  /** What is offered beside the box of a list, or beside all of them. */
  beside(list) { return list ? this.offered.get(list) || [] : [...this.offered.values()].flat(); }

  /** Older than what was handed in since: it does not come back by itself, and is not thrown away by itself either. */
  isLate(left) { return Boolean(this.handedIn) && (left.handedIn || "") !== this.handedIn; }

  /** Say what was left, and keep it beside what is typed now until somebody has said what becomes of it. */
  offer(box, { older: _besides, ...left }) {
    const list = box.dataset.quick;
    const alike = (one) => (one.id && one.id === left.id) || (one.text.trim() === left.text.trim() && (one.code || "") === (left.code || ""));
    const inBox = { text: inputOf(box).value, code: codeOf(box).value, id: this.ids.get(list)?.id };
    if (!isOwn(left) || [...this.beside(list), inBox].some(alike)) return;
    const mine = { id: newId(), item: newId(), main: box.dataset.main, ...this.stamp(), ...left };
    this.offered.set(list, [...this.beside(list), mine]);
    const line = document.createElement("div");
    line.className = "v-note";
    line.dataset.tone = "info";
    line.dataset.older = list;
    const words = document.createElement("div");
    words.textContent = say(this.isLate(left) ? "olderDraft" : "lateDraft", { text: left.text });
    const button = (name, deed) => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "btn btn-sm btn-outline-primary";
      made.textContent = say(name);
      made.addEventListener("click", () => {
        line.remove();
        this.offered.set(list, this.beside(list).filter((one) => one !== mine));
        deed();
      });
      return made;
    };
    line.append(words, button("putBack", () => {
      const typed = { text: inputOf(box).value, code: codeOf(box).value, handedIn: this.handedIn, prompted: box.dataset.prompted || "", ...this.idsOf(box) };
      inputOf(box).value = left.text;
      codeOf(box).value = left.code || "";
      // It may have been taken over on another device under these.
      this.ids.set(list, { ...mine, code: mine.code || "" });
      if (typed.text !== left.text) this.offer(box, typed);
      inputOf(box).dispatchEvent(new Event("input", { bubbles: true }));
      inputOf(box).focus();
    }), button("giveUp", () => this.keep(box)));
    box.after(line);
  }

  /** The ids under which what stands in a box now is added, and when it was written first; other words have others. */
  idsOf(box) {
    const list = box.dataset.quick;
    const text = inputOf(box).value.trim();
    const code = codeOf(box).value;
    const had = this.ids.get(list);
    if (had?.text.trim() !== text || (had.code || "") !== code) this.ids.set(list, { text, code, id: newId(), item: newId(), ...this.stamp() });
    const { id, item, visit, turn } = this.ids.get(list);
    return { id, item, visit, turn };
  }

  /** The sentences of this page, each as the operation that adding it would be. */
  asAdded() {
    const typed = this.typed().map((box) => asAdded(this.sheet, box.dataset.quick, { ...this.idsOf(box), main: box.dataset.main, text: inputOf(box).value, code: codeOf(box).value, handedIn: this.handedIn }));
    return [...typed, ...[...this.offered].flatMap(([list, each]) => each.map((words) => asAdded(this.sheet, list, words)))];
  }

  /** What stands in the box was added: the same words typed once more are another sentence. */
  added(box) { this.ids.delete(box.dataset.quick); }

  /** Keep what stands in the box now; an empty box is kept as an empty one. */
  keep(box) {
    const list = box.dataset.quick;
    const text = inputOf(box).value.trim() ? inputOf(box).value : "";
    const words = { text, code: codeOf(box).value, handedIn: this.handedIn, prompted: box.dataset.prompted || "", main: box.dataset.main, ...this.idsOf(box) };
    try {
      this.browser.storage().setItem(this.key(box), JSON.stringify(this.record(box, words, this.inLocal(box))));
      this.copies.add(list);
    } catch {
      this.copies.delete(list);
    }
    this.browser.never(this.waiting.get(list));
    this.waiting.set(list, this.browser.later(() => this.toDisk(box, words), text ? PAUSE : 0));
  }

  /** What is written down where `there` stands now: the words, and beside them what is offered or going to be, and what
   *  another tab has there. */
  record(box, words, there) {
    const left = this.left.get(box.dataset.quick);
    const mine = this.brought ? this.beside(box.dataset.quick) : sentences(left).filter((one) => isOwn(one) && one.text !== words.text);
    const knows = { ...this.knows.get(box.dataset.quick), [this.visit]: this.turns };
    const others = sentences(there).filter((one) => isOwn(one) && one.visit && !hasMet(knows, one));
    return { ...words, older: [...mine, ...others], knows };
  }

  async toDisk(box, words) {
    const list = box.dataset.quick;
    const mine = this.waiting.get(list);
    await this.ready;
    let kept = false;
    try {
      // What lies there unread must not be written over.
      if (this.unread) await this.readAgain();
      if (this.unread) throw new DOMException("unread", "TimeoutError");
      await this.browser.transact(["sheets"], "readwrite", async (sheets) => {
        const row = (await answer(sheets.get(this.row))) || { sheet: this.row, lists: {} };
        if (this.waiting.get(list) !== mine) return; // somebody has typed on: that is written, and not what is older
        await answer(sheets.put({ ...row, lists: { ...row.lists, [list]: this.record(box, words, row.lists[list]) } }));
      });
      kept = true;
    } catch { /* a copy in localStorage is all there is: a reload finds it, a dead battery may not */ }
    await this.store.ready;
    if (this.waiting.get(list) !== mine) return; // somebody has typed on
    this.waiting.delete(list);
    if (kept && this.store.lasts) this.passing.delete(list);
    else this.passing.add(list);
    this.whenKept();
  }

  /** "" when every box is empty and nothing is offered; else where the words are: "local" or "unsaved". */
  state() {
    const lists = this.lists();
    if (!lists.length) return "";
    return lists.some((list) => this.waiting.has(list) || this.passing.has(list)) ? "unsaved" : "local";
  }

  /** The lists of which words are here, in the box or offered beside it. */
  lists() {
    return this.boxes().filter((box) => inputOf(box).value.trim() || this.beside(box.dataset.quick).length).map((box) => box.dataset.quick);
  }

  /** Whether words would go with the page if it were closed now. */
  lost() {
    const copied = (list) => this.copies.has(list) && this.store.lasts;
    return this.lists().some((list) => (this.waiting.has(list) || this.passing.has(list)) && !copied(list));
  }

  /** The boxes with words of somebody's own. */
  typed() {
    return this.boxes().filter((box) => inputOf(box).value.trim() && inputOf(box).value !== box.dataset.prompted);
  }
}
