// The queue of operations: each is put on this device first, sent in order and in batches, and let go only when the
// server has said by its id what became of it. The word shown for a path follows from this and from nothing else.
import { newId } from "./ids.js";
import { Order } from "./order.js";
import { alone, post, postAndGo } from "./post.js";

const MOST = 50;
const PATIENCE = 15000;
const LONG_PATIENCE = 45000;
const LONGEST_WAIT = 30000;
const KEEPING = 2000;

/** What this queue takes from the browser; tests bring their own. */
const BROWSER = {
  post,
  alone,
  later: (work, delay) => setTimeout(work, delay),
  never: (timer) => clearTimeout(timer),
  channel: (sheet) => (typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(`sheet-${sheet}`)),
};

export class Queue extends EventTarget {
  /** `store` as described in store.js; `url` takes the operations; `sheet` is the sheet the page was drawn for. */
  constructor({ store, url, sheet, browser = BROWSER }) {
    super();
    Object.assign(this, { store, url, sheet, browser, pending: [], refused: [], attempts: 0, busy: false, timer: 0, stopped: "", storage: "ok", savedAt: "", handedIn: null, inflight: null, resumed: false });
    this.order = new Order(MOST);
    this.keeping = new Set();
    this.channel = browser.channel(sheet);
    if (this.channel) this.channel.onmessage = ({ data }) => this.hear(data);
  }

  /** Take up what an earlier visit left behind. Such operations may have been sent already and are never altered. */
  async resume() {
    try {
      const left = await this.store.all();
      const known = new Set(this.pending.map((one) => one.id));
      this.pending = [...left.filter((one) => !known.has(one.id)).map((one) => ({ ...one, sent: true, stored: true })), ...this.pending];
      // What was typed before this was known was typed over it, and not against it.
      this.pending.forEach((one, place) => {
        one.after ??= this.pending.slice(0, place).findLast((before) => before.path === one.path)?.id ?? null;
      });
      const refused = await this.store.refused();
      this.refused = [...refused.filter((one) => !this.refused.some((other) => other.id === one.id)), ...this.refused];
    } catch {
      this.storage = "none";
    }
    this.resumed = true;
    this.changed();
    this.drain();
    return [...this.pending];
  }

  /**
   * Queue an operation {action, path, value, base, resolves}; returns it with its id. It carries `handedIn`, the
   * handing-in of the sheet that this device has heard of: what is older does not change what was handed in since.
   */
  push({ action, path, value = null, base = 0, resolves = null }) {
    const before = this.pending.findLast((one) => one.path === path);
    const operation = { id: newId(), action, path, value, base, resolves, after: before?.id ?? null, handed_in: this.handedIn, device_at: new Date().toISOString(), url: this.url, sent: false, stored: false };
    const replaced = action === "set" && !resolves && before?.action === "set" && !before.sent && !before.resolves ? before : null;
    if (replaced) {
      // Not yet sent: the newer words take its place. It keeps what the older one was made on.
      operation.base = replaced.base;
      operation.after = replaced.after;
      operation.handed_in = replaced.handed_in;
      this.pending = this.pending.filter((one) => one !== replaced);
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
      operation.after = (await this.store.put(plain(operation), replaced)) ?? operation.after;
      operation.stored = true;
      this.storage = "ok";
      if (this.isSettled(operation)) await this.store.drop(operation.id);
      this.channel?.postMessage({ kind: "put", operation: plain(operation), instead: replaced?.id });
    } catch (problem) {
      this.storage = /quota/i.test(problem?.name || "") ? "full" : "none";
    }
    this.changed();
  }

  isSettled(operation) { return !this.pending.includes(operation) && !this.refused.some((one) => one.id === operation.id); }

  /** "unsaved", "local" or "server" for one path (or, without one, for everything); what was refused is only here. */
  state(path) {
    const here = (list) => (path === undefined ? list : list.filter((one) => one.path === path));
    const mine = here(this.pending);
    const aside = here(this.refused);
    // What an earlier visit left is not known yet; nothing may be claimed of it.
    if (!this.resumed) return "unsaved";
    if (mine.some((one) => !one.stored) || aside.some((one) => one.stored === false)) return "unsaved";
    return mine.length || aside.length ? "local" : "server";
  }

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

  async drain() {
    // Before it is known what an earlier visit left, nothing may overtake it.
    if (this.busy || !this.resumed || !this.pending.length) return;
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
      if (this.pending.length) this.soon(0);
    } else if (this.pending.length) {
      this.attempts += 1;
      this.soon(Math.min(LONGEST_WAIT, 500 * 2 ** Math.min(this.attempts, 6)) * (0.75 + Math.random() / 2));
    }
    this.changed();
  }

  async sendNext() {
    // What is being put away now may still learn what it was made on.
    if (this.keeping.size) await Promise.race([Promise.all(this.keeping), new Promise((go) => this.browser.later(go, KEEPING))]);
    for (const one of this.pending) if (!one.stored && this.storage === "full") this.keep(one);
    const chosen = this.order.next(this.pending);
    for (const one of chosen) one.sent = true;
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
  hear({ kind, operation, instead, receipt, at }) {
    if (kind === "put" && !this.pending.some((one) => one.id === operation.id)) {
      const mine = { ...operation, sent: true, stored: true };
      this.pending = [...this.pending.filter((one) => one.id !== instead), mine];
      this.dispatchEvent(new CustomEvent("joined", { detail: mine }));
    } else if (kind === "settled") {
      this.pending = this.pending.filter((one) => one.id !== operation.id);
      if (receipt.outcome === "refused") this.store.refused().then((all) => { this.refused = all; this.changed(); }).catch(() => {});
      this.savedAt = at || this.savedAt;
      this.dispatchEvent(new CustomEvent("receipt", { detail: { operation, receipt } }));
    }
    this.changed();
  }

  async setAside(operation, message) {
    const kept = { ...plain(operation), message, stored: false };
    // Shown before it is put away, so that there is no moment in which it is neither waiting nor here.
    this.refused = [...this.refused.filter((one) => one.id !== operation.id), kept];
    this.pending = this.pending.filter((one) => one.id !== operation.id);
    try {
      await this.store.refuse({ ...plain(operation), message });
      kept.stored = true;
    } catch {
      this.storage = "none";
    }
    this.changed();
  }

  /** Send something refused once more, as a new operation on what stands now. */
  async again(id, base) {
    const old = this.refused.find((one) => one.id === id);
    if (!old) return;
    this.push({ action: old.action, path: old.path, value: old.value, base });
    await Promise.allSettled(this.keeping);
    await this.forget(id);
  }

  async forget(id) {
    this.refused = this.refused.filter((one) => one.id !== id);
    await this.store.forget(id).catch(() => {});
    this.changed();
  }

  /** The page is being closed: whatever is not safe yet is put away at once and sent without waiting for the answer. */
  farewell() {
    for (const one of this.pending) if (!one.stored && this.store.putNow(plain(one))) one.stored = true;
    const batch = this.resumed ? this.order.next(this.pending) : [];
    for (const one of batch) one.sent = true;
    if (batch.length) postAndGo(this.url, this.sheet, batch);
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

const plain = ({ sent, stored, number, state, ...operation }) => operation;
