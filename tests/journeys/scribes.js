// Two scribes, one server, and everything that can go wrong between any two steps. The queue, the store with its copies
// and the word shown are the pages' own; the disk, localStorage, network and timers are played here, so that thousands of
// afternoons pass in seconds. What is checked is the word that stands on the page, as somebody reads it.
//
// Evaluated in a page: `afternoons({seed, runs})` answers what was found wrong, `served(batches)` what the model of the
// server answers.

function dice(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return { chance: (share) => next() < share, below: (most) => Math.floor(next() * most), one: (list) => list[Math.floor(next() * list.length)] };
}

/** The server as actionplans/writing/sheets.py is one, without forms: tests/journeys/test_scribes.py holds the two together. */
class Server {
  constructor() {
    this.log = new Map();
    this.entries = new Map();
  }

  apply(batch) { return batch.map((one) => this.take(one)); }

  take(operation) {
    if (!this.log.has(operation.id)) {
      const [outcome, version] = this.become(operation);
      this.log.set(operation.id, { ...operation, outcome, version });
    }
    const { id, outcome, version } = this.log.get(operation.id);
    return { id, outcome, version, message: "" };
  }

  become({ id, action, path, value, base, after, resolves }) {
    const entry = this.entries.get(path);
    if (action === "add") {
      if (entry) return ["refused", 0];
      this.entries.set(path, { value: true, version: 1 });
      for (const [key, first] of Object.entries(value)) this.entries.set(`${path}/${key}`, { value: first, version: 1 });
      return ["applied", 1];
    }
    if (action === "remove" || action === "restore") {
      if (!entry) return ["refused", 0];
      const standing = action === "restore";
      if (entry.value !== standing) Object.assign(entry, { value: standing, version: entry.version + 1 });
      return ["applied", entry.version];
    }
    if (path.includes("/") && !this.entries.has(path.slice(0, path.lastIndexOf("/")))) return ["refused", 0];
    if (action === "count") {
      const total = Math.min(999, Math.max(0, (entry?.value || 0) + value));
      this.entries.set(path, { value: total, version: (entry?.version || 0) + 1 });
      return ["applied", (entry?.version || 0) + 1];
    }
    const before = this.log.get(after);
    const made = before?.path === path ? (before.outcome === "applied" ? before.version : before.base) : base;
    if (entry ? entry.version === made : made === 0) {
      this.entries.set(path, { value, version: made + 1, disputed: entry?.disputed === resolves ? undefined : entry?.disputed });
      return ["applied", made + 1];
    }
    if (!entry) return ["refused", 0];
    if (entry.value === value) return ["applied", entry.version];
    entry.disputed = id;
    return ["conflict", entry.version];
  }
}

const served = (batches) => {
  const server = new Server();
  const receipts = batches.flatMap((batch) => server.apply(batch)).map(({ outcome, version }) => [outcome, version]);
  return { receipts, entries: [...server.entries].map(([path, { value, version }]) => [path, value, version]).sort() };
};

/** A disk that survives its device; each deed of it happens whole when the play says so, or never. Some are full. */
class Disk {
  constructor(play) {
    Object.assign(this, { play, kept: new Map(), count: 0 });
  }

  store(gate) {
    const list = (state) => [...this.kept.values()].filter((one) => one.state === state).sort((a, b) => a.number - b.number);
    const put = (operation, state) => this.kept.set(operation.id, { ...operation, state, number: (this.count += 1) });
    const room = () => { if (this.play.full && this.play.dice.chance(0.5)) throw new DOMException("full", "QuotaExceededError"); };
    return {
      all: () => gate(() => list("waiting")),
      refused: () => gate(() => list("refused")),
      put: (operation, replaced) => gate(() => {
        room();
        let { after } = operation;
        const old = replaced && this.kept.get(replaced.id);
        if (old && !old.sent) this.kept.delete(old.id);
        else if (replaced && (old || replaced.stored)) after = replaced.id;
        if (!this.kept.has(operation.id)) put({ ...operation, after }, "waiting");
        return after;
      }),
      sending: (ids) => gate(() => { for (const id of ids) if (this.kept.has(id)) this.kept.get(id).sent = true; }),
      settle: ({ id }) => gate(() => { this.kept.delete(id); }),
      drop: (id) => gate(() => { this.kept.delete(id); }),
      refuse: (operation) => gate(() => put(operation, "refused")),
      forget: (id) => gate(() => { this.kept.delete(id); }),
      recall: () => gate(() => undefined),
      note: async () => {},
    };
  }
}

/** localStorage: there at once, and on the disk when it suits the browser. A dead battery takes the rest along. */
class Shelf {
  setItem(key, text) { this[key] = text; }

