// Sentences beside 「加入」, two tabs of one phone, and everything that can go wrong between any two steps: killed tabs,
// dead batteries (what localStorage had not written out is gone), disks that answer late, pages that are still beginning
// while somebody types. The drafts are the pages' own; the disk, localStorage and timers are played here.
//
// Evaluated in a page: `draftings({seed, runs, tabs})` answers what was found wrong.

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

class Shelf {
  setItem(key, text) { this[key] = text; }

  getItem(key) { return Object.hasOwn(this, key) ? this[key] : null; }

  removeItem(key) { delete this[key]; }
}

/** A request of IndexedDB: it answers once somebody listens. */
const request = (result) => ({ result, set onsuccess(heard) { queueMicrotask(heard); } });
const LISTS = ["a", "b"];

/** One visit: a page with its boxes, from opening it until it is closed or killed. */
class Visit {
  constructor(play, name, fair) {
    Object.assign(this, { play, name, alive: true, root: document.createElement("div"), words: new Map(), asleep: !fair && play.dice.chance(0.3) });
    this.root.innerHTML = LISTS.map((list) => `<div data-quick="${list}" data-main="text" data-most="2000"><input name="n:${list}"><input type="hidden" data-quick-code><p data-quick-note></p></div>`).join("");
    const gate = (deed) => new Promise((resolve, reject) => {
      if (this.alive) play.gates.push({ visit: this, run: () => { if (this.asleep) reject(new DOMException("no answer", "TimeoutError")); else deed().then(resolve, reject); } });
    });
    const sheets = {
      get: (row) => request(structuredClone(play.rows.get(row))),
      put: (row) => { play.rows.set(row.sheet, structuredClone(row)); return request(null); },
    };
    this.store = Object.assign(new EventTarget(), { ready: Promise.resolve(), lasts: true });
    this.drafts = new play.Drafts("1", {
      store: this.store,
      root: this.root,
      browser: {
        transact: (_names, _mode, work) => gate(() => work(sheets)),
        storage: () => play.shelf,
        later: (work) => { const timer = { visit: this, work }; if (this.alive) play.timers.push(timer); return timer; },
        never: (timer) => { play.timers = play.timers.filter((one) => one !== timer); },
      },
    });
  }

  box(list) { return this.root.querySelector(`[data-quick="${list}"]`); }

  text(list) { return this.box(list).querySelector("input").value; }

  /** The page has looked up what waits here; until then somebody may have typed for seconds. */
  begin() {
    this.begun = true;
    this.drafts.bringBack();
  }

  wake() {
    this.asleep = false;
    this.store.dispatchEvent(new Event("read"));
  }

  /** What somebody sees here: in the boxes and offered beside them. */
  seen() {
    return LISTS.flatMap((list) => [this.text(list), ...this.drafts.beside(list).map((one) => one.text)].filter(Boolean).map((text) => `${list}:${text}`));
  }
}

class Drafting {
  constructor(seed, Drafts, tabs) {
    Object.assign(this, { seed, Drafts, tabs, dice: dice(seed), rows: new Map(), shelf: new Shelf(), written: new Shelf(), gates: [], timers: [], visits: [], wrong: [], count: 0, typed: 0, killed: 0, gone: new Set(), chosen: new Set(), copied: new Set(), safe: new Set(), told: 0 });
  }

  open(fair = false) {
    const visit = new Visit(this, String.fromCharCode(97 + this.visits.length % 26), fair);
    this.visits.push(visit);
    return visit;
  }

  alive() { return this.visits.filter((one) => one.alive); }

  /** Words that somebody has replaced, added or given up need not come back. */
  done(list, text) {
    if (!text) return;
    this.gone.add(`${list}:${text}`);
    this.safe.delete(`${list}:${text}`);
  }

  type(visit) {
    const list = this.dice.one(LISTS);
    const before = visit.text(list);
    const after = this.dice.chance(0.15) ? "" : `${before} ${visit.name}${(this.count += 1)}`.trim();
    this.done(list, before);
    visit.box(list).querySelector("input").value = after;
    visit.drafts.keep(visit.box(list));
    this.typed += 1;
  }

  add(visit) {
    const list = this.dice.one(LISTS);
    const text = visit.text(list);
    if (!text) return;
    visit.drafts.idsOf(visit.box(list));
    visit.drafts.added(visit.box(list));
    this.done(list, text);
    visit.box(list).querySelector("input").value = "";
    visit.drafts.keep(visit.box(list));
  }

  /** 「放回去」 changes places; 「不用了」 gives one up. */
  press(visit) {
    const line = this.dice.one([...visit.root.querySelectorAll("[data-older]")]);
    if (!line) return;
    const list = line.dataset.older;
    const [back, drop] = line.querySelectorAll("button");
    if (this.dice.chance(0.5)) {
      this.chosen.add(`${list}:${line.firstElementChild.textContent}`);
      back.click();
      visit.drafts.keep(visit.box(list)); // as the page does when it hears "input"
    } else {
      this.done(list, line.firstElementChild.textContent);
      drop.click();
    }
  }

