// The page's data. Views subscribe to topics. Subscribers are notified once per frame about the topics that changed.

export const HOUR = 3_600_000;
export const BUCKET = 5_000;
export const BUCKETS = 60;
const FEED = 150;
const TRANSITIONS = 200;

/** By name: the server's data of a tool, with `transitions`, `buckets` and `retryAt` added. */
export const tools = new Map();

/** By id: the running calls. */
export const calls = new Map();

/** By rule and tool: the firing alerts. */
export const alerts = new Map();

/** The newest events, oldest first. Calls have their own list, so that they do not displace the others. */
export const feed = { calls: [], others: [] };

/** By id: the newest scan jobs; known is false on a server without jobs. */
export const jobs = { known: false, byId: new Map() };

export const link = { state: "connecting", until: 0, since: null, skew: 0 };

export let health = null;

let arrivals = 0;

/** The greatest event id so far of each node. After a lost connection an event may arrive twice. */
const newest = new Map();

/** The name of the server's node among those of its cluster; empty if it has none. */
let own = "";

export function setNode(name) {
  own = name ?? "";
}

/** The node where the event happened, if that is another one than the server. */
export const elsewhere = ({ node }) => (own && node && node !== own ? node : "");

const subscribers = new Map();
const dirty = new Map();
let scheduled = false;

/**
 * Topics: tools (the list), tool (one of them, by name), beat (once a second), calls, feed, timeline,
 * health, link, alerts (those that fire), alert (one began or ended), jobs (the list), job (one of them, by id),
 * job-ended (one of them, by id).
 */
export function on(topic, draw) {
  if (!subscribers.has(topic)) subscribers.set(topic, []);
  subscribers.get(topic).push(draw);
}

export function touch(topic, name) {
  if (!dirty.has(topic)) dirty.set(topic, new Set());
  if (name !== undefined) dirty.get(topic).add(name);
  if (!scheduled) {
    scheduled = true;
    requestAnimationFrame(draw);
  }
}

function draw() {
  scheduled = false;
  const now = new Map(dirty);
  dirty.clear();
  for (const [topic, names] of now) for (const subscriber of subscribers.get(topic) ?? []) subscriber(names);
}

/** The server's time in milliseconds, computed from the local clock. */
export const serverNow = () => Date.now() + link.skew;

export function setLink(state, until = 0) {
  link.state = state;
  link.until = until;
  touch("link");
}

export function setHealth(report) {
  health = report;
  touch("health");
}

/** Takes the answer of /api/v1/tools. */
export function setTools(document) {
  link.skew = Date.parse(document.timestamp) - Date.now();
  link.since = Date.parse(document.since);
  link.asOf = Date.parse(document.timestamp);
  const names = new Set(document.tools.map((tool) => tool.name));
  for (const name of tools.keys()) if (!names.has(name)) tools.delete(name);
  for (const told of document.tools) {
    const before = tools.get(told.name);
    const tool = { buckets: [], ...before, override: undefined, drill: undefined, ...told };
    tool.transitions = [];
    told.transitions.forEach((change) => addTransition(tool, change));
    setRetry(tool, told.retry_after);
    tools.set(told.name, tool);
    touch("tool", told.name);
  }
  touch("tools");
  touch("timeline");
  touch("link");
}

/** Time of the last answer of /api/v1/calls, which may be older than that of /api/v1/tools. */
let callsAsOf = 0;

/** Takes the answer of /api/v1/calls. */
export function setCalls(document) {
  callsAsOf = Date.parse(document.timestamp);
  calls.clear();
  for (const call of document.calls) calls.set(call.call_id, call);
  touch("calls");
}

/** Takes the jobs of /api/v1/jobs. */
export function setJobs(found) {
  jobs.known = true;
  jobs.byId.clear();
  for (const job of found.slice().reverse()) jobs.byId.set(job.id, job);
  touch("jobs");
}

const ENDED = new Set(["completed", "partial", "failed", "cancelled"]);

function jobTold(event) {
  const before = jobs.byId.get(event.job_id);
  if (event.change === "deleted") jobs.byId.delete(event.job_id);
  else {
    const known = before ?? { id: event.job_id, created_at: event.timestamp };
    const { timestamp, ...values } = event;
    // What an event leaves out has no value now.
    const empty = { waiting: null, eta_seconds: null, place: null };
    const ended = ENDED.has(event.state) ? { finished_at: known.finished_at ?? timestamp } : {};
    jobs.byId.set(event.job_id, { ...known, ...empty, ...values, id: event.job_id, updated_at: timestamp, ...ended });
  }
  jobs.known = true;
  touch("jobs");
  touch("job", event.job_id);
  if (ENDED.has(event.state) && event.change === "state") touch("job-ended", event.job_id);
}

const alertKey = ({ name, tool }) => JSON.stringify([name, tool]);

/** Time of the last answer of /api/v1/alerts, and for each alert the time of its known state. */
let alertsAsOf = 0;
const alertsKnown = new Map();

/** Takes the answer of /api/v1/alerts. */
export function setAlerts(document) {
  const before = new Map(alerts);
  alertsAsOf = Date.parse(document.timestamp);
  alertsKnown.clear();
  alerts.clear();
  for (const told of document.alerts) {
    const key = alertKey(told);
    alertsKnown.set(key, Date.parse(told.since));
    if (told.state !== "firing") continue;
    alerts.set(key, told);
    if (!before.has(key)) touch("alert", told);
  }
  touch("alerts");
}

