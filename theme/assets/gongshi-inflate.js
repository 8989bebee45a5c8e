//# allFunctionsCalledOnLoad
// Raw deflate (RFC 1951) undone in one go, without a stream for each small file of the search, and in browsers from
// before 2023 too, which have no such stream.

const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const LENGTHS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_BITS = Array.from({ length: 30 }, (_, i) => Math.max(0, (i >> 1) - 1));
const DISTANCES = DISTANCE_BITS.map((_, i) => 1 + DISTANCE_BITS.slice(0, i).reduce((sum, bits) => sum + 2 ** bits, 0));

// For every beginning of the bits to come the symbol that they say, and in the lowest four bits its length.
const tableOf = (lengths) => {
  const counts = new Uint16Array(16);
  for (const length of lengths) counts[length] += 1;
  counts[0] = 0;
  const next = new Uint16Array(16);
  let width = 0;
  for (let length = 1; length < 16; length += 1) {
    next[length] = (next[length - 1] + counts[length - 1]) << 1;
    if (counts[length]) width = length;
  }
  const table = new Uint16Array(2 ** width);
  lengths.forEach((length, symbol) => {
    if (!length) return;
    let start = 0; // codes come with their highest bit first
    for (let bit = 0; bit < length; bit += 1) start |= ((next[length] >> bit) & 1) << (length - 1 - bit);
    next[length] += 1;
    for (let at = start; at < table.length; at += 2 ** length) table[at] = (symbol << 4) | length;
  });
  return table;
};

const fixed = (() => {
  let tables; // made once, when a file first asks for them
  return () =>
    (tables ??= [
      tableOf(Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8))),
      tableOf(new Array(30).fill(5)),
    ]);
})();

const damaged = () => new Error("the data is damaged");

const bitsOf = (bytes) => {
  let [at, held, count] = [0, 0, 0];
  const fill = (wanted) => {
    for (; count < wanted; count += 8) {
      held |= bytes[at] << count; // zeros behind the end, which the longest code may look at
      at += 1;
    }
    if (at > bytes.length + 2) throw damaged();
  };
  const drop = (width) => {
    held >>>= width;
    count -= width;
  };
  const plain = (width) => {
    fill(width);
    const value = held & ((1 << width) - 1);
    drop(width);
    return value;
  };
  const symbol = (table) => {
    fill(15);
    const found = table[held & (table.length - 1)];
    if (!(found & 15)) throw damaged();
    drop(found & 15);
    return found >> 4;
  };
  // From the next byte on, as they are.
  const stored = () => {
    drop(count & 7);
    const length = plain(16);
    plain(16);
    at -= count >> 3;
    [held, count] = [0, 0];
    at += length;
    return bytes.subarray(at - length, at);
  };
  const end = () => {
    if (at - (count >> 3) > bytes.length) throw damaged();
  };
  return { plain, symbol, stored, end };
};

const dynamic = (bits) => {
  const [literals, distances, codes] = [bits.plain(5) + 257, bits.plain(5) + 1, bits.plain(4) + 4];
  const first = new Uint8Array(19);
  for (let i = 0; i < codes; i += 1) first[ORDER[i]] = bits.plain(3);
  const table = tableOf(first);
  const lengths = new Uint8Array(literals + distances);
  for (let i = 0; i < lengths.length; ) {
    const symbol = bits.symbol(table);
    let [times, value] = [1, symbol];
    if (symbol === 16) [times, value] = [3 + bits.plain(2), lengths[i - 1]];
    else if (symbol > 16) [times, value] = [symbol === 17 ? 3 + bits.plain(3) : 11 + bits.plain(7), 0];
    lengths.fill(value, i, i + times);
    i += times;
  }
  return [tableOf(lengths.subarray(0, literals)), tableOf(lengths.subarray(literals))];
};

export const inflate = (bytes) => {
  const bits = bitsOf(bytes);
  let out = new Uint8Array(4 * bytes.length);
  let end = 0;
  const room = (more) => {
    if (end + more <= out.length) return;
    const larger = new Uint8Array(2 * (end + more));
    larger.set(out);
    out = larger;
  };
  const block = ([literals, distances]) => {
    for (;;) {
      const symbol = bits.symbol(literals);
      if (symbol === 256) return;
      room(258);
      if (symbol < 256) {
        out[end] = symbol;
        end += 1;
        continue;
      }
      const length = LENGTHS[symbol - 257] + bits.plain(LENGTH_BITS[symbol - 257]);
      const code = bits.symbol(distances);
      const distance = DISTANCES[code] + bits.plain(DISTANCE_BITS[code]);
      if (!(distance <= end)) throw damaged();
      for (let i = 0; i < length; i += 1) out[end + i] = out[end + i - distance];
      end += length;
    }
  };
  for (let last = false; !last; ) {
    last = bits.plain(1) === 1;
    const kind = bits.plain(2);
    if (kind === 0) {
      const some = bits.stored();
      room(some.length);
      out.set(some, end);
      end += some.length;
    } else if (kind === 3) throw damaged();
    else block(kind === 1 ? fixed() : dynamic(bits));
    bits.end();
  }
  return out.subarray(0, end);
};
