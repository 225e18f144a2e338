// The queue of operations: each is put on this device first, sent in order and in batches, and let go only when the
// server has said by its id what became of it. The word shown for a path follows from this and from nothing else.
import { newId } from "./ids.js";
import { Order, related } from "./order.js";
import { alone, post, postAndGo } from "./post.js";

const MOST = 50;
const PATIENCE = 15000;
const LONG_PATIENCE = 45000;
const LONGEST_WAIT = 30000;
const KEEPING = 2000;
const LOOK_AGAIN = 5000;

/** What this queue takes from the browser; tests bring their own. */
const BROWSER = {
  post,
  postAndGo,
  alone,
  later: (work, delay) => setTimeout(work, delay),
  never: (timer) => clearTimeout(timer),
  channel: (sheet) => (typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(`sheet-${sheet}`)),
};

export class Queue extends EventTarget {
  /** `store` as described in store.js; `url` takes the operations; `sheet` is the sheet the page was drawn for. */
  constructor({ store, url, sheet, browser = BROWSER }) {
    super();
    Object.assign(this, { store, url, sheet, browser, pending: [], refused: [], attempts: 0, busy: false, timer: 0, stopped: "", storage: "ok", whole: false, done: new Set(), savedAt: "", handedIn: null, inflight: null, resumed: false });
    this.order = new Order(MOST);
    this.keeping = new Set();
    this.channel = browser.channel(sheet);
    store.addEventListener?.("read", () => { if (this.resumed) this.join(); });
    if (this.channel) this.channel.onmessage = ({ data }) => this.hear(data);
  }

  /** Take up what an earlier visit left behind. Such operations may have been sent already and are never altered. */
  async resume() {
    try {
      await this.takeUp();
    } catch {
      this.lookAgain();
    }
    this.resumed = true;
    const found = [...this.pending];
    if (!this.whole && !this.store.unread) this.join(); // it has answered while we asked
    this.changed();
    this.drain();
    return found;
  }

  /** What of it is found; answers those operations of it that were not known. */
  async takeUp() {
    const read = !this.store.unread;
    const left = await this.store.all();
    const refused = await this.store.refused();
    const known = new Set([...this.pending, ...this.refused].map((one) => one.id));
    const found = left.filter((one) => !known.has(one.id) && !this.done.has(one.id)).map((one) => ({ ...one, sent: true, stored: !one.copied, older: true }));
    // In the order in which the disk has them, before what was typed since: of some there was a copy before, and of what
    // they belong to none.
    const each = new Map([...this.pending, ...found].map((one) => [one.id, one]));
    const order = this.pending.filter((one) => !one.older || !left.some(({ id }) => id === one.id));
    let place = 0;
    for (const one of left.map(({ id }) => each.get(id)).filter(Boolean)) {
      if (!order.includes(one)) order.splice(place, 0, one);
      place = order.indexOf(one) + 1;
    }
    this.pending = order;
    // What was typed before this was known was typed over it, and not against it; what is under way stays as it is.
    this.pending.forEach((one, place) => {
      if (!one.under) one.after ??= this.pending.slice(0, place).findLast((before) => before.path === one.path)?.id ?? null;
    });
    this.refused = [...refused.filter((one) => !known.has(one.id) && !this.done.has(one.id)).map((one) => ({ ...one, stored: !one.copied })), ...this.refused];
    this.whole = read;
    return found;
  }

  /** The disk answered after all: what an earlier visit left comes before what was typed since, which now goes there too. */
  async join() {
    try {
      const found = await this.takeUp();
      if (this.storage === "passing" && this.store.there) this.storage = "ok"; // what is kept from here on is on the disk
      this.changed();
      for (const one of found) this.dispatchEvent(new CustomEvent("left", { detail: one }));
    } catch {
      this.lookAgain();
    }
    for (const one of this.pending) if (!one.stored) await this.keep(one);
    for (const one of this.refused) if (!one.stored) await this.setAside(one, one.message);
    this.changed();
    this.drain();
  }

