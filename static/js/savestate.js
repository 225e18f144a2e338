// The state of saving: {% save_box %} holds all four, exactly one of them is shown.
const STATES = ["saved", "saving", "offline", "conflict"];

/** Show `state` in every box of the page; `extra` is a time or a number of things, empty for none. */
export function showSaveState(state, extra = "") {
  if (!STATES.includes(state)) throw new Error(`unknown state of saving "${state}"; expected ${STATES.join(", ")}`);
  for (const box of document.querySelectorAll("[data-v-savebox]")) {
    for (const each of box.querySelectorAll(".v-save")) {
      const shown = each.dataset.state === state;
      const small = each.querySelector("[data-v-extra]");
      if (shown && small && small.textContent !== extra) small.textContent = extra;
      if (each.hidden === shown) each.hidden = !shown;
    }
    box.dataset.state = state;
  }
}
