// How things are written.

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

/** A time that runs: whole seconds. */
export const elapsed = (millis) => {
  const whole = Math.max(0, Math.floor(millis / 1000));
  return whole < 60 ? `${whole} s` : seconds(whole);
};

/** A wait that is counted down: whole seconds, rounded up. */
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

// Made once: to make one is a thousand times the work of using it.
const WHOLE = new Intl.NumberFormat("en");
const SIGNIFICANT = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });

export const count = (value) => (value == null ? "–" : value < 1000 ? String(value) : WHOLE.format(value));

/** A number of which it is not known what it counts. */
export const significant = (value) => (value == null ? "–" : SIGNIFICANT.format(value));

const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });

export const clock = (time) => CLOCK.format(new Date(time));

/** With the day if it is not today. */
export function when(time) {
  if (!time) return "never";
  const date = new Date(time);
  return date.toDateString() === new Date().toDateString() ? clock(date) : `${DAY.format(date)} ${clock(date)}`;
}

/** failure_threshold is "failure threshold". */
export const words = (name) => String(name ?? "").replaceAll("_", " ");

export const plural = (number, one, many) => `${count(number)} ${number === 1 ? one : many}`;
