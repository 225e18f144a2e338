// Reading and writing the boxes of a page, whatever their kind.
import { prepare } from "../inputs.js";

/** The box that answers a path, or null. */
export const boxOf = (path) => document.querySelector(`[data-path="${CSS.escape(path)}"]`);

/** The number somebody typed (`1,200`, `３．５`), or the text as it stands where it is none: the server then says so. */
function numberIn(text) {
  const plain = text.normalize("NFKC").replace(/[\s,]/g, "");
  return /^[-+]?\d{1,12}(\.\d{1,3})?$/.test(plain) ? Number(plain) : text;
}

/** Whether what stands in a box can be sent as it is: 「12.」 is a number that is still being typed. */
export const finished = (box) => box.dataset.kind !== "number" || !box.value || typeof numberIn(box.value) === "number";

/** What a box says: text, a number, a list, or null where nothing is chosen. */
export function read(box) {
  switch (box.dataset.kind) {
    case "text":
    case "lines":
      return box.value;
    case "call_item":
      return box.value;
    case "number":
      return numberIn(box.value);
    case "month":
      return box.value === "" ? null : Number(box.value);
    case "choices":
      return [...box.querySelectorAll("input:checked")].map((one) => one.value);
    case "sdgs":
      return [...box.querySelectorAll("input:checked")].map((one) => Number(one.value));
    default:
      return box.tagName === "SELECT" ? box.value : box.querySelector("input:checked")?.value ?? "";
  }
}

/** What the page brought in a box, before anybody wrote: somebody quick may have typed while the script was on its way. */
export function served(box) {
  if (box.dataset.kind === "choices" || box.dataset.kind === "sdgs") {
    const brought = [...box.querySelectorAll("input")].filter((one) => one.defaultChecked).map((one) => one.value);
    return box.dataset.kind === "sdgs" ? brought.map(Number) : brought;
  }
  if (box.tagName === "SELECT") {
    const brought = [...box.options].find((one) => one.defaultSelected)?.value ?? box.options[0]?.value ?? "";
    return box.dataset.kind === "month" ? (brought === "" ? null : Number(brought)) : brought;
  }
  if (box.dataset.kind === "number") return numberIn(box.defaultValue);
  if ("defaultValue" in box) return box.defaultValue;
  return [...box.querySelectorAll("input")].find((one) => one.defaultChecked)?.value ?? "";
}

/** Put a value into a box. */
export function write(box, value) {
  if ("value" in box && box.tagName !== "DIV") {
    const text = value === null || value === undefined ? "" : String(value);
    if (box.value !== text) {
      box.value = text;
      prepare(box); // its height and the count of its letters follow others' words, too
    }
    return;
  }
  const chosen = new Set((Array.isArray(value) ? value : [value]).map(String));
  for (const input of box.querySelectorAll("input")) input.checked = chosen.has(input.value);
}

/** Whether two answers say the same; nothing, empty text and an empty list are all nothing. */
export function same(one, other) {
  const empty = (value) => value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length);
  return (empty(one) && empty(other)) || JSON.stringify(one) === JSON.stringify(other);
}

/** An answer in words, for choosing between two. */
export function inWords(box, value) {
  if (value === null || value === undefined || value === "") return "";
  const label = (one) => {
    if (!box) return String(one);
    const option = [...box.querySelectorAll("option")].find((each) => each.value === String(one));
    if (option) return option.textContent;
    const input = [...box.querySelectorAll("input")].find((each) => each.value === String(one));
    return input ? input.closest("label").textContent.trim() : String(one);
  };
  return Array.isArray(value) ? value.map(label).join("、") : label(value);
}

/** Whether somebody is writing in this box right now. */
export const hasFocus = (box) => box === document.activeElement || box.contains(document.activeElement);

/** The quiet sentence below a box; nothing hides it. */
export function note(box, text) {
  const place = box.closest("[data-field]")?.querySelector("[data-note]");
  if (!place) return;
  if (place.textContent !== text) place.textContent = text;
  place.hidden = !text;
}
