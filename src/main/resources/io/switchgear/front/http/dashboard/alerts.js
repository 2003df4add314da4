// The firing alerts, most severe first. Resolved alerts are only in the event feed.

import { attr, byId, el, pairs, text } from "./dom.js";
import { plural, significant, when, words } from "./format.js";
import { alerts, on } from "./store.js";

const box = byId("alerts");
const SHOWN = 20;
const RANK = { critical: 2, warning: 1, info: 0 };

/** Firing alerts of one tool or of all tools, most severe first, then newest first. */
export function firing(tool = null) {
  return [...alerts.values()]
    .filter((alert) => tool === null || alert.tool === tool)
    .sort((a, b) => (RANK[b.severity] ?? 0) - (RANK[a.severity] ?? 0) || (a.since < b.since ? 1 : -1));
}

function row(alert, withTool) {
  return el("li", { class: "alert", "data-severity": alert.severity },
    el("div", { class: "alert-head" },
      el("span", { class: `mark mark-${alert.severity}` }, alert.severity),
      el("b", { class: "alert-name" }, words(alert.name)),
      withTool ? el("a", { class: "alert-tool", href: `#/tool/${encodeURIComponent(alert.tool)}` }, alert.tool) : null),
    pairs([
      ["value", significant(alert.value)], ["limit", significant(alert.threshold)], ["since", when(alert.since)],
    ], { class: "alert-figures" }),
    el("p", { class: "alert-message" }, alert.message ?? ""));
}

/** A list of alerts. `withTool` adds the name of each alert's tool, for the overview. */
export function alertList(found, withTool) {
  return el("ul", { class: "alerts" }, ...found.map((alert) => row(alert, withTool)));
}

function draw() {
  const found = firing();
  const rest = found.length - SHOWN;
  attr(box.parentElement, "data-some", found.length ? "" : null);
  text(byId("alerts-count"), found.length ? String(found.length) : "");
  box.replaceChildren(
    ...(found.length ? [alertList(found.slice(0, SHOWN), true)] : []),
    ...(rest > 0 ? [el("p", { class: "calm" }, `and ${plural(rest, "more", "more")}`)] : []),
    ...(found.length ? [] : [el("p", { class: "calm" }, "None is firing.")]));
}

/** Announces changes to screen readers. */
function announce(told) {
  text(byId("announce-alert"), [...told].slice(-3).map((alert) =>
    alert.state === "firing"
      ? `Alert, ${alert.severity}: ${words(alert.name)}. ${alert.message}`
      : `Alert is over: ${words(alert.name)} of ${alert.tool}`).join(". "));
}

export function startAlerts() {
  draw();
  on("alerts", draw);
  on("alert", announce);
}
