// The desk of paper. Everything works without this: here photos travel one by one with their own progress, the
// picture is zoomed and turned in place, and keys do what the buttons do.
import { forgetKept, keepDraft } from "./draft.js";
import { token } from "./sheet/post.js";

forgetKept();
const AT_ONCE = 2;

const heap = document.querySelector("[data-heap]");
if (heap) startHeap(heap);
const frame = document.querySelector("[data-frame]");
if (frame) startKeying(frame);

function startHeap(form) {
  const words = form.querySelector("[data-words]").dataset;
  const say = (name, n = "") => words[name].replace("{n}", String(n));
  const list = form.querySelector("[data-heap-list]");
  const input = form.querySelector("input[type=file]");
  const waiting = [];
  let busy = 0;

  form.querySelector("[data-heap-send]").hidden = true;
  form.querySelector("[data-heap-drop]").hidden = false;
  input.addEventListener("change", () => { take(input.files); input.value = ""; });
  for (const kind of ["dragenter", "dragover"]) {
    form.addEventListener(kind, (event) => { event.preventDefault(); form.dataset.over = ""; });
  }
  form.addEventListener("dragleave", (event) => { if (!form.contains(event.relatedTarget)) delete form.dataset.over; });
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    delete form.dataset.over;
    take(event.dataTransfer.files);
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); take(input.files); });
  window.addEventListener("beforeunload", (event) => { if (busy || waiting.length) event.preventDefault(); });

  function take(files) {
    for (const file of files) {
      const row = document.createElement("li");
      row.className = "s-heap__row";
      const name = document.createElement("b");
      name.textContent = file.name;
      const told = document.createElement("span");
      const most = Number(file.type === "application/pdf" ? form.dataset.mostScan : form.dataset.most);
      row.append(name, told);
      list.append(row);
      if (file.size > most * 1024 * 1024) {
        row.dataset.outcome = "refused";
        told.textContent = say("large", most);
        continue;
      }
      told.textContent = say("waits");
      waiting.push({ file, row, told });
    }
    next();
  }

  function next() {
    while (busy < AT_ONCE && waiting.length) send(waiting.shift());
  }

  function send(one) {
    busy += 1;
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", one.file.name);
    one.row.append(bar);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("X-Requested-With", "paper");
    request.setRequestHeader("HX-Request", "true"); // whoever has been signed out is told so, instead of being led to the door
    request.setRequestHeader("X-CSRFToken", token());
    request.upload.addEventListener("progress", (event) => {
      const part = event.lengthComputable ? Math.floor((event.loaded / event.total) * 100) : 0;
      bar.value = part;
      one.told.textContent = part < 100 ? say("sending", part) : say("reading");
    });
    request.addEventListener("load", () => {
      const answer = document.createElement("template");
      answer.innerHTML = request.status === 200 ? request.responseText : "";
      // A captive portal answers 200 as well; only what is said of a photo counts.
      if (answer.content.querySelector("li[data-outcome]")) one.row.replaceWith(answer.content);
      else failed(one, bar, request.status === 401 ? "signedOut" : "failed");
      over();
    });
    request.addEventListener("error", () => { failed(one, bar, "failed"); over(); });
    const data = new FormData();
    data.append("photos", one.file);
    request.send(data);
  }

  function failed(one, bar, why) {
    bar.remove();
    one.row.dataset.outcome = "refused";
    one.told.textContent = say(why);
    const again = document.createElement("button");
    again.type = "button";
    again.className = "btn btn-sm btn-outline-primary";
    again.textContent = say("again");
    again.addEventListener("click", () => {
      again.remove();
      delete one.row.dataset.outcome;
      one.told.textContent = say("waits");
      waiting.push(one);
      next();
    });
    one.row.append(again);
  }

  function over() {
    busy -= 1;
    next();
    if (!busy && !waiting.length) refresh();
  }

  // What lies on the desk, drawn anew by the server once the last photo is in.
  async function refresh() {
    const answer = await fetch(location.pathname).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of ["[data-heap-rest]", ".v-page-head"]) {
      const fresh = page.querySelector(part);
      if (fresh) document.querySelector(part).replaceWith(document.adoptNode(fresh));
    }
  }
}

function startKeying(box) {
  const form = document.querySelector("[data-key]");
  const turn = document.querySelector("[data-turn]");
  const photo = box.querySelector("svg");
  const image = photo.querySelector("image");
  let changed = form ? keepDraft(form) : false;
  let size = 1;
  let turned = degrees();

  function degrees() {
    const found = /rotate\((\d+)\)/.exec(photo.querySelector("g").getAttribute("transform"));
    return found ? Number(found[1]) : 0;
  }

  function zoom(by) {
    size = Math.min(4, Math.max(1, size + by));
    box.dataset.size = String(size);
  }

  function turnRight() {
    if (!turn) return; // a workshop that has been handed in: its pages stay as they lie
    turned = (turned + 90) % 360;
    const wide = Number(image.getAttribute("width"));
    const high = Number(image.getAttribute("height"));
    const across = turned === 90 || turned === 270;
    photo.setAttribute("viewBox", across ? `0 0 ${high} ${wide}` : `0 0 ${wide} ${high}`);
    const moves = { 0: "", 90: `translate(${high} 0) rotate(90)`, 180: `translate(${wide} ${high}) rotate(180)`,
      270: `translate(0 ${wide}) rotate(270)` };
    photo.querySelector("g").setAttribute("transform", moves[turned]);
    fetch(turn.action, { method: "POST", body: new FormData(turn), headers: { "X-Requested-With": "paper" } });
  }

  for (const button of document.querySelectorAll("[data-zoom]")) {
    button.hidden = false;
    button.addEventListener("click", () => zoom(Number(button.dataset.zoom)));
  }
  turn?.addEventListener("submit", (event) => { event.preventDefault(); turnRight(); });
  form?.addEventListener("input", () => { changed = true; });
  for (const over of ["submit", "v:dropped"]) form?.addEventListener(over, () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
  // Whoever comes to a page wants to type; the first empty line is where, unless she was faster than this script.
  if (form && form.dataset.refused === undefined && form.dataset.shut === undefined && !location.hash && !form.contains(document.activeElement)) [...form.querySelectorAll("[data-start] :is(input[type=text], textarea), input[type=text], textarea")].sort((one, two) => Boolean(two.closest("[data-start]")) - Boolean(one.closest("[data-start]"))).find((one) => !one.value && one.checkVisibility())?.focus();

  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.ctrlKey && event.key === "Enter" && form) {
      event.preventDefault();
      const next = form.querySelector("[data-key-next]");
      if (!next.disabled) form.requestSubmit(next);
    } else if (event.altKey && !event.ctrlKey && !event.metaKey) {
      const does = {
        PageDown: () => document.querySelector("[data-key-after]")?.click(),
        PageUp: () => document.querySelector("[data-key-before]")?.click(),
        "=": () => zoom(1),
        "+": () => zoom(1),
        "-": () => zoom(-1),
        r: turnRight,
        R: turnRight,
      }[event.key];
      if (does) {
        event.preventDefault();
        does();
      }
    }
  });
}
