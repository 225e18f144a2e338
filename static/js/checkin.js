// A progress report: evidence goes by itself and the page stays, so that nothing typed meanwhile is lost; and each save
// says what this page knows to stand in every field, so that an older save or another tab writes over nothing.
import { toast } from "./feedback.js";
import { storeOf } from "./local.js";
import { word } from "./words.js";

const STUCK = 15000; // a page that was to be left and is still here can be written in again
const form = document.querySelector("[data-v-register]");
const input = document.querySelector("[data-check-in-photo]");
const knows = document.querySelector("[data-check-in-known]");

// A report sent without a connection would leave for the browser's own page of errors, and no way leads back from there:
// it stays here with every word in it. The words are kept by themselves once the connection is back.
if (form) {
  document.addEventListener("submit", (event) => {
    if (event.target !== form || navigator.onLine) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    toast(word("requestFailed"), "late");
  }, true);
}

if (form && knows) {
  const known = JSON.parse(knows.value);
  let sent = {};

  const text = (name) => name === "claims"
    ? [...form.querySelectorAll("[name=claims]:checked")].map((each) => each.value).sort().join(",")
    : form.elements[name]?.value;
  const write = () => { knows.value = JSON.stringify(known); };

  // What the server has not said it has waits on this device, per link: a page that is left, reloaded or killed without
  // a connection gives it back. With it waits what the page knew of each field, so that it writes over nothing newer.
  const store = storeOf("check-in/");
  const key = `check-in/${form.dataset.checkIn}`;
  const seen = form.elements.seen.value;
  const fill = (name, value) => {
    if (name !== "claims") { if (form.elements[name]) form.elements[name].value = value; return; }
    for (const each of form.querySelectorAll("[name=claims]")) each.checked = value.split(",").includes(each.value);
  };
  const keep = () => {
    const values = {};
    for (const name of Object.keys(known)) {
      const now = text(name);
      if (now !== undefined && !(known[name].length === 1 && known[name][0] === now)) values[name] = [now, known[name]];
    }
    if (Object.keys(values).length) store.write(key, { values, seen, at: Date.now() });
    else store.drop(key);
  };
  const left = `${key}/left`;
  const showLeft = () => {
    const words = Object.entries(store.read(left)?.values ?? {}).filter(([name, [now]]) => name !== "claims" && now?.trim());
    if (!words.length) { store.drop(left); return; }
    const box = document.querySelector("[data-check-in-left]");
    for (const [name, [now]] of words) {
      const label = form.elements[name]?.labels?.[0]?.textContent.trim();
      const line = Object.assign(document.createElement("p"), { className: "mb-0", textContent: now });
      if (label) line.prepend(Object.assign(document.createElement("b"), { textContent: label }), document.createElement("br"));
      box.querySelector("[data-check-in-left-words]").append(line);
    }
    box.querySelector("button").addEventListener("click", () => { store.drop(left); box.hidden = true; });
    box.hidden = false;
  };
  const giveBack = () => {
    const kept = store.read(key);
    // Of a report that has been handed in meanwhile nothing is put into the next one: it is shown, to be copied.
    if (kept && kept.seen !== seen) { store.write(left, kept); store.drop(key); }
    showLeft();
    if (!kept || kept.seen !== seen) return;
    const back = Object.entries(kept.values).filter(([name, [now]]) => name in known && text(name) !== undefined && text(name) !== now);
    for (const [name, [now, knew]] of back) { fill(name, now); known[name] = knew; }
    if (!back.length) return;
    write();
    document.querySelector("[data-check-in-back]").hidden = false;
    form.dispatchEvent(new Event("input", { bubbles: true })); // and it is saved like anything typed
  };
  store.tidy();
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  if (document.readyState === "complete") giveBack(); else window.addEventListener("load", giveBack);

  // What is on its way may arrive or not; until the answer is here, both are what may stand there.
  form.addEventListener("htmx:beforeSend", (event) => {
    if (event.detail.elt !== form) return;
    sent = {};
    for (const name of Object.keys(known)) {
      const now = text(name);
      if (now === undefined) continue;
      sent[name] = now;
      if (!known[name].includes(now)) known[name].push(now);
    }
    write();
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt !== form || ![200, 409].includes(event.detail.xhr.status)) return;
    const overtaken = new Set([...document.querySelectorAll("#saved [data-overtaken]")].map((each) => each.dataset.overtaken));
    for (const [name, now] of Object.entries(sent)) {
      // What was not taken stands nowhere: it is taken back, and the field stays the other one's until it is settled.
      known[name] = overtaken.has(name) || overtaken.has("*") ? known[name].filter((each) => each !== now) : [now];
    }
    write();
    keep();
  });
}

