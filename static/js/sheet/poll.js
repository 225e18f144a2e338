// Asks every few seconds what others have written since; costs next to nothing when nobody has.
const EVERY = 3000;
const EVERY_HIDDEN = 20000;
const PATIENCE = 45000;

export class Poll extends EventTarget {
  constructor({ url, sheet, sequence }) {
    super();
    Object.assign(this, { url, sheet, sequence, tag: "", timer: 0, busy: false, online: true, again: false });
  }

  start() {
    this.soon(500);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.soon(0); });
  }

  soon(delay) {
    if (this.busy) this.again = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), delay);
  }

  async ask() {
    if (this.busy) return;
    this.busy = true;
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const headers = { Accept: "application/json", "Asked-By-Clock": "1" };
      if (this.tag) headers["If-None-Match"] = this.tag;
      const response = await fetch(`${this.url}?sheet=${this.sheet}&after=${this.sequence}`, { headers, credentials: "same-origin", redirect: "error", cache: "no-store", signal: stop.signal });
      if (response.status === 304) {
        this.heard(true);
      } else {
        const answer = await response.json();
        if (response.ok && Array.isArray(answer.entries)) {
          this.tag = response.headers.get("ETag") || "";
          this.sequence = answer.sequence;
          this.heard(true);
          this.dispatchEvent(new CustomEvent("news", { detail: answer }));
        } else {
          // Our own server says why this device may not ask; anything else is somebody between us and it.
          this.heard(Boolean(answer.error));
          if (answer.error) this.dispatchEvent(new CustomEvent("barred", { detail: answer.error }));
        }
      }
    } catch {
      this.heard(false);
    }
    clearTimeout(timer);
    this.busy = false;
    this.soon(this.again ? 0 : document.hidden ? EVERY_HIDDEN : EVERY);
    this.again = false;
  }

  heard(online) {
    if (online === this.online) return;
    this.online = online;
    this.dispatchEvent(new Event("line"));
  }
}
