// Where operations wait on this device until the server has acknowledged them, and what else a sheet keeps here.
//
// All kinds of storage answer the same questions, each asynchronously:
//   all(), refused()          what still waits, oldest first; what the server did not take
//   put(operation, replaced)  resolves when the operation is safe on this device, rejects when it is not. It takes the
//                             place of `replaced`, unless that has been sent; answers after which one it comes
//   sending(ids)              these are about to be sent and are never altered again
//   settle(operation, receipt) the server has taken it: it waits no more, and is known until `remember` covers it
//   settled()                 what the server has taken since it was last remembered, in the order in which it took it
//   drop(id), refuse(operation), forget(id)
//   note(receipt), receipts() what became of things, newest first
//   remember(known), recall() what the server said last
//
// The order is counted by the storage, never read from a clock.
import { answer, transact } from "./indexed.js";

const ROOT = "sheet-operations";
const MOST_RECEIPTS = 200;

/** IndexedDB: each change is one transaction, so that a device that dies keeps all of it or nothing. */
class IndexedStore {
  constructor(sheet) { this.sheet = sheet; }

  async list(state) {
    const found = await transact(["operations"], "readonly", (operations) => answer(operations.index("sheet").getAll(this.sheet)));
    return found.filter((one) => one.state === state);
  }

  all() { return this.list("waiting"); }

  refused() { return this.list("refused"); }

  put(operation, replaced = null) {
    return transact(["operations"], "readwrite", async (operations) => {
      const { number, ...record } = operation;
      if (replaced) {
        const old = await answer(operations.index("id").get(replaced.id));
        if (old && !old.sent) operations.delete(old.number);
        else record.after = later(operation, replaced, old);
      }
      if (!(await answer(operations.index("id").getKey(record.id)))) operations.add({ ...record, sheet: this.sheet, state: "waiting" });
      return record.after;
    });
  }

  sending(ids) {
    return transact(["operations"], "readwrite", async (operations) => {
      const found = await Promise.all(ids.map((id) => answer(operations.index("id").get(id))));
      for (const one of found) if (one?.state === "waiting" && !one.sent) operations.put({ ...one, sent: true });
    });
  }

  settle(operation, { version, sequence }) {
    return transact(["operations"], "readwrite", async (operations) => {
      const { number: _old, ...record } = operation;
      const number = await answer(operations.index("id").getKey(record.id));
      if (number) operations.delete(number);
      operations.add({ ...record, version, sequence, sheet: this.sheet, state: "settled" });
    });
  }

  async settled() { return (await this.list("settled")).sort(asTaken); }

  drop(id) {
    return transact(["operations"], "readwrite", async (operations) => {
      const one = await answer(operations.index("id").get(id));
      if (one && one.state !== "settled") operations.delete(one.number);
    });
  }

  refuse(operation) {
    return transact(["operations"], "readwrite", async (operations) => {
      const { number: _old, ...record } = operation;
      const number = await answer(operations.index("id").getKey(record.id));
      if (number) operations.delete(number);
      operations.add({ ...record, sheet: this.sheet, state: "refused" });
    });
  }

  forget(id) { return this.drop(id); }

  note(receipt) {
    return transact(["receipts"], "readwrite", async (receipts) => {
      await answer(receipts.add({ ...receipt, sheet: this.sheet }));
      const keys = await answer(receipts.index("sheet").getAllKeys(this.sheet));
      for (const key of keys.slice(0, Math.max(0, keys.length - MOST_RECEIPTS))) receipts.delete(key);
    });
  }

  async receipts() {
    const found = await transact(["receipts"], "readonly", (receipts) => answer(receipts.index("sheet").getAll(this.sheet)));
    return found.reverse();
  }

  remember(known) {
    return transact(["sheets", "operations"], "readwrite", async (sheets, operations) => {
      const before = await answer(sheets.get(this.sheet));
      if (before?.sequence > known.sequence) return; // another tab has heard more
      sheets.put({ ...known, sheet: this.sheet });
      const found = await answer(operations.index("sheet").getAll(this.sheet));
      for (const one of found) if (one.state === "settled" && one.sequence <= known.sequence) operations.delete(one.number);
    });
  }

  recall() { return transact(["sheets"], "readonly", (sheets) => answer(sheets.get(this.sheet))); }

  static async waiting() {
    const found = await transact(["operations"], "readonly", (operations) => answer(operations.getAll()));
    return found.filter((one) => one.state === "waiting");
  }
}

/** localStorage: for browsers without the other, for the moment in which a page is closed, and for what older pages left. */
export class LocalStore {
  constructor(sheet) {
    this.root = `${ROOT}/${sheet}`;
    this.waiting = `${this.root}/waiting/`;
    this.aside = `${this.root}/refused/`;
  }

