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
  for (const button of document.querySelectorAll("button[data-gs-cite]")) {
    if (!navigator.clipboard) break;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const article = button.closest("[id]");
      const address = new URL("#" + article.id, location.href);
      await navigator.clipboard.writeText(button.dataset.gsCite + " " + address.href);
      const words = button.textContent;
      button.textContent = button.dataset.done;
      setTimeout(() => (button.textContent = words), 2000);
    });
  }
})();
