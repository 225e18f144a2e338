// Keeps pages on the device (a table's, or those of a device at the entrance), so that a reload, a killed browser or an
// empty battery is no loss without a network. SHELL is written above this line by foundation/ui/kept_pages.py: its version
// changes with every file in it.
//
// What the network says comes first. What is kept is shown only where nobody answers, or somebody who is not our server;
// it belongs to one seat (or one station) and goes away with it.
const FILES = `${SHELL.name}-files-${SHELL.version}`;
const PAGES = `${SHELL.name}-pages`;
const SEAT = new URL("seat-of-the-kept-pages", self.registration.scope).pathname;
const CHECKED = new URL("checked-files", self.registration.scope).pathname;
const PATIENCE = 5000;
const FRESH = 5 * 60 * 1000;
const ALL = [...SHELL.pages, SHELL.offline].filter(Boolean);
const fromStore = new Set();

const TYPES = { css: "text/css", js: "javascript", svg: "image/svg" };
const isFile = (url, response) => response.ok && !response.redirected && (response.headers.get("Content-Type") || "").includes(TYPES[url.pathname.split(".").pop()] || "?");
const seatOf = (response) => response.headers.get(SHELL.seat);
const isPage = (response) => response.ok && !response.redirected && seatOf(response) && response.headers.get(SHELL.keep);

// What the page has just fetched is taken from the browser's own store: this happens on a first visit, beside somebody who
// begins to write. Whether all of it is of this version is asked when everything is kept.
self.addEventListener("install", (event) => event.waitUntil((async () => {
  await takeFiles("default");
  await self.skipWaiting();
})()));

async function takeFiles(mode) {
  const cache = await caches.open(FILES);
  await Promise.all(SHELL.assets.map(async (address) => {
    const response = await fetch(address, { cache: mode });
    if (!isFile(new URL(address, self.location), response)) throw new Error(`${address} is not ours`);
    await cache.put(address, response);
  }));
}

async function checkFiles() {
  const cache = await caches.open(FILES);
  if (await cache.match(CHECKED)) return;
  await takeFiles("no-cache");
  await cache.put(CHECKED, new Response(""));
}

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith(`${SHELL.name}-files-`) && name !== FILES) await caches.delete(name);
  await self.clients.claim();
})()));

self.addEventListener("message", (event) => {
  if (event.data?.kind === "keep-this") event.waitUntil(keepEach(ALL.filter((path) => path === event.data.first)).catch(() => false).then((kept) => event.ports[0]?.postMessage(kept)));
  if (event.data?.kind === "keep") event.waitUntil(keepAll(event.data.first).catch(() => false).then((all) => event.ports[0]?.postMessage(all)));
  if (event.data?.kind === "forget") event.waitUntil(caches.delete(PAGES));
  if (event.data?.kind === "whence") event.ports[0].postMessage(fromStore.has(event.source?.id));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(navigate(event, url));
  else if (SHELL.assets.includes(url.pathname)) event.respondWith(file(event, url));
});

const after = (delay) => new Promise((resolve) => setTimeout(resolve, delay));

async function navigate(event, url) {
  const asked = fetch(event.request);
  // Beside the answer, not before it: a device that is full, or whose storage does not answer, still gets its page.
  event.waitUntil(asked.then((response) => {
    if (isPage(response) && SHELL.pages.includes(url.pathname)) return keep(url.pathname, response.clone());
  }).catch(() => {}));
  const response = await Promise.race([asked.catch(() => null), after(PATIENCE)]);
  // Our own answer; or one that says no, or leads elsewhere: to our door, or to that of the Wi-Fi.
  if (response && (seatOf(response) || response.type === "opaqueredirect" || (response.status >= 400 && response.status < 500))) return response;
  const known = await stored(event, url.pathname);
  if (known) return known;
  if (response) return response;
  return asked.catch(async () => (SHELL.offline && (await stored(event, SHELL.offline))) || Response.error());
}

async function stored(event, path) {
  const found = (await caches.has(PAGES)) && (await (await caches.open(PAGES)).match(path));
  if (found) fromStore.add(event.resultingClientId);
  return found;
}

async function file(event, url) {
  const asked = fetch(event.request);
  const response = await Promise.race([asked.catch(() => null), after(PATIENCE)]);
  if (response && isFile(url, response)) return response;
  return (await (await caches.open(FILES)).match(url.pathname)) || response || asked;
}

/** Put a page away. Pages of another seat go first. */
async function keep(path, response) {
  const cache = await caches.open(PAGES);
  const seat = seatOf(response);
  const before = await cache.match(SEAT);
  if (!before || (await before.text()) !== seat) {
    for (const key of await cache.keys()) await cache.delete(key);
    await cache.put(SEAT, new Response(seat));
  }
  const body = await response.blob();
  const headers = new Headers(response.headers);
  headers.set("X-Kept-At", String(Date.now()));
  headers.set("X-Kept-By", SHELL.version);
  await cache.put(path, new Response(body, { status: 200, headers }));
}

let keeping = null;
function keepAll(first) {
  keeping ??= checkFiles().then(() => keepEach(ALL.includes(first) ? [first, ...ALL.filter((path) => path !== first)] : ALL)).finally(() => { keeping = null; });
  return keeping;
}

async function keepEach(paths) {
  const cache = await caches.open(PAGES);
  let all = true;
  for (const path of paths) {
    const known = await cache.match(path);
    const age = Date.now() - Number(known?.headers.get("X-Kept-At"));
    // Pages of another version name files that are gone.
    if (known?.headers.get("X-Kept-By") === SHELL.version && age >= 0 && age < FRESH) continue;
    try {
      const response = await fetch(path, { headers: { [SHELL.later]: "1" }, credentials: "same-origin", redirect: "manual", cache: "no-store" });
      if (isPage(response)) await keep(path, response);
      else if (response.status === 403 || response.type === "opaqueredirect") return true; // no seat: nothing to keep
      else all = false;
    } catch {
      return false; // no network: another time
    }
  }
  return all;
}
