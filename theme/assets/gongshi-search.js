// Search in the browser: loaded when a search is first touched, or when a page has words to light (?h=).
// docs/decisions/0007-search.md describes the index; generator/gongshi/outputs/search/ makes its files.

const SYMBOL = 1;
const DIGIT = 2;
const LETTER = 3;
const TITLE = 0;
const HEADING = 1;
const BODY = 2;
const TITLE_END = 3; // the last gram of a title: one that ends with the query is likelier the thing itself
const ZONES = [TITLE, HEADING, BODY];
const SHEETS = 1024; // an id is record * SHEETS + sheet
const LOST = 15; // the occurrence number of the sixteenth and all that follow
const LONG = 6; // grams of a phrase above which the first results rest on its beginning and end, and are read
const FEW = 12; // texts that do not bear out a guess before the whole lists are asked
const HALF_A_SHEET = 500; // bytes
const FIRST = 36; // candidates that the lists are first asked about
const OTHER = "@"; // begins the place of a part that stands on the page in the other language
const TEN = 10;
const NO = 0;
const MAYBE = 1;
const SURE = 2;

// ------------------------------------------------------------------ folding

const simple = new Map([["零", "〇"], ["○", "〇"], ["◯", "〇"]]);
const isLetter = /^[\p{L}\p{M}\p{N}]$/u;
const han = /[\u3007\u3400-\u9fff]/;
let plain; // the characters of simplified texts (GB 2312)

const known = new Map();

const learn = (pairs = "") => {
  const all = [...pairs];
  for (let i = 0; i < all.length; i += 2) {
    simple.set(all[i], all[i + 1]);
    known.delete(all[i]);
  }
};

const foldCharacter = (character) => {
  if (!known.has(character)) known.set(character, foldAnew(character));
  return known.get(character);
};

