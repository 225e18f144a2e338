// At the door: what a device without a seat still holds is said there, too, with the way out for it. It stays on the
// device until its table has it.
import { held, places } from "./held.js";

const note = document.querySelector("[data-stranded]");
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, key) => (key in values ? String(values[key]) : all));

/** The tables to which the operations belong, as far as this device knows their names. */
function tables(operations) {
  const known = places();
  return [...new Set(operations.map((one) => known[one.sheet]?.name).filter(Boolean))].join(note.dataset.and);
}

/** How much of each kind is here, in words. */
function amounts(kept) {
  const kinds = ["waiting", "refused", "drafts"].filter((kind) => kept[kind].length);
  return kinds.map((kind) => fill(note.dataset[kind], { n: kept[kind].length })).join(note.dataset.and);
}

async function tell() {
  const kept = await held();
  const what = amounts(kept);
  if (!what) return;
  const names = tables([...kept.waiting, ...kept.refused, ...kept.drafts]);
  note.querySelector("[data-stranded-says]").textContent = fill(names ? note.dataset.of : note.dataset.some, { what, tables: names });
  note.hidden = false;
}

note?.querySelector("[data-save-file]").addEventListener("click", async () => {
  const { pack, save } = await import("./parcel.js");
  save(pack(await held()), `${note.dataset.file}.json`);
});
note?.querySelector("[data-show-codes]").addEventListener("click", async () => {
  const { addresses, pack } = await import("./parcel.js");
  const { picture } = await import("./qr.js");
  const all = await addresses(pack(await held()), new URL(note.dataset.takeOver, location.href).href);
  const place = note.querySelector("[data-codes]");
  place.replaceChildren(...all.map((address, at) => {
    const figure = document.createElement("figure");
    const caption = document.createElement("figcaption");
    caption.textContent = fill(note.dataset.code, { n: at + 1, all: all.length });
    figure.append(picture(address, caption.textContent), caption);
    return figure;
  }));
  place.hidden = false;
});
// A disk that does not answer yet is asked again: what it has must not be overlooked.
const AGAIN = 3000;
const look = () => tell().catch(() => setTimeout(look, AGAIN));
if (note) look();