  /** The storage did not say what is on it; before it does, nothing is claimed of everything. */
  lookAgain() {
    this.whole = false;
    this.browser.later(() => this.join(), LOOK_AGAIN);
  }

  /**
   * Queue an operation {action, path, value, base, resolves}; returns it with its id. It carries `handedIn`, the
   * handing-in of the sheet that this device has heard of: what is older does not change what was handed in since.
   */
  push({ action, path, value = null, base = 0, resolves = null, replaces = null, id = newId() }) {
    const before = this.pending.findLast((one) => one.path === path);
    const operation = { id, action, path, value, base, resolves, replaces, after: before?.id ?? null, handed_in: this.handedIn, device_at: new Date().toISOString(), url: this.url, sent: false, stored: false };
    const replaced = action === "set" && !resolves && !replaces && before?.action === "set" && !before.sent && !before.resolves && !before.replaces ? before : null;
    if (replaced) {
      // Not yet sent: the newer words take its place. It keeps what the older one was made on.
      operation.base = replaced.base;
      operation.after = replaced.after;
      operation.handed_in = replaced.handed_in;
      this.pending = this.pending.filter((one) => one !== replaced);
      this.done.add(replaced.id);
      replaced.instead = operation;
    }
    this.pending.push(operation);
    const keeping = this.keep(operation, replaced).finally(() => this.keeping.delete(keeping));
    this.keeping.add(keeping);
    this.changed();
    this.soon(150);
    return operation;
  }

  async keep(operation, replaced = null) {
    try {
      // Where another tab has sent the older one meanwhile, the storage says so: then this one comes after it.
      const { after, safe, why } = await this.store.put(plain(operation), replaced);
      operation.after = after ?? operation.after;
      operation.stored = safe;
      operation.copied = true;
      this.storage = safe ? "ok" : why;
      if (this.isDone(operation)) await this.store.drop(operation.id);
      this.channel?.postMessage({ kind: "put", operation: plain(operation), safe, instead: replaced?.id });
    } catch (problem) {
      this.storage = /quota/i.test(problem?.name || "") ? "full" : "none";
    }
    this.changed();
  }

  /**
   * Whether it need not lie on this device any more. It may be put away twice, and be called safe after the first time;
   * what has taken its place must be on the disk before it goes.
   */
  isDone(operation) {
    const waits = this.pending.includes(operation) || this.refused.some((one) => one.id === operation.id);
    return !waits && (!operation.instead || operation.instead.stored || this.isDone(operation.instead));
  }

  /**
   * "unsaved", "local" or "server" for one path, or without one for everything; what was refused is only here. Of
   * everything nobody says that the server has it before the disk has said what else lies there.
   */
  state(path) {
    const here = (list) => (path === undefined ? list : list.filter((one) => one.path === path));
    const mine = here(this.pending);
    const aside = here(this.refused);
    // What an earlier visit left is not known yet; nothing may be claimed of it.
    if (!this.resumed) return "unsaved";
    if (mine.some((one) => !one.stored) || aside.some((one) => one.stored === false)) return "unsaved";
    if (mine.length || aside.length) return "local";
    return path === undefined && !this.whole ? "unsaved" : "server";
  }

  /** Whether something would go with the page if it were closed now. */
  lost() { return [...this.pending, ...this.refused].some((one) => !one.stored && !one.copied); }

  has(path) { return this.pending.some((one) => one.path === path); }

  /** The sum of the votes on a path that the server has not counted yet. */
  waitingCount(path) { return this.pending.reduce((sum, one) => (one.path === path && one.action === "count" ? sum + one.value : sum), 0); }

  /** What has been tried several times alone and does not get through, while others do. */
  stuck() { return this.pending.filter((one) => this.order.isStuck(one)); }

  changed() { this.dispatchEvent(new Event("change")); }

