// Small things kept in this browser's localStorage under one beginning, as JSON; a browser that keeps nothing says so.
const DAYS = 14;
const DAY = 86400000;

/** The store of everything that begins with `root`. What is older than two weeks goes when `tidy` is called. */
export function storeOf(root) {
  const store = {
    read(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
    write(key, kept) { try { localStorage.setItem(key, JSON.stringify(kept)); return true; } catch { return false; } },
    drop(key) { try { localStorage.removeItem(key); } catch { /* nothing was kept */ } },
    keys() { try { return Object.keys(localStorage).filter((key) => key.startsWith(root)); } catch { return []; } },
    tidy(isOver = () => false) {
      for (const key of store.keys()) {
        const kept = store.read(key);
        if (!kept || isOver(kept) || Date.now() - kept.at > DAYS * DAY) store.drop(key);
      }
    },
  };
  return store;
}
