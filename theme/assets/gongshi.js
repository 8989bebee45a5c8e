// Lists that sort and filter, and the search page. Everything works on plain HTML that the site
// already shows; every word comes from data- attributes, so this file speaks no language.
"use strict";
(() => {
  const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/gu, " ").trim();
  const terms = (query) => fold(query).split(" ").filter(Boolean);
  const fill = (template, values) =>
    (template || "").replace(/\{(\w+)\}/g, (all, key) => (key in values ? values[key] : all));
  const number = new Intl.NumberFormat("en");

  const make = (tag, className, ...children) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...children);
    return element;
  };

  const say = (place, text) => {
    if (place && place.textContent !== text) place.textContent = text;
  };

  const later = (task, wait) => {
    let timer;
    return (...values) => {
      clearTimeout(timer);
      timer = setTimeout(task, wait, ...values);
    };
  };

  // Calls back with each new value, but not with the half-typed syllables of an input method.
  const onTyping = (form, react) => {
    let composing = false;
    form.addEventListener("compositionstart", () => (composing = true));
    form.addEventListener("compositionend", () => {
      composing = false;
      react();
    });
    form.addEventListener("input", (event) => {
      if (!composing && !event.isComposing) react();
    });
  };

  const writeAddress = later((values) => {
    const address = new URL(location.href);
    for (const [key, value] of Object.entries(values)) {
      if (value) address.searchParams.set(key, value);
      else address.searchParams.delete(key);
    }
    if (address.href !== location.href) history.replaceState(history.state, "", address);
  }, 250);

  const countText = (data, n, total) => {
    const values = { n: number.format(n), total: number.format(total) };
    if (n === 0 && data.none) return data.none;
    if (n === total && n > 1 && data.all) return fill(data.all, values);
    return fill((n === 1 && data.one) || data.template || "{n}", values);
  };

  // ------------------------------------------------------------------ lists

  const cellValue = (row, column, kind) => {
    const cell = row.cells[column];
    if (!cell) return null;
    const time = kind === "date" && cell.querySelector("time[datetime]");
    const text = (cell.dataset.value ?? (time ? time.dateTime : cell.textContent)).trim();
    if (kind !== "number") return kind === "date" ? (/\d/.test(text) ? text : null) : text || null;
    const digits = text.replace(/,/g, "").match(/-?\d+(\.\d+)?/);
    return digits ? Number(digits[0]) : null;
  };

  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const compare = (kind) => (kind === "text" ? collator.compare : (a, b) => (a < b ? -1 : +(a > b)));

  // A table laid out as cards would lose its rows and cells for screen readers.
  const keepRoles = (table) => {
    table.setAttribute("role", "table");
    for (const part of table.querySelectorAll("thead, tbody")) part.setAttribute("role", "rowgroup");
    for (const row of table.rows) {
      row.setAttribute("role", "row");
      for (const cell of row.cells) {
        const heading = cell.scope === "row" ? "rowheader" : "columnheader";
        cell.setAttribute("role", cell.tagName === "TH" ? heading : "cell");
      }
    }
  };

  // The form of a listing shows those of its rows that fit, and the address keeps what was asked.
  const startFilter = (listing, rows, inAddress, further = () => ({}), react = () => {}) => {
    const form = listing.querySelector("form[data-gs-filter]");
    const count = listing.querySelector(".gs-count");
    const fields = form ? [...form.elements].filter((field) => field.name) : [];
    let texts;

    const remember = () => {
      const asked = fields.map((field) => [field.name, field.value.trim()]);
      if (inAddress) writeAddress({ ...Object.fromEntries(asked), ...further() });
    };

    const filter = () => {
      texts ??= rows.map((row) => fold(row.textContent));
      const words = terms(fields.find((field) => field.name === "q")?.value || "");
      const chosen = fields.filter((field) => field.name !== "q" && field.value);
      let shown = 0;
      rows.forEach((row, i) => {
        const fits =
          words.every((word) => texts[i].includes(word)) &&
          chosen.every((field) => (row.dataset[field.name] || "").split(" ").includes(field.value));
        row.hidden = !fits;
        if (fits) shown += 1;
      });
      react();
      if (count) say(count, countText(count.dataset, shown, rows.length));
      remember();
    };

    if (!form) return remember;
    const address = new URL(location.href).searchParams;
    for (const field of inAddress ? fields : []) {
      const value = address.get(field.name);
      if (value === null) continue;
      field.value = value;
      if (field.selectedIndex === -1) field.selectedIndex = 0;
    }
    form.hidden = false;
    const more = form.querySelector("details");
    const wide = matchMedia("(min-width: 45em)");
    const unfold = () => {
      if (more) more.open = wide.matches || fields.some((field) => field.name !== "q" && field.value);
    };
    unfold();
    wide.addEventListener("change", unfold);
    onTyping(form, filter);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(filter));
    if (fields.some((field) => field.value)) filter();
    return remember;
  };

  const startList = (table, inAddress) => {
    const body = table.tBodies[0];
    if (!body) return;
    const rows = [...body.rows];
    const heads = [...table.tHead.rows[0].cells];
    const sorted = { column: -1, direction: "ascending" };
    keepRoles(table);

    const sort = (column, direction) => {
      const kind = heads[column].dataset.sort;
      const order = compare(kind);
      const sign = direction === "descending" ? -1 : 1;
      const keyed = rows.map((row) => [cellValue(row, column, kind), row]);
      keyed.sort(([a], [b]) =>
        a === null || b === null ? (a === null) - (b === null) : sign * order(a, b),
      );
      body.append(...keyed.map(([, row]) => row));
      for (const head of heads) head.removeAttribute("aria-sort");
      heads[column].setAttribute("aria-sort", direction);
      Object.assign(sorted, { column, direction });
    };

    const address = new URL(location.href).searchParams;
    const column = Number(address.get("sort") ?? -1);
    if (inAddress && heads[column]?.dataset.sort)
      sort(column, address.get("dir") === "desc" ? "descending" : "ascending");
    const listing = table.closest(".gs-listing") || table.parentElement;
    const remember = startFilter(listing, rows, inAddress, () => ({
      sort: sorted.column < 0 ? "" : String(sorted.column),
      dir: sorted.column >= 0 && sorted.direction === "descending" ? "desc" : "",
    }));

    heads.forEach((head, index) => {
      const kind = head.dataset.sort;
      if (!kind) return;
      const button = make("button", "gs-sort", ...head.childNodes);
      button.type = "button";
      head.append(button);
      button.addEventListener("click", () => {
        const first = kind === "text" ? "ascending" : "descending";
        const second = kind === "text" ? "descending" : "ascending";
        const again = sorted.column === index && sorted.direction === first;
        sort(index, again ? second : first);
        remember();
      });
    });
  };

  // Opinions in groups: a group without any that fits is not shown either. Whoever follows a link
  // to an opinion that the filter hides gets to see it.
  const startItems = (box) => {
    const listing = box.closest(".gs-listing");
    const rows = [...box.querySelectorAll("[data-state]")];
    const groups = [...box.children];
    startFilter(listing, rows, true, undefined, () => {
      for (const group of groups) group.hidden = !group.querySelector("[data-state]:not([hidden])");
    });
    addEventListener("hashchange", () => {
      const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (!target?.closest("[hidden]")) return;
      listing.querySelector("form").reset();
      setTimeout(() => target.scrollIntoView(), 50);
    });
  };

  // ------------------------------------------------------------------- laws

  // ----------------------------------------------------------------- search

  // The folded text together with where in the original each of its letters came from.
  const foldWithPlaces = (text) => {
    let folded = "";
    const places = [];
    let at = 0;
    for (const letter of text) {
      const piece = /\s/u.test(letter) ? " " : letter.normalize("NFKC").toLowerCase();
      if (piece !== " " || !folded.endsWith(" ")) {
        folded += piece;
        for (let i = 0; i < piece.length; i += 1) places.push(at);
      }
      at += letter.length;
    }
    places.push(at);
    return [folded, places];
  };

  const hits = (text, words) => {
    const [folded, places] = foldWithPlaces(text);
    const found = [];
    for (const word of words) {
      for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length))
        found.push([places[at], places[at + word.length]]);
    }
    found.sort(([a], [b]) => a - b);
    const merged = [];
    for (const [from, to] of found) {
      const last = merged.at(-1);
      if (last && from <= last[1]) last[1] = Math.max(last[1], to);
      else merged.push([from, to]);
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

  const snippet = (text, words) => {
    const found = hits(text, words);
    const [start, end] = found[0] || [0, 0];
    const from = Math.max(0, start - 24);
    const to = Math.min(text.length, Math.max(end + 40, from + 72));
    const parts = marked(text, found, from, to);
    return [from > 0 ? "…" : "", ...parts, to < text.length ? "…" : ""];
  };

  const startSearch = (box) => {
    const form = box.querySelector("form");
    const input = form.elements.namedItem("q");
    const list = box.querySelector(".gs-results");
    const count = box.querySelector(".gs-count");
    const page = 50;
    let index;

    const load = () =>
      (index ??= fetch(box.dataset.index)
        .then((answer) => {
          if (!answer.ok) throw new Error(String(answer.status));
          return answer.json();
        })
        .then(({ records }) =>
          records.map((record) => ({
            ...record,
            title: fold(record.t),
            text: fold(record.x || ""),
          })),
        ));

    const find = (records, words) => {
      const found = [];
      for (const record of records) {
        let inTitle = 0;
        let fits = true;
        for (const word of words) {
          if (record.title.includes(word)) inTitle += 1;
          else if (!record.text.includes(word)) {
            fits = false;
            break;
          }
        }
        if (fits) found.push([inTitle, record]);
      }
      const newer = (a, b) => (a < b ? 1 : a > b ? -1 : 0);
      return found
        .sort(([n, a], [m, b]) => m - n || a.i - b.i || newer(a.d || "", b.d || ""))
        .map(([, record]) => record);
    };

    const item = (record, words) => {
      const text = record.x || "";
      const link = make("a", "", ...marked(record.t, hits(record.t, words)));
      link.href = (box.dataset.root || "") + record.u;
      const meta = make("p", "gs-meta", make("span", "gs-badge gs-badge--plain", record.c));
      if (record.i) meta.append(" ", make("span", "gs-badge gs-badge--example", box.dataset.example));
      if (record.d) {
        const time = make("time", "", record.d);
        time.dateTime = record.d;
        meta.append(" ", time);
      }
      const entry = make("li", "", link, meta);
      if (text) entry.append(make("p", "gs-snippet", ...snippet(text, words)));
      if (record.l) for (const part of entry.querySelectorAll(".gs-snippet, a")) part.lang = record.l;
      return entry;
    };

    const show = (found, words) => {
      const more = (from) => {
        const entries = found.slice(from, from + page).map((record) => item(record, words));
        list.append(...entries);
        const rest = found.length - from - page;
        if (rest <= 0) return;
        const button = make("button", "", fill(box.dataset.more, { n: number.format(rest) }));
        button.type = "button";
        const holder = make("li", "gs-more", button);
        list.append(holder);
        button.addEventListener("click", () => {
          holder.remove();
          more(from + page);
          list.children[from + page]?.querySelector("a")?.focus();
        });
      };
      list.replaceChildren();
      more(0);
    };

    let asked = "";
    const search = async () => {
      const query = input.value;
      const words = [...new Set(terms(query))];
      const key = words.join(" ");
      asked = key;
      writeAddress({ q: query.trim() });
      if (!key) {
        list.replaceChildren();
        say(count, "");
        return;
      }
      const loading = setTimeout(() => say(count, box.dataset.loading || ""), 150);
      try {
        const records = await load();
        if (asked !== key) return;
        const found = find(records, words);
        show(found, words);
        const none = box.dataset.empty;
        clearTimeout(loading);
        say(count, countText({ ...box.dataset, none }, found.length, records.length));
      } catch {
        index = undefined;
        clearTimeout(loading);
        say(count, box.dataset.error || "");
      } finally {
        clearTimeout(loading);
      }
    };

    onTyping(form, later(search, 60));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      search();
    });
    for (const touch of ["focusin", "pointerdown"])
      form.addEventListener(touch, () => load().catch(() => (index = undefined)), { once: true });
    const query = new URL(location.href).searchParams.get("q");
    if (query) {
      input.value = query;
      search();
    }
  };

  // ------------------------------------------------------------------- page

  document.querySelectorAll("table[data-gs-list]").forEach((table, i) => startList(table, i === 0));
  document.querySelectorAll("[data-gs-items]").forEach(startItems);
  document.querySelectorAll("[data-gs-search]").forEach(startSearch);
  const menu = document.querySelector("details.gs-menu");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu?.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => {
    if (menu?.open && !menu.contains(event.target)) menu.open = false;
  });
})();
