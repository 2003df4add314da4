// Formats of names, numbers and times.

export const STATES = { closed: "Closed", open: "Open", half_open: "Half open" };

export const MODES = { "hold-open": "Held open", disabled: "Disabled", "metrics-only": "Counts only" };

export const stateName = (state) => STATES[state] ?? "Unknown";

/** 0.0042 s is "4 ms", 75 s is "1 m 15 s". */
export function seconds(value) {
  if (value == null || !Number.isFinite(value)) return "–";
  if (value < 0.0095) return `${(value * 1000).toFixed(1)} ms`;
  if (value < 0.9995) return `${Math.round(value * 1000)} ms`;
  if (value < 9.95) return `${value.toFixed(1)} s`;
  if (value < 59.5) return `${Math.round(value)} s`;
  const whole = Math.round(value);
  if (whole < 3600) return whole % 60 ? `${Math.floor(whole / 60)} m ${whole % 60} s` : `${whole / 60} m`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} m`;
}

/** Elapsed time in whole seconds. */
export const elapsed = (millis) => {
  const whole = Math.max(0, Math.floor(millis / 1000));
  return whole < 60 ? `${whole} s` : seconds(whole);
};

/** Remaining time in whole seconds, rounded up. */
export function countdown(millis) {
  const left = Math.max(0, Math.ceil(millis / 1000));
  return left < 60 ? `${left} s` : seconds(left);
}

export function rate(value) {
  if (value == null) return "–";
  if (value === 0) return "0";
  return value < 0.1 ? value.toFixed(2) : value < 10 ? value.toFixed(1) : count(Math.round(value));
}

export function share(value) {
  if (value == null) return "–";
  const percent = value * 100;
  return percent === 0 ? "0 %" : percent < 10 ? `${percent.toFixed(1)} %` : `${Math.round(percent)} %`;
}

// Without Intl: creating its formatters takes longer than the rest of the page's start.

/** 12345 is "12,345". */
export const count = (value) => (value == null ? "–" : String(value).replace(/\B(?=(\d{3})+$)/g, ","));

/** A number of unknown unit, with three significant digits. */
export function significant(value) {
  if (value == null) return "–";
  return Math.abs(value) < 1000 ? String(Number(value.toPrecision(3))) : count(Math.round(value));
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Local time of day. */
export function clock(time) {
  const date = new Date(time);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, "0")).join(":");
}

/** 29 Nov 2026. */
export function day(time) {
  const date = new Date(time);
  return `${date.getDate()} ${MONTHS[date.getMonth()]} ${date.getFullYear()}`;
}

/** Time of day, with the date if it is not today. */
export function when(time) {
  if (!time) return "never";
  const date = new Date(time);
  return date.toDateString() === new Date().toDateString() ? clock(date) : `${date.getDate()} ${MONTHS[date.getMonth()]} ${clock(date)}`;
}

/** Operator, reason and end of the order that applies to a tool. */
export function standing(tool, now) {
  const { operator, reason, expires } = tool.override;
  const until = expires ? `until ${when(expires)}, ${countdown(Date.parse(expires) - now)} left` : "until it is lifted";
  return { operator, reason, until };
}

/** failure_threshold is "failure threshold". */
export const words = (name) => String(name ?? "").replaceAll("_", " ");

export const plural = (number, one, many) => `${count(number)} ${number === 1 ? one : many}`;
