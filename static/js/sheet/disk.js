// What waits on this device, in IndexedDB.
import { answer, transact } from "./indexed.js";

const MOST_RECEIPTS = 200;

/** What an operation comes after when the one it should replace is out of reach: sent by another tab, or never kept. */
export const later = (operation, replaced, old) => (old || replaced.stored ? replaced.id : operation.after);

/** In the order in which the server took them. */
export const asTaken = (one, other) => one.sequence - other.sequence;

/** IndexedDB: each change is one transaction, so that a device that dies keeps all of it or nothing. */
export class IndexedStore {
  constructor(sheet) { this.sheet = sheet; }

  async list(state) {
    const found = await transact(["operations"], "readonly", (operations) => answer(operations.index("sheet").getAll(this.sheet)));
    return found.filter((one) => one.state === state);
  }

  all() { return this.list("waiting"); }

  refused() { return this.list("refused"); }

  put(operation, replaced = null) {
    return transact(["operations"], "readwrite", async (operations) => {
      const { number, ...record } = operation;
      if (replaced) {
        const old = await answer(operations.index("id").get(replaced.id));
        if (old && !old.sent) operations.delete(old.number);
        else record.after = later(operation, replaced, old);
      }
      if (!(await answer(operations.index("id").getKey(record.id)))) operations.add({ ...record, sheet: this.sheet, state: "waiting" });
      return record.after;
    });
  }

  sending(ids) {
    return transact(["operations"], "readwrite", async (operations) => {
      const found = await Promise.all(ids.map((id) => answer(operations.index("id").get(id))));
      for (const one of found) if (one?.state === "waiting" && !one.sent) operations.put({ ...one, sent: true });
    });
  }

  settle(operation, { version, sequence }) {
    return transact(["operations"], "readwrite", async (operations) => {
      const { number: _old, ...record } = operation;
      const number = await answer(operations.index("id").getKey(record.id));
      if (number) operations.delete(number);
      operations.add({ ...record, version, sequence, sheet: this.sheet, state: "settled" });
    });
  }

  async settled() { return (await this.list("settled")).sort(asTaken); }

  drop(id) {
    return transact(["operations"], "readwrite", async (operations) => {
      const one = await answer(operations.index("id").get(id));
      if (one && one.state !== "settled") operations.delete(one.number);
    });
  }

  refuse(operation) {
    return transact(["operations"], "readwrite", async (operations) => {
      const { number: _old, ...record } = operation;
      const number = await answer(operations.index("id").getKey(record.id));
      if (number) operations.delete(number);
      operations.add({ ...record, sheet: this.sheet, state: "refused" });
    });
  }

  forget(id) { return this.drop(id); }

  note(receipt) {
    return transact(["receipts"], "readwrite", async (receipts) => {
      await answer(receipts.add({ ...receipt, sheet: this.sheet }));
      const keys = await answer(receipts.index("sheet").getAllKeys(this.sheet));
      for (const key of keys.slice(0, Math.max(0, keys.length - MOST_RECEIPTS))) receipts.delete(key);
    });
  }

  async receipts() {
    const found = await transact(["receipts"], "readonly", (receipts) => answer(receipts.index("sheet").getAll(this.sheet)));
    return found.reverse();
  }

  remember(known) {
    return transact(["sheets", "operations"], "readwrite", async (sheets, operations) => {
      const before = await answer(sheets.get(this.sheet));
      if (before?.sequence > known.sequence) return; // another tab has heard more
      sheets.put({ ...known, sheet: this.sheet });
      const found = await answer(operations.index("sheet").getAll(this.sheet));
      for (const one of found) if (one.state === "settled" && one.sequence <= known.sequence) operations.delete(one.number);
    });
  }

  recall() { return transact(["sheets"], "readonly", (sheets) => answer(sheets.get(this.sheet))); }

  /** What the server has not taken, of all sheets: waiting or refused. */
  static async held() {
    const found = await transact(["operations"], "readonly", (operations) => answer(operations.getAll()));
    return found.filter((one) => one.state !== "settled");
  }
}
