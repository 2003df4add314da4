// The events, newest first.

import { byId, el } from "./dom.js";
import { clock, plural, seconds, stateName, words } from "./format.js";
import { elsewhere, feed, on } from "./store.js";

const list = byId("feed");
const withCalls = byId("feed-calls");
const SHOWN = 80;
const rows = new Map();

/** Kind of the mark, subject and text of an event. */
function sentence(event) {
  switch (event.type) {
    case "breaker_transition": {
      const { metadata = {} } = event;
      const why = metadata.operator
        ? `${metadata.operator}: ${metadata.operator_reason}`
        : words(event.reason);
      return event.from_state === event.to_state
        ? [event.to_state, event.tool, `${words(event.reason)} — ${why}`]
        : [event.to_state, event.tool, `${stateName(event.to_state).toLowerCase()}, was ${stateName(event.from_state).toLowerCase()} — ${why}`];
    }
    case "call_ended":
      return event.outcome === "success"
        ? ["call", event.tool, `answered ${event.caller} in ${seconds(event.duration)}`]
        : ["failed", event.tool, `${words(event.outcome)} after ${seconds(event.duration)}`];
    case "health_changed":
      return [`health-${event.to_status}`, "Health", `${event.to_status}, was ${event.from_status}`];
    case "drill_changed":
      return ["drill", event.tool, `drill ${words(event.change)}: ${event.fault} — ${event.operator}: ${event.reason}`];
    case "job_changed":
      return [event.state === "failed" || event.state === "partial" ? "failed" : "call", event.name || event.tool,
        event.change === "deleted" ? "scan job deleted"
          : `scan job ${words(event.state)}: ${event.hosts_done} of ${plural(event.hosts_total, "host", "hosts")}`];
    case "alert":
      return [event.state === "resolved" ? "health-healthy" : "alert", event.tool ?? "Alert",
        `${event.name} ${event.state}: ${event.message ?? ""}`];
    case "gap":
      return ["gap", "Gap", event.reason === "server_restarted"
        ? "the server was restarted"
        : `${plural(event.missed, "event is", "events are")} no longer kept`];
    case "catalog_changed":
      return ["other", "Catalog", event.uri ? `${event.uri} changed` : `the list of ${event.change} changed`];
    default: return ["other", words(event.type), event.tool ?? ""];
  }
}

function row(event) {
  const [kind, subject, what] = sentence(event);
  const node = elsewhere(event);
  return el("li", { class: `event event-${kind}` },
    el("time", { datetime: event.timestamp ?? "" }, event.timestamp ? clock(event.timestamp) : ""),
    el("span", { class: "event-mark", "aria-hidden": "true" }),
    el("span", { class: "event-text" }, el("b", {}, subject), " ", what, node ? ` (on ${node})` : ""));
}

function draw() {
  // Starts of calls are not listed here: the panel of running calls shows them.
  const ended = feed.calls.filter((event) => event.type === "call_ended");
  const all = withCalls.checked ? [...feed.others, ...ended] : feed.others;
  const shown = all.slice().sort((a, b) => b.order - a.order).slice(0, SHOWN);
  const keys = new Set(shown);
  for (const [event, node] of rows) {
    if (!keys.has(event)) {
      node.remove();
      rows.delete(event);
    }
  }
  let before = list.firstChild;
  for (const event of shown) {
    let node = rows.get(event);
    if (!node) {
      node = row(event);
      rows.set(event, node);
    }
    if (node === before) before = before.nextSibling;
    else list.insertBefore(node, before);
  }
}

export function startFeed() {
  on("feed", draw);
  withCalls.addEventListener("change", draw);
}
