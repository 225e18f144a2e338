// Two scribes, one server, and everything that can go wrong between any two steps. The queue is the real one; storage,
// network and timers are played here, so that thousands of afternoons pass in seconds. Evaluated in a page:
// `afternoons({seed, runs})` answers what was found wrong, `served(batches)` what the model of the server answers.

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

/** A disk that survives its device; each deed of it happens whole when the play says so, or never. */
class Disk {
  constructor() {
    this.kept = new Map();
    this.count = 0;
  }

  store(gate) {
    const list = (state) => [...this.kept.values()].filter((one) => one.state === state).sort((a, b) => a.number - b.number);
    const put = (operation, state) => this.kept.set(operation.id, { ...operation, state, number: (this.count += 1) });
    return {
      all: () => gate(() => list("waiting")),
      refused: () => gate(() => list("refused")),
      put: (operation, replaced) => gate(() => {
        let { after } = operation;
        const old = replaced && this.kept.get(replaced.id);
        if (old && !old.sent) this.kept.delete(old.id);
        else if (replaced && (old || replaced.stored)) after = replaced.id;
        put({ ...operation, after }, "waiting");
        return after;
      }),
      sending: (ids) => gate(() => { for (const id of ids) if (this.kept.has(id)) this.kept.get(id).sent = true; }),
      settle: ({ id }) => gate(() => { this.kept.delete(id); }),
      drop: (id) => gate(() => { this.kept.delete(id); }),
      refuse: (operation) => gate(() => put(operation, "refused")),
      forget: (id) => gate(() => { this.kept.delete(id); }),
      note: async () => {},
    };
  }
}

class Scribe {
  constructor(name, play) {
    Object.assign(this, { name, play, disk: new Disk(), typed: [], words: new Map(), items: [], number: 0, life: 0 });
    this.begin();
  }

  /** A page is opened: after a crash only the disk is left. */
  begin() {
    this.life += 1;
    const life = this.life;
    const gate = (deed) => new Promise((resolve, reject) => {
      if (this.life === life) this.play.gates.push({ scribe: this, life, run: () => { try { resolve(deed()); } catch (problem) { reject(problem); } } });
    });
    const { play } = this;
    this.queue = new play.Queue({
      store: this.disk.store(gate),
      url: "/t/design/operations",
      sheet: "1",
      browser: {
        post: (_url, _sheet, batch) => new Promise((resolve, reject) => {
          if (this.life === life) play.posts.push({ scribe: this, life, batch: structuredClone(batch.map(({ id, action, path, value, base, after, resolves }) => ({ id, action, path, value, base, after, resolves }))), resolve, reject });
        }),
        alone: (_name, work) => work(),
        later: (work) => { const timer = { scribe: this, life, work }; play.timers.push(timer); return timer; },
        never: (timer) => { play.timers = play.timers.filter((one) => one !== timer); },
        channel: () => null,
      },
    });
    this.queue.resume();
  }

  crash() {
    this.life += 1;
    this.play.clear(this);
    // What was shown as anything but 未存 is somewhere; the rest may be gone with the page.
    for (const one of this.typed) if (!this.play.isSomewhere(this, one)) one.lost = true;
    for (const path of [...this.words.keys()]) this.words.set(path, this.typed.filter((one) => one.path === path && !one.lost).map((one) => one.token).join(" "));
    this.items = this.items.filter((path) => this.typed.some((one) => one.path === path && !one.lost));
    this.begin();
  }

