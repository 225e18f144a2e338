// Puts fresh HTML into the parts of a page that have changed, and leaves alone what somebody is doing there.
const newest = new Map();
const drawn = new Map();

/** `parts` is {name: {mark, html}}; a part is [data-part=name]. */
export function freshen(parts) {
  for (const [name, part] of Object.entries(parts)) newest.set(name, part);
  settle();
}

/** Draw what is not drawn yet; while a question stands open, the form it asks about must stay where it is. */
export function settle() {
  if (document.querySelector("dialog[open]")) return;
  for (const [name, { mark, html }] of newest) {
    const place = document.querySelector(`[data-part="${CSS.escape(name)}"]`);
    if (!place || drawn.get(name) === mark) continue;
    drawn.set(name, mark);
    const focus = place.contains(document.activeElement) ? document.activeElement : null;
    const open = [...place.querySelectorAll("details")].map((one) => one.open);
    place.innerHTML = html;
    place.querySelectorAll("details").forEach((one, at) => { if (open[at]) one.open = true; });
    if (focus) (document.getElementById(focus.id) || place.querySelector("summary, button, a"))?.focus({ preventScroll: true });
  }
}
