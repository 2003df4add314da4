// The scan jobs: those under way with their progress, then the last ones that ended.

import { attr, byId, el, show, text } from "./dom.js";
import { count, elapsed, plural, when, words } from "./format.js";
import { json } from "./session.js";
import { jobs, on, serverNow, setJobs } from "./store.js";

const box = byId("jobs");
const list = el("ul", { class: "jobs" });
const more = el("p", { class: "calm" });
const rows = new Map();
const ENDED_SHOWN = 6;
const SHOWN = 30;

export const ENDED = new Set(["completed", "partial", "failed", "cancelled"]);

/** Lamp of a state: only what needs attention is coloured. */
export const TONES = { running: "busy", planning: "busy", completed: "closed", partial: "half", failed: "open" };

export const jobHref = (id) => `#/job/${id}`;

/** 90 s is "1 m 30 s left". */
export const eta = (job) => (job.eta_seconds == null ? "" : `${elapsed(job.eta_seconds * 1000)} left`);

/** What a job has found, as one sentence. */
export function findings(job) {
  return `${count(job.hosts_done)} of ${plural(job.hosts_total, "host", "hosts")}, ${count(job.hosts_up)} up, `
    + `${plural(job.open_ports, "open port", "open ports")}`;
}

export const share = (job) => (job.hosts_total > 0 ? Math.min(1, job.hosts_done / job.hosts_total) : ENDED.has(job.state) ? 1 : 0);

export const title = (job) => job.name || `${job.tool} ${job.id.slice(0, 8)}`;

/** Loads the newest jobs. */
export async function loadJobs() {
  setJobs((await json("api/v1/jobs?limit=50")).jobs);
}

function build(job) {
  const parts = {
    link: el("a", { class: "job-name", href: jobHref(job.id) }, title(job)),
    state: el("span", { class: "job-state" }),
    time: el("span", { class: "job-time" }),
    bar: el("progress", { max: "1", "aria-label": `Progress of ${title(job)}` }),
    found: el("span", { class: "job-found" }),
    waiting: el("span", { class: "job-waiting" }),
  };
  const who = el("span", { class: "job-who" }, `${job.tool} for ${job.principal}`);
  return { ...parts, node: el("li", { "data-job": job.id }, parts.link, parts.state, who, parts.time, parts.bar, parts.found, parts.waiting) };
}

function update(row, job) {
  const ended = ENDED.has(job.state);
  text(row.state, words(job.state));
  attr(row.state, "data-tone", TONES[job.state] ?? null);
  attr(row.bar, "value", String(share(job)));
  show(row.bar, !ended);
  text(row.found, job.problems_total ? `${findings(job)}, ${plural(job.problems_total, "problem", "problems")}` : findings(job));
  text(row.waiting, job.waiting ?? "");
  show(row.waiting, Boolean(job.waiting));
  text(row.time, ended ? when(job.finished_at ?? job.updated_at)
    : job.state === "running" ? eta(job)
    : job.place ? `place ${job.place}`
    : job.started_at ? elapsed(serverNow() - Date.parse(job.started_at)) : "");
}

function draw() {
  show(byId("jobs-panel"), jobs.known);
  if (!jobs.known) return;
  const all = [...jobs.byId.values()];
  const under = all.filter((job) => !ENDED.has(job.state));
  const ended = all.filter((job) => ENDED.has(job.state))
    .sort((a, b) => ((a.finished_at ?? a.updated_at) < (b.finished_at ?? b.updated_at) ? 1 : -1)).slice(0, ENDED_SHOWN);
  const shown = [...under.slice(0, SHOWN), ...ended];
  const ids = new Set(shown.map((job) => job.id));
  for (const [id, row] of rows) {
    if (!ids.has(id)) {
      row.node.remove();
      rows.delete(id);
    }
  }
  let before = list.firstChild;
  for (const job of shown) {
    let row = rows.get(job.id);
    if (!row) {
      row = build(job);
      rows.set(job.id, row);
    }
    update(row, job);
    if (row.node === before) before = before.nextSibling;
    else list.insertBefore(row.node, before);
  }
  text(byId("jobs-count"), under.length ? `${under.length} under way` : "");
  text(more, all.length === 0 ? "No scan job was started yet." : under.length > SHOWN ? `and ${under.length - SHOWN} more` : "");
}

export function startJobs() {
  box.append(list, more);
  on("jobs", draw);
  on("beat", () => {
    if ([...jobs.byId.values()].some((job) => !ENDED.has(job.state))) draw();
  });
}