const foldAnew = (character) => {
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

const kindOf = (unit) => (unit >= "\u2e80" ? SYMBOL : unit >= "0" && unit <= "9" ? DIGIT : LETTER);

// The characters of a text that may be traditional ones which only the table knows.
const foreign = (text) => {
  if (!plain) {
    const bytes = [];
    for (let row = 0xb0; row <= 0xf7; row += 1)
      for (let cell = 0xa1; cell <= 0xfe; cell += 1) bytes.push(row, cell);
    plain = new Set(new TextDecoder("gbk").decode(new Uint8Array(bytes)));
  }
  return (text.match(/\p{Script=Han}/gu) ?? []).filter((one) => !plain.has(one) && !simple.has(one));
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

const holds = (text, phrase) => placesOf(fold(text)[0], phrase).length > 0;

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
const openIndex = (base) => {
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

  return { start, table, list, piece, sheet, facet };
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
const parse = (query, fieldNames) => {
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

// What a further piece of a list saves: half of the candidates that it tells of need no reading.
const gain = ({ list, at, tells }) => tells * HALF_A_SHEET - 300 - 1.5 * Math.min(2 ** Math.min(9 + at, 15), list.total);

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

  // The ids at which a term may stand in a zone, each with a verdict, piece by piece in their order.
  // `within` are the only records that matter; a `quick` answer leaves candidates to be read where
  // that costs less than asking the lists about them.
  async function* hits(term, zone, quick, within) {
    const chains = term.zones[zone];
    if (!chains) return;
    const driver = driverOf(chains);
    const others = chains.flatMap(({ lists }) => lists).filter((list) => list !== driver);
    for (let number = 0; number < driver.pieces.length; number += 1) {
      const [from, to] = [driver.pieces[number].first, driver.pieces[number + 1]?.first ?? Infinity];
      if (within && !within.sorted.some((record) => record >= from && record < to)) continue;
      if (!driver.pieces[number].entries) await index.piece(driver, number);
      const { ids } = driver.pieces[number].entries;
      const all = [];
      for (let i = 0; i < ids.length; i += 1)
        if (ids[i] !== ids[i - 1] && (!within || within.has(recordOf(ids[i])))) all.push(ids[i]);
      // The first few results need only the pieces about the first candidates.
      for (let at = 0, size = quick ? FIRST : Infinity; at < all.length; at += size, size *= 4)
        yield* checked(term, chains, others, all.slice(at, at + size), quick);
    }
  }

  // Those of the candidates that have the term, as far as the lists are here; then piece by piece, or all pieces at
  // once where all is wanted.
  async function* checked(term, chains, others, candidates, quick) {
    let rest = candidates;
    while (rest.length) {
      rest = rest.filter((id) => check(term, chains, id) !== NO);
      const missing = new Map();
      for (const list of others)
        for (const id of rest) {
          const at = pieceAt(list, recordOf(id));
          const name = `${list.gram} ${at}`;
          if (!list.pieces[at].entries) missing.set(name, { list, at, tells: (missing.get(name)?.tells ?? 0) + 1 });
        }
      const limit = Math.min(...[...missing.values()].map(({ list, at }) => list.pieces[at].first * SHEETS));
      const wanted = [...missing.values()].sort((a, b) => gain(b) - gain(a));
      const ready = quick && !(wanted.length && gain(wanted[0]) > 0) ? rest : rest.filter((id) => id < limit);
      if (ready.length) yield ready.map((id) => [id, check(term, chains, id)]);
      rest = rest.slice(ready.length);
      if (rest.length) await Promise.all(wanted.slice(0, quick ? 1 : undefined).map(({ list, at }) => index.piece(list, at)));
    }
  }

  // For each of these records that has the term, where it may stand.
  const inRecords = async (term, zones, quick, records) => {
    const within = new Set(records);
    within.sorted = records;
    const found = new Map();
    for (const zone of zones)
      for await (const batch of hits(term, zone, quick, within))
        for (const [id, verdict] of batch) {
          if (!found.has(recordOf(id))) found.set(recordOf(id), []);
          found.get(recordOf(id)).push({ id, zone, verdict });
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
const openQuery = async (index, { terms, without }, quick = false) => {
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
      for await (const batch of hits(lead, zone, quick)) {
        const byRecord = new Map();
        for (const [id, verdict] of batch) {
          const record = recordOf(id);
          if (!fits(record)) continue;
          if (!byRecord.has(record)) byRecord.set(record, [[]]);
          byRecord.get(record)[0].push({ id, zone, verdict });
        }
        for (const term of [...others, ...unwanted]) {
          if (!byRecord.size) break;
          const places = await inRecords(term, others.includes(term) ? zones : ZONES, quick, [...byRecord.keys()]);
          for (const [record, proofs] of byRecord) {
            const here = places.get(record);
            if (unwanted.includes(term)) {
              if (here?.some(({ verdict }) => verdict === SURE)) byRecord.delete(record);
            } else if (here) proofs.push(here);
            else byRecord.delete(record);
          }
        }
        yield [...byRecord].map(([record, proofs]) => ({ record, proofs, texts: [lead, ...others].map((t) => t.text), otherwise: [] }));
      }
    }
  }
  return { found, unwanted, inRecords };
};

// Reads the texts of a result until each of its terms is seen in one: the sheet to show, or nothing.
const prove = async (index, result) => {
  for (const one of [result, ...result.otherwise]) {
    const sheet = await proveOne(index, one);
    if (sheet) return sheet;
  }
  return null;
};

const proveOne = async (index, { proofs, texts, record }) => {
  let shown = null;
  for (let i = 0; i < proofs.length; i += 1) {
    let seen = null;
    for (const { id, zone } of proofs[i]) {
      const sheet = await index.sheet(id);
      if (textsOf(sheet, zone).some((text) => text && holds(text, texts[i]))) {
        seen = sheet;
        break;
      }
    }
    if (!seen) return null;
    shown ??= seen;
  }
  return shown ?? index.sheet(record * SHEETS);
};

const textsOf = ({ title, other, parts }, zone) => {
  if (zone === TITLE || zone === TITLE_END) return [title, other];
  return parts.map(([, heading, text]) => (zone === HEADING ? heading : text));
};

// All that a query finds, in order: those whose occurrences prove it, and those that must be read.
const whole = async (query, fits) => {
  const results = new Map();
  for await (const batch of query.found(false, fits))
    for (const result of batch) {
      const known = results.get(result.record);
      if (!known || (!isSure(known) && isSure(result))) results.set(result.record, result);
      else if (!isSure(known)) known.otherwise.push(result);
    }
  return [...results.values()];
};

const isSure = ({ proofs }) => proofs.every((here) => here.some(({ verdict }) => verdict === SURE));

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

// ------------------------------------------------------------------ showing

const make = (tag, className, ...children) => {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
};

// Where phrases stand in a text, as ranges that do not overlap.
const ranges = (text, phrases) => {
  const [folded, from] = fold(text);
  const found = phrases.flatMap((phrase) => placesOf(folded, phrase).map((at) => [from[at], from[at + phrase.length]]));
  found.sort(([a], [b]) => a - b);
  const merged = [];
  for (const [start, end] of found) {
    const last = merged.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  return merged;
};

const marked = (text, found, from = 0, to = text.length) => {
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

// Whether a cut there would go through a word or a number.
const cuts = (text, at) => /^[\w-]{2}$/.test(text.slice(Math.max(0, at - 1), at + 1));

const snippet = (text, found) => {
  const [start, end] = found[0] ?? [0, 0];
  let from = Math.max(0, start - 24);
  while (cuts(text, from)) from -= 1;
  let to = Math.min(text.length, Math.max(end + 40, from + 72));
  while (cuts(text, to)) to += 1;
  return [from > 0 ? "…" : "", ...marked(text, found, from, to), to < text.length ? "…" : ""];
};

const htmlLanguage = (language) => (language === "zh" ? "zh-Hans" : language);

const prefix = (language) => (language === "zh" ? "" : `${language}/`);

const delayed = (task, wait) => {
  let timer;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(task, wait, ...values);
  };
};

const fill = (template, values) => template.replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all);
const number = new Intl.NumberFormat("en");

// The search page. Its words stand in data- attributes of `box`.
export const startSearch = (box) => {
  const words = box.dataset;
  const [asking, narrowing] = box.querySelectorAll("form");
  const input = asking.elements.namedItem("q");
  const selects = [...narrowing.querySelectorAll("select")];
  const facetSelects = selects.filter(({ name }) => name !== "sort");
  const sort = narrowing.elements.namedItem("sort");
  const more = narrowing.querySelector("details");
  const [count, list, note] = [".gs-count", ".gs-results", ".gs-subscribe"].map((name) => box.querySelector(name));
  const index = openIndex(words.index);
  const fieldNames = JSON.parse(words.fields);
  const here = document.documentElement.lang === "en" ? "en" : "zh";
  let manifest;
  let turn = 0;
  let later = false; // whether the facets that few ask for are wanted
  let known; // what the last query found

  const say = (text) => {
    if (count.textContent !== text) count.textContent = text;
  };

  // ---- results

  const item = (sheet, phrases) => {
    const [main, other] = manifest.languages;
    const own = here === other && sheet.other !== "" ? other : main; // the language of the page that it leads to
    const title = own === other ? sheet.other : sheet.title;
    const sought = new URLSearchParams(phrases.map((phrase) => ["h", phrase]));
    const href = (language, place) => {
      const [below, anchor] = place.split("#");
      const query = phrases.length ? `?${sought}` : "";
      return `${words.root}${prefix(language)}${sheet.key}/${below}${query}${anchor ? `#${anchor}` : ""}`;
    };
    const link = make("a", "", ...marked(title, ranges(title, phrases)));
    link.href = href(own, "");
    const collection = sheet.key.split("/")[0];
    const name = manifest.collections[collection]?.[here === main ? 0 : 1] ?? collection;
    const meta = make("p", "gs-meta", make("span", "gs-badge gs-badge--plain", name));
    if (sheet.standing === 1) meta.append(" ", make("span", "gs-badge gs-badge--example", words.example));
    if (sheet.day) {
      const time = make("time", "", sheet.day);
      time.dateTime = sheet.day;
      meta.append(" ", time);
    }
    if (own !== here) link.lang = htmlLanguage(own);
    return make("li", "", link, meta, ...snippets(sheet, phrases, own, href));
  };

  // The parts of the sheet that have the words, at most three, those in the reader's language first;
  // else how the record begins in that language.
  const snippets = ({ parts }, phrases, own, href) => {
    const [main, other] = manifest.languages;
    const found = parts.map(([place, heading, text]) => ({
      language: place.startsWith(OTHER) ? other : main,
      place: place.replace(OTHER, ""),
      ...{ heading, text, inText: ranges(text, phrases), inHeading: ranges(heading, phrases) },
    }));
    found.sort((a, b) => (a.language !== own) - (b.language !== own));
    const having = found.filter(({ inText, inHeading }) => inText.length + inHeading.length > 0);
    const shown = having.length ? having.slice(0, 3) : found.filter(({ language }) => language === own).slice(0, 1);
    return shown.map((part) => {
      const said = make("p", "gs-snippet");
      if (part.heading) {
        const link = make("a", "", ...marked(part.heading, part.inHeading));
        link.href = href(part.language, part.place);
        said.append(link, " ");
      }
      said.append(...snippet(part.text, part.inText));
      if (part.language !== here) said.lang = htmlLanguage(part.language);
      return said;
    });
  };

  // Shows results one after the other until there are `wanted`; those whose texts do not bear them out go.
  const show = async (state, wanted) => {
    while (state.shown.size < wanted) {
      const next = await state.next(wanted - state.shown.size);
      if (!next.length || state.turn !== turn) return;
      if (state.guessing && state.wrong > FEW) return; // the whole lists will tell
      const sheets = await Promise.all(next.map((result) => prove(index, result)));
      state.wrong = (state.wrong ?? 0) + sheets.filter((sheet) => !sheet).length;
      if (state.turn !== turn) return;
      next.forEach((result, i) => {
        if (!sheets[i] || state.shown.has(result.record)) return;
        state.shown.add(result.record);
        list.append(item(sheets[i], state.phrases));
      });
    }
  };

  // ---- one query

  const columnsFor = async (names) =>
    Object.fromEntries(await Promise.all(names.map(async (name) => [name, await index.facet(name)])));

  const valueOf = ({ labels }, said) => {
    const wanted = fold(said)[0].trim();
    const known = Object.entries(labels).map(([value, names]) => [value, [value, ...names].map((name) => fold(name)[0].trim())]);
    const exact = known.find(([, names]) => names.includes(wanted));
    return (exact ?? known.find(([, names]) => names.some((name) => name.startsWith(wanted))))?.[0] ?? said;
  };

  const filtersOf = async (fields) => {
    const asked = facetSelects.filter(({ value }) => value).map(({ name, value }) => [name, value, true]);
    const all = [...asked, ...fields.filter(([name]) => manifest.facets.includes(name))];
    const columns = await columnsFor([...new Set(all.map(([name]) => name))]);
    const collection = all.find(([name, , raw]) => raw && name === "collection")?.[1];
    const filters = all.map(([name, said, raw]) => {
      const inside = `${collection}.${said}`; // what a state is called where collections name it otherwise
      if (raw) return [name, inside in columns[name].labels ? inside : said];
      return [name, valueOf(columns[name], said)];
    });
    const fits = (record, except) =>
      filters.every(([name, value]) => name === except || columns[name].values[columns[name].column[record]].includes(value));
    return { filters, fits };
  };

  const inOrder = async (results) => {
    if (sort.value !== "date") return results;
    const { column } = await index.facet("day");
    let day = 0;
    const days = column.map((step) => (day += step % 2 ? -(step + 1) / 2 : step / 2));
    return [...results].sort((a, b) => days[b.record] - days[a.record]);
  };

  const run = async (wanted = TEN) => {
    turn += 1;
    const state = { turn, shown: new Set(), phrases: [] };
    if (location.protocol === "file:") return say(words.file);
    const loading = setTimeout(() => say(words.loading), 200);
    try {
      manifest = await index.start();
      await index.table(input.value);
      const query = parse(input.value, fieldNames);
      const { filters, fits } = await filtersOf(query.fields);
      if (state.turn !== turn) return undefined;
      state.phrases = [...new Set(query.terms.map(({ text }) => text))];
      narrowing.hidden = false;
      if (query.terms.length || filters.length) await answer(state, query, fits, wanted, loading);
      else {
        list.replaceChildren();
        say("");
      }
    } catch (error) {
      if (state.turn === turn) say(words.error);
      console.info(error);
    } finally {
      clearTimeout(loading);
    }
    return undefined;
  };

  const answer = async (state, parsed, fits, wanted, loading) => {
    const sought = parsed.terms.length > 0;
    if (sought && sort.value !== "date") {
      const source = (await openQuery(index, parsed, true)).found(true, fits);
      if (state.turn !== turn) return;
      const waiting = [];
      state.next = async (some) => {
        while (waiting.length < some) {
          const { value, done } = await source.next();
          if (done) break;
          waiting.push(...value.filter(({ record }) => !state.shown.has(record)));
        }
        return waiting.splice(0, some);
      };
      await first(state, wanted, loading);
    }
    const all = await inOrder(sought ? await whole(await openQuery(index, parsed), fits) : everything(fits));
    if (state.turn !== turn) return;
    await settle(state, all, wanted, loading);
  };

  const everything = (fits) => {
    const records = [];
    for (let record = 0; record < manifest.records; record += 1)
      if (fits(record)) records.push({ record, proofs: [], texts: [], otherwise: [] });
    return records;
  };

  const first = async (state, wanted, loading) => {
    const old = [...list.children];
    state.guessing = true;
    await show(state, wanted);
    state.guessing = false;
    if (state.turn !== turn) return;
    for (const one of old) one.remove();
    clearTimeout(loading);
    if (state.shown.size) say(fill(words.least, { n: number.format(state.shown.size) }));
    performance.mark("gongshi-first");
  };

  // Counts, facets and the way to further results, once the whole list is known.
  const settle = async (state, all, wanted, loading) => {
    const unsure = all.filter((result) => !isSure(result) && !state.shown.has(result.record));
    let open = unsure;
    if (unsure.length && unsure.length <= 2 * FEW) {
      const read = await Promise.all(unsure.map((result) => prove(index, result)));
      const wrong = new Set(unsure.filter((_, i) => !read[i]));
      all = all.filter((result) => !wrong.has(result));
      open = [];
    }
    if (state.turn !== turn) return;
    clearTimeout(loading);
    let at = 0;
    state.next = async (some) => {
      const next = [];
      while (at < all.length && next.length < some) {
        if (!state.shown.has(all[at].record)) next.push(all[at]);
        at += 1;
      }
      return next;
    };
    if (!state.shown.size) list.replaceChildren();
    await show(state, wanted);
    if (state.turn !== turn) return;
    tell(all, open, state);
    offer(state, all, open);
    subscribe();
    known = { all, state };
    await countFacets();
    performance.mark("gongshi-settled");
  };

  const tell = (all, open, state) => {
    const n = all.length - open.length + open.filter(({ record }) => state.shown.has(record)).length;
    const left = open.some(({ record }) => !state.shown.has(record));
    const short = input.value.trim().length === 1 ? words.short : "";
    const text = n === 0 && !left ? words.empty : n === 1 && !left ? words.one : left ? words.least : words.template;
    say(fill(text, { n: number.format(n) }) + short);
  };

  const offer = (state, all, open) => {
    list.querySelector(".gs-more")?.remove();
    if (all.every(({ record }) => state.shown.has(record))) return;
    const button = make("button", "", fill(words.more, { n: number.format(all.length - state.shown.size) }));
    button.type = "button";
    const holder = make("li", "gs-more", button);
    list.append(holder);
    button.addEventListener("click", async () => {
      const before = state.shown.size;
      holder.remove();
      await show(state, before + 2 * TEN);
      if (state.turn !== turn) return;
      list.children[before]?.querySelector("a").focus();
      if (state.shown.size < before + 2 * TEN) all = all.filter(({ record }) => state.shown.has(record));
      tell(all, open.filter((one) => all.includes(one)), state);
      offer(state, all, open);
      write({ n: String(state.shown.size) }, false);
    });
  };

  // ---- facets

  // Counts of each facet over what the other filters leave.
  const countFacets = async () => {
    const { all, state } = known;
    const wanted = facetSelects.filter((select) => later || select.value || !("later" in select.dataset));
    const names = wanted.map(({ name }) => name);
    const { fields } = parse(input.value, fieldNames);
    for (const name of names.filter((one) => manifest.facets.includes(one))) {
      const facet = await index.facet(name);
      const select = narrowing.elements.namedItem(name);
      const base = select.value ? await without(name, fields) : all;
      if (state.turn !== turn) return;
      const counts = new Map();
      for (const { record } of base)
        for (const value of facet.values[facet.column[record]]) counts.set(value, (counts.get(value) ?? 0) + 1);
      options(select, facet, counts);
    }
  };

  const without = async (name, fields) => {
    const { fits } = await filtersOf(fields);
    const others = (record) => fits(record, name);
    const query = parse(input.value, fieldNames);
    return query.terms.length ? whole(await openQuery(index, query), others) : everything(others);
  };

  const options = (select, { labels }, counts) => {
    const column = here === manifest.languages[0] ? 0 : 1;
    const chosen = select.value;
    const values = Object.keys(labels).filter((value) => counts.has(value) || value === chosen);
    const order = select.name === "year" ? (a, b) => (a < b ? 1 : -1) : (a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0);
    select.replaceChildren(
      select.options[0],
      ...values.sort(order).map((value) => {
        const shown = fill(words.option, { name: labels[value][column], n: number.format(counts.get(value) ?? 0) });
        return new Option(shown, value, false, value === chosen);
      }),
    );
    select.closest("label").hidden = select.options.length < 2;
  };

  // A filter that the address names, before its facet is read.
  const choose = (select, value) => {
    if (value && ![...select.options].some((option) => option.value === value)) select.add(new Option(value, value));
    select.value = value;
  };

  // ---- the address

  const subscribe = () => {
    const collection = facetSelects.find(({ name }) => name === "collection")?.value;
    note.hidden = false;
    note.querySelector("a").href = `${words.root}${collection ? `${collection}/` : ""}feed.xml`;
  };

  const write = (values, push) => {
    const address = new URL(location.href);
    for (const [key, value] of Object.entries(values)) {
      if (value) address.searchParams.set(key, value);
      else address.searchParams.delete(key);
    }
    if (address.href === location.href) return;
    if (push) history.pushState(null, "", address);
    else history.replaceState(history.state, "", address);
  };

  const values = () => ({
    q: input.value.trim(),
    ...Object.fromEntries(selects.map(({ name, value }) => [name, value])),
    n: "",
  });

  // What the address asks; and at the start what was typed while this file was on its way.
  const restore = (typedBefore = "") => {
    const asked = new URL(location.href).searchParams;
    input.value = asked.get("q") ?? typedBefore;
    for (const select of selects) choose(select, asked.get(select.name) ?? "");
    if (selects.some(({ value }) => value)) more.open = true;
    return run(Math.min(Number(asked.get("n")) || TEN, 200));
  };

  // ---- the keyboard and the hand

  let composing = false;
  let committed = true;
  const typed = delayed(() => {
    write(values(), committed); // the first letters of a new query keep the old one behind them
    committed = false;
    if (input.value.trim().length !== 1 || input.value.trim() > "\u2e80") run();
  }, 150);
  const settleAddress = () => {
    write(values(), true);
    committed = true;
    run();
  };

  asking.addEventListener("compositionstart", () => (composing = true));
  asking.addEventListener("compositionend", () => {
    composing = false;
    typed();
  });
  asking.addEventListener("input", (event) => {
    if (!composing && !event.isComposing) typed();
  });
  asking.addEventListener("submit", (event) => {
    event.preventDefault();
    settleAddress();
  });
  narrowing.addEventListener("submit", (event) => event.preventDefault());
  narrowing.addEventListener("change", settleAddress);
  narrowing.addEventListener("reset", () => setTimeout(settleAddress));
  const wide = matchMedia("(min-width: 45em)");
  const unfold = () => (more.open ||= wide.matches);
  wide.addEventListener("change", unfold);
  unfold();
  const touch = () => {
    const first = !later;
    later = true;
    if (first && known?.state.turn === turn) countFacets();
  };
  for (const kind of ["focusin", "pointerenter", "pointerdown"]) more.addEventListener(kind, touch);
  addEventListener("popstate", () => restore());

  // Arrow keys walk from the field through the results, Escape comes back and then clears.
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("select")) return;
    const links = [...list.querySelectorAll("li > a, li > button")];
    const at = links.indexOf(event.target.closest("li")?.querySelector(":scope > a, :scope > button"));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];
    if (event.key === "Escape" && event.target !== input) input.focus();
    else if (to === undefined || (event.target === input && to < 0)) return;
    else (links[to] ?? (to < 0 ? input : links.at(-1)))?.focus();
    event.preventDefault();
  });

  return restore(input.value);
};

// ---------------------------------------------------------- words lit on a page

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
    const found = ranges(nodes.map(({ data }) => data).join(""), phrases);
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