  soon(delay) {
    this.browser.never(this.timer);
    this.timer = this.browser.later(() => this.drain(), delay);
  }

  /** Try again now: the network is back, the page is shown again. A request that got no answer so far is given up. */
  wake(afresh = false) {
    if (afresh && this.attempts) this.inflight?.abort();
    if (afresh) this.attempts = 0;
    if (this.pending.length) this.soon(0);
  }

  /**
   * What may go now. What an earlier visit left waits until all of that is known, and with it whatever belongs to the
   * same: a copy of some words may lie here while the item they belong to lies on a disk that has not answered.
   */
  sendable() {
    if (this.whole) return this.pending;
    const held = [];
    return this.pending.filter((one) => {
      const free = !one.older && !held.some((path) => related(path, one.path));
      if (!free) held.push(one.path);
      return free;
    });
  }

  async drain() {
    // Before it is known what an earlier visit left, nothing may overtake it.
    if (this.busy || !this.resumed || !this.sendable().length) return;
    this.busy = true;
    this.browser.never(this.timer);
    let worked = false;
    try {
      worked = await this.browser.alone(`sheet-${this.sheet}`, () => this.sendNext());
    } catch {
      worked = false;
    }
    this.busy = false;
    if (worked) {
      this.attempts = 0;
      if (this.sendable().length) this.soon(0);
    } else if (this.sendable().length) {
      this.attempts += 1;
      this.soon(Math.min(LONGEST_WAIT, 500 * 2 ** Math.min(this.attempts, 6)) * (0.75 + Math.random() / 2));
    }
    this.changed();
  }

  async sendNext() {
    // What is being put away now may still learn what it was made on.
    if (this.keeping.size) await Promise.race([Promise.all(this.keeping), new Promise((go) => this.browser.later(go, KEEPING))]);
    for (const one of this.pending) if (!one.stored && this.storage === "full") this.keep(one);
    const chosen = this.order.next(this.sendable());
    for (const one of chosen) one.sent = one.under = true;
    await this.store.sending(chosen.map((one) => one.id)).catch(() => {});
    // While we waited for our turn, another tab may have had the answer for some of them, and told us.
    const batch = chosen.filter((one) => this.pending.includes(one));
    return batch.length ? this.send(batch) : true;
  }

  async send(batch) {
    const stop = new AbortController();
    const patient = this.attempts > 0;
    let late = false;
    const timer = this.browser.later(() => { late = patient; stop.abort(); }, patient ? LONG_PATIENCE : PATIENCE);
    this.inflight = stop;
    let answer;
    try {
      answer = await this.browser.post(this.url, this.sheet, batch, stop.signal);
    } catch {
      answer = { kind: late ? "broken" : "silent" };
    }
    this.browser.never(timer);
    this.inflight = null;
    if (answer.kind === "receipts") {
      this.stopped = "";
      const heard = await this.settle(batch, answer);
      if (heard.length < batch.length) this.order.failed(batch.filter((one) => !heard.includes(one)));
      return heard.length > 0;
    }
    if (answer.kind === "told") this.stopped = answer.error;
    if (answer.kind === "wrong" && batch.length === 1) {
      await this.setAside(batch[0], answer.error);
      return true;
    }
    if (answer.kind === "wrong" || answer.kind === "broken") this.order.failed(batch);
    return answer.kind === "wrong";
  }

  async settle(batch, answer) {
    const receipts = new Map(answer.receipts.map((one) => [one.id, one]));
    const heard = batch.filter((one) => receipts.has(one.id));
    for (const operation of heard) {
      const receipt = receipts.get(operation.id);
      await this.finish(operation, receipt, answer.at);
      this.channel?.postMessage({ kind: "settled", operation: plain(operation), receipt, at: answer.at });
    }
    this.order.worked(heard);
    this.savedAt = answer.at || this.savedAt;
    return heard;
  }

