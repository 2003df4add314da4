// Drawing of a breaker: a conductor above, a toggle with three positions, a conductor below. The position shows the state
// without colour. CSS sets it from the data-state of the surrounding element.

import { svg } from "./dom.js";

export function lever() {
  return svg("svg", { class: "lever-art", viewBox: "0 0 60 128", "aria-hidden": "true", focusable: "false" },
    svg("path", { class: "wire wire-in", d: "M30 0V20" }),
    svg("path", { class: "wire wire-out", d: "M30 108V128" }),
    svg("rect", { class: "case", x: 6, y: 16, width: 48, height: 96, rx: 5 }),
    svg("circle", { class: "bolt", cx: 30, cy: 22.5, r: 2.6 }),
    svg("circle", { class: "bolt", cx: 30, cy: 105.5, r: 2.6 }),
    svg("rect", { class: "slot", x: 17, y: 31, width: 26, height: 66, rx: 4 }),
    svg("path", { class: "mark", d: "M30 38v8" }),
    svg("circle", { class: "mark", cx: 30, cy: 86.5, r: 4 }),
    svg("g", { class: "toggle" },
      svg("rect", { class: "handle", x: 15.5, y: 50, width: 29, height: 28, rx: 3.5 }),
      svg("path", { class: "grip", d: "M20 58H40M20 64H40M20 70H40" })));
}

/** The lamp beside the name of the state. Closed is a disc, half open a half-filled diamond, open a square with a bar. */
export function lamp() {
  return svg("svg", { class: "lamp", viewBox: "0 0 20 20", "aria-hidden": "true", focusable: "false" },
    svg("circle", { class: "glow", cx: 10, cy: 10, r: 9.5 }),
    svg("circle", { class: "lamp-closed", cx: 10, cy: 10, r: 6.5 }),
    svg("path", { class: "lamp-half", d: "M10 2.5 17.5 10 10 17.5 2.5 10Z" }),
    svg("path", { class: "lamp-half-fill", d: "M10 2.5 17.5 10H2.5Z" }),
    svg("rect", { class: "lamp-open", x: 3.5, y: 3.5, width: 13, height: 13, rx: 1.5 }),
    svg("path", { class: "lamp-open-bar", d: "M6.5 10h7" }));
}
