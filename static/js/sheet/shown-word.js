// Which of the words is true, of one box and of the whole page, and showing it. Everything that could make it a lie is
// asked here, and nothing else shows it.
import { say } from "./words.js";

export class ShownWord {
  /**
   * `queue` and `drafts` as in queue.js and drafts.js; `dirty` has the paths written in that are no operation yet, `known`
   * what the server said last by path. `root` is where the words stand.
   */
  constructor({ root, queue, drafts, dirty, known }) {
    Object.assign(this, { root, queue, drafts, dirty, known });
  }

  /** Paths of which two values wait for somebody to choose, with what is known of them. */
  disputes() { return [...this.known].filter(([, entry]) => entry.dispute); }

  /** "server", "local", "unsaved" or "conflict" for one path, or without one for everything on the page. */
  of(path) {
    const draft = path ? "" : this.drafts.state();
    const typing = path ? this.dirty.has(path) : this.dirty.size;
    const state = typing || draft === "unsaved" ? "unsaved" : this.queue.state(path);
    if (state === "unsaved") return state;
    return (path ? this.known.get(path)?.dispute : this.disputes().length) ? "conflict" : draft || state;
  }

  /** Show them. Nothing is claimed before it is known what waits here. */
  show() {
    if (!this.queue.resumed) return;
    const overall = this.of();
    for (const one of this.root.querySelectorAll("[data-saves] > [data-is]")) one.hidden = one.dataset.is !== overall;
    for (const place of this.root.querySelectorAll("[data-fstate]")) {
      const box = place.closest("[data-field]")?.querySelector("[data-path]");
      if (!box || !box.dataset.touched) continue;
      const state = this.of(box.dataset.path);
      if (place.dataset.state !== state) {
        place.dataset.state = state;
        place.textContent = say(state);
      }
    }
  }
}
