//# allFunctionsCalledOnLoad
// The index of the search in the browser: its files, and the grams that a text is found by.
// docs/decisions/0007-search.md describes it; generator/gongshi/outputs/search/ makes its files.

import { inflate } from "./gongshi-inflate.js";
import { LETTER, fold, foreign, kindOf, learn } from "./gongshi-marks.js";
import { bitReader, codeOf, reader } from "./gongshi-search-codes.js";

export const SHEETS = 1024; // an id is record * SHEETS + sheet
const FORMAT = 5; // of the files that this reads
const FIELD = "\x1f"; // stands between fields
const SECTION = "\x1e"; // and between the sections of a sheet
const LONG = 6; // grams of a phrase above which the first results rest on its beginning and end, and are read

// Reads the files of the index, each at most once.
export const openIndex = (base) => {
  const kept = new Map();
  let manifest;
  const once = (name, make) => {
    if (!kept.has(name)) {
      const made = make();
      kept.set(name, made);
      made.catch(() => kept.delete(name));
    }
    return kept.get(name);
  };

  const ask = async (path) => {
    const answer = await fetch(`${base}${path}?v=${manifest.version}`);
    if (!answer.ok) throw new Error(`${answer.status} ${path}`);
    return new Uint8Array(await answer.arrayBuffer());
  };

  const get = async (path) => inflate(await ask(path));

  const hex = (number, length) => number.toString(16).padStart(length, "0");

  const start = () =>
    once("manifest", async () => {
      const answer = await fetch(`${base}index.json`, { cache: "no-cache" });
      if (!answer.ok) throw new Error(`${answer.status} index.json`);
      manifest = await answer.json();
      if (manifest.format !== FORMAT) throw new Error("the index is of another version of the page");
      learn(manifest.common);
      code().catch(() => {}); // what is wrong with it, a text will tell
      return manifest;
    });

  const table = (text) => {
    const files = new Set(foreign(text).map((one) => (one.codePointAt(0) % 16).toString(16)));
    const read = async (file) => learn(new TextDecoder().decode(await get(`simplified/${file}.bin`)));
    return Promise.all([...files].map((file) => once(`simplified ${file}`, () => read(file))));
  };

  const readShard = async (number) => {
    const name = hex(number, 4);
    const read = bitReader(await ask(`shards/${name.slice(0, 2)}/${name.slice(2)}.bin`));
    const lists = new Map();
    const long = [];
    const count = read.gamma();
    const step = count ? read.plain(5) : 0;
    let gram = number * 2 ** (32 - manifest.bits);
    for (let i = 0; i < count; i += 1) {
      gram += read.rice(step);
      const list = { gram, zone: read.plain(2), pieces: [] };
      if (read.plain(1)) long.push(list);
      const head = read.gamma() + 1;
      list.total = head + (long.at(-1) === list ? read.gamma() : 0);
      list.pieces.push({ first: 0, entries: readHead(read, head, list.total) });
      lists.set(gram * 4 + list.zone, list);
    }
    for (const list of long) {
      read.align();
      const pieces = read.gamma();
      for (let i = 0, first = 0; i < pieces; i += 1) {
        first += read.gamma();
        list.pieces.push({ first, entries: null });
      }
    }
    return lists;
  };

  const readHead = (read, count, total) => {
    const k = 31 - Math.clz32(Math.max(1, Math.floor(manifest.records / total)));
    const ids = new Uint32Array(count);
    const occurrences = new Uint8Array(count);
    let record = -1;
    let sheet = 0;
    for (let i = 0; i < count; i += 1) {
      const same = i > 0 && read.plain(1) === 1;
      if (!same) record += read.rice(k) + 1;
      sheet = read.gamma() + (same ? sheet : 0);
      ids[i] = record * SHEETS + sheet;
      if (read.plain(1)) occurrences[i] = read.gamma() * 16 + read.gamma();
    }
    return { ids, occurrences };
  };

  const list = async (gram, zone) => {
    const number = Math.floor(gram / 2 ** (32 - manifest.bits));
    const lists = await once(`shard ${number}`, () => readShard(number));
    return lists.get(gram * 4 + zone);
  };

  const piece = ({ gram, zone, pieces }, number) =>
    once(`piece ${gram} ${zone} ${number}`, async () => {
      const name = hex(gram, 8);
      const read = reader(await get(`lists/${name.slice(0, 2)}/${name.slice(2)}-${zone}-${number}.bin`));
      const count = read.one();
      const [steps, sheets] = [read.many(count), read.many(count)];
      let id = 0;
      const ids = steps.map((step, i) => {
        id = step || !i ? (Math.floor(id / SHEETS) + step) * SHEETS + sheets[i] : id + sheets[i];
        return id;
      });
      const occurrences = new Uint8Array(count); // first those on another sheet than the entry before
      for (const again of [false, true])
        for (let i = 0; i < count; i += 1) if ((i > 0 && ids[i] === ids[i - 1]) === again) occurrences[i] = read.one();
      pieces[number].entries = { ids, occurrences };
    });

  // The records of a list of many pieces.
  const records = ({ gram, zone }) =>
    once(`records ${gram} ${zone}`, async () => {
      const name = hex(gram, 8);
      const read = reader(await get(`lists/${name.slice(0, 2)}/${name.slice(2)}-${zone}-all.bin`));
      let record = 0;
      return read.many(read.one()).map((step) => (record += step));
    });

  const code = () => once("code", async () => codeOf(await get(`texts/${manifest.code}/code.bin`)));

  const sheet = (id) =>
    once(`sheet ${id}`, async () => {
      const record = Math.floor(id / SHEETS);
      const file = `${(record & 255).toString(16)}-${(id % SHEETS).toString(16)}.bin`;
      const [data, text] = await Promise.all([ask(`texts/${manifest.code}/${(record >> 8).toString(16)}/${file}`), code()]);
      const sections = text(data).split(SECTION).map((section) => section.split(FIELD));
      const [[pairs], [key, title, day, standing, other], ...parts] = sections;
      learn(pairs);
      const folds = new Map(); // what proves a result is shown, so that its texts are folded twice otherwise
      const folded = (one) => {
        if (!folds.has(one)) folds.set(one, fold(one));
        return folds.get(one);
      };
      return { key, title, day, standing: Number(standing), other, parts, folded };
    });

  const facet = (name) =>
    once(`facet ${name}`, async () => {
      const read = reader(await get(`facets/${name}.bin`));
      const head = JSON.parse(read.text(read.one()));
      return { ...head, column: read.many(manifest.records) };
    });

  return { start, table, list, piece, records, sheet, facet };
};

