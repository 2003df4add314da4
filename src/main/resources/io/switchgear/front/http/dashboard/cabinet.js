// The cabinet: one module per tool.

import { several } from "./cluster.js";
import { attr, byId, el, show, text } from "./dom.js";
import { count, countdown, MODES, rate, seconds, share, stateName, words } from "./format.js";
import { lamp, lever } from "./lever.js";
import { openOrder } from "./orders.js";
import { lockedBecause, mayOperate } from "./session.js";
import { describeSpark, drawSpark } from "./spark.js";
import { BUCKET, BUCKETS, on, serverNow, tools } from "./store.js";

const list = byId("modules");
const find = byId("find");
const choice = byId("show");
const size = byId("size");
const modules = new Map();
const inSight = new Set();
let colours;

const SIZE = "size";

/** Templates for the modules: cloning is faster than building. */
const LEVER = lever();
const LAMP = lamp();

const sight = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    const { name } = target.dataset;
    if (isIntersecting) {
      inSight.add(name);
      draw(name);
    } else inSight.delete(name);
  }
}, { rootMargin: "200px" });

const sizes = new ResizeObserver((entries) => {
  for (const { target, contentRect } of entries) {
    const name = target.closest(".module")?.dataset.name;
    const module = modules.get(name);
    if (!module) continue;
    module.size = { width: contentRect.width, height: contentRect.height };
    if (inSight.has(name)) spark(tools.get(name), module);
  }
});

function figure(label) {
  const value = el("dd", {}, "–");
  return { value, node: el("div", {}, el("dt", {}, label), value) };
}

function build(tool) {
  const { name } = tool;
  const state = el("span", { class: "state-word" });
  const why = el("p", { class: "why" });
  const badges = el("span", { class: "badges" });
  const figures = {
    rate: figure("calls/s"),
    p95: figure("p95"),
    failures: figure("failed"),
    flight: figure("running"),
    queued: figure("queued"),
  };
  const canvas = el("canvas", { class: "spark", role: "img" });
  const caption = el("span", { class: "spark-caption", "aria-hidden": "true" });
  const handle = el("button", { type: "button", class: "lever", onclick: () => openOrder(name, handle) },
    LEVER.cloneNode(true));
  const id = `module-${name}`;
  const node = el("li", { class: "module", "data-name": name, "aria-labelledby": id }, el("div", { class: "module-inside" },
    handle,
    el("div", { class: "face" },
      el("h3", { class: "label", id }, el("a", { href: `#/tool/${encodeURIComponent(name)}` }, name)),
      el("div", { class: "state" }, LAMP.cloneNode(true), state, badges),
      why),
    el("dl", { class: "figures" }, ...Object.values(figures).map((each) => each.node)),
    el("div", { class: "spark-box" }, caption, canvas)));
  return { node, state, why, badges, figures, canvas, caption, handle, size: { width: 0, height: 0 } };
}

/** The line below the state: the reason for the state, or the remaining time. */
export function whyText(tool) {
  if (tool.mode !== "auto") {
    const expires = tool.override?.expires;
    const until = expires ? `, ${countdown(Date.parse(expires) - serverNow())} left` : "";
    const what = MODES[tool.mode] ?? tool.mode;
    return tool.override
      ? `${what} by ${tool.override.operator}: ${tool.override.reason}${until}`
      : capital(tool.reason_sentence ?? what);
  }
  if (tool.state === "open") {
    return tool.retryAt > Date.now()
      ? `Next probe in ${countdown(tool.retryAt - Date.now())}`
      : "The next call is the probe";
  }
  if (tool.state === "half_open") {
    return tool.probing ? "A probe is running" : "The next call is the probe";
  }
  if (tool.available === false) return tool.message ?? "";
  return tool.failure_count > 0 ? `${tool.failure_count} failed in a row` : "";
}

const capital = (sentence) => sentence.charAt(0).toUpperCase() + sentence.slice(1);

function badgeTexts(tool) {
  const texts = [];
  if (tool.mode !== "auto") texts.push(["held", "Order"]);
  if (tool.drill) texts.push(["drill", `Drill: ${tool.drill.fault}`]);
  if (tool.available === false) texts.push(["missing", "Not here"]);
  return texts;
}

function draw(name) {
  const tool = tools.get(name);
  const module = modules.get(name);
  if (!tool || !module) return;
  const { node, figures } = module;
  attr(node, "data-state", tool.state);
  attr(node, "data-mode", tool.mode);
  text(module.state, stateName(tool.state));
  text(module.why, whyText(tool));
  attr(module.why, "title", tool.state === "closed" ? null : capital(tool.reason_sentence ?? words(tool.reason)));
  text(figures.rate.value, rate(tool.rate));
  text(figures.p95.value, seconds(tool.p95_seconds));
  text(figures.failures.value, share(tool.failure_rate));
  text(figures.flight.value, count(tool.in_flight));
  text(figures.queued.value, count(tool.queued));
  attr(figures.flight.node, "data-some", tool.in_flight > 0 ? "" : null);
  attr(figures.queued.node, "data-some", tool.queued > 0 ? "" : null);
  attr(figures.failures.node, "data-bad", tool.failure_rate > 0 ? "" : null);
  const badges = badgeTexts(tool);
  const key = JSON.stringify(badges);
  if (module.badgeKey !== key) {
    module.badgeKey = key;
    module.badges.replaceChildren(...badges.map(([kind, words]) => el("span", { class: `badge badge-${kind}` }, words)));
  }
  const operable = mayOperate();
  if (module.handle.disabled === operable) module.handle.disabled = !operable;
  attr(module.handle, "aria-label",
    `${operable ? "Operate" : "You are not permitted to operate"} the breaker of ${name}, now ${stateName(tool.state).toLowerCase()}`);
  attr(module.handle, "title", operable ? "Operate this breaker" : lockedBecause());
  attr(node, "hidden", matches(tool) ? null : "");
  if (inSight.has(name)) spark(tool, module);
}

