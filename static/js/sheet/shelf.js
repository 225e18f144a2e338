// What waits on this device, in localStorage: for browsers without IndexedDB, for the moment in which a page is closed, and
// for what older pages left. Browsers write it to the disk when it suits them (Chromium takes up to a minute): a reload
// finds what stands here, a device whose battery dies may not. So it is a copy, and nothing is called kept for it.
import { asTaken, later } from "./disk.js";

const ROOT = "sheet-operations";

/** `storage` is the browser's; tests bring their own. */
export class LocalStore {
  constructor(sheet, storage = localStorage) {
    this.storage = storage;
    this.root = `${ROOT}/${sheet}`;
    this.waiting = `${this.root}/waiting/`;
    this.aside = `${this.root}/refused/`;
  }

  async all() { return read(this.storage, this.waiting); }

  async refused() { return read(this.storage, this.aside); }

  /** Unlike the others this one is done when it returns; what was not kept word for word is no copy. */
  putNow(operation) {
    const text = JSON.stringify({ ...operation, number: this.numberOf(operation.id) });
    this.storage.setItem(this.waiting + operation.id, text);
    if (this.storage.getItem(this.waiting + operation.id) !== text) throw new DOMException("not kept", "NotAllowedError");
  }

  /** The place of an operation: the one it has, also once it was refused, or the next. */
  numberOf(id) {
    const counted = read(this.storage, this.waiting).concat(read(this.storage, this.aside));
    return counted.find((one) => one.id === id)?.number || 1 + counted.reduce((most, one) => Math.max(most, one.number || 0), 0);
  }

  async put(operation, replaced = null) {
    const old = replaced && parse(this.storage.getItem(this.waiting + replaced.id));
    const after = replaced && (!old || old.sent) ? later(operation, replaced, old) : operation.after;
    this.putNow({ ...operation, after });
    if (old && !old.sent) this.storage.removeItem(this.waiting + replaced.id);
    return after;
  }

  async sending(ids) {
    for (const id of ids) {
      const one = parse(this.storage.getItem(this.waiting + id));
      if (one && !one.sent) this.storage.setItem(this.waiting + id, JSON.stringify({ ...one, sent: true }));
    }
  }

  async settle(operation, { version, sequence }) {
    this.storage.setItem(`${this.root}/settled`, JSON.stringify([...(await this.settled()), { ...operation, version, sequence }]));
    this.storage.removeItem(this.waiting + operation.id);
  }

  async settled() { return (parse(this.storage.getItem(`${this.root}/settled`)) || []).sort(asTaken); }

  async drop(id) { this.storage.removeItem(this.waiting + id); }

  async refuse(operation) {
    this.storage.setItem(this.aside + operation.id, JSON.stringify({ ...operation, number: this.numberOf(operation.id) }));
    this.storage.removeItem(this.waiting + operation.id);
  }

  async forget(id) { this.storage.removeItem(this.aside + id); }

  async note(receipt) { this.storage.setItem(`${this.root}/receipts`, JSON.stringify([receipt, ...(await this.receipts())].slice(0, 50))); }

  async receipts() { return parse(this.storage.getItem(`${this.root}/receipts`)) || []; }

  async remember(known) {
    if ((await this.recall())?.sequence > known.sequence) return;
    this.storage.setItem(`${this.root}/known`, JSON.stringify(known));
    const later = (await this.settled()).filter((one) => one.sequence > known.sequence);
    this.storage.setItem(`${this.root}/settled`, JSON.stringify(later));
  }

  async recall() { return parse(this.storage.getItem(`${this.root}/known`)) || undefined; }

  /** What the server has not taken, of all sheets: waiting or refused. */
  static held(storage = localStorage) {
    const found = [];
    for (const key of keys(storage)) {
      const [root, sheet, state] = key.split("/");
      if (root !== ROOT || (state !== "waiting" && state !== "refused")) continue;
      const operation = parse(storage.getItem(key));
      if (operation?.id) found.push({ ...operation, sheet, state, key });
    }
    return found.sort(inOrder);
  }
}

/** A browser that keeps nothing at all. */
export class NoStore {
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

  async note(receipt) { this.noted = [receipt, ...this.noted].slice(0, 200); }

  async receipts() { return this.noted; }

  async remember() {}

  async recall() { return undefined; }
}

/** Whether there is a localStorage; one that is full is one. */
export function localWorks() {
  try {
    const name = `${ROOT}-works`;
    localStorage.setItem(name, "1");
    localStorage.removeItem(name);
    return true;
  } catch (problem) {
    return /quota/i.test(problem?.name || "");
  }
}

/** What older pages put aside has no number; what waits may stand in an item of it, so it comes first. */
const inOrder = (one, other) => (one.number || 0) - (other.number || 0) || (one.id < other.id ? -1 : 1);

function keys(storage) {
  try {
    return Object.keys(storage);
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

function read(storage, prefix) {
  return keys(storage)
    .filter((key) => key.startsWith(prefix))
    .map((key) => parse(storage.getItem(key)))
    .filter((operation) => operation?.id)
    .sort(inOrder);
}
