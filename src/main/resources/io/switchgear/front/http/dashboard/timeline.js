// The states of the last hour, one row for each tool that was not always closed. Height, pattern and colour show the state.

import { byId, el } from "./dom.js";
import { clock, plural, seconds, stateName } from "./format.js";
import { HOUR, link, on, serverNow, tools } from "./store.js";

const box = byId("timeline");
const ROWS = 24;

/** Intervals of one state each, from `begin` to now. */
export function stretches(tool, begin, now) {
  const from = Math.max(begin, link.since ?? begin);
  const known = tool.transitions.filter((change) => change.at > from);
  const earlier = tool.transitions.filter((change) => change.at <= from).at(-1);
  let state = earlier?.to ?? known[0]?.from ?? tool.state;
  let start = from;
  const found = [];
  for (const change of known) {
    if (change.to === state) continue;
    found.push({ state, start, end: change.at });
    state = change.to;
    start = change.at;
  }
  found.push({ state, start, end: now });
  return found;
}

export function track(parts, begin, now, label) {
  const place = (time) => ((time - begin) / (now - begin)) * 100;
  const node = el("div", { class: "track", role: "img", "aria-label": label });
  for (const part of parts) {
    const piece = el("span", {
      class: `stretch stretch-${part.state}`,
      title: `${stateName(part.state)} from ${clock(part.start)}, ${seconds((part.end - part.start) / 1000)}`,
    });
    piece.style.left = `${place(part.start)}%`;
    piece.style.width = `${Math.max(0.3, place(part.end) - place(part.start))}%`;
    node.append(piece);
  }
  return node;
}

export function describe(name, parts) {
  const open = parts.filter((part) => part.state === "open");
  const long = open.reduce((sum, part) => sum + part.end - part.start, 0) / 1000;
  const now = stateName(parts.at(-1).state).toLowerCase();
  return open.length
    ? `${name}: open ${plural(open.length, "time", "times")}, ${seconds(long)} in all; now ${now}`
    : `${name}: not open in this hour; now ${now}`;
}

const EDGE = 0.03;

export function axis(begin, now) {
  const node = el("div", { class: "axis", "aria-hidden": "true" });
  const step = 15 * 60_000;
  for (let time = Math.ceil(begin / step) * step; time < now; time += step) {
    const mark = el("span", {}, clock(time).slice(0, 5));
    const share = (time - begin) / (now - begin);
    mark.style.left = `${share * 100}%`;
    // A label at an edge would be cut in the middle.
    if (share < EDGE) mark.style.transform = "none";
    if (share > 1 - EDGE) mark.style.transform = "translateX(-100%)";
    node.append(mark);
  }
  return node;
}

function draw() {
  const now = serverNow();
  const begin = now - HOUR;
  const rows = [];
  let calm = 0;
  for (const [name, tool] of [...tools].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const parts = stretches(tool, begin, now);
    if (parts.length === 1 && parts[0].state === "closed") calm++;
    else rows.push([name, parts]);
  }
  const shown = rows.slice(0, ROWS);
  const rest = rows.length - shown.length;
  box.replaceChildren(
    el("ul", { class: "rows" }, ...shown.map(([name, parts]) =>
      el("li", {},
        el("a", { class: "row-name", href: `#/tool/${encodeURIComponent(name)}` }, name),
        track(parts, begin, now, describe(name, parts))))),
    ...(shown.length ? [axis(begin, now)] : []),
    el("p", { class: "calm" }, [
      rest ? `${plural(rest, "more tool was", "more tools were")} not always closed.` : "",
      tools.size === 0 ? "" : rows.length === 0
        ? `${calm === 1 ? "The breaker was" : `All ${calm} breakers were`} closed throughout.`
        : calm ? `${plural(calm, "other", "others")} closed throughout.` : "",
    ].filter(Boolean).join(" ")));
}

export function startTimeline() {
  byId("legend").replaceChildren(...["closed", "half_open", "open"].map((state) =>
    el("span", { class: "legend-item" },
      el("span", { class: `key stretch-${state}`, "aria-hidden": "true" }), stateName(state).toLowerCase())));
  on("timeline", draw);
  let beats = 0;
  on("beat", () => {
    if (beats++ % 10 === 0) draw();
  });
}
