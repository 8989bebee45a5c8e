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

  const icons = {
    auto: '<circle cx="12" cy="12" r="7.5"/><path class="gs-fill" d="M12 4.5a7.5 7.5 0 0 1 0 15z"/>',
    light:
      '<circle cx="12" cy="12" r="4"/>' +
      '<path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4M5.6 18.4 7 17M17 7l1.4-1.4"/>',
    dark: '<path d="M19 14.5A7.5 7.5 0 0 1 9.5 5a7.5 7.5 0 1 0 9.5 9.5z"/>',
  };

  const startButton = () => {
    const button = document.querySelector(".gs-colours");
    if (!button) return;
    button.innerHTML =
      '<svg viewBox="0 0 24 24" aria-hidden="true"></svg><span class="gs-sr" role="status"></span>';
    const [icon, status] = button.children;
    const show = () => {
      const choice = paint();
      button.title = status.textContent = button.dataset[choice];
      icon.innerHTML = icons[choice];
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
