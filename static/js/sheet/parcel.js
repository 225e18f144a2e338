// What waits on this device as something another device can take over: a file, or pictures that its camera reads. The
// other side is actionplans/writing/takeover.py.
import { wire } from "./post.js";

const FORMAT = "table-operations-1";
/** Letters in one picture: large enough to be few, small enough for an old phone's camera. */
const LETTERS = 480;

const bySheet = (operations) => {
  const sheets = {};
  for (const one of operations) (sheets[one.sheet] ??= []).push(wire(one));
  return sheets;
};

/** The text of a file with these operations and sentences not added yet (held.js), each with the number of its sheet. */
export function pack({ waiting = [], refused = [], drafts = [] }) {
  // What was refused first: what waits may stand in an item that was not added.
  return JSON.stringify({ format: FORMAT, sheets: bySheet([...refused, ...waiting]), drafts: bySheet(drafts) });
}

/** The same cut into addresses; whoever opens them one after the other has the whole. */
export async function addresses(text, page) {
  const packed = await deflate(new TextEncoder().encode(text));
  const letters = btoa(String.fromCharCode(...packed)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const count = Math.ceil(letters.length / LETTERS);
  const name = fingerprint(letters);
  return Array.from({ length: count }, (_none, place) => `${page}#${name}.${place + 1}.${count}.${letters.slice(place * LETTERS, (place + 1) * LETTERS)}`);
}

async function deflate(bytes) {
  if (typeof CompressionStream === "undefined") return [0, ...bytes];
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  return [1, ...new Uint8Array(await new Response(stream).arrayBuffer())];
}

/** Eight letters that tell one parcel from another. */
function fingerprint(letters) {
  let hash = 0x811c9dc5;
  for (const letter of letters) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, "0");
}

/** Let the browser save a text as a file. */
export function save(text, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
