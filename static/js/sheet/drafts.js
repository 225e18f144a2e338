// A sentence that stands beside 「加入」 and is not added yet. It waits on this device, so that no reload swallows it, and
// the page says so; going on to the next page adds it, unless it is a prompt that nobody has touched.
const ROOT = "sheet-drafts";

const inputOf = (box) => box.querySelector("input[name^='n:']");
const codeOf = (box) => box.querySelector("[data-quick-code]");

export class Drafts {
  constructor(sheet) {
    this.sheet = sheet;
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
        inputOf(box).value = left.text;
        codeOf(box).value = left.code || "";
      } catch { /* no storage, or nothing of ours in it */ }
    }
  }

  /** Keep what stands in the box now; an empty box is forgotten. */
  keep(box) {
    const text = inputOf(box).value;
    try {
      if (text.trim()) localStorage.setItem(this.key(box), JSON.stringify({ text, code: codeOf(box).value }));
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
