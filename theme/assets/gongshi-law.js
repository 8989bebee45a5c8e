// On pages of legal texts: the text in force on a day (?on=YYYY-MM-DD), and citations to copy.
"use strict";
(() => {
  // The versions in the list say from when and until when each was in force.
  const list = document.querySelector("[data-gs-on]");
  const form = document.querySelector("form.gs-on");
  if (list && form) {
    const inForceOn = (day) =>
      [...list.querySelectorAll("[data-from]")]
        .filter((item) => item.dataset.from <= day && (!item.dataset.to || day <= item.dataset.to))
        .sort((a, b) => (a.dataset.from < b.dataset.from ? 1 : -1))[0];
    const show = (day) => {
      const link = inForceOn(day)?.querySelector("a");
      const said = form.querySelector(".gs-count");
      said.textContent = link ? "" : form.dataset.none;
      if (link) location.replace(link.href + "?on=" + day + location.hash);
    };
    const day = new URL(location.href).searchParams.get("on");
    const real = /^\d{4}-\d{2}-\d{2}$/.test(day || "");
    form.hidden = false;
    if (real) form.elements.on.value = day;
    if (real && !list.querySelector("[aria-current]")) show(day);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      show(form.elements.on.value);
    });
  }

  // A button beside each article copies its citation with its address.
  for (const law of document.querySelectorAll("[data-gs-cite]")) {
    if (!navigator.clipboard) break;
    const { gsCite, words, done, lang } = law.dataset;
    for (const heading of law.querySelectorAll("[data-place]")) {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "gs-cite", textContent: words, lang });
      button.addEventListener("click", async () => {
        const address = new URL("#" + heading.closest("[id]").id, location.href);
        await navigator.clipboard.writeText(gsCite + heading.dataset.place + " " + address.href);
        button.textContent = done;
        setTimeout(() => (button.textContent = words), 2000);
      });
      heading.after(button);
    }
  }
})();
