// The index of the search in the browser: its files, and what a query finds in them.
// docs/decisions/0007-search.md describes it; generator/gongshi/outputs/search/ makes its files.

import { LETTER, fold, foreign, han, holds, kindOf, learn } from "./gongshi-marks.js";

const TITLE = 0;
const HEADING = 1;
const BODY = 2;
const TITLE_END = 3; // the last gram of a title: one that ends with the query is likelier the thing itself
const ZONES = [TITLE, HEADING, BODY];
const SHEETS = 1024; // an id is record * SHEETS + sheet
const LOST = 15; // the occurrence number of the sixteenth and all that follow
const LONG = 6; // grams of a phrase above which the first results rest on its beginning and end, and are read
const FIRST = 12; // candidates that the lists are first asked about
const FEW_PIECES = 3; // a list with more of them, its beginning among them, has its records in a file of their own
const REQUEST = 215; // bytes of the headers of an answer
const ENTRY = 1.2; // bytes of an entry of a piece
const READING = 435; // half of what a sheet takes: about half of the candidates that a list tells of need no reading
const NO = 0;
const MAYBE = 1;
const SURE = 2;

// ------------------------------------------------------------------ reading

const inflate = async (answer) => {
  const stream = answer.body.pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
};

const reader = (bytes) => {
  let at = 0;
  const one = () => {
    let value = 0;
    let scale = 1;
    for (;;) {
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
const bitReader = (bytes) => {
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
    return answer;
  };

  const get = async (path) => inflate(await ask(path));

  const hex = (number, length) => number.toString(16).padStart(length, "0");

  const start = () =>
    once("manifest", async () => {
      const answer = await fetch(`${base}index.json`, { cache: "no-cache" });
      if (!answer.ok) throw new Error(`${answer.status} index.json`);
      manifest = await answer.json();
      learn(manifest.common);
      return manifest;
    });

  const table = (text) => {
    const files = new Set(foreign(text).map((one) => (one.codePointAt(0) % 16).toString(16)));
    const read = async (file) => learn(new TextDecoder().decode(await get(`simplified/${file}.bin`)));
    return Promise.all([...files].map((file) => once(`simplified ${file}`, () => read(file))));
  };

  const readShard = async (number) => {
    const name = hex(number, 4);
    const answer = await ask(`shards/${name.slice(0, 2)}/${name.slice(2)}.bin`);
    const read = bitReader(new Uint8Array(await answer.arrayBuffer()));
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
      const [steps, sheets, occurrences] = [0, 0, 0].map(() => read.many(count));
      let id = 0;
      const ids = steps.map((step, i) => {
        id = step || !i ? (Math.floor(id / SHEETS) + step) * SHEETS + sheets[i] : id + sheets[i];
        return id;
      });
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

  const sheet = (id) =>
    once(`sheet ${id}`, async () => {
      const record = Math.floor(id / SHEETS);
      const file = `${(record & 255).toString(16)}-${(id % SHEETS).toString(16)}.bin`;
      const text = new TextDecoder("gbk").decode(await get(`texts/${(record >> 8).toString(16)}/${file}`));
      const [[key, title, day, standing, other], parts, pairs] = JSON.parse(text);
      learn(pairs);
      return { key, title, day, standing, other, parts };
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
const chainOf = (units, quick) => {
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

// ------------------------------------------------------------------ queries

// Terms, what must not occur, and fields: 停车 "免费 时间" -物业 在:法规
export const parse = (query, fieldNames) => {
  const terms = [];
  const without = [];
  const fields = [];
  const pattern = /([-－]?)(?:([\p{L}]+)[:：])?(?:["“”「]([^"“”」]+)["“”」]|([^\s"“”「」]+))/gu;
  for (const [all, minus, name, quoted, bare] of query.matchAll(pattern)) {
    const field = name && fieldNames[name.toLowerCase()];
    const said = quoted ?? (field || !name ? bare : all.slice(minus.length));
    if (field) fields.push([field, said]);
    else if (fold(said)[0].trim()) (minus ? without : terms).push({ text: fold(said)[0].trim(), quoted: !!quoted });
  }
  return { terms, without, fields };
};

const recordOf = (id) => Math.floor(id / SHEETS);

const lower = (numbers, wanted) => {
  let [from, to] = [0, numbers.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (numbers[middle] < wanted) from = middle + 1;
    else to = middle;
  }
  return from;
};

const bytesOf = (list, at) => REQUEST + ENTRY * Math.min(2 ** Math.min(9 + at, 15), list.total);

const pieceAt = ({ pieces }, record) => {
  let at = pieces.length - 1;
  while (at > 0 && pieces[at].first > record) at -= 1;
  return at;
};

const openTerms = (index) => {
  // A phrase with its lists: for each zone the chains of its words, or nothing where one has no list.
  const resolve = async ({ text }, quick) => {
    const words = text.split(" ");
    const long = words.filter((word) => word.length > 1);
    const chains = (long.length ? long : words).map((word) => chainOf(word, quick));
    const proof = words.length === 1 && chains[0].proof;
    const zones = await Promise.all(
      ZONES.map(async (zone) => {
        const found = await Promise.all(
          chains.map(({ grams }) => Promise.all(grams.map(([gram]) => index.list(gram, zone)))),
        );
        if (found.flat().some((list) => !list)) return null;
        return found.map((lists, i) => ({ lists, links: chains[i].grams.map(([, linked]) => linked) }));
      }),
    );
    // A title's last gram stands in a zone of its own: what ends with the phrase has it there.
    const { grams } = chains.at(-1);
    const last = proof && grams.at(-1) && zones[TITLE] && (await index.list(grams.at(-1)[0], TITLE_END));
    if (last) zones[TITLE_END] = [{ ...zones[TITLE][0], lists: [...zones[TITLE][0].lists.slice(0, -1), last] }];
    const total = zones.reduce((sum, chainsHere) => sum + (chainsHere ? driverOf(chainsHere).total : 0), 0);
    return { text, proof, zones, total };
  };

  const driverOf = (chains) =>
    chains.flatMap(({ lists }) => lists).reduce((best, list) => (list.total < best.total ? list : best));

  const checkChain = ({ lists, links }, id) => {
    let verdict = SURE;
    let open = 0xffff;
    for (let i = 0; i < lists.length; i += 1) {
      const { entries } = lists[i].pieces[pieceAt(lists[i], recordOf(id))];
      if (!entries) {
        verdict = MAYBE;
        open = 0xffff;
        continue;
      }
      let next = 0;
      for (let at = lower(entries.ids, id); entries.ids[at] === id; at += 1) {
        const first = entries.occurrences[at] >> 4;
        if (links[i] && !((open >> first) & 1)) continue;
        if (links[i] && first === LOST) verdict = MAYBE;
        next |= 1 << (entries.occurrences[at] & 15);
      }
      if (!next) return NO;
      open = next;
    }
    return verdict;
  };

  const check = (term, chains, id) => {
    let verdict = term.proof ? SURE : MAYBE;
    for (const chain of chains) verdict = Math.min(verdict, checkChain(chain, id));
    return verdict;
  };

  // The places where a term may stand in a zone, each with a verdict, in the order of their records. `within` are the
  // only records that matter; a `quick` answer is for the first few results.
  async function* hits(term, zone, quick, within) {
    const chains = term.zones[zone];
    if (!chains) return;
    const driver = driverOf(chains);
    const others = chains.flatMap(({ lists }) => lists).filter((list) => list !== driver);
    others.sort((a, b) => a.total - b.total);
    const wanted = (record) => !within || within.has(record);
    if (!quick && term.proof && !others.length && driver.pieces.length > FEW_PIECES) {
      const records = [...(await index.records(driver))].filter(wanted);
      yield records.map((record) => ({ record, zone, list: driver, verdict: SURE }));
      return;
    }
    for (let number = 0; number < driver.pieces.length; number += 1) {
      const [from, to] = [driver.pieces[number].first, driver.pieces[number + 1]?.first ?? Infinity];
      if (within && !within.sorted.some((record) => record >= from && record < to)) continue;
      if (!driver.pieces[number].entries) await index.piece(driver, number);
      const { ids } = driver.pieces[number].entries;
      const all = [...ids.filter((id, i) => id !== ids[i - 1] && wanted(recordOf(id)))];
      // The first few results need only what is known of the first candidates.
      for (let at = 0, size = quick ? FIRST : Infinity; at < all.length; at += size, size *= 4) {
        const left = await checked(term, chains, others, all.slice(at, at + size));
        yield left.map((id) => ({ record: recordOf(id), zone, id, verdict: check(term, chains, id) }));
      }
    }
  }

  // Those of the candidates that have the term. The rarest list rules out the most for its bytes, so it is asked first;
  // where reading the texts of those that are left costs less than a list, the texts will tell.
  const checked = async (term, chains, others, candidates) => {
    let left = candidates.filter((id) => check(term, chains, id) !== NO);
    for (const list of others) {
      const pieces = [...new Set(left.map((id) => pieceAt(list, recordOf(id))))].filter((at) => !list.pieces[at].entries);
      const cost = pieces.reduce((sum, at) => sum + bytesOf(list, at), 0);
      if (!pieces.length || cost > left.length * READING) continue;
      await Promise.all(pieces.map((at) => index.piece(list, at)));
      left = left.filter((id) => check(term, chains, id) !== NO);
    }
    return left;
  };

  // For each of these records that has the term, where it may stand.
  const inRecords = async (term, zones, quick, records) => {
    const within = new Set(records);
    within.sorted = records;
    const found = new Map();
    for (const zone of zones)
      for await (const places of hits(term, zone, quick, within))
        for (const place of places) {
          if (!found.has(place.record)) found.set(place.record, []);
          found.get(place.record).push(place);
        }
    return found;
  };

  return { resolve, hits, inRecords };
};

// Which term leads, in which zones, and where the others must stand: the order of results.
const clausesOf = (whole, terms) => {
  const clauses = [];
  const clause = (lead, zone, others, zones) => lead && clauses.push({ lead, zone, others, zones });
  const [rarest, ...others] = [...terms].sort((a, b) => a.total - b.total);
  clause(whole, TITLE_END, [], []);
  clause(whole, TITLE, [], []);
  if (others.length) clause(rarest, TITLE, others, [TITLE]);
  clause(whole, HEADING, [], []);
  clause(whole, BODY, [], []);
  if (others.length) for (const zone of ZONES) clause(rarest, zone, others, ZONES);
  return clauses;
};

// Finds the records of a parsed query. Gives batches of { record, proofs }, in the order of results;
// `proofs` holds, for each term, the places where it may stand.
export const openQuery = async (index, { terms, without }, quick = false) => {
  const { resolve, hits, inRecords } = openTerms(index);
  const loose = terms.length > 1 && terms.every(({ text: said, quoted }) => !quoted && han.test(said[0]));
  const joined = loose ? terms.map(({ text: said }) => said).join("") : "";
  const text = terms.length === 1 ? terms[0].text : joined;
  const [leading, ...rest] = await Promise.all([
    text && resolve({ text }, quick),
    ...[...terms, ...without].map((term) => resolve(term, quick)),
  ]);
  const wanted = rest.slice(0, terms.length);
  const unwanted = rest.slice(terms.length);
  const clauses = clausesOf(leading, wanted);

  async function* found(quick, fits) {
    for (const { lead, zone, others, zones } of clauses) {
      for await (const places of hits(lead, zone, quick)) {
        const results = new Map();
        for (const place of places) {
          const { record } = place;
          if (!fits(record)) continue;
          const texts = [lead, ...others].map((term) => term.text);
          if (!results.has(record)) results.set(record, { record, texts, proofs: [[]], against: [], otherwise: [] });
          results.get(record).proofs[0].push(place);
        }
        for (const term of others) narrow(results, await inRecords(term, zones, quick, [...results.keys()]));
        for (const term of unwanted) clear(results, term, await inRecords(term, ZONES, quick, [...results.keys()]));
        yield [...results.values()];
      }
    }
  }

  // Leaves the results that have another term too, with the places where it may stand.
  const narrow = (results, places) => {
    for (const [record, result] of results) {
      if (places.has(record)) result.proofs.push(places.get(record));
      else results.delete(record);
    }
  };

  // Takes away the results that have an unwanted term; where only their texts can tell, they will.
  const clear = (results, { text }, places) => {
    for (const [record, here] of places) {
      if (here.some(({ verdict }) => verdict === SURE)) results.delete(record);
      else results.get(record).against.push({ text, places: here });
    }
  };

  return { found };
};

// Reads the texts of a result until each of its terms is seen in one: the sheet to show, or nothing.
export const prove = async (index, result) => {
  for (const one of [result, ...result.otherwise]) {
    const sheet = await proveOne(index, one);
    if (sheet) return sheet;
  }
  return null;
};

const proveOne = async (index, { proofs, against, texts, record }) => {
  let shown = null;
  for (let i = 0; i < proofs.length; i += 1) {
    const seen = await seenAt(index, proofs[i], texts[i]);
    if (!seen) return null;
    shown ??= seen;
  }
  for (const { text, places } of against) if (await seenAt(index, places, text)) return null;
  return shown ?? index.sheet(record * SHEETS);
};

// The first sheet at these places that has a text.
const seenAt = async (index, places, text) => {
  for (const { id, list, record, zone } of places) {
    const sheet = await index.sheet(id ?? (await firstIn(index, list, record)));
    if (textsOf(sheet, zone).some((one) => one && holds(one, text))) return sheet;
  }
  return null;
};

// The first id of a record in a list.
const firstIn = async (index, list, record) => {
  const at = pieceAt(list, record);
  if (!list.pieces[at].entries) await index.piece(list, at);
  const { ids } = list.pieces[at].entries;
  return ids[lower(ids, record * SHEETS)];
};

const textsOf = ({ title, other, parts }, zone) => {
  if (zone === TITLE || zone === TITLE_END) return [title, other];
  return parts.map(([, heading, text]) => (zone === HEADING ? heading : text));
};

// All that a query finds, in order: those whose occurrences prove it, and those that must be read.
export const whole = async (query, fits) => {
  const results = new Map();
  for await (const batch of query.found(false, fits))
    for (const result of batch) {
      const known = results.get(result.record);
      if (!known || (!isSure(known) && isSure(result))) results.set(result.record, result);
      else if (!isSure(known)) known.otherwise.push(result);
    }
  return [...results.values()];
};

export const isSure = ({ proofs, against }) =>
  !against.length && proofs.every((here) => here.some(({ verdict }) => verdict === SURE));

// The numbers of all records that a query finds, in order, and how many had to be read to know it.
export const everyResult = async (base, asked) => {
  const index = openIndex(base);
  await index.start();
  await index.table(asked);
  const all = await whole(await openQuery(index, parse(asked, {})), () => true);
  const proved = [];
  for (let at = 0; at < all.length; at += 256) // a browser refuses thousands of requests at once
    proved.push(...(await Promise.all(all.slice(at, at + 256).map((result) => isSure(result) || prove(index, result)))));
  return { records: all.filter((_, i) => proved[i]).map(({ record }) => record), read: all.filter((one) => !isSure(one)).length };
};