if (form && input) {
  const send = form.querySelector("[data-check-in-send]");
  const said = form.querySelector("[data-check-in-said]");
  const say = (words) => { said.textContent = words; said.hidden = !words; };
  const part = (event) => event.detail.elt.closest?.("[data-check-in-part]");
  let busy = 0;
  let waiting = null;

  // Files go one after the other, and whoever chooses the next one need not wait for that: what is chosen stands in a
  // row, and a second field, which nobody sees, carries the one that is on its way.
  const row = [];
  const carrier = Object.assign(document.createElement("input"), { type: "file", name: input.name, hidden: true });
  let sending = false;
  let refused = []; // what was said of those that could not be taken, until others are chosen
  input.removeAttribute("name");
  input.multiple = true;
  input.after(carrier);

  const carry = (file) => {
    const one = new DataTransfer();
    if (file) one.items.add(file);
    carrier.files = one.files;
  };
  const same = (one) => (other) => one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
  const next = () => {
    if (sending || !row.length) return;
    carry(row.shift());
    sending = true;
    say(said.dataset.sending);
    send.hidden = true;
    send.click();
  };

  // Its reason outlives the answer to the next one, which replaces this part of the page, and says whose it is.
  const refuse = (name) => {
    for (const each of document.querySelectorAll("#evidence-now [role=alert]")) {
      if (name) each.prepend(`${name}：`);
      refused.push(each);
    }
    document.querySelector("#evidence-now")?.append(...refused);
  };

  send.hidden = true; // a photo chosen is a photo sent: the button is for those whose browser runs no script
  input.addEventListener("change", (event) => {
    event.stopPropagation(); // nothing typed has changed
    const chosen = [...input.files];
    input.value = "";
    if (!sending) refused = [];
    const [lost] = sending ? [] : carrier.files;
    if (lost && !chosen.some(same(lost))) row.push(lost);
    row.push(...chosen);
    next();
  });
  input.addEventListener("input", (event) => event.stopPropagation());

  form.addEventListener("htmx:beforeSend", (event) => {
    const button = part(event);
    if (!button) return;
    busy += 1;
    if (button === send) sending = true;
  });
  form.addEventListener("htmx:beforeSwap", (event) => {
    if (part(event) && event.detail.xhr.status === 422) { event.detail.shouldSwap = true; event.detail.isError = false; }
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const button = part(event);
    if (!button || !busy) return;
    busy -= 1;
    const { status } = event.detail.xhr;
    const answered = status === 200 || status === 422;
    if (button === send) {
      sending = false;
      if (status === 422) refuse(carrier.files[0]?.name);
      else if (refused.length) document.querySelector("#evidence-now")?.append(...refused);
      if (answered) carry(null);
    }
    if (answered && button.value === "url" && status === 200) form.elements.url.value = "";
    if (!answered) send.hidden = !carrier.files.length;
    say(answered ? (status === 200 ? said.dataset.kept : "") : said.dataset.lost);
    if (answered) next(); // one that is refused keeps none of the others back
    if (busy || sending) return;
    const then = waiting;
    waiting = null;
    if (then && status === 200 && !refused.length) form.requestSubmit(then);
  });

  // Whoever hands in while a file is on its way hands it in with the file.
  document.addEventListener("submit", (event) => {
    if (event.target !== form || !(busy || sending)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting = event.submitter;
    say(said.dataset.then);
  }, true);
  // From here on the page only waits for the next one: what would be typed now would be lost.
  const still = (yes) => { for (const each of form.querySelectorAll("input, textarea")) each.readOnly = yes; };
  form.addEventListener("submit", () => { still(true); setTimeout(still, STUCK, false); });
  window.addEventListener("pageshow", () => still(false));
}
