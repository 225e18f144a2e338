// QR codes drawn on the device itself, because a phone without a network must be able to hand its words on.
// Byte mode, error correction level M (about 15 % may be covered), versions 1 to 40, as in ISO/IEC 18004.
// Checked against another encoder's matrices in tests/journeys/test_qr.py.

// For each version from 1 on: error correction codewords in a block, and the number of blocks.
const ECC = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28];
const BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49];
const MASKS = [
  (x, y) => (x + y) % 2 === 0,
  (x, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** The modules of a code that says `text`: rows of true (dark) and false. `mask` is chosen, unless it is given. */
export function matrix(text, mask = null) {
  const bytes = [...new TextEncoder().encode(text)];
  const version = versionFor(bytes.length);
  const code = new Grid(version);
  code.fill(interleaved(version, bytes));
  const tried = (mask === null ? [0, 1, 2, 3, 4, 5, 6, 7] : [mask]).map((one) => code.masked(one));
  return tried.reduce((best, one) => (penalty(one) < penalty(best) ? one : best));
}

/** The same as a picture. */
export function picture(text, label) {
  const rows = matrix(text);
  const size = rows.length + 8;
  const path = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + 4} ${y + 4}h1v1h-1z` : ""))).join("");
  const make = (name, values) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(values)) made.setAttribute(key, value);
    return made;
  };
  const svg = make("svg", { viewBox: `0 0 ${size} ${size}`, role: "img", "aria-label": label, "shape-rendering": "crispEdges", class: "s-qr" });
  svg.append(make("rect", { width: size, height: size, fill: "#fff" }), make("path", { d: path, fill: "#000" }));
  return svg;
}

/** How many bytes a code of this version holds. */
const room = (version) => Math.floor((codewords(version) - ECC[version - 1] * BLOCKS[version - 1]) - (version < 10 ? 12 : 20) / 8);

function versionFor(length) {
  for (let version = 1; version <= 40; version += 1) if (length <= room(version)) return version;
  throw new RangeError(`${length} bytes do not fit into one code`);
}

/** All codewords of a version: what is left of the square without its patterns. */
function codewords(version) {
  let bits = (16 * version + 128) * version + 64;
  if (version >= 2) {
    const lines = Math.floor(version / 7) + 2;
    bits -= (25 * lines - 10) * lines - 55;
    if (version >= 7) bits -= 36;
  }
  return Math.floor(bits / 8);
}

// --- arithmetic over 256 elements ------------------------------------------------------------------------------------

const EXP = [];
const LOG = [];
for (let power = 0, value = 1; power < 255; power += 1) {
  EXP[power] = value;
  LOG[value] = power;
  value = value < 128 ? value * 2 : (value * 2) ^ 0x11d;
}
const times = (one, other) => (one && other ? EXP[(LOG[one] + LOG[other]) % 255] : 0);

function divisor(degree) {
  let polynomial = [1];
  for (let root = 0; root < degree; root += 1) {
    const next = [...polynomial, 0];
    polynomial.forEach((factor, place) => { next[place + 1] ^= times(factor, EXP[root]); });
    polynomial = next;
  }
  return polynomial.slice(1);
}

function remainder(data, by) {
  const rest = new Array(by.length).fill(0);
  for (const byte of data) {
    const factor = byte ^ rest.shift();
    rest.push(0);
    by.forEach((one, place) => { rest[place] ^= times(one, factor); });
  }
  return rest;
}

/** Header, bytes and padding, cut into blocks, each with its correction; then one byte of each block by turns. */
function interleaved(version, bytes) {
  const ecc = ECC[version - 1];
  const blocks = BLOCKS[version - 1];
  const all = codewords(version);
  const capacity = all - ecc * blocks;
  const bits = [];
  const put = (value, length) => { for (let place = length - 1; place >= 0; place -= 1) bits.push((value >> place) & 1); };
  put(4, 4);
  put(bytes.length, version < 10 ? 8 : 16);
  for (const byte of bytes) put(byte, 8);
  put(0, Math.min(4, capacity * 8 - bits.length));
  put(0, (8 - (bits.length % 8)) % 8);
  for (let pad = 0xec; bits.length < capacity * 8; pad ^= 0xec ^ 0x11) put(pad, 8);
  const data = [];
  for (let place = 0; place < bits.length; place += 8) data.push(bits.slice(place, place + 8).reduce((sum, bit) => sum * 2 + bit, 0));

  const by = divisor(ecc);
  const long = all % blocks; // so many blocks carry one byte more
  const short = Math.floor(all / blocks) - ecc;
  const parts = [];
  for (let block = 0, place = 0; block < blocks; block += 1) {
    const part = data.slice(place, place + short + (block >= blocks - long ? 1 : 0));
    place += part.length;
    parts.push({ part, rest: remainder(part, by) });
  }
  const out = [];
  for (let place = 0; place <= short; place += 1) for (const { part } of parts) if (place < part.length) out.push(part[place]);
  for (let place = 0; place < ecc; place += 1) for (const { rest } of parts) out.push(rest[place]);
  return out;
}

// --- the square ------------------------------------------------------------------------------------------------------

class Grid {
  constructor(version) {
    this.version = version;
    this.size = version * 4 + 17;
    this.dark = Array.from({ length: this.size }, () => new Array(this.size).fill(false));
    this.fixed = Array.from({ length: this.size }, () => new Array(this.size).fill(false));
    this.patterns();
  }

  set(x, y, dark) {
    if (x < 0 || y < 0 || x >= this.size || y >= this.size) return;
    this.dark[y][x] = dark;
    this.fixed[y][x] = true;
  }

  patterns() {
    const last = this.size - 1;
    for (let place = 0; place < this.size; place += 1) {
      this.set(6, place, place % 2 === 0);
      this.set(place, 6, place % 2 === 0);
    }
    for (const [cx, cy] of [[3, 3], [last - 3, 3], [3, last - 3]]) {
      for (let y = -4; y <= 4; y += 1) for (let x = -4; x <= 4; x += 1) {
        const ring = Math.max(Math.abs(x), Math.abs(y));
        this.set(cx + x, cy + y, ring !== 2 && ring !== 4);
      }
    }
    const places = this.alignments();
    const edge = places.length - 1;
    places.forEach((cy, row) => places.forEach((cx, column) => {
      if ((row === 0 && (column === 0 || column === edge)) || (row === edge && column === 0)) return;
      for (let y = -2; y <= 2; y += 1) for (let x = -2; x <= 2; x += 1) this.set(cx + x, cy + y, Math.max(Math.abs(x), Math.abs(y)) !== 1);
    }));
    this.format(0); // keeps the place
    if (this.version >= 7) {
      let rest = this.version;
      for (let step = 0; step < 12; step += 1) rest = (rest << 1) ^ ((rest >> 11) * 0x1f25);
      const bits = (this.version << 12) | rest;
      for (let place = 0; place < 18; place += 1) {
        const dark = ((bits >> place) & 1) === 1;
        const far = this.size - 11 + (place % 3);
        const near = Math.floor(place / 3);
        this.set(far, near, dark);
        this.set(near, far, dark);
      }
    }
  }

  alignments() {
    if (this.version === 1) return [];
    const lines = Math.floor(this.version / 7) + 2;
    const step = this.version === 32 ? 26 : Math.ceil((this.version * 4 + 4) / (lines * 2 - 2)) * 2;
    const places = [6];
    for (let place = this.size - 7; places.length < lines; place -= step) places.splice(1, 0, place);
    return places;
  }

  /** Level M is 00 in the five bits of which the last three name the mask. */
  format(mask) {
    let rest = mask;
    for (let step = 0; step < 10; step += 1) rest = (rest << 1) ^ ((rest >> 9) * 0x537);
    const bits = ((mask << 10) | rest) ^ 0x5412;
    const dark = (place) => ((bits >> place) & 1) === 1;
    const { size } = this;
    for (let place = 0; place < 6; place += 1) this.set(8, place, dark(place));
    this.set(8, 7, dark(6));
    this.set(8, 8, dark(7));
    this.set(7, 8, dark(8));
    for (let place = 9; place < 15; place += 1) this.set(14 - place, 8, dark(place));
    for (let place = 0; place < 8; place += 1) this.set(size - 1 - place, 8, dark(place));
    for (let place = 8; place < 15; place += 1) this.set(8, size - 15 + place, dark(place));
    this.set(8, size - 8, true);
  }

  /** Two columns at a time from the right, up and down by turns, past whatever is fixed. */
  fill(bytes) {
    let place = 0;
    let up = true;
    for (let right = this.size - 1; right > 0; right -= 2) {
      if (right === 6) right = 5;
      for (let step = 0; step < this.size; step += 1) {
        const y = up ? this.size - 1 - step : step;
        for (const x of [right, right - 1]) {
          if (this.fixed[y][x]) continue;
          this.dark[y][x] = ((bytes[place >> 3] >> (7 - (place & 7))) & 1) === 1;
          place += 1;
        }
      }
      up = !up;
    }
  }

  masked(mask) {
    this.format(mask);
    return this.dark.map((row, y) => row.map((dark, x) => (this.fixed[y][x] ? dark : dark !== MASKS[mask](x, y))));
  }
}

/** How hard a square is to read: long runs, blocks, what looks like a corner, too much of one shade. */
function penalty(rows) {
  const size = rows.length;
  const columns = rows.map((_row, x) => rows.map((row) => row[x]));
  let sum = 0;
  for (const lines of [rows, columns]) {
    for (const line of lines) {
      for (const run of line.map((dark) => (dark ? "1" : "0")).join("").match(/0{5,}|1{5,}/g) || []) sum += run.length - 2;
      const text = line.map((dark) => (dark ? "1" : "0")).join("");
      for (let at = 0; at + 11 <= size; at += 1) {
        const part = text.slice(at, at + 11);
        if (part === "10111010000" || part === "00001011101") sum += 40;
      }
    }
  }
  let dark = 0;
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      dark += rows[y][x];
      if (x + 1 < size && y + 1 < size && rows[y][x] === rows[y][x + 1] && rows[y][x] === rows[y + 1][x] && rows[y][x] === rows[y + 1][x + 1]) sum += 3;
    }
  }
  return sum + 10 * Math.floor(Math.abs((dark * 100) / (size * size) - 50) / 5);
}
