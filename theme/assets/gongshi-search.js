//# allFunctionsCalledOnLoad
// The search page: what is typed, shown, counted and kept in the address.

import { fold, make } from "./gongshi-marks.js";
import { openIndex } from "./gongshi-search-index.js";
import { isSure, openQuery, parse, prove, whole } from "./gongshi-search-query.js";
import { pageLanguage, resultOf } from "./gongshi-search-results.js";

const FEW = 12; // texts that do not bear out a guess before the whole lists are asked
const TEN = 10;
const delayed = (task, wait) => {
  let timer;
  const later = () => {
    later.cancel();
    timer = setTimeout(task, wait);
  };
  later.cancel = () => clearTimeout(timer);
  return later;
};

const fill = (template, values) => template.replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all);
const number = new Intl.NumberFormat("en");

// The search page. Its words stand in data- attributes of `box`; `composing` tells whether an input method is at work.
export const startSearch = (box, composing) => {
  const words = box.dataset;
  const [asking, narrowing] = box.querySelectorAll("form");
  const input = asking.elements.namedItem("q");
  const selects = [...narrowing.querySelectorAll("select")];
  const facetSelects = selects.filter(({ name }) => name !== "sort");
  const owned = selects.filter(({ dataset }) => "own" in dataset); // what only some collections have
  const sort = narrowing.elements.namedItem("sort");
  const more = narrowing.querySelector("details");
  const [count, list, note] = [".gs-count", ".gs-results", ".gs-subscribe"].map((name) => box.querySelector(name));
  let index = openIndex(words.index);
  const fieldNames = JSON.parse(words.fields);
  let manifest;
  let turn = 0;
  let later = false; // whether the facets that few ask for are wanted
  let known; // what the last query found

  const say = (text) => {
    if (count.textContent !== text) count.textContent = text;
  };

  const hide = (select) => (select.closest("label").hidden = true);

  const clear = () => {
    list.replaceChildren();
    owned.forEach(hide);
    for (const { options } of facetSelects)
      for (const option of options) option.textContent = option.dataset.name ?? option.textContent; // nothing is counted
    note.hidden = true;
    say("");
  };

  // ---- results

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
        items.push(resultOf(sheets[i], state.phrases, manifest, words));
      });
      list.append(...items);
    }
  };

  // ---- one query

  const columnsFor = async (names) =>
    Object.fromEntries(await Promise.all(names.map(async (name) => [name, await index.facet(name)])));

  // The values that are called so; else those whose names begin so, else those that have it.
  const valuesOf = ({ labels }, said) => {
    const wanted = fold(said)[0].trim();
    if (!wanted) return [];
    const known = Object.entries(labels).map(([value, names]) => [value, [value, ...names].map((name) => fold(name)[0].trim())]);
    const ways = [(name) => name === wanted, (name) => name.startsWith(wanted), (name) => name.includes(wanted)];
    const found = ways.map((fits) => known.filter(([, names]) => names.some(fits)).map(([value]) => value));
    return found.find((values) => values.length) ?? [];
  };

  // A record has no value of what the site does not narrow by.
  const filtersOf = async (fields) => {
    const chosen = facetSelects.filter(({ value }) => value).map(({ name, value }) => ({ name, said: value, wanted: true }));
    const all = [...chosen, ...fields];
    const names = all.map(({ name }) => name).filter((name) => manifest.facets.includes(name));
    const columns = await columnsFor([...new Set(names)]);
    const collection = chosen.find(({ name }) => name === "collection")?.said;
    const filters = all.map(({ name, said, wanted }, i) => {
      if (!columns[name]) return { name, wanted, values: [] };
      if (i >= chosen.length) return { name, wanted, values: valuesOf(columns[name], said) };
      const inside = `${collection}.${said}`; // what a state is called where collections name it otherwise
      return { name, wanted, values: [inside in columns[name].labels ? inside : said] };
    });
    const has = (record, { name, values }) =>
      values.length > 0 && columns[name].values[columns[name].column[record]].some((one) => values.includes(one));
    const fits = (record, except) =>
      filters.every((filter) => filter.name === except || has(record, filter) === filter.wanted);
    return { filters, fits };
  };

  const byDay = () => ["date", "oldest"].includes(sort.value);

  const inOrder = async (results) => {
    if (!byDay()) return results;
    const { column } = await index.facet("day");
    let day = 0;
    const days = column.map((step) => (day += step % 2 ? -(step + 1) / 2 : step / 2));
    const dated = results.filter(({ record }) => days[record]).sort((a, b) => days[b.record] - days[a.record]);
    if (sort.value === "oldest") dated.reverse();
    return [...dated, ...results.filter(({ record }) => !days[record])];
  };

  const run = async (wanted = TEN, again = true) => {
    turn += 1;
    const state = { turn, shown: new Set(), phrases: [] };
    const said = input.value;
    if (location.protocol === "file:") return say(words.file);
    // The first words typed wait for the index too, which takes long enough to be told at once.
    const loading = setTimeout(() => state.turn === turn && say(words.loading), manifest || !input.value ? 200 : 0);
    try {
      manifest = await index.start();
      await index.table(said);
      const query = parse(said, fieldNames);
      const { filters, fits } = await filtersOf(query.fields);
      if (state.turn !== turn) return undefined;
      state.query = query;
      state.phrases = [...new Set(query.terms.map(({ text }) => text))];
      state.single = [...query.terms, ...query.without].some(({ text }) => text.length === 1);
      const [collection] = filters.find(({ name, wanted }) => name === "collection" && wanted)?.values ?? [];
      state.collection = collection in manifest.collections ? collection : undefined;
      if (query.terms.length || query.without.length || filters.length) await answer(state, query, fits, wanted, loading);
      else clear();
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
    if (sought && !byDay()) {
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
    const all = await inOrder(sought ? await whole(await openQuery(index, parsed), fits) : await everything(fits, parsed));
    if (state.turn !== turn) return;
    await settle(state, all, wanted, loading);
  };

  // All records that are not asked for by words, without those that have an unwanted one.
  const everything = async (fits, { without: unwanted }) => {
    const having = unwanted.map(async (term) => whole(await openQuery(index, { terms: [term], without: [] }), fits));
    const found = (await Promise.all(having)).flat();
    const proved = await Promise.all(found.map(async (one) => isSure(one) || (await prove(index, one))));
    const out = new Set(found.filter((_, i) => proved[i]).map(({ record }) => record));
    const records = [];
    for (let record = 0; record < manifest.records; record += 1)
      if (fits(record) && !out.has(record)) records.push({ record, texts: [], proofs: [], against: [], otherwise: [] });
    return records;
  };

  const first = async (state, wanted, loading) => {
    const old = [...list.children];
    state.guessing = true;
    await show(state, wanted);
    state.guessing = false;
    if (state.turn !== turn || !state.shown.size) return;
    for (const one of old) one.remove();
    clearTimeout(loading);
    say(fill(words.least, { n: number.format(state.shown.size) }));
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
    state.restart = () => (at = 0);
    if (!state.shown.size) list.replaceChildren();
    await show(state, wanted);
    if (state.turn !== turn) return;
    if (state.shown.size < wanted) {
      all = all.filter(({ record }) => state.shown.has(record)); // the texts of all others were read
      open = [];
    }
    performance.mark("gongshi-first"); // where it stands twice, the earlier one counts
    tell(all, open, state);
    offer(state, all, open);
    subscribe(state);
    known = { all, state };
    await countFacets();
    performance.mark("gongshi-settled");
  };

  const tell = (all, open, state) => {
    const n = all.length - open.length + open.filter(({ record }) => state.shown.has(record)).length;
    const left = open.some(({ record }) => !state.shown.has(record));
    const short = state.single ? words.short : "";
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
      try {
        await show(state, before + 2 * TEN);
      } catch (error) {
        console.info(error);
        if (state.turn !== turn) return;
        state.restart(); // some that were asked for are not shown
        say(words.error);
        list.append(holder);
        button.focus();
        return;
      }
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
    const asks = (select) => (owned.includes(select) ? state.collection : later || !("later" in select.dataset));
    const wanted = facetSelects.filter((select) => select.value || asks(select));
    for (const select of owned) if (!wanted.includes(select)) hide(select);
    const names = wanted.map(({ name }) => name);
    for (const name of names.filter((one) => manifest.facets.includes(one))) {
      const facet = await index.facet(name);
      const select = narrowing.elements.namedItem(name);
      const base = select.value ? await unnarrowed(name, state.query) : all;
      if (state.turn !== turn) return;
      const counts = new Map();
      for (const { record } of base)
        for (const value of facet.values[facet.column[record]]) counts.set(value, (counts.get(value) ?? 0) + 1);
      options(select, facet, counts);
    }
  };

  // What is found where one facet does not narrow.
  const unnarrowed = async (name, query) => {
    const { fits } = await filtersOf(query.fields);
    const others = (record) => fits(record, name);
    return query.terms.length ? whole(await openQuery(index, query), others) : everything(others, query);
  };

  const options = (select, { labels }, counts) => {
    const column = pageLanguage() === manifest.languages[0] ? 0 : 1;
    const inside = `${narrowing.elements.namedItem("collection").value}.${select.value}`;
    const chosen = inside in labels ? inside : select.value;
    const values = Object.keys(labels).filter((value) => counts.has(value));
    if (chosen && !counts.has(chosen)) values.push(chosen); // it narrows, known to the index or not
    const order = select.name === "year" ? (a, b) => (a < b ? 1 : -1) : (a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0);
    select.replaceChildren(
      select.options[0],
      ...values.sort(order).map((value) => {
        const name = labels[value]?.[column] ?? value;
        const shown = fill(words.option, { name, n: number.format(counts.get(value) ?? 0) });
        const option = new Option(shown, value, false, value === chosen);
        option.dataset.name = name;
        return option;
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

  const subscribe = ({ collection }) => {
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

  // What the address asks; at the start what was typed while this file was on its way comes before that.
  const restore = (typedBefore = "") => {
    const asked = new URL(location.href).searchParams;
    if (!typedBefore && !composing()) input.value = asked.get("q") ?? "";
    for (const select of selects) choose(select, asked.get(select.name) ?? "");
    if (selects.some(({ value }) => value)) more.open = true;
    if (composing()) return undefined; // its end will ask
    if (typedBefore) write(values(), false);
    return run(typedBefore ? TEN : Math.max(1, Math.min(Number(asked.get("n")) || TEN, 200)));
  };

  // ---- the keyboard and the hand

  let committed = true;
  const typed = delayed(() => {
    if (composing()) return;
    write(values(), committed); // the first letters of a new query keep the old one behind them
    committed = false;
    const begun = input.value.trim().length === 1 && input.value.trim() < "\u2e80"; // of a word
    if (!begun || facetSelects.some(({ value }) => value)) run();
    else {
      turn += 1;
      clear();
    }
  }, 150);
  const settleAddress = () => {
    if (composing()) return;
    typed.cancel();
    write(values(), true);
    committed = true;
    run();
  };

  asking.addEventListener("compositionend", typed);
  asking.addEventListener("input", (event) => {
    if (!composing() && !event.isComposing) typed();
  });
  asking.addEventListener("submit", (event) => {
    event.preventDefault();
    settleAddress();
  });
  narrowing.addEventListener("submit", (event) => event.preventDefault());
  narrowing.addEventListener("change", ({ target }) => {
    if (target.name === "collection") for (const select of owned) select.value = "";
    settleAddress();
  });
  narrowing.addEventListener("reset", () => setTimeout(settleAddress));
  const wide = matchMedia("(min-width: 45em)");
  const unfold = () => (more.open ||= wide.matches);
  wide.addEventListener("change", unfold);
  unfold();
  narrowing.hidden = false;
  const touch = () => {
    const first = !later;
    later = true;
    if (first && known?.state.turn === turn) countFacets();
  };
  for (const kind of ["focusin", "pointerenter", "pointerdown"]) more.addEventListener(kind, touch);
  addEventListener("popstate", () => {
    committed = true;
    typed.cancel();
    restore();
  });

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
