//# allFunctionsCalledOnLoad
// The search page: what is typed, shown, counted and kept in the address.

import { asTyped, fold, make, marked, ranges } from "./gongshi-marks.js";
import { openIndex } from "./gongshi-search-index.js";
import { isSure, openQuery, parse, prove, whole } from "./gongshi-search-query.js";

const FEW = 12; // texts that do not bear out a guess before the whole lists are asked
const OTHER = "@"; // begins the place of a part that stands on the page in the other language
const TEN = 10;

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
  let index = openIndex(words.index);
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

  // What tells where phrases stand in a text of a sheet: as they were typed, if all of them do so anywhere in it.
  const placesOf = ({ title, other, parts, folded }, phrases) => {
    const texts = [title, other, ...parts.flatMap(([, heading, text]) => [heading, text])];
    const typed = phrases.every((phrase) => texts.some((text) => asTyped(text, [phrase]).length));
    return typed ? (text) => asTyped(text, phrases) : (text) => ranges(folded(text), phrases);
  };

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
    const places = placesOf(sheet, phrases);
    const link = make("a", "", ...marked(title, places(title)));
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
    return make("li", "", link, meta, ...snippets(sheet, places, own, href));
  };

  // The parts of the sheet that have the words, at most three, those in the reader's language first;
  // else how the record begins in that language.
  const snippets = ({ parts }, places, own, href) => {
    const [main, other] = manifest.languages;
    const found = parts.map(([place, heading, text]) => ({
      language: place.startsWith(OTHER) ? other : main,
      place: place.replace(OTHER, ""),
      ...{ heading, text, inText: places(text), inHeading: places(heading) },
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
      const items = [];
      next.forEach((result, i) => {
        if (!sheets[i] || state.shown.has(result.record)) return;
        state.shown.add(result.record);
        items.push(item(sheets[i], state.phrases));
      });
      list.append(...items);
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

  const run = async (wanted = TEN, again = true) => {
    turn += 1;
    const state = { turn, shown: new Set(), phrases: [] };
    if (location.protocol === "file:") return say(words.file);
    const loading = setTimeout(() => say(words.loading), manifest || !input.value ? 200 : 0);
    narrowing.hidden = false;
    try {
      manifest = await index.start();
      await index.table(input.value);
      const query = parse(input.value, fieldNames);
      const { filters, fits } = await filtersOf(query.fields);
      if (state.turn !== turn) return undefined;
      state.phrases = [...new Set(query.terms.map(({ text }) => text))];
      if (query.terms.length || filters.length) await answer(state, query, fits, wanted, loading);
      else {
        list.replaceChildren();
        say("");
      }
    } catch (error) {
      console.info(error);
      if (state.turn !== turn) return undefined;
      index = openIndex(words.index); // the site may be another than the one that this began with
      if (again) return run(wanted, false);
      say(words.error);
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
      if (fits(record)) records.push({ record, texts: [], proofs: [], against: [], otherwise: [] });
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
    if (!(state.wrong > FEW)) performance.mark("gongshi-first");
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
    performance.mark("gongshi-first"); // where it stands twice, the earlier one counts
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
