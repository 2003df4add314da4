// Before anything is drawn, so that the page does not flash in the other colours, and before the modules have come, so that
// the server answers meanwhile.
"use strict";
(() => {
  const chosen = localStorage.getItem("theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  const token = sessionStorage.getItem("token");
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  // Without a token a server with a door refuses all of it, and writes that down.
  const paths = ["whoami", "tools", ...(token ? ["calls", "alerts", "health"] : [])].map((name) => `api/v1/${name}`);
  globalThis.early = new Map(paths.map((path) => [path, fetch(path, { cache: "no-store", headers })]));
  for (const answer of globalThis.early.values()) answer.catch(() => {});
})();