/** Ignores events that are older than the last answer of /api/v1/alerts. */
function alert(event) {
  const key = alertKey(event);
  const since = Date.parse(event.since);
  if (Date.parse(event.timestamp) < alertsAsOf || since < (alertsKnown.get(key) ?? 0)) return;
  alertsKnown.set(key, since);
  if (event.state === "firing") alerts.set(key, event);
  else if (!alerts.delete(key)) return;
  touch("alert", event);
  touch("alerts");
}

function setRetry(tool, seconds) {
  const at = seconds > 0 ? Date.now() + seconds * 1000 : 0;
  if (Math.abs((tool.retryAt ?? 0) - at) > 900) tool.retryAt = at;
}

function addTransition(tool, change) {
  const at = Date.parse(change.timestamp);
  const last = tool.transitions.at(-1);
  if (last && at <= last.at) return false;
  tool.transitions.push({
    at,
    from: change.from_state,
    to: change.to_state,
    reason: change.reason,
    metadata: change.metadata ?? {},
  });
  if (tool.transitions.length > TRANSITIONS) tool.transitions.shift();
  return true;
}

/** Takes an event of the stream. */
export function told(type, event) {
  // Another node has breakers, calls and alerts of its own. Jobs are those of all nodes.
  if (elsewhere(event) && type !== "job_changed" && type !== "job_progress") {
    remember(type, event);
    return;
  }
  switch (type) {
    case "sample": return sample(event);
    case "call_progress": return progress(event);
    case "job_progress": return jobTold(event);
    case "job_changed": jobTold(event); break;
    case "breaker_transition": transition(event); break;
    case "call_started": started(event); break;
    case "call_ended": ended(event); break;
    case "drill_changed": drill(event); break;
    case "alert": alert(event); break;
  }
  remember(type, event);
}

function remember(type, event) {
  const list = type === "call_started" || type === "call_ended" ? feed.calls : feed.others;
  if (type === "gap" && event.reason === "server_restarted") newest.clear();
  if (event.id !== undefined) {
    if (event.id <= (newest.get(event.node) ?? 0)) return;
    newest.set(event.node, event.id);
  }
  event.order = ++arrivals;
  list.push(event);
  if (list.length > FEED) list.splice(0, list.length - FEED);
  touch("feed");
}

/** Whether the event is older than the answer of /api/v1/tools, so that it must not change the state. */
const isPast = (event) => Date.parse(event.timestamp) <= (link.asOf ?? 0);

/** A sample may arrive after a later transition. Its state is then out of date. */
const FIGURES = ["in_flight", "queued", "rate", "failure_rate", "p95_seconds"];

function sample(event) {
  const at = Date.parse(event.timestamp);
  link.skew = at - Date.now();
  for (const [name, values] of Object.entries(event.tools)) {
    const tool = tools.get(name);
    if (!tool) continue;
    const before = JSON.stringify(tool.sampled);
    tool.sampled = values;
    if (at > (tool.changedAt ?? 0)) {
      Object.assign(tool, values);
      tool.override = values.override;
      setRetry(tool, values.retry_after);
    } else for (const name of FIGURES) tool[name] = values[name];
    if (JSON.stringify(values) !== before) touch("tool", name);
  }
  touch("link");
}

function progress(event) {
  if (!calls.has(event.call_id)) return;
  calls.set(event.call_id, event);
  touch("calls");
}

function transition(event) {
  const tool = tools.get(event.tool);
  if (!tool) return;
  if (addTransition(tool, event)) touch("timeline");
  if (isPast(event)) return;
  const { metadata = {} } = event;
  tool.changedAt = Date.parse(event.timestamp);
  tool.state = event.to_state;
  tool.reason = event.reason;
  tool.reason_sentence = metadata.operator
    ? `${metadata.operator} ordered ${words(event.reason)}: ${metadata.operator_reason}`
    : undefined;
  setRetry(tool, metadata.open_seconds ?? 0);
  const mode = STANDING[event.reason];
  if (mode) {
    tool.mode = mode;
    tool.override = {
      mode, operator: metadata.operator, reason: metadata.operator_reason, expires: metadata.expires,
    };
  }
  touch("tool", event.tool);
  touch("transition", event);
}

/** Transition reasons that are lasting orders, and the mode that each sets. */
const STANDING = {
  operator_hold_open: "hold-open",
  operator_disabled: "disabled",
  operator_metrics_only: "metrics-only",
};

const words = (reason) => reason.replace(/^operator_/, "").replaceAll("_", "-");

function started(event) {
  if (Date.parse(event.timestamp) < callsAsOf) return;
  calls.set(event.call_id, { ...event, started_at: event.timestamp, done: null, total: null, message: "" });
  touch("calls");
}

function ended(event) {
  calls.delete(event.call_id);
  touch("calls");
  const tool = tools.get(event.tool);
  if (!tool) return;
  const key = Math.floor(Date.parse(event.timestamp) / BUCKET);
  let bucket = tool.buckets.at(-1);
  if (!bucket || bucket.key < key) {
    bucket = { key, ended: 0, failed: 0, slowest: 0 };
    tool.buckets.push(bucket);
    if (tool.buckets.length > BUCKETS) tool.buckets.shift();
  }
  bucket.ended++;
  if (event.outcome !== "success" && event.outcome !== "cancelled") bucket.failed++;
  bucket.slowest = Math.max(bucket.slowest, event.duration);
  touch("tool", event.tool);
}

function drill(event) {
  const tool = tools.get(event.tool);
  if (!tool || isPast(event)) return;
  tool.drill = event.change === "set"
    ? { fault: event.fault, left: event.calls_left, operator: event.operator, reason: event.reason }
    : undefined;
  touch("tool", event.tool);
}
