// A form that somebody without an account fills in waits on this device until it was sent; what is too private to lie
// there (data-kept-not) does not. It is dropped once the server has said that it has it, by hand, or after two weeks.
import { storeOf } from "./local.js";

const ROOT = "kept-form/";
const SENT = "applied";
const store = storeOf(ROOT);

const taken = document.cookie.split("; ").find((each) => each.startsWith(`${SENT}=`))?.slice(SENT.length + 1);
store.tidy((kept) => kept.page === taken);
if (taken) document.cookie = `${SENT}=; path=/; max-age=0; samesite=lax`;

const form = document.querySelector("form[data-kept]");
const choice = (field) => field.type === "checkbox" || field.type === "radio";

function fieldsOf() {
  return [...form.elements].filter((field) => field.name && !["hidden", "submit"].includes(field.type) && !field.closest("[data-kept-not]"));
}

if (form) {
  const key = ROOT + form.dataset.kept;
  const back = document.querySelector("[data-kept-back]");
  const page = form.elements.namedItem("sent_key");
  const said = document.querySelector("[data-kept-said]");

  const keep = () => {
    const values = {};
    for (const field of fieldsOf()) {
      if (choice(field)) { if (field.checked) (values[field.name] ??= []).push(field.value); } else if (field.value) values[field.name] = [field.value];
    }
    if (!Object.keys(values).length) { store.drop(key); said.hidden = true; return; }
    said.hidden = !store.write(key, { values, page: page.value, at: Date.now() });
  };

  const kept = store.read(key);
  // A page that came back refused holds all that was typed already.
  if (kept && form.dataset.refused === undefined) {
    page.value = kept.page;
    for (const field of fieldsOf()) {
      const was = kept.values[field.name] ?? [];
      if (choice(field)) field.checked = was.includes(field.value); else field.value = was[0] ?? "";
    }
    back.hidden = false;
  }
  back.querySelector("button").addEventListener("click", () => { store.drop(key); location.reload(); });
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);

  // The button is pressed once; coming back to the page lets it be pressed again.
  form.addEventListener("submit", (event) => {
    if (!navigator.onLine) return; // it stays here (feedback.js)
    if (form.dataset.going !== undefined) { event.preventDefault(); return; }
    form.dataset.going = "";
  });
  window.addEventListener("pageshow", () => { delete form.dataset.going; });
}
