//# allFunctionsCalledOnLoad
// What the files of the search index are written in: numbers as bytes and bits, and texts in the code of their site.

const damaged = () => new Error("the data is damaged");

export const reader = (bytes) => {
  let at = 0;
  const one = () => {
    let value = 0;
    let scale = 1;
    for (;;) {
      if (at >= bytes.length) throw damaged();
      const byte = bytes[at];
      at += 1;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
  };
  const many = (count) => {
    const values = new Uint32Array(count);
    for (let i = 0; i < count; i += 1) values[i] = one();
    return values;
  };
  const text = (length) => {
    at += length;
    return new TextDecoder().decode(bytes.subarray(at - length, at));
  };
  return { one, many, text };
};

// Bits, the highest first, in Elias gamma and Rice codes.
export const bitReader = (bytes) => {
  let at = 0;
  const window = () => {
    const i = at >> 3;
    const high = ((bytes[i] << 24) | (bytes[i + 1] << 16) | (bytes[i + 2] << 8) | bytes[i + 3]) >>> 0;
    return ((high << (at & 7)) | ((bytes[i + 4] << (at & 7)) >> 8)) >>> 0;
  };
  const plain = (width) => {
    if (!width) return 0;
    const value = window() >>> (32 - width);
    at += width;
    return value;
  };
  const zeros = () => {
    let count = 0;
    for (let next = Math.clz32(window()); ; next = Math.clz32(window())) {
      count += next;
      at += next;
      if (next < 32) return count;
      if (at > 8 * bytes.length) throw damaged();
    }
  };
  const gamma = () => plain(zeros() + 1) - 1;
  const rice = (k) => {
    const quotient = zeros();
    at += 1;
    return quotient * 2 ** k + plain(k);
  };
  const align = () => {
    at = (at + 7) & ~7;
  };
  return { plain, gamma, rice, align };
};

const END = 0;
const ESCAPE = 1;
const LONGEST = 15; // bits of a code

// What reads a text in the code that a file has; generator/gongshi/outputs/search/text_code.py describes it.
export const codeOf = (file) => {
  const read = reader(file);
  const counts = read.many(2 * LONGEST);
  const units = (count) => {
    let unit = 0;
    return Array.from(read.many(count), (step) => String.fromCharCode((unit += step)));
  };
  const [singles, firsts] = [0, 1].map((kind) => Array.from({ length: LONGEST }, (_, i) => units(counts[2 * i + kind])));
  const pairs = firsts.map((some) => some.map((first) => first + String.fromCharCode(read.one())));
  const symbols = singles.map((some, i) => [...some, ...pairs[i]]); // those of each length of code, in order
  const groups = []; // how many bits their codes have, the first of them, what is above them all in the longest code
  let code = 0;
  symbols.forEach((some, i) => {
    code *= 2;
    if (some.length) groups.push({ width: i + 1, first: code, above: (code + some.length) << (LONGEST - 1 - i), some });
    code += some.length;
  });
  if (code !== 2 ** LONGEST) throw damaged();
  // For the next eight bits the shortest codes that begin so.
  const starts = Array.from({ length: 256 }, (_, byte) => groups.findIndex(({ above }) => byte << (LONGEST - 8) < above));
  return (bytes) => {
    let at = 0; // bits that were read
    let text = "";
    const ahead = () => {
      const i = at >> 3;
      return (((bytes[i] << 16) | (bytes[i + 1] << 8) | bytes[i + 2]) >> (24 - LONGEST - (at & 7))) & (2 ** LONGEST - 1);
    };
    const byte = () => {
      const value = ahead() >> (LONGEST - 8);
      at += 8;
      return value;
    };
    for (;;) {
      const next = ahead();
      let group = starts[next >> (LONGEST - 8)];
      while (next >= groups[group].above) group += 1;
      const { width, first, some } = groups[group];
      const symbol = some[(next >> (LONGEST - width)) - first];
      at += width;
      if (at > 8 * bytes.length) throw damaged();
      if (symbol.charCodeAt(0) === END) return text;
      text += symbol.charCodeAt(0) === ESCAPE ? String.fromCharCode((byte() << 8) | byte()) : symbol;
    }
  };
};
