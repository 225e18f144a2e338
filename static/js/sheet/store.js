// Where operations wait on this device until the server has acknowledged them, and what else a sheet keeps here.
//
// All kinds of storage answer the same questions, each asynchronously:
//   all(), refused()          what still waits, oldest first; what the server did not take
//   put(operation, replaced)  keeps it. It takes the place of `replaced`, unless that has been sent; answers after which
//                             one it comes, and rejects where it could not be kept
//   sending(ids)              these are about to be sent and are never altered again
//   settle(operation, receipt) the server has taken it: it waits no more, and is known until `remember` covers it
//   settled()                 what the server has taken since it was last remembered, in the order in which it took it
//   drop(id), refuse(operation), forget(id)
//   note(receipt), receipts() what became of things, newest first
//   remember(known), recall() what the server said last
//
// The order is counted by the storage, never read from a clock.
import { IndexedStore } from "./disk.js";
import { isAbsent, PATIENCE } from "./indexed.js";
import { LocalStore, localWorks, NoStore } from "./shelf.js";

const AGAIN = 1000;

/** What a store takes from the browser; tests bring their own. */
const BROWSER = {
  disk: (sheet) => new IndexedStore(sheet),
  shelf: (sheet) => (localWorks() ? new LocalStore(sheet) : new NoStore()),
  storage: () => localStorage,
  lasting: remains,
  later: (work, delay) => setTimeout(work, delay),
};

/**
 * The disk (IndexedDB), with a shelf beside it (localStorage) for copies. Only what the disk has taken is called safe.
 *
 * `unread` is true until the disk has said what earlier visits left on it, or that there is none: so long nobody knows
 * what else waits here. Writing does not wait for that; a disk that answers late is told of by the event "read".
 * `lasts` is false where closing the window empties everything.
 */
export class DeviceStore extends EventTarget {
  constructor(sheet, browser = BROWSER) {
    super();
    this.sheet = sheet;
    this.browser = browser;
    this.disk = browser.disk(sheet);
    this.shelf = browser.shelf(sheet);
    this.lasts = true;
    this.unread = true;
    this.there = false;
    this.line = Promise.resolve();
    const asked = this.ask();
    this.ready = Promise.race([asked, new Promise((go) => browser.later(go, PATIENCE))]);
  }

  async ask() {
    while (this.unread) {
      try {
        await bringOver(this.browser);
        await this.disk.recall();
        this.lasts = await this.browser.lasting();
        this.there = true;
        this.unread = false;
      } catch (problem) {
        if (isAbsent(problem)) {
          this.lasts = await this.browser.lasting();
          this.unread = false;
        } else await new Promise((go) => this.browser.later(go, AGAIN));
      }
    }
    this.dispatchEvent(new Event("read"));
  }

  get best() { return this.there ? this.disk : this.shelf; }

  /**
   * Answers {after, safe, why}: safe when it is on the disk and stays there. Else there is only a copy that a reload
   * finds, and `why` says what is the matter: "full", "passing" (no disk) or "none" (gone with this window). Rejects
   * where not even that could be kept.
   */
  put(operation, replaced = null) {
    // One after the other: what did not fit must not be overtaken by what belongs to it.
    const mine = this.line.then(() => this.putInTurn(operation, replaced));
    this.line = mine.catch(() => {});
    return mine;
  }

  async putInTurn(operation, replaced) {
    await this.ready;
    let why = "passing";
    if (this.there) {
      try {
        // What so far has only a copy goes first: the disk counts the order, and this may belong to it.
        if (!(await bringOver(this.browser))) throw new DOMException("no room", "QuotaExceededError");
        const after = await this.disk.put(operation, replaced);
        // A copy of the same, or of what it replaces, would come back as something older.
        for (const one of [operation, replaced]) if (one) await this.shelf.drop(one.id);
        return { after, safe: this.lasts, why: this.lasts ? "" : "none" };
      } catch (problem) {
        why = isQuota(problem) ? "full" : why;
      }
    }
    try {
      return { after: await this.shelf.put(operation, replaced), safe: false, why };
    } catch (problem) {
      throw why === "full" ? new DOMException("no room", "QuotaExceededError") : problem;
    }
  }

  /** A last copy while the page is being closed; true when a reload will find it. */
  putNow(operation) {
    try {
      this.shelf.putNow(operation);
      return this.lasts;
    } catch {
      return false;
    }
  }

  async all() { return this.both("all"); }

