// The little of IndexedDB that this house needs: one database, opened when first asked for, and whole transactions.
const NAME = "tables";
const VERSION = 1;
/** How long anybody waits for a database that does not answer: it must not keep people from writing. */
export const PATIENCE = 4000;
/**
 * What a browser answers that has no such storage at all; any other answer comes from one in which something may lie. Some
 * of them say so only where they came from opening it: one that is just being closed, or our own mistake, sounds alike.
 */
const ABSENT = ["SecurityError", "NotSupportedError"];
const ABSENT_AT_OPENING = [...ABSENT, "InvalidStateError", "TypeError", "ReferenceError"];

let opened = null;
const notOpened = new WeakSet();

/** The database, whenever it comes: whoever asks again later finds the one that was slow. */
function open() {
  if (opened) return opened;
  const mine = new Promise((resolve, refuse) => {
    const reject = (problem) => {
      if (ABSENT_AT_OPENING.includes(problem?.name)) notOpened.add(problem);
      refuse(problem);
    };
    let request;
    try {
      request = indexedDB.open(NAME, VERSION);
    } catch (problem) {
      reject(problem);
      return;
    }
    request.onupgradeneeded = () => {
      const operations = request.result.createObjectStore("operations", { keyPath: "number", autoIncrement: true });
      operations.createIndex("id", "id", { unique: true });
      operations.createIndex("sheet", "sheet");
      request.result.createObjectStore("receipts", { keyPath: "number", autoIncrement: true }).createIndex("sheet", "sheet");
      request.result.createObjectStore("sheets", { keyPath: "sheet" });
    };
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const database = request.result;
      database.onversionchange = () => { database.close(); opened = null; };
      database.onclose = () => { opened = null; };
      resolve(database);
    };
  });
  opened = mine;
  mine.catch(() => { if (opened === mine) opened = null; });
  return mine;
}

/** The promise's answer, or a TimeoutError when `patience` milliseconds have passed. */
function within(promise, patience) {
  let timer;
  const late = new Promise((_go, reject) => { timer = setTimeout(() => reject(new DOMException("no answer", "TimeoutError")), patience); });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Whether a problem says that there is no such storage here, rather than that it did not answer. */
export const isAbsent = (problem) => ABSENT.includes(problem?.name) || notOpened.has(problem);

/**
 * Run `work(stores…)` in one transaction; resolves with what it returned once everything of it is on the disk. Rejects
 * with a TimeoutError where the database does not open in time; asked again later, it may.
 */
export async function transact(names, mode, work, again = true) {
  const database = await within(open(), PATIENCE);
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
