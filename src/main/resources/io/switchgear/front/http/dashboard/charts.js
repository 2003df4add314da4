// The charts of the detail page, by uPlot.

import uPlot from "./uPlot.esm.js";
import { el } from "./dom.js";
import { plural, seconds } from "./format.js";

// Loaded with the first chart, because most visits of the page show no chart.
await new Promise((settled) => {
  document.head.append(el("link", {
    rel: "stylesheet", href: new URL("uPlot.min.css", import.meta.url), onload: settled, onerror: settled,
  }));
});

const HEIGHT = 190;

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Width for the longest label. Inter at 12 px needs about 7 px for a character. */
const axisWidth = (u, values) => Math.max(44, 18 + 7 * Math.max(...(values ?? [""]).map((value) => String(value ?? "").length)));

const LINEAR = { range: (u, min, max) => [0, max > 0 ? max * 1.15 : 1] };

/** From the power of ten below the minimum to the one above the maximum, so that fast and slow calls are both readable. */
const LOGARITHMIC = {
  distr: 3,
  range: (u, min, max) => {
    const low = Math.floor(Math.log10(min > 0 ? min : 0.001));
    const high = Math.ceil(Math.log10(max > 0 ? max : 1));
    return [10 ** low, 10 ** Math.max(high, low + 1)];
  },
};

const dashes = { p50: [], p95: [6, 3], p99: [2, 3] };

/**
 * @param series of {label, values, colour, dash?, fill?, bars?}
 * @param format of a value on the axis
 */
function chart(title, times, series, format, summary, scale = LINEAR) {
  const box = el("figure", { class: "chart" }, el("figcaption", {}, title));
  const holder = el("div", { class: "chart-holder", role: "img", "aria-label": `${title}. ${summary}` });
  box.append(holder);
  const ink = colour("--ink-soft");
  const rule = colour("--rule");
  const axis = { stroke: ink, grid: { stroke: rule, width: 1 }, ticks: { stroke: rule, width: 1 }, font: "12px Inter, system-ui, sans-serif" };
  const plot = new uPlot({
    width: 400,
    height: HEIGHT,
    cursor: { drag: { x: false, y: false } },
    legend: { live: true },
    scales: { x: { time: true }, y: scale },
    axes: [
      { ...axis, values: (u, splits) => splits.map((split) => new Date(split * 1000).toTimeString().slice(0, 5)) },
      { ...axis, size: axisWidth, values: (u, splits) => splits.map((split) => (split == null ? "" : format(split))) },
    ],
    series: [
      { label: "time", value: (u, value) => (value == null ? "–" : new Date(value * 1000).toTimeString().slice(0, 5)) },
      ...series.map((each) => ({
        label: each.label,
        stroke: colour(each.colour),
        width: 2,
        dash: each.dash,
        fill: each.bars ? colour(each.colour) : undefined,
        paths: each.bars ? uPlot.paths.bars({ size: [0.7, 14] }) : undefined,
        points: { show: !each.bars, size: 5 },
        spanGaps: false,
        value: (u, value) => (value == null ? "–" : format(value)),
      })),
    ],
  }, [times, ...series.map((each) => each.values)], holder);
  const fit = new ResizeObserver(() => {
    const width = Math.floor(holder.clientWidth);
    if (width > 0 && width !== plot.width) plot.setSize({ width, height: HEIGHT });
  });
  fit.observe(holder);
  return { box, destroy: () => { fit.disconnect(); plot.destroy(); }, set: (data) => plot.setData(data) };
}

const highest = (values) => values.reduce((found, value) => (value != null && value > found ? value : found), 0);

function columns(points) {
  const column = (name) => points.map((point) => point[name] ?? null);
  const some = (name) => column(name).map((value) => value || null);
  return { times: points.map((point) => Date.parse(point.time) / 1000), column, calls: some("calls"), failures: some("failures") };
}

/** Charts of latency and calls of the last hour, one point per minute. `set` replaces the points. */
export function charts(points) {
  const { times, column, calls, failures } = columns(points);
  const percentiles = ["p50", "p95", "p99"].filter((name) => points.some((point) => `${name}_seconds` in point));
  const latency = chart("Latency, by minute", times,
    percentiles.map((name) => ({
      label: name, values: column(`${name}_seconds`), colour: name === "p50" ? "--bar" : name === "p95" ? "--half" : "--open",
      dash: dashes[name],
    })), seconds, `The highest p95 was ${seconds(highest(column("p95_seconds")))}`, LOGARITHMIC);
  const volume = chart("Calls and failures, by minute", times, [
    { label: "calls", values: calls, colour: "--bar", bars: true },
    { label: "failures", values: failures, colour: "--open", bars: true },
  ], (value) => String(Math.round(value * 10) / 10), `${plural(sum(calls), "call", "calls")}, ${plural(sum(failures), "failure", "failures")}`);
  return {
    boxes: [latency.box, volume.box],
    set: (next) => {
      const fresh = columns(next);
      latency.set([fresh.times, ...percentiles.map((name) => fresh.column(`${name}_seconds`))]);
      volume.set([fresh.times, fresh.calls, fresh.failures]);
    },
    destroy: () => {
      latency.destroy();
      volume.destroy();
    },
  };
}

const sum = (values) => values.reduce((all, value) => all + (value ?? 0), 0);