  getItem(key) { return Object.hasOwn(this, key) ? this[key] : null; }

  removeItem(key) { delete this[key]; }
}

/** The words of a page, and boxes to which they belong. */
class Paper {
  constructor() {
    this.root = document.createElement("div");
    this.root.innerHTML = `<p data-saves>${["server", "local", "unsaved", "conflict"].map((word) => `<b data-is="${word}" hidden></b>`).join("")}</p>`;
  }

  /** The box of a path, touched by somebody. */
  box(path) {
    const known = this.root.querySelector(`[data-path="${path}"]`);
    if (known) return known;
    const field = document.createElement("div");
    field.dataset.field = "";
    field.innerHTML = `<i data-path="${path}" data-touched="1"></i><i data-fstate></i>`;
    this.root.append(field);
    return field.firstElementChild;
  }

  /** What somebody reads for the whole page: "" where nothing is claimed. */
  get page() { return [...this.root.querySelectorAll("[data-is]")].filter((one) => !one.hidden).map((one) => one.dataset.is).join(); }

  of(path) { return this.box(path).nextElementSibling.textContent; }
}

class Scribe {
  constructor(name, play) {
    Object.assign(this, { name, play, disk: new Disk(play), shelf: new Shelf(), written: new Shelf(), typed: [], words: new Map(), items: [], number: 0, life: 0 });
    this.begin();
  }

  /** A page is opened: after a crash only the disk is left. */
  begin() {
    this.life += 1;
    const life = this.life;
    const { play } = this;
    const gate = (deed) => new Promise((resolve, reject) => {
      if (this.life === life) play.gates.push({ scribe: this, life, run: () => { try { resolve(deed()); } catch (problem) { reject(problem); } } });
    });
    const later = (work) => { const timer = { scribe: this, life, work }; if (this.life === life) play.timers.push(timer); return timer; };
    const post = (batch, resolve, reject) => {
      if (this.life === life) play.posts.push({ scribe: this, life, batch: structuredClone(batch.map(({ id, action, path, value, base, after, resolves }) => ({ id, action, path, value, base, after, resolves }))), resolve, reject });
    };
    const disk = this.disk.store(gate);
    this.store = new play.parts.DeviceStore("1", { disk: () => disk, shelf: () => new play.parts.LocalStore("1", this.shelf), storage: () => this.shelf, lasting: async () => true, later });
    this.queue = new play.parts.Queue({
      store: this.store,
      url: "/t/design/operations",
      sheet: "1",
      browser: {
        post: (_url, _sheet, batch) => new Promise((resolve, reject) => post(batch, resolve, reject)),
        postAndGo: (_url, _sheet, batch) => post(batch, () => {}, () => {}),
        alone: (_name, work) => work(),
        later,
        never: (timer) => { play.timers = play.timers.filter((one) => one !== timer); },
        channel: () => null,
      },
    });
    this.dirty = new Map();
    this.paper = new Paper();
    this.word = new play.parts.ShownWord({ root: this.paper.root, queue: this.queue, drafts: { state: () => "" }, dirty: this.dirty, known: new Map() });
    const show = () => { if (this.life === life) this.word.show(); };
    this.queue.addEventListener("change", show);
    this.store.addEventListener("read", show);
    this.queue.resume();
  }

  /** The tab is killed; with `battery` the device dies, and what localStorage had not written out is gone, too. */
  crash(battery) {
    this.life += 1;
    this.play.clear(this);
    if (battery) this.shelf = Object.assign(new Shelf(), this.written);
    // What was shown as anything but 未存 is somewhere; the rest may be gone with the page.
    for (const one of this.typed) {
      if (this.play.isSomewhere(this, one) || this.play.isCopied(this, one)) continue;
      if (one.safe) this.play.wrong.push(`seed ${this.play.seed}: ${one.token} was called safe, and a crash took it along`);
      one.lost = true;
    }
    for (const path of [...this.words.keys()]) this.words.set(path, this.typed.filter((one) => one.path === path && !one.lost).map((one) => one.token).join(" "));
    this.items = this.items.filter((path) => this.typed.some((one) => one.path === path && !one.lost));
    this.begin();
  }

  /** The page goes out of sight: whatever is not safe is copied and sent off, and it may never be heard of again. */
  hide() {
    for (const path of [...this.dirty.keys()]) this.commit(path);
    this.queue.farewell();
  }

  /** localStorage reaches the disk. */
  sync() { this.written = Object.assign(new Shelf(), this.shelf); }

  /** The items that stand on the page now: what lies on a disk that has not answered is on none. */
  drawn() { return this.items.filter((path) => this.queue.whole || this.play.server.entries.has(path) || this.typed.some((one) => one.path === path && one.life === this.life)); }

