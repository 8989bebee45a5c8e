// The colours of the page: set before it is drawn, so that a dark page never flashes white, and
// changed by the button in the header. Its words come from its data- attributes.
"use strict";
(() => {
  const key = "gongshi.colours";
  const choices = ["auto", "light", "dark"];
  const system = matchMedia("(prefers-color-scheme: dark)");
  let here = "auto"; // what was chosen on this page, should storage be off

  const chosen = () => {
    try {
      here = localStorage.getItem(key) ?? here;
    } catch {
      // Storage is off: the choice lasts for this page only.
    }
    return choices.includes(here) ? here : "auto";
  };

  const keep = (choice) => {
    here = choice;
    try {
      localStorage.setItem(key, choice);
    } catch {
      // As above.
    }
  };

  const paint = () => {
    const choice = chosen();
    const dark = choice === "dark" || (choice === "auto" && system.matches);
    document.documentElement.dataset.mdColorScheme = dark ? "slate" : "default";
    return choice;
  };

  const startButton = () => {
    const button = document.querySelector(".gs-colours");
    if (!button) return;
    const status = button.querySelector("[role='status']");
    const show = () => {
      const choice = paint();
      button.title = button.dataset[choice];
      status.textContent = button.dataset[choice];
      for (const icon of button.querySelectorAll("[data-colours]"))
        icon.hidden = icon.dataset.colours !== choice;
    };
    button.addEventListener("click", () => {
      keep(choices[(choices.indexOf(chosen()) + 1) % choices.length]);
      show();
    });
    show();
    button.hidden = false;
    // A page kept by the browser, or open in another tab, learns of a choice made elsewhere.
    addEventListener("pageshow", show);
    addEventListener("storage", show);
  };

  paint();
  system.addEventListener("change", paint);
  document.addEventListener("DOMContentLoaded", startButton);
})();
