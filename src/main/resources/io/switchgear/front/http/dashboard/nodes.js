// The members of the cluster: who leads, who schedules, and what each does.

import { attr, byId, el, pairs, show, text } from "./dom.js";
import { elapsed, plural, words } from "./format.js";
import { answers, leads, nodes, schedules, several, stale, titleOf } from "./cluster.js";
import { sinceText } from "./board.js";
import { on, serverNow } from "./store.js";

const panel = byId("nodes-panel");
const box = byId("nodes");
const list = el("ul", { class: "nodes" });

const number = (value) => (value == null ? "–" : String(value));

function marks(node) {
  const said = [[answers(node), "answers"], [leads(node), "leads"], [schedules(node), "schedules"]];
  return said.filter(([holds]) => holds).map(([, mark]) => el("span", { class: "badge" }, mark));
}

function standing(node) {
  if (!node.reachable) return ["unhealthy", `${words(node.status)}, unreachable`];
  if (node.status !== "up") return ["degraded", words(node.status)];
  return [node.work?.health ?? "degraded", node.work?.health ?? "up, health unknown"];
}

function row(node) {
  const [tone, said] = standing(node);
  const failing = node.work?.failing ?? [];
  return el("li", { "data-node": titleOf(node), "data-stale": stale(node) ? "" : null },
    el("div", { class: "node-head" }, el("b", { class: "node-name" }, titleOf(node)), ...marks(node),
      el("span", { class: `mark mark-${tone}` }, said)),
    el("p", { class: "node-about" }, [node.address, node.roles.join(", "), node.version,
      node.up_since ? `up for ${elapsed(serverNow() - Date.parse(node.up_since))}` : ""].filter(Boolean).join(" · ")),
    failing.length ? el("p", { class: "node-failing" }, `Not healthy: ${failing.join(", ")}`) : null,
    pairs([["calls", number(node.work?.running_calls)], ["waiting", number(node.work?.waiting_calls)],
      ["jobs", number(node.work?.jobs)], ["blocks", number(node.work?.blocks)]], { class: "node-work" }),
    stale(node) ? el("p", { class: "node-age" }, sinceText(node)) : null);
}

function draw() {
  show(panel, several());
  const own = nodes().find(answers);
  text(byId("timeline-h"), several() && own ? `Last hour on ${titleOf(own)}` : "Last hour");
  if (!several()) return;
  const away = nodes().filter(stale).length;
  attr(panel, "data-some", away ? "" : null);
  text(byId("nodes-count"), away ? `${plural(away, "node", "nodes")} of ${nodes().length} not heard` : String(nodes().length));
  list.replaceChildren(...nodes().map(row));
}

export function startNodes() {
  box.append(list);
  on("cluster", draw);
  on("beat", draw);
}