  type() {
    const { dice: throws } = this.play;
    const items = this.drawn();
    const token = `${this.name}${(this.number += 1)}`;
    const kind = throws.below(10);
    const note = (path, action, id) => {
      this.paper.box(path);
      this.typed.push({ token, path, action, id, lost: false, life: this.life });
    };
    if (kind < 2) {
      const path = `steps/${token}`;
      this.items.push(path);
      note(path, "add", this.queue.push({ action: "add", path, value: { what: token } }).id);
    } else if (kind < 4 && items.length) {
      const path = `${throws.one(items)}/votes`;
      note(path, "count", this.queue.push({ action: "count", path, value: 1 }).id);
    } else {
      const path = kind < 6 && items.length ? `${throws.one(items)}/who` : throws.one(["title", "goal", `own${this.name}`]);
      const poison = this.play.poison && throws.chance(0.05) ? "☠" : "";
      this.words.set(path, `${this.words.get(path) || ""} ${token}${poison}`.trim());
      note(path, "set", null);
      // The pause after the last letter: what is typed meanwhile is one operation with it.
      if (!this.dirty.has(path)) this.play.timers.push({ scribe: this, life: this.life, work: () => this.commit(path) });
      this.dirty.set(path, 0);
    }
    this.word.show();
  }

  commit(path) {
    if (!this.dirty.delete(path)) return;
    const known = this.play.server.entries.get(path);
    this.queue.push({ action: "set", path, value: this.words.get(path), base: this.play.dice.chance(0.7) ? known?.version ?? 0 : 0 });
    this.word.show();
  }
}

class Play {
  constructor(seed, parts) {
    Object.assign(this, { seed, parts, dice: dice(seed), server: new Server(), gates: [], posts: [], timers: [], wrong: [], shown: {} });
    this.poison = this.dice.chance(0.15);
    this.full = this.dice.chance(0.1);
    this.scribes = [new Scribe("a", this), new Scribe("b", this)];
  }

  clear(scribe) {
    for (const name of ["gates", "posts", "timers"]) this[name] = this[name].filter((one) => one.scribe !== scribe);
  }

  says(operation, { token, id, action }) {
    return action === "count" ? operation.id === id : JSON.stringify(operation.value ?? "").split(/[^a-z0-9]/).includes(token);
  }

  isServed(one) { return [...this.server.log.values()].some((operation) => operation.path === one.path && operation.outcome !== "refused" && this.says(operation, one)); }

  isKept(scribe, one) { return [...scribe.disk.kept.values()].some((operation) => operation.path === one.path && this.says(operation, one)); }

  isCopied(scribe, one) {
    return Object.entries(scribe.shelf).some(([, text]) => { const operation = JSON.parse(text); return operation.path === one.path && this.says(operation, one); });
  }

  isSomewhere(scribe, one) { return this.isServed(one) || this.isKept(scribe, one); }

  take(list) { return list.splice(this.dice.below(list.length), 1)[0]; }

  /** A disk does what one page asks of it in the order in which it was asked, as IndexedDB does. */
  deed() {
    const { scribe } = this.dice.one(this.gates);
    const first = this.gates.find((one) => one.scribe === scribe);
    this.gates = this.gates.filter((one) => one !== first);
    return first;
  }

  answer(fair) {
    const { batch, resolve, reject } = this.take(this.posts);
    if (batch.some((one) => JSON.stringify(one.value ?? "").includes("☠"))) return resolve({ kind: "broken" });
    const fate = fair ? 0 : this.dice.below(8);
    if (fate === 1) return reject(new TypeError("no network"));
    if (fate === 2) return resolve({ kind: "broken" });
    const receipts = this.server.apply(batch);
    if (fate === 3) return reject(new TypeError("the answer got lost"));
    if (fate === 4) return resolve({ kind: "receipts", receipts: receipts.slice(0, Math.ceil(receipts.length / 2)), at: "" });
    return resolve({ kind: "receipts", receipts, at: "" });
  }

  step(fair) {
    const can = [];
    if (!fair) can.push("type", "type");
    if (!fair && this.dice.chance(0.15)) can.push("crash", "battery");
    if (!fair && this.dice.chance(0.2)) can.push("hide", "sync");
    if (this.gates.length) can.push("gate", "gate", "gate");
    if (this.posts.length) can.push("post", "post");
    if (this.timers.length) can.push("timer");
    const deed = this.dice.one(can);
    if (deed === "type") this.dice.one(this.scribes).type();
    else if (deed === "crash" || deed === "battery") this.dice.one(this.scribes).crash(deed === "battery");
    else if (deed === "hide" || deed === "sync") this.dice.one(this.scribes)[deed]();
    else if (deed === "gate") this.deed().run();
    else if (deed === "post") this.answer(fair);
    else if (deed === "timer") this.take(this.timers).work();
    return deed;
  }