  async refused() { return this.both("refused"); }

  async both(question) {
    await this.ready;
    const first = this.there ? await this.disk[question]() : [];
    const known = new Set(first.map((one) => one.id));
    const second = (await this.shelf[question]()).filter((one) => !known.has(one.id));
    return [...first, ...second.map((one) => ({ ...one, copied: true }))];
  }

  async sending(ids) { await this.each("sending", ids); }

  async settle(operation, receipt) {
    await this.ready;
    try {
      await this.best.settle(operation, receipt);
    } catch {
      await this.best.drop(operation.id); // no room to know it: it must not wait any longer all the same
    }
    if (this.there) await this.shelf.drop(operation.id);
  }

  async settled() { return this.answer("settled"); }

  async drop(id) { await this.each("drop", id); }

  async forget(id) { await this.each("forget", id); }

  async each(deed, given) {
    await this.ready;
    if (this.there) await this.disk[deed](given);
    await this.shelf[deed](given);
  }

  /** True when it is on the disk; else there is only a copy. */
  async refuse(operation) {
    await this.ready;
    if (this.there) {
      try {
        await this.disk.refuse(operation);
        await this.shelf.drop(operation.id);
        await this.shelf.forget(operation.id);
        return this.lasts;
      } catch { /* a copy is better than nothing */ }
    }
    await this.shelf.refuse(operation);
    return false;
  }

  async note(receipt) { return this.answer("note", receipt); }

  async receipts() { return this.answer("receipts"); }

  async remember(known) { return this.answer("remember", known); }

  async recall() { return this.answer("recall"); }

  async answer(question, ...given) {
    await this.ready;
    return this.best[question](...given);
  }

  /** Everything that this device has and the server has not taken, of all sheets: waiting, or refused. */
  static async held() {
    const kept = await IndexedStore.held().catch((problem) => { if (isAbsent(problem)) return []; throw problem; });
    const known = new Set(kept.map((one) => one.id));
    return [...kept, ...copies().filter((one) => !known.has(one.id))];
  }

  /** What of it waits to be sent. */
  static async waiting() { return (await DeviceStore.held()).filter((one) => one.state === "waiting"); }

  /** Sheets of which something still waits on this device: {sheet: address of its operations}. */
  static async sheets() {
    const waiting = await DeviceStore.waiting();
    return Object.fromEntries(waiting.filter((one) => one.url).map((one) => [one.sheet, one.url]));
  }
}

/** Whether a storage said that it is full. */
export const isQuota = (problem) => /quota/i.test(problem?.name || "");

/**
 * How the storage of this device stands: {stands, promised}. `stands` is "" when it is well, "tight" when it is nearly full,
 * "private" when it may be that of a private window. Those of Chromium have less room than their scripts have memory, until
 * the version that tells every page the same number; a small disk may look alike, so nothing more than a hint is made of
 * it. `promised` is true where the browser has promised that the storage lasts, which none does in a private window; false
 * says nothing: most do so only for sites that somebody visits often. Asks for it, too.
 */
export async function room() {
  let promised = false;
  try {
    promised = (await navigator.storage.persisted()) || (await navigator.storage.persist());
    const { usage, quota } = await navigator.storage.estimate();
    if (quota - usage < 2000000 || usage / quota > 0.95) return { stands: "tight", promised };
    return { stands: !promised && quota < 2 * performance.memory?.jsHeapSizeLimit ? "private" : "", promised };
  } catch {
    return { stands: "", promised };
  }
}

// Put on the disk what older pages, or a page that was just being closed, left on the shelf, in its order; false where not
// all of it fits.
async function bringOver({ disk, storage }) {
  let shelf;
  try {
    shelf = storage();
  } catch {
    return true;
  }
  for (const { key, sheet, state, ...operation } of LocalStore.held(shelf)) {
    const store = disk(sheet);
    try {
      if (state === "refused") await store.refuse(operation);
      else await store.put(operation);
      shelf.removeItem(key);
    } catch (problem) {
      if (!isQuota(problem)) throw problem;
      return false; // it stays where it is, and so does what may belong to it
    }
  }
  return true;
}

function copies() {
  try {
    return LocalStore.held();
  } catch {
    return [];
  }
}

/** Whether what is kept here outlives the window: private windows of Firefox and Safari have no private file system. */
async function remains() {
  try {
    await navigator.storage?.getDirectory?.();
    return true;
  } catch {
    return false;
  }
}
