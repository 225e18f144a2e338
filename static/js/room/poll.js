// Asks the server again and again whether there is news, so that whatever is pressed is seen within two seconds: what
// the answer takes to come is part of them. By each answer it measures how far this device's clock is
// off. The device's own clock may say anything: only the time since the page was opened is taken from it.
const EVERY = 1700;
const EVERY_HIDDEN = 15000;
const PATIENCE = 10000;
const SAMPLES = 9;

export class RoomPoll extends EventTarget {
  /** `url` answers with JSON, a tag, and its time in the header Room-Time; `query` gives (or promises) what is sent along. */
  constructor(url, query = () => "") {
    super();
    Object.assign(this, { url, query, tag: "", timer: 0, busy: false, again: false, online: true, stopped: false, offsets: [], heardAt: 0 });
  }

  start() {
    this.soon(0);
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) return;
      this.offsets = [];  // while a phone sleeps its time may stand still
      this.soon(0);
    });
    window.addEventListener("online", () => this.soon(0));
    return this;
  }

  /** The server's time in milliseconds, as far as measured. */
  now() {
    return performance.now() + this.offset();
  }

  /** The median of what the last answers say. */
  offset() {
    if (!this.offsets.length) return Date.now() - performance.now();
    const sorted = [...this.offsets].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)];
  }

  soon(delay) {
    if (this.stopped) return;
    if (this.busy) this.again = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), delay);
  }

  async ask() {
    if (this.busy || this.stopped) return;
    this.busy = true;
    let delay = document.hidden ? EVERY_HIDDEN : EVERY;
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const headers = { Accept: "application/json", "Asked-By-Clock": "1" };
      if (this.tag) headers["If-None-Match"] = this.tag;
      const more = await this.query();
      const asked = performance.now();
      const response = await fetch(this.url + more, { headers, credentials: "same-origin", redirect: "error", cache: "no-store", signal: stop.signal });
      const answered = performance.now();
      const stamp = Number(response.headers.get("Room-Time"));
      if (stamp) this.offsets = [...this.offsets, stamp - (asked + answered) / 2].slice(-SAMPLES);
      if (response.status === 304 && stamp) {
        this.tag = response.headers.get("ETag") || this.tag;
        // There is news, and others are being told theirs: ours comes as soon as it is our turn.
        delay = Math.min(delay, Number(response.headers.get("Room-Again")) || delay);
        this.heard(true);
      } else if (response.status === 403 || response.status === 404) {
        const answer = await response.json().catch(() => ({}));
        if (answer.error) this.refuse(answer.error);
        else this.heard(false);
      } else if (response.ok && stamp) {
        const answer = await response.json();
        this.tag = response.headers.get("ETag") || "";
        this.heard(true);
        this.dispatchEvent(new CustomEvent("news", { detail: answer }));
      } else {
        this.heard(false);  // a captive portal, or a server in trouble: nothing of ours
      }
    } catch {
      this.heard(false);
    }
    clearTimeout(timer);
    this.busy = false;
    this.soon(this.again ? 0 : delay);
    this.again = false;
  }

  refuse(sentence) {
    this.stopped = true;
    this.dispatchEvent(new CustomEvent("refused", { detail: sentence }));
  }

  heard(online) {
    if (online) this.heardAt = this.now();
    if (online === this.online) return;
    this.online = online;
    this.dispatchEvent(new Event("line"));
  }
}
