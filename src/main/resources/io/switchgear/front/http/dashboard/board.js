// The cabinet of a cluster: a row for each tool, a lever for each node.

import { attr, byId, el, show, text } from "./dom.js";
import { countdown, elapsed, MODES, stateName } from "./format.js";
import { age, answers, nodes, retryLeft, several, stale, titleOf } from "./cluster.js";
import { lamp, lever } from "./lever.js";
import { openOrder } from "./orders.js";
import { lockedBecause, mayOperate } from "./session.js";
import { on, tools } from "./store.js";

const box = byId("board");
const find = byId("find");
const choice = byId("show");
const LEVER = lever();
const LAMP = lamp();
const heads = new Map();
const rows = new Map();
let table;
let body;
let columns = "";
let ordered = "";

function build() {
  heads.clear();
  rows.clear();
  ordered = "";
  body = el("tbody");
  const head = nodes().map((node) => {
    const parts = { name: el("span", { class: "board-node" }, titleOf(node)), note: el("span", { class: "board-note" }) };
    heads.set(node.address, parts);
    return el("th", { scope: "col", "data-node": titleOf(node) }, parts.name, parts.note);
  });
  table = el("table", { class: "board" },
    el("caption", { class: "unseen" }, "The breakers of all nodes: a row for each tool, a column for each node"),
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Tool"), ...head)), body);
  table.style.setProperty("--nodes", String(nodes().length));
  box.replaceChildren(table);
}

function cell(name, node) {
  const handle = el("button", { type: "button", class: "lever", onclick: () => openOrder(name, handle, titleOf(node)) },
    LEVER.cloneNode(true));
  const state = el("span", { class: "state-word" });
  const why = el("p", { class: "why" });
  const inside = el("div", { class: "cell" }, handle,
    el("div", {}, el("div", { class: "state" }, LAMP.cloneNode(true), state), why));
  const empty = el("p", { class: "calm" });
  return { handle, state, why, inside, empty, node: el("td", { "data-node": titleOf(node) }, inside, empty) };
}

function row(name) {
  const cells = new Map(nodes().map((node) => [node.address, cell(name, node)]));
  const all = el("button", { type: "button", class: "board-all", onclick: () => openOrder(name, all), "aria-label": `Operate ${name} on all nodes` },
    "All nodes…");
  const node = el("tr", { "data-tool": name },
    el("th", { scope: "row" },
      el("span", { class: "label" }, el("a", { href: `#/tool/${encodeURIComponent(name)}` }, name)), all),
    ...[...cells.values()].map((each) => each.node));
  return { node, cells, all };
}

function reason(node, breaker) {
  if (stale(node)) return sinceText(node);
  if (breaker.mode) return `${MODES[breaker.mode] ?? breaker.mode} by an order`;
  const left = retryLeft(node, breaker) * 1000;
  if (breaker.state === "open") return left > 0 ? `Next probe in ${countdown(left)}` : "The next call is the probe";
  if (breaker.state === "half_open") return breaker.room > 0 ? "The next call is the probe" : "A probe is running";
  return breaker.room > 0 ? "" : "No room for a call";
}

/** How old the knowledge of a node is. */
export function sinceText(node) {
  const seconds = age(node);
  return seconds === null ? "never heard" : `as of ${elapsed(seconds * 1000)} ago`;
}

function drawCell(name, parts, node) {
  const breaker = node.breakers?.[name];
  show(parts.inside, breaker !== undefined);
  show(parts.empty, breaker === undefined);
  attr(parts.node, "data-stale", stale(node) ? "" : null);
  if (!breaker) {
    text(parts.empty, age(node) === null ? "Not told yet" : "Not on this node");
    attr(parts.node, "data-state", null);
    return;
  }
  attr(parts.node, "data-state", breaker.state);
  text(parts.state, stateName(breaker.state));
  text(parts.why, reason(node, breaker));
  // An order is given to this server, which must know the tool.
  const operable = mayOperate() && tools.has(name);
  if (parts.handle.disabled === operable) parts.handle.disabled = !operable;
  attr(parts.handle, "aria-label",
    `${operable ? "Operate" : "You cannot operate"} the breaker of ${name} on ${titleOf(node)}, now ${stateName(breaker.state).toLowerCase()}`
    + (stale(node) ? `, ${sinceText(node)}` : ""));
  attr(parts.handle, "title", operable ? `Operate this breaker on ${titleOf(node)}` : mayOperate() ? "This server has no such tool" : lockedBecause());
}

const RANK = { open: 0, half_open: 1, closed: 3 };

/** The tool that needs attention most comes first. */
const rank = (name) => Math.min(...nodes().map((node) => {
  const breaker = node.breakers?.[name];
  return breaker ? (breaker.mode ? Math.min(2, RANK[breaker.state]) : RANK[breaker.state]) : 4;
}));

const isHandled = () => box.matches(":hover") || box.contains(document.activeElement) || document.querySelector("dialog[open]");

function sort() {
  if (isHandled() && ordered) return;
  const order = [...rows.keys()].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  if (order.join() === ordered) return;
  ordered = order.join();
  body.replaceChildren(...order.map((name) => rows.get(name).node));
}

function matches(name) {
  const tool = tools.get(name);
  const wanted = find.value.trim().toLowerCase();
  if (wanted && !name.toLowerCase().includes(wanted) && !(tool?.title ?? "").toLowerCase().includes(wanted)) return false;
  const found = nodes().flatMap((node) => node.breakers?.[name] ?? []);
  switch (choice.value) {
    case "trouble": return found.some((breaker) => breaker.state !== "closed" || breaker.mode);
    case "busy": return tool ? tool.in_flight > 0 || tool.queued > 0 : false;
    default: return true;
  }
}

function draw() {
  const shown = several();
  show(byId("modules"), !shown);
  show(byId("size").parentElement, !shown);
  show(box, shown);
  if (!shown) return;
  const key = nodes().map((node) => `${node.address} ${titleOf(node)}`).join();
  if (key !== columns) {
    columns = key;
    build();
  }
  const names = new Set(nodes().flatMap((node) => Object.keys(node.breakers ?? {})));
  for (const [name, gone] of rows) {
    if (names.has(name)) continue;
    gone.node.remove();
    rows.delete(name);
    ordered = "";
  }
  for (const name of names) {
    if (rows.has(name)) continue;
    rows.set(name, row(name));
    ordered = "";
  }
  for (const node of nodes()) {
    const { note } = heads.get(node.address);
    text(note, !node.reachable ? `unreachable, ${sinceText(node)}` : stale(node) ? sinceText(node) : answers(node) ? "answers" : "");
    attr(note.parentElement, "data-stale", stale(node) ? "" : null);
  }
  for (const [name, { node, cells, all }] of rows) {
    for (const each of nodes()) drawCell(name, cells.get(each.address), each);
    show(all, mayOperate() && tools.has(name));
    show(node, matches(name));
  }
  show(byId("modules-empty"), rows.size > 0 && ![...rows.keys()].some(matches));
  sort();
}

export function startBoard() {
  for (const topic of ["cluster", "permissions"]) on(topic, draw);
  on("beat", () => several() && draw());
  find.addEventListener("input", () => several() && draw());
  choice.addEventListener("change", () => several() && draw());
}
