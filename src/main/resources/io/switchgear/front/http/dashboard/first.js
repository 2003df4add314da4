// Runs before the first paint, so that the page does not flash in the wrong theme. Sends the first requests before the modules
// are loaded, so that both happen in parallel.
"use strict";
(() => {
  const chosen = localStorage.getItem("theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  const token = sessionStorage.getItem("token");
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  // A server with authentication rejects requests without a token and records them, so without a token few are sent.
  const paths = ["whoami", "tools", ...(token ? ["calls", "alerts", "health"] : [])].map((name) => `api/v1/${name}`);
  globalThis.early = new Map(paths.map((path) => [path, fetch(path, { cache: "no-store", headers })]));
  for (const answer of globalThis.early.values()) answer.catch(() => {});
})();
