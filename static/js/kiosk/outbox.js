// Presses that this device keeps until the server has taken them, in the order in which they were made (IndexedDB).

const NAME = "kiosk-presses";

const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

/** The presses of one station; each change is one transaction, so that a device that dies keeps all of it or nothing. */
export class Outbox {
  constructor(station) { this.station = station; }

  async database() {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      const presses = request.result.createObjectStore("presses", { keyPath: "number", autoIncrement: true });
      presses.createIndex("station", "station");
      presses.createIndex("id", "id", { unique: true });
    };
    return done(request);
  }

  async change(mode, act) {
    const database = await this.database();
    try {
      const transaction = database.transaction("presses", mode);
      const finished = new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onabort = () => reject(transaction.error);
      });
      const found = await act(transaction.objectStore("presses"));
      await finished;
      return found;
    } finally {
      database.close();
    }
  }

  /** Resolves when the press is safe here; rejects when it is not. */
  put(press) { return this.change("readwrite", (presses) => done(presses.add({ ...press, station: this.station }))); }

  /** What waits, oldest first. */
  all() { return this.change("readonly", (presses) => done(presses.index("station").getAll(this.station))); }

  drop(ids) {
    return this.change("readwrite", async (presses) => {
      for (const id of ids) {
        const number = await done(presses.index("id").getKey(id));
        if (number) presses.delete(number);
      }
    });
  }
}
