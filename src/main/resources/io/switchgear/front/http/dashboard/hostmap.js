// A picture of a job's hosts in the order of their addresses: one cell a host, or a few hosts a cell if there are many.

import { el } from "./dom.js";
import { count, plural } from "./format.js";

const MOST_CELLS = 4096;

/** Address counts that are laid out one by one; larger jobs show their first addresses. */
export const MOST_HOSTS = 65_536;

/** The kinds of cells, worst first: a cell of several hosts shows the first kind that one of them has. */
export const KINDS = [
  ["open", "open ports"],
  ["up", "up, nothing open"],
  ["problem", "not scanned"],
  ["down", "down"],
  ["excluded", "excluded"],
  ["left", "still to come"],
];

const ORDER = KINDS.map(([kind]) => kind);

const v4 = (text) => text.split(".").reduce((value, part) => value * 256n + BigInt(part), 0n);

function v6(text) {
  const [head, tail] = text.includes("::") ? text.split("::") : [text, null];
  const groups = (part) => (part ? part.split(":") : []);
  const front = groups(head);
  const back = tail === null ? [] : groups(tail);
  const all = [...front, ...Array(tail === null ? 0 : 8 - front.length - back.length).fill("0"), ...back];
  return all.reduce((value, group) => value * 65536n + BigInt(`0x${group || "0"}`), 0n);
}

/** An address as [family, number]. */
export function parse(text) {
  return text.includes(":") ? [6, v6(text)] : [4, v4(text)];
}

function format(family, value) {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join(".");
  const groups = [];
  for (let shift = 112n; shift >= 0n; shift -= 16n) groups.push(((value >> shift) & 65535n).toString(16));
  const runs = groups.join(":").match(/\b0(:0)+\b/g) ?? [];
  const longest = runs.sort((a, b) => b.length - a.length)[0];
  return longest ? groups.join(":").replace(longest, "::").replace(/:{3,}/g, "::") : groups.join(":");
}

/** The ranges of texts such as 10.0.0.0/24, 10.0.0.2-10.0.0.9 and fd00::1, as [family, first, last]; names are left out. */
export function ranges(texts) {
  const found = [];
  for (const one of texts) {
    const block = /^([0-9a-f.:]+)(?:\/(\d+)|-([0-9a-f.:]+))?$/i.exec(one);
    if (!block || !/[.:]/.test(block[1])) continue;
    const [family, first] = parse(block[1]);
    const bits = family === 4 ? 32 : 128;
    let last = first;
    if (block[2]) last = first + (1n << BigInt(bits - Number(block[2]))) - 1n;
    else if (block[3]) last = /[.:]/.test(block[3]) ? parse(block[3])[1] : (first & ~255n) + BigInt(block[3]);
    found.push([family, first, last]);
  }
  return found.sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1));
}

const inside = (all, family, value) => all.some(([kind, first, last]) => kind === family && first <= value && value <= last);

/** What is known of a host. */
export function kindOf(host) {
  if (host.scan && host.scan !== "complete" && host.scan !== "unreachable") return "problem";
  return host.open_ports > 0 ? "open" : host.state === "up" ? "up" : "down";
}

export class HostMap {
  /**
   * @param job its targets, exclusions and total
   */
  constructor(job) {
    this.targets = ranges(job.targets);
    this.excluded = ranges(job.exclude);
    this.known = new Map();
    this.total = 0;
    for (const [, first, last] of this.targets) this.total += Number(last - first + 1n);
    this.canvas = el("canvas", { class: "map", role: "img" });
    this.hover = el("output", { class: "map-hover" });
    this.legend = el("ul", { class: "map-legend" });
    this.note = el("p", { class: "calm" });
    this.node = el("div", { class: "map-box" }, this.legend, this.canvas, this.hover, this.note);
    this.canvas.addEventListener("mousemove", (event) => this.pointed(event));
    this.canvas.addEventListener("mouseleave", () => (this.hover.textContent = ""));
  }

  /** Takes further hosts of the job. */
  add(hosts) {
    for (const host of hosts) this.known.set(host.address, kindOf(host));
  }

  /** Marks addresses that will not be scanned. */
  problems(texts) {
    this.lost = ranges(texts);
  }

  *addresses() {
    let number = 0;
    for (const [family, first, last] of this.targets) {
      for (let value = first; value <= last && number < MOST_HOSTS; value++, number++) yield [family, value];
    }
  }

