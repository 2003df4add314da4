// The slowest call of each five seconds in the last five minutes, as bars. A tick below a bar means that a call failed. The
// scale is a square root, so that one slow call leaves the others visible.

import { BUCKET, BUCKETS, serverNow } from "./store.js";
import { plural, seconds } from "./format.js";

const TICK = 4;

/** @param size of the canvas in CSS pixels; a parameter, because reading it here forces a layout of the page */
export function drawSpark(canvas, { width, height }, buckets, colours) {
  const ratio = window.devicePixelRatio || 1;
  if (!width) return;
  if (canvas.width !== Math.round(width * ratio)) canvas.width = Math.round(width * ratio);
  if (canvas.height !== Math.round(height * ratio)) canvas.height = Math.round(height * ratio);
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  const last = Math.floor(serverNow() / BUCKET);
  const step = width / BUCKETS;
  const base = height - TICK - 1;
  pen.fillStyle = colours.line;
  pen.fillRect(0, base, width, 1);
  const top = Math.sqrt(Math.max(...buckets.map((bucket) => bucket.slowest), 1e-6));
  for (const bucket of buckets) {
    const place = BUCKETS - 1 - (last - bucket.key);
    if (place < 0 || place >= BUCKETS) continue;
    const x = place * step + step * 0.15;
    const bar = Math.max(2, (Math.sqrt(bucket.slowest) / top) * (base - 2));
    const bad = (bucket.failed / bucket.ended) * bar;
    pen.fillStyle = colours.good;
    pen.fillRect(x, base - bar, step * 0.7, bar - bad);
    if (bucket.failed) {
      pen.fillStyle = colours.bad;
      pen.fillRect(x, base - bad, step * 0.7, bad);
      pen.fillRect(x, base + 2, step * 0.7, TICK - 1);
    }
  }
}

/** Texts for the bars: caption and label. */
export function describeSpark(buckets) {
  const oldest = Math.floor(serverNow() / BUCKET) - BUCKETS;
  let ended = 0;
  let failed = 0;
  let slowest = 0;
  for (const bucket of buckets) {
    if (bucket.key <= oldest) continue;
    ended += bucket.ended;
    failed += bucket.failed;
    slowest = Math.max(slowest, bucket.slowest);
  }
  if (!ended) return { caption: "no calls in 5 minutes", label: "No calls in the last 5 minutes" };
  return {
    caption: `5 min, up to ${seconds(slowest)}`,
    label: `Last 5 minutes: ${plural(ended, "call", "calls")}, ${count(failed)}, the slowest took ${seconds(slowest)}`,
  };
}

const count = (failed) => (failed ? `${failed} failed` : "none failed");
