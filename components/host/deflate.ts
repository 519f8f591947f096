/** Lengths and distances of https://www.rfc-editor.org/rfc/rfc1951#section-3.2.5: the first of each code, and its bits. */
const LENGTHS = codes(257, 29, 3, 4);
const DISTANCES = codes(0, 30, 1, 2);

const LEAST_MATCH = 3;
const MOST_MATCH = 258;
const WINDOW = 32_768;
/** Earlier places that are looked at for each byte. */
const CHAIN = 64;

interface Code {
  readonly code: number;
  readonly first: number;
  readonly extraBits: number;
}

/** Codes whose ranges grow: `group` codes at a time have one more extra bit, after the first two groups. */
function codes(from: number, count: number, firstValue: number, group: number): Code[] {
  const all: Code[] = [];
  let first = firstValue;
  for (let index = 0; index < count; index++) {
    const extraBits = Math.max(0, Math.floor(index / group) - 1);
    all.push({ code: from + index, first, extraBits });
    first += 2 ** extraBits;
  }
  return all;
}

/** The longest match has a code of its own, without extra bits. */
const codeOf = (table: readonly Code[], value: number): Code =>
  table === LENGTHS && value === MOST_MATCH
    ? { code: 285, first: MOST_MATCH, extraBits: 0 }
    : table.filter(({ first }) => first <= value).at(-1)!;

/** Bits, the lowest first, as bytes. */
class Bits {
  private readonly bytes: number[] = [];
  private held = 0;
  private count = 0;

  add(value: number, bits: number): void {
    for (let bit = 0; bit < bits; bit++) this.push((value >> bit) & 1);
  }

  /** Codes begin with their highest bit. */
  addCode(value: number, bits: number): void {
    for (let bit = bits - 1; bit >= 0; bit--) this.push((value >> bit) & 1);
  }

  end(): Buffer {
    while (this.count > 0) this.push(0);
    return Buffer.from(this.bytes);
  }

  private push(bit: number): void {
    this.held |= bit << this.count;
    this.count += 1;
    if (this.count < 8) return;
    this.bytes.push(this.held);
    this.held = 0;
    this.count = 0;
  }
}

/** The fixed code of a literal or a length: https://www.rfc-editor.org/rfc/rfc1951#section-3.2.6 */
function addSymbol(bits: Bits, symbol: number): void {
  if (symbol < 144) bits.addCode(0x30 + symbol, 8);
  else if (symbol < 256) bits.addCode(0x190 + symbol - 144, 9);
  else if (symbol < 280) bits.addCode(symbol - 256, 7);
  else bits.addCode(0xc0 + symbol - 280, 8);
}

function addMatch(bits: Bits, length: number, distance: number): void {
  const ofLength = codeOf(LENGTHS, length);
  addSymbol(bits, ofLength.code);
  bits.add(length - ofLength.first, ofLength.extraBits);
  const ofDistance = codeOf(DISTANCES, distance);
  bits.addCode(ofDistance.code, 5);
  bits.add(distance - ofDistance.first, ofDistance.extraBits);
}

function matchLength(bytes: Buffer, from: number, at: number): number {
  const most = Math.min(MOST_MATCH, bytes.length - at);
  let length = 0;
  while (length < most && bytes[from + length] === bytes[at + length]) length++;
  return length;
}

/** Where text was seen before. */
class Seen {
  private readonly places = new Map<number, number[]>();

  constructor(private readonly bytes: Buffer) {}

  private keyAt(at: number): number {
    return (this.bytes[at]! << 16) | ((this.bytes[at + 1] ?? 0) << 8) | (this.bytes[at + 2] ?? 0);
  }

  add(at: number): void {
    const key = this.keyAt(at);
    const places = this.places.get(key);
    if (places === undefined) this.places.set(key, [at]);
    else places.push(at);
  }

  /** The longest earlier text that goes on as here does, the nearest of equally long ones. */
  longest(at: number): { readonly length: number; readonly distance: number } {
    let best = { length: 0, distance: 0 };
    const near = (this.places.get(this.keyAt(at)) ?? []).slice(-CHAIN).reverse();
    for (const from of near) {
      if (at - from > WINDOW) break;
      const length = matchLength(this.bytes, from, at);
      if (length > best.length) best = { length, distance: at - from };
    }
    return best;
  }
}

/** Compressed data without a header (RFC 1951), the same for the same bytes on every machine. */
export function deflate(bytes: Buffer): Buffer {
  const bits = new Bits();
  const seen = new Seen(bytes);
  bits.add(1, 1); // the last block
  bits.add(1, 2); // fixed codes
  for (let at = 0; at < bytes.length;) {
    const { length, distance } = seen.longest(at);
    const step = length < LEAST_MATCH ? 1 : length;
    if (length < LEAST_MATCH) addSymbol(bits, bytes[at]!);
    else addMatch(bits, length, distance);
    for (let next = at; next < at + step; next++) seen.add(next);
    at += step;
  }
  addSymbol(bits, 256);
  return bits.end();
}
