// Photos and films in parts. A part that did not arrive is sent again when the line is back; a file that was begun
// before (by this page, another one, before the browser or the server was started anew) goes on where it was.
const form = document.querySelector("[data-send]");
if (form) start(form);

function start(box) {
  const say = (name, n = "") => box.dataset[name].replace("{n}", String(n));
  const list = box.querySelector("[data-sending-list]");
  const input = box.querySelector("input[type=file]");
  const csrf = box.elements.csrfmiddlewaretoken.value;
  const step = Number(box.dataset.partBytes);
  const waiting = [];
  let busy = false;

  box.querySelector("[data-send-plain]").hidden = true;
  const chosen = () => { const files = [...input.files]; input.value = ""; take(files); };
  input.addEventListener("change", chosen);
  chosen(); // whoever was quicker than this script
  box.addEventListener("submit", (event) => event.preventDefault());
  for (const kind of ["dragenter", "dragover"]) {
    box.addEventListener(kind, (event) => { event.preventDefault(); box.dataset.over = ""; });
  }
  box.addEventListener("dragleave", (event) => { if (!box.contains(event.relatedTarget)) delete box.dataset.over; });
  box.addEventListener("drop", (event) => { event.preventDefault(); delete box.dataset.over; take(event.dataTransfer.files); });
  window.addEventListener("beforeunload", (event) => { if (busy) event.preventDefault(); });

  function take(files) {
    for (const file of files) {
      const row = document.createElement("li");
      row.className = "p-row";
      const name = document.createElement("b");
      name.textContent = file.name;
      const told = document.createElement("span");
      row.append(name, told);
      list.append(row);
      if (file.size > Number(box.dataset.most) * 1024 * 1024) {
        row.dataset.outcome = "refused";
        told.textContent = say("large", box.dataset.most);
        continue;
      }
      told.textContent = say("reading");
      waiting.push({ file, row, told });
    }
    next();
  }

  // One after the other: on a bad line two at once are both slower and both broken.
  async function next() {
    if (busy || !waiting.length) return;
    busy = true;
    while (waiting.length) {
      const one = waiting.shift();
      try {
        await send(one);
      } catch (trouble) {
        one.row.dataset.outcome = "refused";
        one.told.textContent = trouble instanceof Refusal ? trouble.message : say("failed");
      }
      one.row.querySelector("progress")?.remove();
    }
    busy = false;
    refresh();
  }

  async function send(one) {
    const bar = document.createElement("progress");
    bar.max = one.file.size;
    bar.value = 0;
    bar.setAttribute("aria-label", one.file.name);
    one.row.append(bar);
    const sha256 = await fingerprint(one.file);
    const announced = new URLSearchParams({ name: one.file.name, size: one.file.size, sha256 });
    let at = await ask(one, box.dataset.begin, announced);
    for (;;) {
      const percent = Math.floor((at.received / one.file.size) * 100);
      bar.value = at.received;
      if (at.outcome) break;
      if (at.received < one.file.size) {
        one.told.textContent = say("sending", percent);
        const url = `${base(at.token)}part/?offset=${at.received}`;
        at = await ask(one, url, one.file.slice(at.received, at.received + step), at);
      } else {
        one.told.textContent = say("checking");
        at = await ask(one, `${base(at.token)}done/`, "", at);
      }
    }
    one.row.dataset.outcome = at.outcome;
    one.told.textContent = at.said.join(" ");
  }

  const base = (token) => new URL(`../../uploads/${token}/`, new URL(box.dataset.begin, location.href)).pathname;

  // Asks until there is an answer. "Out of step" says where to go on; only a refusal in words ends it.
  async function ask(one, url, body, before) {
    for (let tries = 0; ; tries += 1) {
      let answer;
      try {
        answer = await fetch(url, { method: "POST", body, headers: { "X-CSRFToken": csrf, Accept: "application/json" } });
      } catch {
        answer = null;
      }
      if (answer?.ok && !answer.redirected) return answer.json();
      if (answer?.status === 409 && before) return { ...before, ...(await answer.json()) };
      if (answer?.status === 422) throw new Refusal((await answer.json()).error);
      if (answer && answer.status < 500) throw new Error(`answered with ${answer.status}`);
      one.told.textContent = say("waiting", before ? Math.floor((before.received / one.file.size) * 100) : 0);
      await pause(Math.min(1000 * 2 ** tries, 15000));
    }
  }

  // A while, or until the browser says that the line is back.
  function pause(milliseconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(done, milliseconds);
      window.addEventListener("online", done, { once: true });
      function done() {
        clearTimeout(timer);
        window.removeEventListener("online", done);
        resolve();
      }
    });
  }

  // What has come, and what is still missing, drawn anew by the server.
  async function refresh() {
    const answer = await fetch(location.pathname.replace(/(words|move|licence|files)\/$/, "")).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of ["[data-files]", "[data-next]"]) {
      const fresh = page.querySelector(part);
      if (fresh) document.querySelector(part)?.replaceWith(fresh);
    }
  }
}

class Refusal extends Error {}

async function fingerprint(file) {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
