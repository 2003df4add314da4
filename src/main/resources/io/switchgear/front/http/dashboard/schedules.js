// The schedules of scan jobs: when each runs next, and what its last run found.

import { attr, byId, el, show, text } from "./dom.js";
import { plural, when, words } from "./format.js";
import { jobHref, TONES } from "./jobs.js";
import { json, post, whoami } from "./session.js";
import { on } from "./store.js";

const box = byId("schedules");
let asked = 0;

/** Loads the schedules. */
export async function loadSchedules() {
  draw((await json("api/v1/schedules")).schedules);
}

/** After a run has ended, its schedule has another last run. */
function again() {
  if (asked) return;
  asked = setTimeout(() => {
    asked = 0;
    loadSchedules().catch(() => {});
  }, 1500);
}

const mayControl = (schedule) => whoami().permissions.includes("ops:write")
  || (whoami().permissions.includes("scan:run") && schedule.principal === whoami().name);

function lastRun(run) {
  if (!run) return el("span", { class: "job-who" }, "has not run yet");
  const state = run.job_state ?? run.state ?? "";
  const badge = el("span", { class: "job-state" }, words(state));
  attr(badge, "data-tone", TONES[state] ?? null);
  const id = run.job_id ?? run.job;
  return el("span", { class: "job-who" }, "last ", id ? el("a", { href: jobHref(id) }, when(run.started_at ?? run.due_at)) : when(run.due_at), " ", badge);
}

function row(schedule) {
  const problem = el("p", { class: "problem", role: "alert", hidden: true });
  const order = (label, action) => el("button", { type: "button", class: "small", "aria-label": `${label} ${schedule.name}`, onclick: async () => {
    try {
      await post(`api/v1/schedules/${encodeURIComponent(schedule.id)}/${action}`, {});
      await loadSchedules();
    } catch (failure) {
      text(problem, failure.message);
      show(problem, true);
    }
  } }, label);
  return el("li", { "data-schedule": schedule.id },
    el("span", { class: "job-name" }, schedule.name),
    el("span", { class: "job-time" }, schedule.enabled ? `next ${when(schedule.next_run_at)}` : "disabled"),
    el("span", { class: "job-who" }, `${schedule.cron} ${schedule.zone}`), lastRun(schedule.last_run), problem,
    ...(mayControl(schedule)
      ? [el("span", { class: "buttons" }, order("Run now", "run"), schedule.enabled ? order("Disable", "disable") : order("Enable", "enable"))]
      : []));
}

function draw(all) {
  show(byId("schedules-panel"), all.length > 0);
  text(byId("schedules-count"), plural(all.length, "schedule", "schedules"));
  box.replaceChildren(el("ul", { class: "schedules" }, ...all.map(row)));
}

export function startSchedules() {
  on("job-ended", again);
}
