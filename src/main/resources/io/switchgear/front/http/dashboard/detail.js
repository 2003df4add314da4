// The page of one tool.

import { attr, byId, el, pairs, show, table, text } from "./dom.js";
import { alertList, firing } from "./alerts.js";
import { count, rate, seconds, share, stateName, when, words } from "./format.js";
import { lamp, lever } from "./lever.js";
import { openOrder } from "./orders.js";
import { json, lockedBecause, mayOperate, Refused } from "./session.js";
import { whyText } from "./cabinet.js";
import { HOUR, on, serverNow, tools } from "./store.js";
import { axis, describe, stretches, track } from "./timeline.js";

const box = byId("detail");
let shown = null;
let plots = null;
let pending = 0;

/** The elements that are updated. Empty while no tool is shown. */
let parts = {};

export const shownTool = () => shown;

/** Shows the page of the tool, or hides the page if the name is null. */
export function showDetail(name) {
  forgetPlots();
  shown = name;
  parts = {};
  show(box, name !== null);
  box.replaceChildren();
  if (name !== null && tools.size > 0) build();
}

function buildUnknown() {
  box.append(
    el("p", { class: "back" }, el("a", { href: "#/" }, "← Cabinet")),
    el("section", { class: "panel" },
      el("h1", { class: "label label-big", tabindex: "-1", id: "detail-h" }, shown),
      el("p", { class: "unknown", role: "alert" }, "This server has no tool with this name. ",
        el("a", { href: "#/" }, "The cabinet shows its tools."))));
  byId("detail-h").focus({ preventScroll: true });
}

