// Where operations wait on this device until the server has acknowledged them.
//
// The interface is small and asynchronous, so that another kind of storage can take its place:
//   all()          every operation that still waits, oldest first
//   put(operation) resolves when the operation is safe on this device, rejects when it is not
//   drop(id)       the server has it
//   refuse(operation), refused(), forget(id)   what the server did not take is kept apart until somebody looks at it
//
// Each operation has a key of its own: two tabs of one phone never overwrite each other's list, and an operation that
// both of them send counts once, because its id is the same.
const ROOT = "sheet-operations";

export class LocalStore {
  constructor(sheet) {
    this.waiting = `${ROOT}/${sheet}/waiting/`;
    this.aside = `${ROOT}/${sheet}/refused/`;
  }

  async all() { return read(this.waiting); }

  async put(operation) { localStorage.setItem(this.waiting + operation.id, JSON.stringify(operation)); }

  async drop(id) { localStorage.removeItem(this.waiting + id); }

  async refused() { return read(this.aside); }

  async refuse(operation) {
    localStorage.setItem(this.aside + operation.id, JSON.stringify(operation));
    localStorage.removeItem(this.waiting + operation.id);
  }

  async forget(id) { localStorage.removeItem(this.aside + id); }

  /** Sheets of which something still waits on this device: {sheet: address of its operations}. */
  static sheets() {
    const found = {};
    for (const key of keys()) {
      const [root, sheet, state] = key.split("/");
      if (root !== ROOT || state !== "waiting") continue;
      const operation = parse(localStorage.getItem(key));
      if (operation?.url) found[sheet] = operation.url;
    }
    return found;
  }
}

function keys() {
  try {
    return Object.keys(localStorage);
  } catch {
    return [];
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function read(prefix) {
  return keys()
    .filter((key) => key.startsWith(prefix))
    .map((key) => parse(localStorage.getItem(key)))
    .filter((operation) => operation?.id)
    .sort((one, other) => one.number - other.number || (one.id < other.id ? -1 : 1));
}