  type() {
    const { dice: throws } = this.play;
    const token = `${this.name}${(this.number += 1)}`;
    const kind = throws.below(10);
    let operation;
    if (kind < 2) {
      const path = `steps/${token}`;
      this.items.push(path);
      operation = { action: "add", path, value: { what: token } };
    } else if (kind < 4 && this.items.length) {
      operation = { action: "count", path: `${throws.one(this.items)}/votes`, value: 1 };
    } else {
      const path = kind < 6 && this.items.length ? `${throws.one(this.items)}/who` : throws.one(["title", "goal", `own${this.name}`]);
      const poison = this.play.poison && throws.chance(0.05) ? "☠" : "";
      const words = `${this.words.get(path) || ""} ${token}${poison}`.trim();
      this.words.set(path, words);
      const known = this.play.server.entries.get(path);
      operation = { action: "set", path, value: words, base: throws.chance(0.7) ? known?.version ?? 0 : 0 };
    }
    const { id } = this.queue.push(operation);
    this.typed.push({ token, path: operation.path, action: operation.action, id, lost: false });
  }
}

class Play {
  constructor(seed, Queue) {
    Object.assign(this, { seed, Queue, dice: dice(seed), server: new Server(), gates: [], posts: [], timers: [], wrong: [] });
    this.poison = this.dice.chance(0.15);
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
    if (!fair && this.dice.chance(0.15)) can.push("crash");
    if (this.gates.length) can.push("gate", "gate", "gate");
    if (this.posts.length) can.push("post", "post");
    if (this.timers.length) can.push("timer");
    const deed = this.dice.one(can);
    if (deed === "type") this.dice.one(this.scribes).type();
    else if (deed === "crash") this.dice.one(this.scribes).crash();
    else if (deed === "gate") this.deed().run();
    else if (deed === "post") this.answer(fair);
    else if (deed === "timer") this.take(this.timers).work();
    return deed;
  }

  /** The word shown is never a lie, at any instant. */
  check(deed) {
    for (const scribe of this.scribes) {
      for (const one of scribe.typed) {
        if (one.lost) continue;
        const word = scribe.queue.state(one.path);
        if (word === "server" && !this.isServed(one)) this.wrong.push(`seed ${this.seed}, after ${deed}: ${one.token} is said to be with the server`);
        if (word === "local" && !this.isSomewhere(scribe, one)) this.wrong.push(`seed ${this.seed}, after ${deed}: ${one.token} is said to be on the device`);
      }
    }
  }

  finish() {
    const stuck = (one) => this.scribes.some((scribe) => scribe.queue.pending.some((other) => JSON.stringify(other.value ?? "").includes("☠") && (other.path === one.path || other.path.startsWith(`${one.path}/`) || one.path.startsWith(`${other.path}/`))));
    const votes = new Map();
    for (const scribe of this.scribes) {
      for (const one of scribe.typed) {
        if (!one.lost && !this.isServed(one) && !(this.poison && stuck(one) && this.isKept(scribe, one))) this.wrong.push(`seed ${this.seed}: ${one.token} is lost`);
        if (one.action === "count" && this.server.log.has(one.id)) votes.set(one.path, (votes.get(one.path) || 0) + 1);
      }
      if (!this.poison && scribe.queue.state() !== "server") this.wrong.push(`seed ${this.seed}: ${scribe.name} never came to rest`);
      const late = scribe.queue.pending.find((one) => !JSON.stringify(one.value ?? "").includes("☠") && !stuck(one));
      if (late) this.wrong.push(`seed ${this.seed}: ${late.path} is held up by another`);
    }
    for (const [path, count] of votes) if (this.server.entries.get(path)?.value !== count) this.wrong.push(`seed ${this.seed}: ${path} counted ${this.server.entries.get(path)?.value} instead of ${count}`);
  }
}

const settle = async () => { for (let turn = 0; turn < 12; turn += 1) await null; };

async function afternoons({ seed, runs, steps }) {
  const { Queue } = await import("/static/js/sheet/queue.js");
  const wrong = [];
  let crashes = 0;
  let typed = 0;
  for (let run = 0; run < runs && wrong.length < 5; run += 1) {
    const play = new Play(seed + run, Queue);
    for (let step = 0; step < steps; step += 1) {
      const deed = play.step(false);
      crashes += deed === "crash";
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
    wrong.push(...play.wrong);
    for (const scribe of play.scribes) play.clear(scribe);
  }
  return { wrong, crashes, typed };
}
