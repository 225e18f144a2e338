// Puts fresh HTML into the parts of a page that have changed, and leaves alone what somebody is doing there.
const marks = new Map();

/** `parts` is {name: {mark, html}}; a part is [data-part=name]. Returns the names of those that were changed. */
export function freshen(parts) {
  const changed = [];
  for (const [name, { mark, html }] of Object.entries(parts)) {
    const place = document.querySelector(`[data-part="${CSS.escape(name)}"]`);
    if (!place || marks.get(name) === mark) continue;
    marks.set(name, mark);
    const focus = place.contains(document.activeElement) ? document.activeElement : null;
    const open = [...place.querySelectorAll("details")].map((one) => one.open);
    place.innerHTML = html;
    place.querySelectorAll("details").forEach((one, at) => { if (open[at]) one.open = true; });
    if (focus) (document.getElementById(focus.id) || place.querySelector("summary, button, a"))?.focus({ preventScroll: true });
    changed.push(name);
  }
  return changed;
}
