// Runs before the page is drawn: what Material's bundle expects of its inline scripts, in a file
// of its own so that the content security policy needs no exception, and the colour scheme.
"use strict";
(() => {
  const root = new URL("..", document.currentScript.src);
  const name = (key, scope) => scope.pathname + "." + key;
  Object.assign(globalThis, {
    __md_scope: root,
    __md_hash: (text) => [...text].reduce((sum, c) => (sum << 5) - sum + c.charCodeAt(0), 0),
    __md_get: (key, store = localStorage, scope = root) => {
      try {
        return JSON.parse(store.getItem(name(key, scope)));
      } catch {
        return null;
      }
    },
    __md_set: (key, value, store = localStorage, scope = root) => {
      try {
        store.setItem(name(key, scope), JSON.stringify(value));
      } catch {
        // Storage is off or full: the choice lasts for this page only.
      }
    },
  });

  const chosen = (globalThis.__md_get("__palette") || {}).color;
  const fixed = chosen && chosen.media !== "(prefers-color-scheme)" && chosen.scheme;
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const scheme = fixed || (dark ? "slate" : "default");
  new MutationObserver((_, observer) => {
    if (!document.body) return;
    observer.disconnect();
    document.body.setAttribute("data-md-color-scheme", scheme);
  }).observe(document.documentElement, { childList: true });
})();
