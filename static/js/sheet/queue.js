// The queue of operations: each is put on this device first, sent in order and in batches, and let go only when the
// server has said by its id what became of it. The word shown for a path follows from this and from nothing else.
import { newId } from "./ids.js";

const MOST = 50;
const LARGEST = 150000;
const PATIENCE = 20000;
const LONGEST_WAIT = 30000;

export class Queue extends EventTarget {
  /** `store` as described in store.js; `url` takes the operations; `sheet` is the sheet the page was drawn for. */
  constructor({ store, url, sheet }) {
    super();
    Object.assign(this, { store, url, sheet, pending: [], refused: [], attempts: 0, sending: false, timer: 0, stopped: "", storage: "ok", single: false, number: Date.now(), savedAt: "" });
  }

  /** Take up what an earlier visit left behind. Such operations may have been sent already and are never altered. */
  async resume() {
    try {
      const left = await this.store.all();
      const known = new Set(this.pending.map((one) => one.id));
      this.pending = [...left.filter((one) => !known.has(one.id)).map((one) => ({ ...one, sent: true, stored: true })), ...this.pending];
      this.refused = await this.store.refused();
      this.number = Math.max(this.number, ...left.map((one) => one.number + 1));
    } catch {
      this.storage = "none";
    }
    this.changed();
    this.drain();
    return this.pending;
  }

  /** Queue an operation {action, path, value, base, resolves}; returns it with its id. */
  push({ action, path, value = null, base = 0, resolves = null }) {
    const before = this.pending.findLast((one) => one.path === path);
    const operation = { id: newId(), action, path, value, base, resolves, after: before?.id ?? null, device_at: new Date().toISOString(), number: this.number++, url: this.url, sent: false, stored: false };
    const replaced = action === "set" && !resolves && before?.action === "set" && !before.sent && !before.resolves ? before : null;
    if (replaced) {
      // Not yet sent: the newer words take its place. It keeps what the older one was made on.
      operation.base = replaced.base;
      operation.after = replaced.after ?? replaced.id;
      this.pending = this.pending.filter((one) => one !== replaced);
    }
    this.pending.push(operation);
    this.keep(operation, replaced);
    this.changed();
    this.soon(150);
    return operation;
  }

  async keep(operation, replaced) {
    try {
      await this.store.put(plain(operation));
      operation.stored = true;
      if (replaced) await this.store.drop(replaced.id);
      this.storage = "ok";
    } catch (problem) {
      this.storage = /quota/i.test(problem?.name || "") ? "full" : "none";
    }
    this.changed();
  }

  /** "unsaved", "local" or "server" for one path (or, without one, for everything); what was refused is only here. */
  state(path) {
    const here = (list) => (path === undefined ? list : list.filter((one) => one.path === path));
    const mine = here(this.pending);
    if (mine.some((one) => !one.stored)) return "unsaved";
    return mine.length || here(this.refused).length ? "local" : "server";
  }

  has(path) { return this.pending.some((one) => one.path === path); }

  /** The sum of the votes on a path that the server has not counted yet. */
  waitingCount(path) { return this.pending.reduce((sum, one) => (one.path === path && one.action === "count" ? sum + one.value : sum), 0); }

  changed() { this.dispatchEvent(new Event("change")); }

  soon(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.drain(), delay);
  }

  /** Try again now: the network is back, the page is shown again. */
  wake() {
    if (this.pending.length) this.soon(0);
  }

  batch() {
    const chosen = [];
    let size = 0;
    for (const one of this.pending.slice(0, this.single ? 1 : MOST)) {
      size += JSON.stringify(one.value ?? "").length * 3 + 400;
      if (chosen.length && size > LARGEST) break;
      chosen.push(one);
    }
    return chosen;
  }

  async drain() {
    if (this.sending || !this.pending.length) return;
    this.sending = true;
    clearTimeout(this.timer);
    const batch = this.batch();
    for (const one of batch) one.sent = true;
    let worked = false;
    try {
      worked = await this.send(batch);
    } catch {
      worked = false;
    }
    this.sending = false;
    if (worked) {
      this.attempts = 0;
      if (this.pending.length) this.soon(0);
    } else if (this.pending.length) {
      this.attempts += 1;
      this.soon(Math.min(LONGEST_WAIT, 500 * 2 ** Math.min(this.attempts, 6)) * (0.75 + Math.random() / 2));
    }
    this.changed();
  }

  async send(batch) {
    const body = JSON.stringify({ operations: batch.map(({ id, action, path, value, base, after, resolves, device_at }) => ({ id, action, path, value, base, after, resolves, device_at })) });
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    let response;
    let answer;
    try {
      response = await fetch(`${this.url}?sheet=${this.sheet}`, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token() },
        body,
        credentials: "same-origin",
        redirect: "error",
        keepalive: body.length < 20000,
        signal: stop.signal,
      });
      // A page of a captive portal answers 200 as well; only our own receipts count.
      answer = await response.json().catch(() => null);
    } finally {
      clearTimeout(timer);
    }
    if (response.ok && Array.isArray(answer?.receipts)) {
      this.stopped = "";
      const done = await this.settle(batch, answer);
      return done > 0;
    }
    if ((response.status === 403 || response.status === 409) && answer?.error) this.stopped = answer.error;
    if ((response.status === 400 || response.status === 413) && answer?.error) {
      if (batch.length > 1) {
        this.single = true;
        return true;
      }
      await this.setAside(batch[0], answer.error);
      return true;
    }
    return false;
  }

  async settle(batch, answer) {
    const receipts = new Map(answer.receipts.map((one) => [one.id, one]));
    let done = 0;
    for (const operation of batch) {
      const receipt = receipts.get(operation.id);
      if (!receipt) continue;
      done += 1;
      if (receipt.outcome === "refused") {
        await this.setAside(operation, receipt.message);
      } else {
        this.pending = this.pending.filter((one) => one.id !== operation.id);
        await this.store.drop(operation.id).catch(() => {});
      }
      this.dispatchEvent(new CustomEvent("receipt", { detail: { operation, receipt } }));
    }
    this.savedAt = answer.at || this.savedAt;
    if (!this.pending.length) this.single = false;
    return done;
  }

  async setAside(operation, message) {
    const kept = { ...plain(operation), message };
    this.pending = this.pending.filter((one) => one.id !== operation.id);
    this.refused = [...this.refused.filter((one) => one.id !== operation.id), kept];
    try {
      await this.store.refuse(kept);
    } catch {
      this.storage = "none";
    }
    this.changed();
  }

  /** Send something refused once more, as a new operation on what stands now. */
  async again(id, base) {
    const old = this.refused.find((one) => one.id === id);
    if (!old) return;
    await this.forget(id);
    this.push({ action: old.action, path: old.path, value: old.value, base });
  }

  async forget(id) {
    this.refused = this.refused.filter((one) => one.id !== id);
    await this.store.forget(id).catch(() => {});
    this.changed();
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
      const look = () => { if (!this.pending.length) finish(true); };
      const timer = setTimeout(() => finish(!this.pending.length), patience);
      this.addEventListener("change", look);
      look();
    });
  }
}

const plain = ({ sent, stored, ...operation }) => operation;

/** The token against forged requests, as the newest page of this browser got it. */
export function token() {
  const cookie = document.cookie.split("; ").find((one) => one.startsWith("csrftoken="));
  return cookie ? decodeURIComponent(cookie.slice("csrftoken=".length)) : document.querySelector("input[name=csrfmiddlewaretoken]")?.value || "";
}