  /** Sorts the addresses into cells, and counts the kinds. */
  cells(ended) {
    const shown = Math.min(this.total, MOST_HOSTS);
    const perCell = Math.max(1, Math.ceil(shown / MOST_CELLS));
    const cells = [];
    const counts = Object.fromEntries(ORDER.map((kind) => [kind, 0]));
    let at = 0;
    for (const [family, value] of this.addresses()) {
      const address = format(family, value);
      let kind = this.known.get(address);
      if (!kind) {
        kind = inside(this.excluded, family, value) ? "excluded"
          : inside(this.lost ?? [], family, value) || ended ? "problem" : "left";
      }
      counts[kind]++;
      const index = Math.floor(at++ / perCell);
      const cell = (cells[index] ??= { kind, first: address, last: address, kinds: {} });
      cell.last = address;
      cell.kinds[kind] = (cell.kinds[kind] ?? 0) + 1;
      if (ORDER.indexOf(kind) < ORDER.indexOf(cell.kind)) cell.kind = kind;
    }
    return { cells, counts, perCell, shown };
  }

  /**
   * @param ended whether the job has ended, so that nothing is still to come
   */
  draw(ended) {
    const { cells, counts, perCell, shown } = this.cells(ended);
    this.drawn = cells;
    this.legend.replaceChildren(...KINDS.filter(([kind]) => counts[kind] > 0).map(([kind, label]) =>
      el("li", { "data-kind": kind }, el("span", { class: `map-key map-${kind}`, "aria-hidden": "true" }), `${count(counts[kind])} ${label}`)));
    this.canvas.setAttribute("aria-label",
      `Map of ${plural(shown, "address", "addresses")}: ${KINDS.map(([kind, label]) => `${counts[kind]} ${label}`).join(", ")}`);
    this.note.textContent = [
      perCell > 1 ? `Each cell is ${perCell} addresses; it shows the most important of them.` : "",
      shown < this.total ? `The map shows the first ${count(shown)} of ${count(this.total)} addresses.` : "",
    ].filter(Boolean).join(" ");
    this.paint(cells);
  }

  paint(cells) {
    const width = Math.max(240, this.node.clientWidth || 640);
    const target = cells.length <= 64 ? 28 : cells.length <= 300 ? 20 : cells.length <= 1100 ? 13 : 9;
    const columns = Math.max(8, 2 ** Math.floor(Math.log2(width / target)));
    const size = Math.min(target + 6, Math.floor(width / columns));
    this.layout = { columns, size };
    const height = Math.ceil(cells.length / columns) * size;
    const ratio = globalThis.devicePixelRatio || 1;
    this.canvas.width = columns * size * ratio;
    this.canvas.height = height * ratio;
    this.canvas.style.width = `${columns * size}px`;
    this.canvas.style.height = `${height}px`;
    const style = getComputedStyle(this.node);
    const colour = (name) => style.getPropertyValue(name);
    const pen = this.canvas.getContext("2d");
    pen.scale(ratio, ratio);
    const gap = size > 8 ? 2 : 1;
    cells.forEach((cell, index) => {
      const x = (index % columns) * size;
      const y = Math.floor(index / columns) * size;
      mark(pen, cell.kind, x, y, size - gap, colour);
    });
  }

  pointed(event) {
    if (!this.layout || !this.drawn) return;
    const { columns, size } = this.layout;
    const column = Math.floor(event.offsetX / size);
    const cell = column < columns ? this.drawn[Math.floor(event.offsetY / size) * columns + column] : null;
    this.hover.textContent = !cell ? ""
      : `${cell.first === cell.last ? cell.first : `${cell.first} to ${cell.last}`}: `
        + KINDS.filter(([kind]) => cell.kinds[kind]).map(([kind, label]) =>
          (cell.first === cell.last ? label : `${cell.kinds[kind]} ${label}`)).join(", ");
  }
}

/** Each kind has a shape of its own, so that the map can be read without colours. */
function mark(pen, kind, x, y, size, colour) {
  const middle = size / 2;
  switch (kind) {
    case "open":
      pen.fillStyle = colour("--map-open");
      pen.fillRect(x, y, size, size);
      pen.fillStyle = colour("--map-ink");
      pen.beginPath();
      pen.arc(x + middle, y + middle, Math.max(1, size * 0.22), 0, 7);
      pen.fill();
      break;
    case "up":
      pen.fillStyle = colour("--map-up");
      pen.fillRect(x, y, size, size);
      break;
    case "problem":
      pen.strokeStyle = colour("--map-problem");
      pen.lineWidth = Math.max(1, size / 9);
      pen.strokeRect(x + 0.5, y + 0.5, size - 1, size - 1);
      pen.beginPath();
      pen.moveTo(x + 2, y + 2);
      pen.lineTo(x + size - 2, y + size - 2);
      pen.moveTo(x + size - 2, y + 2);
      pen.lineTo(x + 2, y + size - 2);
      pen.stroke();
      break;
    case "down":
      pen.fillStyle = colour("--map-down");
      pen.fillRect(x, y, size, size);
      break;
    case "excluded":
      pen.fillStyle = colour("--map-down");
      pen.fillRect(x, y + middle - 0.75, size, 1.5);
      break;
    default:
      pen.strokeStyle = colour("--map-left");
      pen.lineWidth = 1;
      pen.strokeRect(x + 0.5, y + 0.5, size - 1, size - 1);
  }
}