  async finish(operation, receipt, at) {
    const { outcome, message } = receipt;
    if (outcome !== "refused") this.done.add(operation.id);
    if (outcome === "refused") {
      await this.setAside(operation, message);
    } else {
      this.pending = this.pending.filter((one) => one.id !== operation.id);
      const known = outcome === "applied" ? this.store.settle(plain(operation), receipt) : this.store.drop(operation.id);
      await known.catch(() => {});
    }
    this.store.note({ id: operation.id, path: operation.path, action: operation.action, value: operation.value, outcome, message, at }).catch(() => {});
    this.dispatchEvent(new CustomEvent("receipt", { detail: { operation, receipt } }));
  }

  /** What another tab of this browser did with the same sheet. */
  hear({ kind, operation, safe = true, instead, receipt, at }) {
    const known = kind === "put" && this.pending.find((one) => one.id === operation.id);
    if (known) {
      known.stored ||= safe;
    } else if (kind === "put") {
      const mine = { ...operation, sent: true, stored: safe, copied: true };
      this.pending = [...this.pending.filter((one) => one.id !== instead), mine];
      this.dispatchEvent(new CustomEvent("joined", { detail: mine }));
    } else if (kind === "settled") {
      if (receipt.outcome !== "refused") this.done.add(operation.id);
      this.pending = this.pending.filter((one) => one.id !== operation.id);
      if (receipt.outcome === "refused") this.store.refused().then((all) => { this.refused = all.map((one) => ({ ...one, stored: !one.copied })); this.changed(); }).catch(() => {});
      this.savedAt = at || this.savedAt;
      this.dispatchEvent(new CustomEvent("receipt", { detail: { operation, receipt } }));
    }
    this.changed();
  }

  async setAside(operation, message) {
    const kept = { ...plain(operation), message, stored: false, copied: false };
    // Shown before it is put away, so that there is no moment in which it is neither waiting nor here.
    this.refused = [...this.refused.filter((one) => one.id !== operation.id), kept];
    this.pending = this.pending.filter((one) => one.id !== operation.id);
    try {
      kept.stored = await this.store.refuse({ ...plain(operation), message });
      kept.copied = true;
    } catch {
      this.storage = "none";
    }
    this.changed();
  }

  /** Send something refused once more, as a new operation on what stands now. */
  async again(id, base) {
    const old = this.refused.find((one) => one.id === id);
    if (!old) return;
    this.push({ action: old.action, path: old.path, value: old.value, base, replaces: old.id });
    await Promise.allSettled(this.keeping);
    await this.forget(id);
  }

  async forget(id) {
    this.refused = this.refused.filter((one) => one.id !== id);
    this.done.add(id);
    await this.store.forget(id).catch(() => {});
    this.changed();
  }

  /** The page is being closed: whatever is not safe yet is put away at once and sent without waiting for the answer. */
  farewell() {
    // Whoever finds the copy takes it for sent; so it is never altered from here either.
    for (const one of this.pending) if (!one.stored && this.store.putNow({ ...plain(one), sent: true })) one.copied = one.sent = true;
    const batch = this.resumed ? this.order.next(this.sendable()) : [];
    for (const one of batch) one.sent = one.under = true;
    if (batch.length) this.browser.postAndGo(this.url, this.sheet, batch);
  }

  /** Resolves to true when everything is with the server, to false when `patience` milliseconds have passed. */
  idle(patience) {
    this.wake();
    return new Promise((resolve) => {
      const finish = (answer) => {
        clearTimeout(timer);
        this.removeEventListener("change", look);
        resolve(answer);
      };
      const empty = () => this.resumed && !this.pending.length;
      const look = () => { if (empty()) finish(true); };
      const timer = setTimeout(() => finish(empty()), patience);
      this.addEventListener("change", look);
      look();
    });
  }
}

const plain = ({ sent, stored, copied, under, older, instead, number, state, ...operation }) => operation;