// -------------------------------------------------------------------- grams

const mixed = (gram) => {
  let hash = gram;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};

const pair = (one, other) => mixed(one * 0x10000 + other.charCodeAt(0));

// A word's first letters: up to four of a to z are a number of their own, the others a hash.
const beginning = (letters) => {
  let exact = 0;
  let hash = 0x811c9dc5;
  for (const unit of letters.split("")) {
    exact = exact * 27 + unit.charCodeAt(0) - 0x60;
    hash = Math.imul(hash ^ unit.charCodeAt(0), 0x01000193) >>> 0;
  }
  const own = /^[a-z]{2,4}$/.test(letters);
  return [mixed(own ? exact : 0x100000 | ((hash ^ (hash >>> 16)) & 0xfffff)), own];
};

// The grams that an unbroken run of units must have, each with whether it begins where the last one
// ended; and whether having them all, linked, proves the run.
export const chainOf = (units, quick) => {
  if (units.length === 1) return { grams: [[mixed(0x2f0000 | units.charCodeAt(0)), false]], proof: true };
  const grams = [];
  let proof = true;
  let linked = false;
  let at = 0;
  while (at < units.length - 1) {
    if (kindOf(units[at]) === LETTER) {
      let end = at;
      while (end < units.length && kindOf(units[end]) === LETTER) end += 1;
      const run = units.slice(at, end);
      for (const length of [run.length < 6 ? 0 : 6, Math.min(run.length, 4)].filter((n) => n > 1)) {
        const [gram, own] = beginning(run.slice(0, length));
        grams.push([gram, false]);
        proof &&= own && length === run.length && run === units;
      }
      if (run.length === 1) proof = false;
      at = end - 1;
      if (end < units.length) grams.push([pair(units.charCodeAt(at), units[end]), false]);
      linked = true;
      at = end;
    } else if (/^[0-9]{3}/.test(units.slice(at))) {
      const tens = 0xe000 + 10 * Number(units[at]) + Number(units[at + 1]);
      grams.push([pair(tens, units[at + 2]), linked]);
      linked = true;
      at += 2;
    } else {
      grams.push([pair(units.charCodeAt(at), units[at + 1]), linked]);
      linked = true;
      at += 1;
    }
  }
  if (!quick || grams.length <= LONG) return { grams, proof };
  return { grams: [...grams.slice(0, 3), [grams.at(-2)[0], false], grams.at(-1)], proof: false };
};
