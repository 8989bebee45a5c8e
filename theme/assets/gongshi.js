// Lists that sort and filter, and the search page. Everything works on plain HTML that the site
// already shows; every word comes from data- attributes, so this file speaks no language.
"use strict";
(() => {
  const here = document.currentScript.src;
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

  // A table laid out as cards, or in one column, would lose its rows and cells for screen readers.
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

  // ----------------------------------------------------------------- search

  // The search is in modules of its own, which nothing asks for before they are needed; then all at once. The first
  // line of each has Chromium compile all of its functions while others load, instead of when a result waits for them.
  const module = (name) => import(new URL(`gongshi-${name}.js`, here).href);
  const SEARCH = ["search", "search-results", "search-query", "search-index", "search-codes", "inflate", "marks"];
  const searchPage = async () => (await Promise.all(SEARCH.map(module)))[0];

  const startSearch = (box) => {
    const form = box.querySelector("form");
    const narrowing = box.querySelector("form.gs-narrow");
    let composing = false; // with an input method, before the modules are here too
    for (const kind of ["compositionstart", "compositionend"])
      form.addEventListener(kind, ({ type }) => (composing = type === "compositionstart"));
    const start = () => searchPage().then(({ startSearch: open }) => open(box, () => composing));
    if (location.protocol === "file:") say(box.querySelector(".gs-count"), box.dataset.file);
    else if ([...new URL(location.href).searchParams.keys()].length) start();
    else form.addEventListener("focusin", start, { once: true });
    narrowing.addEventListener("submit", (event) => event.preventDefault());
  };

  // A page that a search led to shows the words that were sought (?h=), in traditional characters too.
  const startLight = async () => {
    const sought = new URL(location.href).searchParams.getAll("h").filter(Boolean);
    const article = document.querySelector("article");
    if (!sought.length || !article || location.protocol === "file:") return;
    const { foreign, light } = await module("marks");
    try {
      if (foreign(article.textContent).length) {
        const index = (await module("search-index")).openIndex(new URL("../search/", here).href);
        await index.start();
        await index.table(article.textContent);
      }
    } catch (error) {
      console.info(error); // without it, those in simplified characters are shown
    }
    light(article, sought);
  };

  // "/" goes to the search field, as long as nothing is being typed.
  const startSlash = () => {
    document.addEventListener("keydown", (event) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (event.target.closest("input, textarea, select, [contenteditable]")) return;
      const fields = document.querySelectorAll("#gs-q, #gs-hero-q, #gs-head-q");
      const field = [...fields].find((one) => one.checkVisibility?.() ?? one.offsetParent);
      const button = document.querySelector(".gs-search button");
      if (field) field.focus();
      else button?.click();
      if (field || button) event.preventDefault();
    });
  };

  // ------------------------------------------------------------------- page

  document.querySelectorAll("table[data-gs-list]").forEach((table, i) => startList(table, i === 0));
  document.querySelectorAll("[data-gs-items]").forEach(startItems);
  document.querySelectorAll("table.gs-compare").forEach(keepRoles);
  for (const form of document.querySelectorAll("form[data-gs-find]")) form.hidden = false;
  document.querySelectorAll("[data-gs-search]").forEach(startSearch);
  startLight();
  startSlash();
  const menu = document.querySelector("details.gs-menu");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu?.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  for (const kind of ["click", "focusin"])
    document.addEventListener(kind, (event) => {
      if (menu?.open && !event.target.closest(".gs-menu, .gs-nav")) menu.open = false;
    });
})();
