// Asking the service worker (worker.js) to keep this page and those beside it, and whether this one came from there.
const AGAIN = 10000;
const TRIES = 60;
let tries = 0;
let timer = 0;

/** Whether the worker has been asked. */
export const asked = () => tries > 0;

/**
 * Ask the service worker to keep the pages, this one first. Where the network goes before that is done it is tried again,
 * until all are kept.
 */
export async function keepPages(address, then = () => {}) {
  clearTimeout(timer);
  if (tries++ < TRIES) timer = setTimeout(keepPages, AGAIN, address, then);
  try {
    await navigator.serviceWorker.register(address);
    if (await keep((await navigator.serviceWorker.ready).active)) clearTimeout(timer);
    await then();
  } catch { /* no network yet; or no secure address, or the browser forbids it: then a reload needs the network */ }
}

/**
 * Keep this page, and nothing beside it, before anything else: little enough to go on while somebody begins to write. The
 * network may be gone before the rest has its turn.
 */
export async function keepThis(address, then = () => {}) {
  try {
    await navigator.serviceWorker.register(address);
    await keep((await navigator.serviceWorker.ready).active, "keep-this");
    await then();
  } catch { /* as above: what is kept later is kept then */ }
}

/** Answers when the worker has done what it can: whether all are kept. */
const keep = (worker, kind = "keep") => new Promise((done) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => done(data);
  worker.postMessage({ kind, first: location.pathname }, [port2]);
});

/** Tells whether this page came from the store; nothing is told where no worker looks after it. */
export function whence(told) {
  const worker = navigator.serviceWorker?.controller;
  if (!worker) return;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => told(data);
  worker.postMessage({ kind: "whence" }, [port2]);
}