  async all() { return read(this.waiting); }

  async refused() { return read(this.aside); }

  /** Unlike the others this one is done when it returns. */
  putNow(operation) {
    const counted = read(this.waiting).concat(read(this.aside));
    const number = 1 + counted.reduce((most, one) => Math.max(most, one.number || 0), 0);
    localStorage.setItem(this.waiting + operation.id, JSON.stringify({ ...operation, number }));
  }

  async put(operation, replaced = null) {
    const old = replaced && parse(localStorage.getItem(this.waiting + replaced.id));
    const after = replaced && (!old || old.sent) ? later(operation, replaced, old) : operation.after;
    this.putNow({ ...operation, after });
    if (old && !old.sent) localStorage.removeItem(this.waiting + replaced.id);
    return after;
  }

  async sending(ids) {
    for (const id of ids) {
      const one = parse(localStorage.getItem(this.waiting + id));
      if (one && !one.sent) localStorage.setItem(this.waiting + id, JSON.stringify({ ...one, sent: true }));
    }
  }

  async settle(operation, { version, sequence }) {
    localStorage.setItem(`${this.root}/settled`, JSON.stringify([...(await this.settled()), { ...operation, version, sequence }]));
    localStorage.removeItem(this.waiting + operation.id);
  }

  async settled() { return (parse(localStorage.getItem(`${this.root}/settled`)) || []).sort(asTaken); }

  async drop(id) { localStorage.removeItem(this.waiting + id); }

  async refuse(operation) {
    localStorage.setItem(this.aside + operation.id, JSON.stringify(operation));
    localStorage.removeItem(this.waiting + operation.id);
  }

  async forget(id) { localStorage.removeItem(this.aside + id); }

  async note(receipt) { localStorage.setItem(`${this.root}/receipts`, JSON.stringify([receipt, ...(await this.receipts())].slice(0, 50))); }

  async receipts() { return parse(localStorage.getItem(`${this.root}/receipts`)) || []; }

  async remember(known) {
    if ((await this.recall())?.sequence > known.sequence) return;
    localStorage.setItem(`${this.root}/known`, JSON.stringify(known));
    const later = (await this.settled()).filter((one) => one.sequence > known.sequence);
    localStorage.setItem(`${this.root}/settled`, JSON.stringify(later));
  }

  async recall() { return parse(localStorage.getItem(`${this.root}/known`)) || undefined; }

  static async waiting() {
    const found = [];
    for (const key of keys()) {
      const [root, sheet, state] = key.split("/");
      if (root !== ROOT || (state !== "waiting" && state !== "refused")) continue;
      const operation = parse(localStorage.getItem(key));
      if (operation?.id) found.push({ ...operation, sheet, state, key });
    }
    return found.sort(inOrder);
  }
}

/** A browser that keeps nothing at all. */
class NoStore {
  constructor() { this.noted = []; }

  async all() { return []; }

  async refused() { return []; }

  async put() { throw new DOMException("nothing can be kept on this device", "NotAllowedError"); }

  async sending() {}

  async settle() {}

  async settled() { return []; }

  async drop() {}

  async refuse() { throw new DOMException("nothing can be kept on this device", "NotAllowedError"); }

  async forget() {}

  async note(receipt) { this.noted = [receipt, ...this.noted].slice(0, MOST_RECEIPTS); }

  async receipts() { return this.noted; }

  async remember() {}

  async recall() { return undefined; }
}

/** The best storage this browser has, with the next best behind it. `lasts` is false where closing the window empties it. */
export class DeviceStore {
  constructor(sheet) {
    this.sheet = sheet;
    this.lasts = true;
    this.local = localWorks() ? new LocalStore(sheet) : new NoStore();
    this.ready = this.choose();
  }

  async choose() {
    try {
      await bringOver();
      const store = new IndexedStore(this.sheet);
      await store.recall();
      this.lasts = await remains();
      return store;
    } catch {
      return this.local;
    }
  }

  async put(operation, replaced = null) {
    const store = await this.ready;
    let done;
    try {
      done = await store.put(operation, replaced);
    } catch (problem) {
      if (store === this.local) throw problem;
      try {
        done = await this.local.put(operation, replaced);
      } catch {
        throw problem;
      }
    }
    if (!this.lasts) throw new DOMException("gone with this window", "NotAllowedError");
    return done;
  }

  /** A last copy while the page is being closed; true when it is safe. */
  putNow(operation) {
    try {
      this.local.putNow(operation);
      return this.lasts;
    } catch {
      return false;
    }
  }

