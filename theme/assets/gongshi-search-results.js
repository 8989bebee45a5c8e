//# allFunctionsCalledOnLoad
// How a result of the search is drawn: its title, what it is, and the passages that have the words.

import { asTyped, make, marked, ranges } from "./gongshi-marks.js";

const OTHER = "@"; // begins the place of a part that stands on the page in the other language
const NOTE = "\x1d"; // stands in a heading before what it says of the text that it is of
const STANDINGS = [[], ["example"], ["repealed"], ["withdrawn"], ["repealed", "example"], ["withdrawn", "example"]];

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

// The language of this page.
export const pageLanguage = () => (document.documentElement.lang === "en" ? "en" : "zh");

// What finds phrases in the texts of a sheet: as they were typed, where all of them stand so in one of the texts; a
// part of it that has them in other characters is not found then.
const finder = (title, { parts, folded }, phrases) => {
  const texts = [title, ...parts.flatMap(([, heading, text]) => [heading, text])];
  const typed = phrases.every((phrase) => texts.some((text) => asTyped(text, [phrase]).length));
  return typed ? (text) => asTyped(text, phrases) : (text) => ranges(folded(text), phrases);
};

// The parts of the sheet that have the words, at most three, those in the reader's language first;
// else how the record begins in that language.
const snippets = ({ parts }, [main, other], places, own, href) => {
  const found = parts.map(([place, whole, text]) => {
    const [heading, of = ""] = whole.split(NOTE);
    const language = place.startsWith(OTHER) ? other : main;
    const where = { language, place: place.replace(OTHER, "") };
    return { ...where, heading, of, text, inText: places(text), inHeading: places(heading) };
  });
  found.sort((a, b) => (a.language !== own) - (b.language !== own));
  const having = found.filter(({ inText, inHeading }) => inText.length + inHeading.length > 0);
  const shown = having.length ? having.slice(0, 3) : found.filter(({ language }) => language === own).slice(0, 1);
  return shown.map((part) => {
    const said = make("p", "gs-snippet");
    if (part.heading || part.of) {
      const link = make("a", "", ...marked(part.heading, part.inHeading), part.of);
      link.href = href(part.language, part.place);
      said.append(link, " ");
    }
    said.append(...snippet(part.text, part.inText));
    if (part.language !== pageLanguage()) said.lang = htmlLanguage(part.language);
    return said;
  });
};

// A result: the sheet that has the phrases, with the places where it does. `words` are the page's own.
export const resultOf = (sheet, phrases, manifest, words) => {
  const [main, other] = manifest.languages;
  const own = pageLanguage() === other && sheet.other !== "" ? other : main; // the language of the page that it leads to
  const title = own === other ? sheet.other : sheet.title;
  const sought = new URLSearchParams(phrases.map((phrase) => ["h", phrase]));
  const href = (language, place) => {
    const [below, anchor] = place.split("#");
    const query = phrases.length ? `?${sought}` : "";
    return `${words.root}${prefix(language)}${sheet.key}/${below}${query}${anchor ? `#${anchor}` : ""}`;
  };
  const places = finder(title, sheet, phrases);
  const link = make("a", "", ...marked(title, places(title)));
  link.href = href(own, "");
  const collection = sheet.key.split("/")[0];
  const name = manifest.collections[collection]?.[pageLanguage() === main ? 0 : 1] ?? collection;
  const meta = make("p", "gs-meta", make("span", "gs-badge gs-badge--plain", name));
  for (const standing of STANDINGS[sheet.standing] ?? [])
    meta.append(" ", make("span", `gs-badge gs-badge--${standing === "example" ? standing : "bad"}`, words[standing]));
  if (sheet.day) {
    const time = make("time", "", sheet.day);
    time.dateTime = sheet.day;
    meta.append(" ", time);
  }
  if (own !== pageLanguage()) link.lang = htmlLanguage(own);
  return make("li", "", link, meta, ...snippets(sheet, manifest.languages, places, own, href));
};
