// Which operations go next. What does not get through steps aside, so that it never blocks those behind it; what belongs
// to the same item or box keeps its order all the same.
const LARGEST = 150000;
const STUCK = 3;

/** Whether two paths are of the same box or item. */
export const related = (one, other) => one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);

export class Order {
  constructor(most) {
    this.most = most;
    this.now = most;
    this.tries = new Map();
  }

  /** The next batch, in order. Those that failed alone come when nothing else is left, the least tried first. */
  next(pending) {
    const chosen = [];
    const passed = [];
    let size = 0;
    for (const one of pending) {
      if (chosen.length >= this.now) break;
      if (this.tries.has(one.id) || passed.some((path) => related(path, one.path))) {
        passed.push(one.path);
        continue;
      }
      size += JSON.stringify(one.value ?? "").length * 3 + 400;
      if (chosen.length && size > LARGEST) break;
      chosen.push(one);
    }
    if (chosen.length || !pending.length) return chosen;
    const first = pending.filter((one, place) => !pending.slice(0, place).some((before) => related(before.path, one.path)));
    const tried = (one) => this.tries.get(one.id) ?? 0;
    return [first.reduce((least, one) => (tried(one) < tried(least) ? one : least))];
  }

  /** A batch was answered by somebody who did not do it: halve it; one that fails alone steps aside. */
  failed(batch) {
    if (batch.length === 1) this.tries.set(batch[0].id, (this.tries.get(batch[0].id) ?? 0) + 1);
    this.now = Math.max(1, Math.floor(batch.length / 2));
  }

  worked(batch) {
    for (const one of batch) this.tries.delete(one.id);
    // Whatever failed a time or two may have met a server that was down; it is among the others again.
    for (const [id, times] of this.tries) if (times < STUCK) this.tries.delete(id);
    this.now = Math.min(this.most, this.now * 2);
  }

  isStuck(operation) { return (this.tries.get(operation.id) ?? 0) >= STUCK; }
}
