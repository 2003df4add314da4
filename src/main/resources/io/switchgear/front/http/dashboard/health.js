// Health as a tree: overall status, groups, checks. Each check has its reason.

import { byId, el, text } from "./dom.js";
import { answers, nodes, several, titleOf } from "./cluster.js";
import { elapsed, plural } from "./format.js";
import { health, on, serverNow } from "./store.js";

const box = byId("health");
const RANK = { healthy: 0, degraded: 1, unhealthy: 2 };
/** Groups that the user opened or closed. All others are open while they are not healthy. */
const opened = new Map();

/** The checks as a list. A report has them as a list or as an object by name. */
export function checksOf(report) {
  const list = Array.isArray(report.checks)
    ? report.checks
    : Object.entries(report.checks ?? {}).map(([name, check]) => ({ name, ...check }));
  return list.map((check) => ({
    ...check,
    group: check.group ?? (check.name.includes(":") ? check.name.slice(0, check.name.indexOf(":")) : "server"),
  }));
}

const worst = (checks) => checks.reduce((found, { status }) => (RANK[status] > RANK[found] ? status : found), "healthy");

const GROUPS = { breaker: "Breakers", tool: "Tools", server: "Server", system: "System" };

function mark(status) {
  return el("span", { class: `mark mark-${status}` }, status);
}

function draw() {
  if (!health) return;
  const checks = checksOf(health);
  const groups = new Map();
  for (const check of checks) {
    if (!groups.has(check.group)) groups.set(check.group, []);
    groups.get(check.group).push(check);
  }
  const bad = checks.filter((check) => check.status !== "healthy").length;
  box.replaceChildren(
    el("p", { class: "health-all" }, mark(health.status), " ",
      bad ? `${bad} of ${checks.length} checks ${bad === 1 ? "is" : "are"} not healthy` : `all ${checks.length} checks are healthy`),
    ...[...groups].map(([group, members]) => {
      const status = worst(members);
      return folded(group, status !== "healthy", {}, [GROUPS[group] ?? group, status], () => branch(group, members, status));
    }));
  age();
}

/** A group that builds its content when it is first opened: 200 tools have a thousand elements. */
function folded(key, openAtFirst, attributes, [name, status], content) {
  const node = el("details", { ...attributes, open: opened.get(key) ?? openAtFirst },
    // The click event comes before the change of `open`.
    el("summary", { onclick: () => opened.set(key, !node.open) }, el("span", { class: "group-name" }, name), mark(status)));
  const fill = () => {
    if (node.open && node.childElementCount === 1) node.append(content());
  };
  fill();
  node.addEventListener("toggle", fill);
  return node;
}

/** Failing checks first. Three or more healthy checks beside them are in a closed group. */
function branch(group, members, status) {
  const bad = members.filter((check) => check.status !== "healthy").sort((a, b) => RANK[b.status] - RANK[a.status]);
  const good = members.filter((check) => check.status === "healthy");
  if (status === "healthy" || good.length < 3) return el("ul", { class: "checks" }, ...[...bad, ...good].map(leaf));
  return el("ul", { class: "checks" }, ...bad.map(leaf),
    el("li", {}, folded(`${group} well`, false, { class: "well" }, [plural(good.length, "other", "others"), "healthy"],
      () => el("ul", { class: "checks" }, ...good.map(leaf)))));
}

function leaf(check) {
  return el("li", {},
    el("div", { class: "check-head" },
      el("span", { class: "check-name" }, check.name.slice(check.name.indexOf(":") + 1)),
      el("span", { class: "check-priority" }, check.priority ?? ""),
      mark(check.status)),
    el("p", { class: "check-why" }, check.message ?? ""));
}

/** The report is that of one node. */
function ownNode() {
  const own = several() ? nodes().find(answers) : null;
  return own ? `${titleOf(own)}, ` : "";
}

function age() {
  if (!health?.timestamp) return;
  text(byId("health-age"), `${ownNode()}as of ${elapsed(serverNow() - Date.parse(health.timestamp))} ago`);
}

export function startHealth() {
  on("health", draw);
  on("beat", age);
}