  /** The word shown is never a lie, at any instant: that of the page speaks of everything, that of a box of its words. */
  check(deed) {
    for (const scribe of this.scribes) {
      const page = scribe.paper.page;
      this.shown[page] = (this.shown[page] || 0) + 1;
      for (const one of scribe.typed) {
        if (one.lost) continue;
        const words = [["the page", page]];
        // A box shows what lay on a disk that has not answered only when it has.
        if (one.life === scribe.life || scribe.queue.whole) words.push(["its box", scribe.paper.of(one.path)]);
        for (const [where, word] of words) {
          // What was called safe once stays so, whatever the word is later, when somebody has typed on.
          if (word === "server" || word === "local") one.safe = true;
          if (word === "server" && !this.isServed(one)) this.wrong.push(`seed ${this.seed}, after ${deed}: ${where} says that the server has ${one.token}`);
          if (word === "local" && !this.isSomewhere(scribe, one)) this.wrong.push(`seed ${this.seed}, after ${deed}: ${where} says that the device has ${one.token}`);
        }
      }
    }
  }

  finish() {
    const stuck = (one) => this.scribes.some((scribe) => scribe.queue.pending.some((other) => JSON.stringify(other.value ?? "").includes("☠") && (other.path === one.path || other.path.startsWith(`${one.path}/`) || one.path.startsWith(`${other.path}/`))));
    const votes = new Map();
    for (const scribe of this.scribes) {
      for (const one of scribe.typed) {
        if (!one.lost && !this.isServed(one) && !(this.poison && stuck(one) && (this.isKept(scribe, one) || this.isCopied(scribe, one)))) this.wrong.push(`seed ${this.seed}: ${one.token} is lost`);
        if (one.action === "count" && this.server.log.has(one.id)) votes.set(one.path, (votes.get(one.path) || 0) + 1);
      }
      if (!this.poison && scribe.paper.page !== "server") this.wrong.push(`seed ${this.seed}: ${scribe.name} never came to rest: ${scribe.paper.page}`);
      const late = scribe.queue.pending.find((one) => !JSON.stringify(one.value ?? "").includes("☠") && !stuck(one));
      if (late) this.wrong.push(`seed ${this.seed}: ${late.path} is held up by another`);
    }
    for (const [path, count] of votes) if (this.server.entries.get(path)?.value !== count) this.wrong.push(`seed ${this.seed}: ${path} counted ${this.server.entries.get(path)?.value} instead of ${count}`);
  }
}

const settle = async () => { for (let turn = 0; turn < 30; turn += 1) await null; };

async function afternoons({ seed, runs, steps }) {
  // The words are looked up where the pages have them; here each says its name.
  const words = document.createElement("template");
  words.id = "sheet-words";
  words.innerHTML = '<i data-server="server" data-local="local" data-unsaved="unsaved" data-conflict="conflict"></i>';
  document.getElementById("sheet-words")?.remove();
  document.body.append(words);
  const [{ Queue }, { DeviceStore }, { LocalStore }, { ShownWord }] = await Promise.all(["queue", "store", "shelf", "shown-word"].map((name) => import(`/static/js/sheet/${name}.js`)));
  const wrong = [];
  const shown = {};
  let crashes = 0;
  let typed = 0;
  let safe = 0;
  let lost = 0;
  for (let run = 0; run < runs && wrong.length < 5; run += 1) {
    const play = new Play(seed + run, { Queue, DeviceStore, LocalStore, ShownWord });
    for (let step = 0; step < steps; step += 1) {
      const deed = play.step(false);
      crashes += deed === "crash" || deed === "battery";
      await settle();
      play.check(deed);
    }
    for (let step = 0; step < 4000 && (play.gates.length || play.posts.length || play.timers.length); step += 1) {
      if (play.poison && step > 1200) break;
      play.step(true);
      await settle();
      if (step < 40) play.check("calm");
    }
    play.finish();
    typed += play.scribes.reduce((sum, scribe) => sum + scribe.typed.length, 0);
    safe += play.scribes.reduce((sum, scribe) => sum + scribe.typed.filter((one) => one.safe).length, 0);
    lost += play.scribes.reduce((sum, scribe) => sum + scribe.typed.filter((one) => one.lost).length, 0);
    wrong.push(...play.wrong);
    for (const [word, times] of Object.entries(play.shown)) shown[word] = (shown[word] || 0) + times;
    for (const scribe of play.scribes) play.clear(scribe);
  }
  return { wrong, crashes, typed, safe, lost, shown };
}
