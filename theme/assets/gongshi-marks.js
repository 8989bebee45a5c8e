//# allFunctionsCalledOnLoad
// Texts folded as the search folds them, and phrases marked in them. A page that a search led to needs no more.
// generator/gongshi/outputs/search/folding.py does the same; tests/test_search_folding.py holds the two together.

const SYMBOL = 1;
const DIGIT = 2;
export const LETTER = 3;

const simple = new Map([["零", "〇"], ["○", "〇"], ["◯", "〇"]]);
const isLetter = /^[\p{L}\p{M}\p{N}]$/u;
export const han = /[\u3007\u3400-\u9fff]/;
let plain; // the characters of simplified texts (GB 2312)

const MARKS = "，。、；：？！·…—“”‘’（）《》〈〉【】「」　"; // what texts are full of, known beforehand
const known = new Map([...MARKS].map((mark) => [mark, " "]));

export const learn = (pairs = "") => {
  const all = [...pairs];
  for (let i = 0; i < all.length; i += 2) {
    simple.set(all[i], all[i + 1]);
    known.delete(all[i]);
  }
};

const foldCharacter = (character) => {
  if (character >= "\u4e00" && character <= "\u9fff") return simple.get(character) ?? character;
  if (!known.has(character)) known.set(character, foldAnew(character));
  return known.get(character);
};

const foldAnew = (character) => {
  if (character <= "\x7f") return /[a-z0-9]/i.test(character) ? character.toLowerCase() : " ";
  let folded = "";
  for (const one of character.normalize("NFKC").toLowerCase()) {
    const same = simple.get(one) ?? one;
    folded += one.length > 1 || isLetter.test(same) ? same : " ";
  }
  return folded;
};

// The folded text, and where in the original each of its units came from. Line breaks that a file's
// width put between two Han characters are none.
export const fold = (text) => {
  const from = [];
  let folded = "";
  let space = false;
  let at = 0;
  for (const character of text) {
    const wrapped = (character === " " || character === "\n") && han.test(text[at - 1]) && han.test(text[at + 1]);
    const units = wrapped ? "" : foldCharacter(character);
    for (let i = 0; i < units.length; i += 1) {
      const blank = units[i] === " ";
      if (blank && space) continue;
      space = blank;
      folded += units[i];
      from.push(at);
    }
    at += character.length;
  }
  from.push(at);
  return [folded, from];
};

export const kindOf = (unit) => (unit >= "\u2e80" ? SYMBOL : unit >= "0" && unit <= "9" ? DIGIT : LETTER);

// The characters of a text that may be traditional ones which only the table knows.
export const foreign = (text) => {
  if (!plain) {
    const bytes = [];
    for (let row = 0xb0; row <= 0xf7; row += 1)
      for (let cell = 0xa1; cell <= 0xfe; cell += 1) bytes.push(row, cell);
    plain = `〇々${new TextDecoder("gbk").decode(new Uint8Array(bytes))}`;
  }
  return [...new Set(text.match(/\p{Script=Han}/gu))].filter((one) => !plain.includes(one) && !simple.has(one));
};

// Where a folded phrase stands in a folded text. A word counts from its beginning only.
const placesOf = (text, phrase) => {
  const found = [];
  const word = kindOf(phrase[0]) === LETTER;
  for (let at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + 1)) {
    const before = text[at - 1] ?? " ";
    if (!word || before === " " || kindOf(before) !== LETTER) found.push(at);
  }
  return found;
};

export const holds = ([folded], phrase) => placesOf(folded, phrase).length > 0;

// ------------------------------------------------------------------ marking

export const make = (tag, className, ...children) => {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
};

// Ranges in their order, those that overlap as one.
const merged = (found) => {
  found.sort(([a], [b]) => a - b);
  const apart = [];
  for (const [start, end] of found) {
    const last = apart.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else apart.push([start, end]);
  }
  return apart;
};

// Where folded phrases stand in a text that was folded.
export const ranges = ([folded, from], phrases) =>
  merged(phrases.flatMap((phrase) => placesOf(folded, phrase).map((at) => [from[at], from[at + phrase.length]])));

// Where folded phrases of Han characters stand as they are in a text that was not folded. Most are typed as they are
// written, and nothing need be folded to see it. Where this finds nothing, or for other phrases, the folded text may.
export const asTyped = (text, phrases) => {
  const exact = phrases.filter((phrase) => /^[\u4e00-\u9fff]+$/.test(phrase));
  return merged(exact.flatMap((phrase) => placesOf(text, phrase).map((at) => [at, at + phrase.length])));
};

export const marked = (text, found, from = 0, to = text.length) => {
  const parts = [];
  let at = from;
  for (const [start, end] of found) {
    if (end <= from || start >= to) continue;
    const begin = Math.max(start, from);
    parts.push(text.slice(at, begin), make("mark", "", text.slice(begin, Math.min(end, to))));
    at = Math.min(end, to);
  }
  parts.push(text.slice(at, to));
  return parts;
};

const BLOCKS = "p, li, td, th, dd, dt, h1, h2, h3, h4, h5, h6, blockquote, caption, figcaption, pre";

// Marks the phrases of ?h= (as a search folded them) in the text of the page.
export const light = (article, phrases) => {
  const blocks = new Map();
  const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const block = node.parentElement.closest(BLOCKS) ?? node.parentElement;
    if (!blocks.has(block)) blocks.set(block, []);
    blocks.get(block).push(node);
  }
  for (const nodes of blocks.values()) {
    const found = ranges(fold(nodes.map(({ data }) => data).join("")), phrases);
    let end = nodes.reduce((sum, { data }) => sum + data.length, 0);
    for (const node of nodes.reverse()) {
      const start = end - node.data.length;
      const inside = found.filter(([from, to]) => from < end && to > start);
      if (inside.length) {
        const own = inside.map(([from, to]) => [Math.max(from, start) - start, Math.min(to, end) - start]);
        node.replaceWith(...marked(node.data, own).filter(Boolean));
      }
      end = start;
    }
  }
};
