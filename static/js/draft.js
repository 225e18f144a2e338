// What is typed beside a photo waits on this device until the server has said that it has it. A line on paper becomes an
// item of its own, so half a line is never sent by itself: it would stand there twice once the whole line comes.
import { storeOf } from "./local.js";

const ROOT = "paper-draft/";
const MARK = "keyed";
const store = storeOf(ROOT);

/** Forget the draft of the page that the server has just taken (its answer brings the page's number), and what is old. */
export function forgetKept() {
  const taken = document.cookie.split("; ").find((each) => each.startsWith(`${MARK}=`))?.slice(MARK.length + 1);
  store.tidy((draft) => draft.batch === taken);
  if (taken) document.cookie = `${MARK}=; path=/; max-age=0; samesite=lax`;
}

const typedIn = (name) => ["v:", "r:", "t:"].includes(name.slice(0, 2));
const choice = (field) => field.type === "checkbox" || field.type === "radio";
const fieldsOf = (form, name) => [...form.elements].filter((field) => field.name === name);

/** What a field says now (`served` false) or said as it came; the words of a new line all are somebody's own. */
function says(field, served) {
  // What a refused page shows again stands nowhere but here.
  if (served && (field.name.startsWith("r:") || field.getAttribute("aria-invalid") === "true")) return field.tagName === "SELECT" ? [""] : choice(field) ? [] : [""];
  if (choice(field)) return (served ? field.defaultChecked : field.checked) ? [field.value] : [];
  if (field.tagName !== "SELECT") return [served ? field.defaultValue : field.value];
  if (!served) return [field.value];
  return [([...field.options].find((one) => one.defaultSelected) ?? field.options[0])?.value ?? ""];
}

function changed(form) {
  const values = {};
  for (const name of new Set([...form.elements].map((field) => field.name).filter(typedIn))) {
    const fields = fieldsOf(form, name);
    const now = fields.flatMap((field) => says(field, false));
    if (JSON.stringify(now) !== JSON.stringify(fields.flatMap((field) => says(field, true)))) values[name] = now;
  }
  return values;
}

/** Lines beyond those the page offers: what was typed in them needs its place. */
function drawLine(form, name) {
  const [, key, number] = name.split(":");
  const first = (at) => [...form.elements].find((field) => field.name.startsWith(`r:${key}:${at}:`));
  let at = 0;
  while (first(at)) at += 1;
  if (!at || Number(number) > 200) return;
  for (; at <= Number(number); at += 1) {
    const line = first(at - 1).closest(".s-key__line");
    const copy = line.cloneNode(true);
    for (const told of copy.querySelectorAll(".v-err")) told.remove();
    copy.querySelector(".s-key__n").textContent = String(at + 1);
    for (const field of copy.querySelectorAll("[name]")) {
      field.name = field.name.replace(`r:${key}:${at - 1}:`, `r:${key}:${at}:`);
      field.id = field.name.replaceAll(":", "-");
      for (const name of ["aria-invalid", "aria-describedby"]) field.removeAttribute(name);
      if (choice(field)) field.checked = false; else field.value = "";
    }
    line.after(copy);
  }
}

/** Put values back; returns the words for which the page has no place any more. */
function putBack(form, values) {
  const left = [];
  for (const [name, said] of Object.entries(values)) {
    if (name.startsWith("r:") && !fieldsOf(form, name).length) drawLine(form, name);
    const fields = fieldsOf(form, name);
    for (const field of fields) {
      if (choice(field)) field.checked = said.includes(field.value);
      else field.value = said[0] ?? "";
      const hiding = field.closest("details:not([open])");
      if (hiding) hiding.open = true;
    }
    if (!fields.length) left.push(...said.filter((words) => words.trim()));
  }
  return left;
}

/** What a page that takes nothing any more cannot show in its boxes: each box's words, under its name. */
function wordsOf(form, values) {
  return Object.entries(values).flatMap(([name, said]) => {
    const fields = fieldsOf(form, name);
    if (fields[0]?.tagName === "SELECT") return said.map((value) => [...fields[0].options].find((one) => one.value === value)?.text ?? value);
    if (fields.length && choice(fields[0])) return fields.filter((field) => said.includes(field.value)).map((field) => field.closest("label")?.textContent.trim() ?? field.value);
    return said;
  }).filter((words) => words.trim());
}

function list(back, left) {
  for (const words of left) {
    const line = document.createElement("li");
    line.textContent = words;
    back.querySelector("ul").append(line);
  }
  back.querySelector("[data-draft-left]").hidden = !left.length;
  back.hidden = false;
}

/** Keep what is typed in `form`, and bring back what an earlier visit left behind. Returns whether it did. */
export function keepDraft(form) {
  const key = ROOT + form.dataset.draft;
  const batch = form.elements.batch;
  const back = document.querySelector("[data-draft-back]");
  const show = (state) => {
    for (const each of form.querySelectorAll("[data-draft-state]")) each.hidden = each.dataset.draftState !== state;
  };

  const keep = () => {
    const values = changed(form);
    if (!Object.keys(values).length) {
      store.drop(key);
      return show("");
    }
    const bases = {};
    for (const name of Object.keys(values)) {
      const base = name.startsWith("v:") && fieldsOf(form, `b:${name.slice(2)}`)[0];
      if (base) bases[base.name] = base.value;
    }
    show(store.write(key, { values, bases, batch: batch.value, at: Date.now() }) ? "local" : "unsaved");
  };

  let restored = false;
  const draft = store.read(key);
  back.querySelector("[data-draft-drop]").addEventListener("click", () => {
    store.drop(key);
    form.dispatchEvent(new CustomEvent("v:dropped"));
    location.reload();
  });
  if (form.dataset.shut !== undefined) {
    if (draft) list(back, wordsOf(form, draft.values));
    return false;
  }
  if (draft && form.dataset.refused === undefined) {
    // Under the number of the page on which it was typed: what has come to the server after all counts once.
    batch.value = draft.batch;
    for (const [name, base] of Object.entries(draft.bases)) for (const field of fieldsOf(form, name)) field.value = base;
    list(back, putBack(form, draft.values));
    restored = true;
  } else if (draft) {
    // The server took all but a few: what it refused stays as typed, except where two versions now stand to choose from.
    const refused = Object.entries(draft.values).filter(([name]) => !name.startsWith("r:")
      && fieldsOf(form, name).every((field) => !field.closest("[data-field]")?.querySelector(".s-dispute:not([hidden])")));
    putBack(form, Object.fromEntries(refused));
  }
  if (draft || form.dataset.refused !== undefined) keep();
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  return restored;
}