function build() {
  if (!tools.has(shown)) {
    buildUnknown();
    return;
  }
  const state = el("span", { class: "state-word" });
  const why = el("p", { class: "why" });
  const operate = el("button", { type: "button", class: "primary", disabled: true, onclick: () => openOrder(shown, operate) }, "Operate…");
  const handle = el("button", { type: "button", class: "lever lever-big", disabled: true, onclick: () => openOrder(shown, handle) }, lever());
  parts = {
    state, why, operate, handle,
    head: el("div", { class: "detail-head" }),
    about: el("p", { class: "about" }),
    installed: el("p", { class: "installed" }),
    locked: el("p", { class: "locked", hidden: true }),
    alerts: el("section", { class: "panel panel-alerts", "aria-label": "Alerts", hidden: true }),
    strip: el("div", { class: "strip" }),
    numbers: el("div", {}),
    charts: el("div", { class: "charts" }),
    windows: el("div", {}),
    history: el("div", {}),
    errors: el("div", {}),
    configuration: el("div", {}),
    problem: el("p", { class: "problem", role: "alert", hidden: true }),
  };
  parts.head.append(handle,
    el("div", { class: "face" },
      el("h1", { class: "label label-big", tabindex: "-1", id: "detail-h" }, shown),
      el("p", { class: "state" }, lamp(), state), why,
      el("p", {}, operate), parts.locked),
    el("div", { class: "detail-about" }, parts.about, parts.installed));
  box.append(
    el("p", { class: "back" }, el("a", { href: "#/" }, "← Cabinet")),
    parts.head, parts.problem, parts.alerts, parts.strip,
    el("div", { class: "detail-grid" },
      section("Since the server started", parts.numbers),
      section("Percentiles", parts.windows),
      el("div", { class: "wide" }, parts.charts),
      section("History", parts.history),
      section("Errors", parts.errors),
      section("Configuration", parts.configuration, "wide")));
  live();
  alerts();
  strip();
  load();
  byId("detail-h").focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

const section = (title, content, extra = "") =>
  el("section", { class: `panel ${extra}` }, el("h2", {}, title), content);

/** Updates the parts that the event stream keeps current. */
function live() {
  const tool = tools.get(shown);
  if (!tool) return;
  attr(parts.head, "data-state", tool.state);
  attr(parts.head, "data-mode", tool.mode);
  text(parts.state, stateName(tool.state));
  text(parts.why, whyText(tool));
  text(parts.about, tool.description ?? "");
  text(parts.installed, tool.message ?? "");
  for (const button of [parts.operate, parts.handle]) button.disabled = !mayOperate();
  text(parts.locked, lockedBecause());
  show(parts.locked, !mayOperate());
  attr(parts.handle, "aria-label", `Operate the breaker of ${shown}, now ${stateName(tool.state).toLowerCase()}`);
}

function alerts() {
  const found = firing(shown);
  show(parts.alerts, found.length > 0);
  attr(parts.alerts, "data-some", found.length ? "" : null);
  parts.alerts.replaceChildren(el("h2", {}, "Alerts"), alertList(found, false));
}

function strip() {
  const tool = tools.get(shown);
  if (!tool) return;
  const now = serverNow();
  const begin = now - HOUR;
  const found = stretches(tool, begin, now);
  parts.strip.replaceChildren(track(found, begin, now, describe(shown, found)), axis(begin, now));
}

async function load() {
  const name = shown;
  try {
    const breaker = await json(`api/v1/breakers/${encodeURIComponent(name)}`);
    if (name === shown) fill(breaker);
  } catch (failure) {
    if (name !== shown) return;
    text(parts.problem, failure instanceof Refused ? failure.message : "The server cannot be reached.");
    show(parts.problem, true);
    return;
  }
  const address = `api/v1/metrics/tools/${encodeURIComponent(name)}`;
  const [metrics, series] = await Promise.all([optional(address), optional(`${address}/series`)]);
  if (name !== shown) return;
  windows(metrics);
  if (series?.points?.length) await plot(name, series.points);
}

/** Hides the statistics if the server keeps none. */
async function optional(path) {
  try {
    return await json(path);
  } catch (failure) {
    if (failure instanceof Refused) return null;
    throw failure;
  }
}

async function plot(name, points) {
  const { charts } = await import("./charts.js");
  if (name !== shown) return;
  if (plots) plots.set(points);
  else {
    plots = charts(points);
    parts.charts.replaceChildren(...plots.boxes);
  }
}

function forgetPlots() {
  plots?.destroy();
  plots = null;
}

function fill(breaker) {
  show(parts.problem, false);
  parts.numbers.replaceChildren(pairs([
    ["Calls", count(breaker.total_calls)],
    ["Successful", count(breaker.successful_calls)],
    ["Failed", count(breaker.failed_calls)],
    ["Refused", count(breaker.rejected_calls)],
    ["Cancelled", count(breaker.cancelled_calls)],
    ["Success", share(breaker.success_rate)],
    ["Average time", seconds(breaker.average_latency)],
    ["Last success", when(breaker.last_success_time)],
    ["Last failure", when(breaker.last_failure_time)],
    ["State changes", count(breaker.state_changes)],
    ...Object.entries(breaker.failure_reasons).map(([kind, number]) => [words(kind), count(number)]),
  ], { class: "numbers" }));
  const history = breaker.state_history.toReversed();
  parts.history.replaceChildren(history.length
    ? table("Changes of state, newest first", ["When", "To", "Reason", "By"], history.map((change) => [
        when(change.timestamp), stateName(change.to_state), words(change.reason), by(change.metadata)]))
    : el("p", { class: "calm" }, "It has been closed since the server started."));
  const errors = breaker.recent_errors.toReversed();
  parts.errors.replaceChildren(errors.length
    ? table("Last errors, newest first", ["When", "Kind", "Message"], errors.map((error) => [
        when(error.timestamp), words(error.kind), el("span", { class: "said" }, error.message ?? "")]))
    : el("p", { class: "calm" }, "None."));
  parts.configuration.replaceChildren(pairs(
    Object.entries(breaker.configuration).map(([name, value]) => [words(name), setting(name, value)]), { class: "numbers" }));
}

const TIMES = /timeout$|^window_slow_call$/;

const setting = (name, value) =>
  TIMES.test(name) && typeof value === "number" ? seconds(value) : typeof value === "boolean" ? (value ? "on" : "off") : String(value);

const by = (metadata = {}) => (metadata.operator ? `${metadata.operator}: ${metadata.operator_reason}` : "");

function windows(metrics) {
  const found = Object.entries(metrics?.windows ?? {});
  parts.windows.replaceChildren(found.length
    ? table("Percentiles over time", ["Over", "Calls", "Per second", "Failed", "p50", "p95", "p99"], found.map(([span, of]) => [
        span, count(of.calls), rate(of.rate_per_second), share(of.failure_rate),
        seconds(of.p50_seconds), seconds(of.p95_seconds), seconds(of.p99_seconds)]))
    : el("p", { class: "calm" }, "No statistics are kept."));
}

/** Reloads the details after an event about the tool, at most every two seconds. */
function reload() {
  if (pending || shown === null) return;
  pending = setTimeout(() => {
    pending = 0;
    if (isBuilt()) load().catch(() => {});
  }, 2000);
}

/** Whether the page shows a tool, and not the message that the tool does not exist. */
const isBuilt = () => shown !== null && parts.head !== undefined;

export function startDetail() {
  on("tool", (names) => {
    if (isBuilt() && names.has(shown)) {
      live();
      reload();
    }
  });
  on("tools", () => {
    if (shown === null) return;
    if (!isBuilt() || !tools.has(shown)) showDetail(shown);
    else {
      live();
      reload();
    }
  });
  on("alerts", () => isBuilt() && alerts());
  on("timeline", () => isBuilt() && strip());
  let beats = 0;
  on("beat", () => {
    if (!isBuilt()) return;
    live();
    if (beats++ % 10 === 0) strip();
  });
  on("permissions", () => isBuilt() && live());
  on("theme", () => {
    forgetPlots();
    if (isBuilt()) load().catch(() => {});
  });
}
