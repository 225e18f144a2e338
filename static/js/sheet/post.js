// How operations travel: one request, and what became of it.

/** The token against forged requests, as the newest page of this browser got it. */
export function token() {
  const cookies = document.cookie.split("; ");
  // By TLS its name has a prefix; one without it may be left from before.
  const name = ["__Host-csrftoken=", "csrftoken="].find((one) => cookies.some((cookie) => cookie.startsWith(one)));
  return name ? decodeURIComponent(cookies.find((cookie) => cookie.startsWith(name)).slice(name.length)) : document.querySelector("input[name=csrfmiddlewaretoken]")?.value || "";
}

/** What of an operation the server is told. */
export const wire = ({ id, action, path, value, base, after, resolves, replaces, handed_in, device_at }) => ({ id, action, path, value, base, after, resolves, replaces, handed_in, device_at });

const request = (url, sheet, batch, signal) => {
  const body = JSON.stringify({ operations: batch.map(wire) });
  return fetch(`${url}?sheet=${sheet}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token() },
    body,
    credentials: "same-origin",
    redirect: "error",
    keepalive: body.length < 20000,
    signal,
  });
};

/**
 * Post a batch. Answers {kind: "receipts", receipts, at}, {kind: "told", error} where our server says why not,
 * {kind: "wrong", error} where it could not read the batch, {kind: "broken"} where somebody answered who did not do it,
 * or throws where nobody answered.
 */
export async function post(url, sheet, batch, signal) {
  const response = await request(url, sheet, batch, signal);
  // A page of a captive portal answers 200 as well; only our own receipts count.
  const answer = await response.json().catch(() => null);
  if (response.ok && Array.isArray(answer?.receipts)) return { kind: "receipts", receipts: answer.receipts, at: answer.at || "" };
  if ((response.status === 400 || response.status === 413) && answer?.error) return { kind: "wrong", error: answer.error };
  if ((response.status === 403 || response.status === 409) && answer?.error) return { kind: "told", error: answer.error };
  // The token of a page that was kept for long may be gone; any page of ours brings a new one.
  if (response.status === 403) await fetch(url.replace(/operations$/, ""), { credentials: "same-origin", cache: "no-store", redirect: "error" }).catch(() => {});
  return { kind: "broken" };
}

/** Post while the page is being closed: nobody hears the answer, the next visit asks again. */
export function postAndGo(url, sheet, batch) {
  try {
    request(url, sheet, batch).catch(() => {});
  } catch { /* it waits on this device */ }
}

/** Do `work` while no other tab of this browser does anything under that name; whoever waits too long goes on. */
export async function alone(name, work, patience = 50000) {
  if (!navigator.locks) return work();
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience);
  let begun = false;
  try {
    return await navigator.locks.request(name, { signal: stop.signal }, () => {
      clearTimeout(timer);
      begun = true;
      return work();
    });
  } catch (problem) {
    if (begun) throw problem;
    return work(); // a tab that sleeps with the lock in its hand; ids keep everything from counting twice
  }
}