function spark(tool, module) {
  const { caption, label } = describeSpark(tool.buckets);
  text(module.caption, caption);
  attr(module.canvas, "aria-label", label);
  drawSpark(module.canvas, module.size, tool.buckets, colours);
}

/** Tools that need attention come first. */
function rank(tool) {
  if (tool.state === "open") return 0;
  if (tool.state === "half_open") return 1;
  if (tool.mode !== "auto" || tool.available === false) return 2;
  return tool.failure_rate > 0 || tool.failure_count > 0 ? 3 : 4;
}

const inOrder = () =>
  [...modules.keys()].sort((a, b) => rank(tools.get(a)) - rank(tools.get(b)) || (a < b ? -1 : 1));

/** Does not sort while the pointer or the focus is in the cabinet, so that no lever moves away before a click. */
const isHandled = () => list.matches(":hover") || list.contains(document.activeElement) || document.querySelector("dialog[open]");

let ordered = "";

function sort() {
  if (isHandled() && ordered) return;
  const order = inOrder();
  const key = order.join();
  if (key === ordered) return;
  ordered = key;
  list.replaceChildren(...order.map((name) => modules.get(name).node));
}

/** With many tools a module shrinks to two lines, unless the operator has chosen a size. */
const MANY = 24;

function shape() {
  const compact = size.value === "compact" || (size.value === "auto" && modules.size > MANY);
  attr(list, "data-size", compact ? "compact" : null);
}

function matches(tool) {
  const wanted = find.value.trim().toLowerCase();
  if (wanted && !tool.name.toLowerCase().includes(wanted) && !(tool.title ?? "").toLowerCase().includes(wanted)) {
    return false;
  }
  switch (choice.value) {
    case "trouble": return tool.state !== "closed" || tool.mode !== "auto" || tool.available === false;
    case "busy": return tool.in_flight > 0 || tool.queued > 0;
    default: return true;
  }
}

function emptiness() {
  if (several()) return;
  show(byId("modules-empty"), tools.size > 0 && ![...tools.values()].some(matches));
}

function arrange() {
  for (const [name, module] of modules) {
    if (!tools.has(name)) {
      sight.unobserve(module.node);
      sizes.unobserve(module.canvas);
      module.node.remove();
      modules.delete(name);
      ordered = "";
    }
  }
  const fresh = [...tools.keys()].filter((name) => !modules.has(name));
  for (const name of fresh) modules.set(name, build(tools.get(name)));
  if (fresh.length) {
    ordered = "";
    sort();
    for (const name of fresh) {
      sight.observe(modules.get(name).node);
      sizes.observe(modules.get(name).canvas);
    }
    if (fresh.length === modules.size) performance.mark("first-modules");
  }
  shape();
  refresh();
}

function refresh() {
  for (const name of modules.keys()) draw(name);
  emptiness();
}

/** Not while the page has new elements, because reading a colour makes the browser compute the style of the whole page. */
function readColours() {
  const style = getComputedStyle(document.documentElement);
  const value = (name) => style.getPropertyValue(name).trim();
  colours = { good: value("--bar"), bad: value("--open"), line: value("--rule") };
}

export function startCabinet() {
  readColours();
  on("tools", arrange);
  on("tool", (names) => {
    for (const name of names) draw(name);
    emptiness();
    sort();
  });
  on("beat", () => {
    sort();
    for (const [name, tool] of tools) {
      if (tool.state !== "closed" || tool.override?.expires) draw(name);
    }
  });
  // The bars move every five seconds, even without events.
  let drawn = 0;
  on("beat", () => {
    const key = Math.floor(serverNow() / BUCKET);
    if (key === drawn) return;
    drawn = key;
    for (const name of inSight) {
      const tool = tools.get(name);
      if (tool?.buckets.length && tool.buckets.at(-1).key > key - BUCKETS - 2) spark(tool, modules.get(name));
    }
  });
  on("permissions", refresh);
  on("theme", () => {
    readColours();
    refresh();
  });
  find.addEventListener("input", refresh);
  choice.addEventListener("change", refresh);
  size.value = localStorage.getItem(SIZE) ?? "auto";
  size.addEventListener("change", () => {
    localStorage.setItem(SIZE, size.value);
    shape();
  });
}
