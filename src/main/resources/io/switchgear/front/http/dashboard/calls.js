// The running calls, longest first.

import { attr, byId, el, text } from "./dom.js";
import { elapsed } from "./format.js";
import { openCancel } from "./orders.js";
import { mayOperate } from "./session.js";
import { calls, on, serverNow } from "./store.js";

const box = byId("calls");
const list = el("ul", { class: "calls" });
const more = el("p", { class: "calm" });
const rows = new Map();
const SHOWN = 40;

function targets(call) {
  const shown = call.targets ?? [];
  const more = (call.targets_total ?? 0) - shown.length;
  return shown.join(", ") + (more > 0 ? ` and ${more} more` : "");
}

function build(call) {
  const elapsed = el("span", { class: "call-time" });
  const message = el("span", { class: "call-message" });
  const bar = el("progress", { max: "1", "aria-label": `Progress of a call of ${call.tool}` });
  const cancel = el("button", { type: "button", class: "call-cancel", "aria-label": `Cancel the call of ${call.tool} for ${call.caller}`,
    onclick: () => openCancel(call, cancel) }, "Cancel");
  const node = el("li", { "data-call": call.call_id },
    el("span", { class: "call-tool" }, call.tool),
    el("span", { class: "call-who" }, `for ${call.caller}`, call.node ? el("span", { class: "call-node" }, ` on ${call.node}`) : null),
    el("span", { class: "call-targets" }, targets(call)),
    elapsed, bar, message, ...(mayOperate() ? [cancel] : []));
  return { node, elapsed, message, bar };
}

function draw() {
  const all = [...calls.values()].sort((a, b) => (a.started_at < b.started_at ? -1 : 1));
  const shown = all.slice(0, SHOWN);
  const ids = new Set(shown.map((call) => call.call_id));
  for (const [id, row] of rows) {
    if (!ids.has(id)) {
      row.node.remove();
      rows.delete(id);
    }
  }
  for (const call of shown) {
    let row = rows.get(call.call_id);
    if (!row) {
      row = build(call);
      rows.set(call.call_id, row);
      list.append(row.node);
    }
    text(row.elapsed, elapsed(serverNow() - Date.parse(call.started_at)));
    text(row.message, call.message ?? "");
    if (call.total > 0) {
      attr(row.bar, "value", String(Math.min(1, call.done / call.total)));
    } else attr(row.bar, "value", null);
  }
  text(byId("calls-count"), all.length ? String(all.length) : "");
  text(more, all.length === 0 ? "Nothing is running." : all.length > SHOWN ? `and ${all.length - SHOWN} more` : "");
}

export function startCalls() {
  box.append(list, more);
  on("calls", draw);
  on("beat", () => {
    if (calls.size) draw();
  });
}
