// The little of IndexedDB that this house needs: one database, opened when first asked for, and whole transactions.
const NAME = "tables";
const VERSION = 1;
const PATIENCE = 4000;

let opened = null;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    // A database that never answers must not keep anybody from writing.
    const timer = setTimeout(() => reject(new DOMException("no answer", "TimeoutError")), PATIENCE);
    request.onupgradeneeded = () => {
      const operations = request.result.createObjectStore("operations", { keyPath: "number", autoIncrement: true });
      operations.createIndex("id", "id", { unique: true });
      operations.createIndex("sheet", "sheet");
      request.result.createObjectStore("receipts", { keyPath: "number", autoIncrement: true }).createIndex("sheet", "sheet");
      request.result.createObjectStore("sheets", { keyPath: "sheet" });
    };
    request.onerror = () => { clearTimeout(timer); reject(request.error); };
    request.onsuccess = () => {
      clearTimeout(timer);
      const database = request.result;
      database.onversionchange = () => { database.close(); opened = null; };
      database.onclose = () => { opened = null; };
      resolve(database);
    };
  });
  opened.catch(() => { opened = null; });
  return opened;
}

/** Run `work(stores…)` in one transaction; resolves with what it returned once everything of it is on the disk. */
export async function transact(names, mode, work, again = true) {
  const database = await open();
  let transaction;
  try {
    // "strict": the battery may die a moment after somebody was told that her words are safe.
    transaction = database.transaction(names, mode, { durability: "strict" });
  } catch (problem) {
    opened = null; // the browser has closed the connection behind our back
    if (again) return transact(names, mode, work, false);
    throw problem;
  }
  return new Promise((resolve, reject) => {
    let answer;
    transaction.oncomplete = () => resolve(answer);
    transaction.onabort = () => reject(transaction.error || new DOMException("aborted", "AbortError"));
    Promise.resolve(work(...names.map((name) => transaction.objectStore(name)))).then(
      (value) => { answer = value; },
      (problem) => { try { transaction.abort(); } catch { /* it is over already */ } reject(problem); },
    );
  });
}

/** The answer to one request of a transaction. */
export const answer = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});
