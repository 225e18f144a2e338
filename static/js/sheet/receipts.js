// The receipts of a sheet: what went when, what waits, what was refused or met another's words. And the way out for what
// waits: a file, or pictures for another device.
import { boxOf, inWords } from "./fields.js";
import { hourOf } from "../hours.js";
import { held } from "./held.js";
import { say } from "./words.js";

const box = document.querySelector("[data-receipts]");
const time = (text) => (text ? hourOf(text) : "");

const WORDS = { draft: "draft", waiting: "local", stuck: "stuck", refused: "notWritten", applied: "server", conflict: "conflict" };

/** What an operation did, in words. */
function told({ path, action, value }) {
  const [key, item, field] = path.split("/");
  const main = item && !field ? null : boxOf(path);
  const label = main?.dataset.label || document.querySelector(`[data-list="${CSS.escape(key)}"]`)?.closest("section, div")?.querySelector("h2, h3")?.firstChild?.textContent.trim() || "";
  if (action === "add") return `${label}${say("colon")}${Object.values(value || {}).join("・")}`;
  if (action === "count") return say("receiptVote", { n: value > 0 ? `+${value}` : value });
  if (action === "remove" || action === "restore") return `${say(action === "remove" ? "receiptRemove" : "receiptRestore")}${say("colon")}${label}`;
  if (typeof value === "boolean") return say(value ? "receiptStar" : "receiptUnstar");
  return `${label}${say("colon")}${inWords(main, value) || say("blank")}`;
}

function line(operation, state, when, message) {
  const made = document.createElement("li");
  made.dataset.state = state;
  const word = document.createElement("b");
  word.textContent = say(WORDS[state]);
  const text = document.createElement("span");
  text.textContent = told(operation);
  const small = document.createElement("small");
  small.textContent = [time(when), message].filter(Boolean).join(" ");
  made.append(word, text, small);
  return made;
}

/** Keep the list of `queue` up to date while it is open. */
export function receipts(queue, store, sheet, drafts) {
  let wanted = 0;
  async function draw() {
    const stuck = new Set(queue.stuck());
    const typed = drafts.asAdded();
    const here = [
      queue.pending.length && say("waiting", { n: queue.pending.length }),
      queue.refused.length && say("refusedHere", { n: queue.refused.length }),
      typed.length && say("notAdded", { n: typed.length }),
    ].filter(Boolean);
    const left = here.length > 0;
    box.querySelector("[data-receipts-count]").textContent = here.join(say("and"));
    box.querySelector("[data-parcel]").hidden = !left;
    if (!box.open) return;
    const mine = (wanted += 1);
    const past = await store.receipts().catch(() => []);
    if (mine !== wanted) return; // a newer drawing is under way
    box.querySelector("[data-receipts-list]").replaceChildren(
      ...typed.map((one) => line(one, "draft", "", "")),
      ...[...queue.pending].reverse().map((one) => line(one, stuck.has(one) ? "stuck" : "waiting", "", "")),
      ...queue.refused.map((one) => line(one, "refused", "", one.message)),
      ...past.filter((one) => one.outcome !== "refused").map((one) => line(one, one.outcome, one.at, one.message)),
    );
    box.querySelector("[data-receipts-none]").hidden = Boolean(left || past.length);
  }
  queue.addEventListener("change", draw);
  box.addEventListener("toggle", draw);

  // Everything of this table that is only here, whatever sheet it belongs to.
  const everything = async () => {
    const kept = await held().catch(() => ({ waiting: [], refused: [], drafts: [] }));
    const join = (mine, others) => {
      const known = new Set(mine.map((one) => one.id));
      return [...others.filter((one) => !known.has(one.id)), ...mine.map((one) => ({ ...one, sheet }))];
    };
    // Of this page the disk may still have what stood in a box a moment ago.
    const others = kept.drafts.filter((one) => one.sheet !== sheet);
    return { waiting: join(queue.pending, kept.waiting), refused: join(queue.refused, kept.refused), drafts: join(drafts.asAdded(), others) };
  };
  box.querySelector("[data-save-file]").addEventListener("click", async () => {
    const { pack, save } = await import("./parcel.js");
    save(pack(await everything()), `${say("parcelName")}.json`);
  });
  box.querySelector("[data-show-codes]").addEventListener("click", async () => {
    const { addresses, pack } = await import("./parcel.js");
    const { picture } = await import("./qr.js");
    const all = await addresses(pack(await everything()), new URL(box.dataset.takeOver, location.href).href);
    const place = box.querySelector("[data-codes]");
    place.replaceChildren(...all.map((address, at) => {
      const figure = document.createElement("figure");
      const caption = document.createElement("figcaption");
      caption.textContent = say("codeOf", { n: at + 1, all: all.length });
      figure.append(picture(address, caption.textContent), caption);
      return figure;
    }));
    place.hidden = false;
    place.querySelector("svg").scrollIntoView({ block: "nearest" });
  });
  draw();
  return draw;
}