  async all() { return this.both("all"); }

  async refused() { return this.both("refused"); }

  async both(question) {
    const store = await this.ready;
    const first = await store[question]();
    const known = new Set(first.map((one) => one.id));
    const second = store === this.local ? [] : await this.local[question]();
    return [...first, ...second.filter((one) => !known.has(one.id))];
  }

  async sending(ids) {
    const store = await this.ready;
    await store.sending(ids);
    if (store !== this.local) await this.local.sending(ids);
  }

  async settle(operation, receipt) {
    const store = await this.ready;
    try {
      await store.settle(operation, receipt);
    } catch {
      await store.drop(operation.id); // no room to know it: it must not wait any longer all the same
    }
    if (store !== this.local) await this.local.drop(operation.id);
  }

  async settled() { return (await this.ready).settled(); }

  async drop(id) { await this.each("drop", id); }

  async forget(id) { await this.each("forget", id); }

  async each(deed, id) {
    const store = await this.ready;
    await store[deed](id);
    if (store !== this.local) await this.local[deed](id);
  }

  async refuse(operation) {
    const store = await this.ready;
    await store.refuse(operation);
    if (store !== this.local) await this.local.drop(operation.id);
  }

  async note(receipt) { return (await this.ready).note(receipt); }

  async receipts() { return (await this.ready).receipts(); }

  async remember(known) { return (await this.ready).remember(known); }

  async recall() { return (await this.ready).recall(); }

  /** Everything that waits on this device, of all sheets. */
  static async waiting() {
    const found = await LocalStore.waiting().catch(() => []);
    const kept = await IndexedStore.waiting().catch(() => []);
    const known = new Set(kept.map((one) => one.id));
    return [...kept, ...found.filter((one) => one.state === "waiting" && !known.has(one.id))];
  }

  /**
   * How many operations of each sheet this device holds that the server does not have, refused ones too: {sheet: n}.
   * Rejects where the disk does not answer: nobody knows then, and 0 would be a guess.
   */
  static async held() {
    const kept = typeof indexedDB === "undefined" ? [] : await transact(["operations"], "readonly", (operations) => answer(operations.getAll()));
    const local = await LocalStore.waiting();
    const sheets = new Map([...local, ...kept].filter((one) => one.state === "waiting" || one.state === "refused").map((one) => [one.id, one.sheet]));
    const counts = {};
    for (const sheet of sheets.values()) counts[sheet] = (counts[sheet] || 0) + 1;
    return counts;
  }

  /** Sheets of which something still waits on this device: {sheet: address of its operations}. */
  static async sheets() {
    const waiting = await DeviceStore.waiting();
    return Object.fromEntries(waiting.filter((one) => one.url).map((one) => [one.sheet, one.url]));
  }
}

/** How the storage of this device stands: "" when it is well, "tight" when it is nearly full. Asks it to last, too. */
export async function room() {
  try {
    if (!(await navigator.storage.persisted())) await navigator.storage.persist();
    const { usage, quota } = await navigator.storage.estimate();
    return quota - usage < 2000000 || usage / quota > 0.95 ? "tight" : "";
  } catch {
    return "";
  }
}

// What older pages, or a page that was just being closed, left in localStorage.
async function bringOver() {
  for (const { key, sheet, state, ...operation } of await LocalStore.waiting()) {
    const store = new IndexedStore(sheet);
    if (state === "refused") await store.refuse(operation);
    else await store.put({ ...operation, sent: true });
    localStorage.removeItem(key);
  }
}

// Private windows of Firefox and Safari have no private file system; Chromium's tell nobody what they are.
async function remains() {
  if (!navigator.storage?.getDirectory) return true;
  try {
    await navigator.storage.getDirectory();
    return true;
  } catch {
    return false;
  }
}

function localWorks() {
  try {
    const name = `${ROOT}-works`;
    localStorage.setItem(name, "1");
    localStorage.removeItem(name);
    return true;
  } catch (problem) {
    return /quota/i.test(problem?.name || "");
  }
}

// What an operation comes after when the one it should replace is out of reach: sent by another tab, or never kept.
const later = (operation, replaced, old) => (old || replaced.stored ? replaced.id : operation.after);

const asTaken = (one, other) => one.sequence - other.sequence;

const inOrder = (one, other) => one.number - other.number || (one.id < other.id ? -1 : 1);

function keys() {
  try {
    return Object.keys(localStorage);
  } catch {
    return [];
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function read(prefix) {
  return keys()
    .filter((key) => key.startsWith(prefix))
    .map((key) => parse(localStorage.getItem(key)))
    .filter((operation) => operation?.id)
    .sort(inOrder);
}
