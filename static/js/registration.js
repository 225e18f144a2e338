// A step of the registration: what the server says about each field is put beside it, without touching what is typed.
import { watchSaving } from "./autosave.js";

const form = document.querySelector("[data-v-register]");
const say = form && watchSaving(form);

function mark(target, sentence) {
  const input = document.getElementById(target) || document.getElementById(`${target}_0`);
  const box = document.getElementById(`${target}_field`);
  if (!input || !box) return;
  let line = document.getElementById(`${target}_error`);
  if (!sentence) {
    line?.remove();
    box.removeAttribute("data-invalid");
    input.removeAttribute("aria-invalid");
    return;
  }
  if (!line) {
    line = document.createElement("div");
    line.id = `${target}_error`;
    box.append(line);
  }
  const words = document.createElement("p");
  words.className = "v-err";
  words.textContent = sentence;
  line.replaceChildren(words);
  box.setAttribute("data-invalid", "");
  input.setAttribute("aria-invalid", "true");
  const described = (input.getAttribute("aria-describedby") || "").split(" ").filter(Boolean);
  if (!described.includes(line.id)) input.setAttribute("aria-describedby", [...described, line.id].join(" "));
}

function place() {
  const answer = document.getElementById("saved");
  if (!answer?.dataset.state) return;
  const wrong = new Map([...answer.querySelectorAll("[data-for]")].map((each) => [each.dataset.for, each.textContent]));
  for (const box of form.querySelectorAll(".v-field[id$='_field']")) {
    const target = box.id.slice(0, -"_field".length);
    mark(target, wrong.get(target));
  }
  say(answer.dataset.state, answer.dataset.saved || "");
}

if (form) {
  form.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful || event.detail.xhr.status === 409) place(); });
  // 409: the answer says who changed what; it is shown like any other.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 409) { event.detail.shouldSwap = true; event.detail.isError = false; }
  });
}
