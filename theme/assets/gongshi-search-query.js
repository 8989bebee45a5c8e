//# allFunctionsCalledOnLoad
// What a query finds in the index: which records, in which order, and the texts that prove it.
// docs/decisions/0007-search.md describes it.

import { asTyped, fold, han, holds } from "./gongshi-marks.js";
import { SHEETS, chainOf, openIndex } from "./gongshi-search-index.js";

const TITLE = 0;
const HEADING = 1;
const BODY = 2;
const TITLE_END = 3; // the last gram of a title: one that ends with the query is likelier the thing itself
const ZONES = [TITLE, HEADING, BODY];
const LOST = 15; // the occurrence number of the sixteenth and all that follow
const FIRST = 12; // candidates that the lists are first asked about
const FEW_PIECES = 3; // a list with more of them behind its beginning has its records in a file of their own
const REQUEST = 215; // bytes of the headers of an answer
const ENTRY = 1.2; // bytes of an entry of a piece
const READING = 380; // what reading a text costs in bytes, with its headers, and less because some of them will be shown
const NO = 0;
const MAYBE = 1;
const SURE = 2;

const DATE = /(^|[^A-Za-z\p{N}"“「/.-]|(?:^|\s)[-－])(\d{4})([-/.年])(\d{1,2})[-/.月](\d{1,2})(?:日|(?![A-Za-z\p{N}/.-]))/gu;

// A date as texts write it, for one that has 年 or lacks zeros; and a field without gaps, its minus before it.
const tidied = (query, fieldOf) =>
  query
    .replace(DATE, (all, before, year, mark, month, day) =>
      mark === "年" || month.length + day.length < 4 ? `${before}${year}年${+month}月${+day}日` : all,
    )
    .replace(/([-－]?)(\p{L}+)[:：]\s*([-－]?)/gu, (all, minus, name, after) =>
      fieldOf(name) ? `${minus || after ? "-" : ""}${name}:` : all,
    );

// Terms, what must not occur, and fields: 停车 "免费 时间" -物业 在:法规 -年:2024
export const parse = (query, fieldNames) => {
  const terms = [];
  const without = [];
  const fields = [];
  const fieldOf = (name) => Object.entries(fieldNames).find(([word]) => word === name.toLowerCase())?.[1];
  const add = (minus, said, quoted) => {
    const text = fold(said)[0].trim();
    if (text) (minus ? without : terms).push({ text, quoted });
  };
  const pattern = /([-－]?)(?:([\p{L}]+)[:：])?(?:["“”「]([^"“”」]+)["“”」]|([^\s"“”「」]+))/gu;
  for (const [all, minus, name, quoted, bare] of tidied(query, fieldOf).matchAll(pattern)) {
    const field = name && fieldOf(name);
    if (field) fields.push({ name: field, said: quoted ?? bare, wanted: !minus });
    else if (bare?.endsWith(":") && fieldOf(bare.slice(0, -1))) continue; // its value is to come
    else if (quoted === undefined) add(minus, all.slice(minus.length), false);
    else {
      if (name) add(minus, name, false);
      add(minus, quoted, true);
    }
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
    if (!quick && term.proof && !others.length && driver.pieces.length - 1 > FEW_PIECES) {
      const records = [...(await index.records(driver))].filter(wanted);
      yield records.map((record) => ({ record, zone, list: driver, verdict: SURE }));
      return;
    }
    if (!quick && !within) await Promise.all(driver.pieces.map(({ entries }, number) => entries ?? index.piece(driver, number)));
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
    const texts = textsOf(sheet, zone).filter(Boolean);
    if (texts.some((one) => asTyped(one, [text]).length) || texts.some((one) => holds(sheet.folded(one), text))) return sheet;
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