  kill(visit, battery) {
    this.killed += 1;
    for (const one of battery ? this.alive() : [visit]) {
      one.alive = false;
      this.gates = this.gates.filter((each) => each.visit !== one);
      this.timers = this.timers.filter((each) => each.visit !== one);
    }
    if (battery) this.shelf = Object.assign(new Shelf(), this.written);
    else for (const list of LISTS) if (visit.text(list)) this.keepsCopy(visit, list);
  }

  /** A tab that is killed had its words in localStorage: they are there for the next one. */
  keepsCopy(visit, list) {
    const name = `${list}:${visit.text(list)}`;
    if (!this.gone.has(name)) this.copied.add(name);
  }

  step(fair) {
    const alive = this.alive();
    const can = [];
    if (!fair) {
      if (alive.length < this.tabs) can.push("open", "open");
      if (alive.length) {
        can.push("type", "type", "type");
        if (this.dice.chance(0.3)) can.push("add", "press", "kill", "sync");
        if (this.dice.chance(0.1)) can.push("battery");
      }
    }
    const waiting = alive.filter((one) => !one.begun);
    const asleep = alive.filter((one) => one.asleep && one.begun);
    if (waiting.length) can.push("begin");
    if (asleep.length) can.push("wake");
    if (this.gates.length) can.push("gate", "gate", "gate");
    if (this.timers.length) can.push("timer", "timer");
    if (!can.length) return null;
    const deed = this.dice.one(can);
    if (deed === "open") this.open();
    else if (deed === "begin") this.dice.one(waiting).begin();
    else if (deed === "wake") this.dice.one(asleep).wake();
    else if (deed === "sync") this.written = Object.assign(new Shelf(), this.shelf);
    else if (deed === "kill" || deed === "battery") this.kill(this.dice.one(alive), deed === "battery");
    else if (deed === "gate") this.deed().run();
    else if (deed === "timer") this.timers.splice(this.dice.below(this.timers.length), 1)[0].work();
    else this[deed](this.dice.one(alive));
    if (deed === "battery") this.copied = new Set();
    return deed;
  }

  /** One database: what is asked of it is done in the order in which it was asked. */
  deed() { return this.gates.shift(); }

  onDisk() {
    const all = [...this.rows.values()].flatMap((row) => Object.entries(row.lists).flatMap(([list, words]) => [words, ...this.besides(words)].map((one) => `${list}:${one.text}`)));
    return new Set(all);
  }

  besides(words) { return [words.older ?? []].flat().flatMap((one) => [one, ...this.besides(one)]); }

  /** What a page calls kept is on the disk, and stays there until somebody has decided on it. */
  check(deed) {
    const disk = this.onDisk();
    for (const visit of this.alive()) {
      if (!visit.begun || visit.drafts.state() !== "local") continue;
      for (const name of visit.seen()) {
        if (this.gone.has(name)) continue; // another tab of this phone has decided on it
        this.told += 1;
        if (!disk.has(name)) this.wrong.push(`seed ${this.seed}, after ${deed}: a page calls "${name}" kept, and the disk does not have it`);
        this.safe.add(name);
      }
    }
    for (const name of this.safe) if (!disk.has(name)) this.wrong.push(`seed ${this.seed}, after ${deed}: "${name}" was kept and is gone from the disk`);
  }

  /** Everything is closed and opened once more, and everything answers. */
  async finish() {
    for (const visit of this.alive()) this.kill(visit, false);
    const last = this.open(true);
    while (this.step(true)) await settle();
    const seen = last.seen();
    for (const name of new Set([...this.safe, ...this.copied])) {
      if (!this.gone.has(name) && !seen.includes(name)) this.wrong.push(`seed ${this.seed}: "${name}" is lost; there are ${seen.join(" | ")}`);
    }
    if (new Set(seen).size !== seen.length) this.wrong.push(`seed ${this.seed}: something is there twice: ${seen.join(" | ")}`);
    if (this.tabs > 1) return;
    for (const list of LISTS) {
      const text = last.text(list);
      const newer = seen.find((name) => text && name.startsWith(`${list}:${text} `));
      if (newer && !this.chosen.has(`${list}:${text}`)) this.wrong.push(`seed ${this.seed}: "${text}" came back over "${newer}"`);
    }
  }
}

const settle = async () => { for (let turn = 0; turn < 30; turn += 1) await null; };

async function draftings({ seed, runs, tabs, steps = 40 }) {
  const words = document.createElement("template");
  words.id = "sheet-words";
  words.innerHTML = '<i data-late-draft="{text}" data-older-draft="{text}" data-put-back="back" data-give-up="drop" data-too-long="{n}"></i>';
  document.getElementById("sheet-words")?.remove();
  document.body.append(words);
  const { Drafts } = await import("/static/js/sheet/drafts.js");
  const found = { wrong: [], typed: 0, killed: 0, told: 0 };
  for (let run = 0; run < runs && found.wrong.length < 5; run += 1) {
    const play = new Drafting(seed + run, Drafts, tabs);
    for (let step = 0; step < steps; step += 1) {
      const deed = play.step(false);
      await settle();
      play.check(deed);play.trace=1;
    }
    await play.finish();
    for (const name of ["typed", "killed", "told"]) found[name] += play[name];
    found.wrong.push(...play.wrong.slice(0, 2));
  }
  return found;
}
