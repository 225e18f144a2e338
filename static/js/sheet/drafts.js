// A sentence that stands beside 「加入」 and is not added yet. It waits on this device, so that no reload swallows it, and
// the page says so; going on to the next page adds it, unless it is a prompt that nobody has touched.
import { say } from "./words.js";

const ROOT = "sheet-drafts";

const inputOf = (box) => box.querySelector("input[name^='n:']");
const codeOf = (box) => box.querySelector("[data-quick-code]");

const figure = new Intl.NumberFormat(document.documentElement.lang || "zh-Hant");

/** Say something beside a box, until somebody types in it: that something is wrong, or with `tone` only how it is. */
export function sayBeside(box, sentence, tone = "") {
  const note = box.querySelector("[data-quick-note]");
  note.dataset.tone = tone;
  note.textContent = sentence;
  note.hidden = !sentence;
}

/** Whether the words fit into one item; if not, all of them stay where they are, and the page says how much is too much. */
export function fits(box) {
  const n = [...inputOf(box).value.trim()].length;
  const most = Number(box.dataset.most);
  const over = n > most;
  sayBeside(box, over ? say("tooLong", { n: figure.format(n), most: figure.format(most), over: figure.format(n - most) }) : "");
  return !over;
}

export class Drafts {
  /** `handedIn` is when the sheet was last handed in, as the server says it; empty if it was not. */
  constructor(sheet, handedIn = "") {
    this.sheet = sheet;
    this.handedIn = handedIn;
    this.kept = true;
  }

  key(box) { return `${ROOT}/${this.sheet}/${box.dataset.quick}`; }

  boxes() { return [...document.querySelectorAll("[data-quick]")]; }

  /** Put back what an earlier visit left behind. */
  bringBack() {
    for (const box of this.boxes()) {
      try {
        const left = JSON.parse(localStorage.getItem(this.key(box)));
        if (!left?.text || inputOf(box).value) continue;
        if (this.handedIn && (left.handedIn || "") !== this.handedIn) {
          this.offer(box, left);
          continue;
        }
        inputOf(box).value = left.text;
        codeOf(box).value = left.code || "";
        fits(box);
      } catch { /* no storage, or nothing of ours in it */ }
    }
  }

  /** Older than what was handed in since: it does not come back by itself, and is not thrown away by itself either. */
  offer(box, left) {
    if (left.text === left.prompted) return localStorage.removeItem(this.key(box));
    const line = document.createElement("div");
    line.className = "v-note";
    line.dataset.tone = "info";
    line.dataset.older = box.dataset.quick;
    const words = document.createElement("div");
    words.textContent = say("olderDraft", { text: left.text });
    const button = (name, deed) => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "btn btn-sm btn-outline-primary";
      made.textContent = say(name);
      made.addEventListener("click", () => { line.remove(); deed(); });
      return made;
    };
    line.append(words, button("putBack", () => {
      inputOf(box).value = left.text;
      codeOf(box).value = left.code || "";
      inputOf(box).dispatchEvent(new Event("input", { bubbles: true }));
      inputOf(box).focus();
    }), button("giveUp", () => localStorage.removeItem(this.key(box))));
    box.after(line);
  }

  /** Keep what stands in the box now; an empty box is forgotten. */
  keep(box) {
    const text = inputOf(box).value;
    try {
      if (text.trim()) localStorage.setItem(this.key(box), JSON.stringify({ text, code: codeOf(box).value, handedIn: this.handedIn, prompted: box.dataset.prompted || "" }));
      else localStorage.removeItem(this.key(box));
      this.kept = true;
    } catch {
      this.kept = false;
    }
  }

  /** "" when every box is empty; else where the words are: "local" or "unsaved". */
  state() {
    if (!this.boxes().some((box) => inputOf(box).value.trim())) return "";
    return this.kept ? "local" : "unsaved";
  }

  /** The boxes with words of somebody's own. */
  typed() {
    return this.boxes().filter((box) => inputOf(box).value.trim() && inputOf(box).value !== box.dataset.prompted);
  }
}
