// Two values at one place: shown side by side, and one of them (or both) is chosen. Neither is ever lost.
import { hourOf } from "../hours.js";
import { boxOf, inWords } from "./fields.js";
import { say } from "./words.js";

const dialog = document.getElementById("dlg-conflict");
let open = null;

const time = (text) => (text ? hourOf(text) : "");

/** Ask which value of a path to keep; `entry` is the server's, `choose(which)` is called with keep, take or both. */
export function askWhich(path, entry, choose) {
  const box = boxOf(path);
  const put = (name, text) => { dialog.querySelector(`[data-c-${name}]`).textContent = text; };
  put("label", box?.dataset.label || "");
  put("by", say("mine"));
  put("at", `${entry.by}・${time(entry.at)}`);
  put("current", inWords(box, entry.value) || say("blank"));
  put("lost-by", entry.dispute.by);
  put("lost-at", time(entry.dispute.at));
  put("lost", inWords(box, entry.dispute.value) || say("blank"));
  dialog.querySelector("[data-c-late]").hidden = !entry.dispute.late;
  dialog.querySelector("[data-c-both]").hidden = !["text", "lines"].includes(box?.dataset.kind);
  dialog.querySelector("input[value=keep]").checked = true;
  open = choose;
  dialog.showModal();
}

dialog?.querySelector("[data-c-choose]").addEventListener("click", () => {
  open?.(dialog.querySelector("input[name=conflict]:checked").value);
  dialog.close();
});
dialog?.querySelector("[data-c-both]").addEventListener("click", () => {
  open?.("both");
  dialog.close();
});
