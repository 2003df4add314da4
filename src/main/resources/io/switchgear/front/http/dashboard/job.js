// The page of one scan job.

import { attr, byId, el, pairs, show, table, text } from "./dom.js";
import { count, elapsed, plural, rate, when, words } from "./format.js";
import { HostMap, MOST_HOSTS } from "./hostmap.js";
import { ENDED, eta, findings, jobHref, share, title, TONES } from "./jobs.js";
import { ask, json, post, Refused, whoami } from "./session.js";
import { jobs, on, serverNow } from "./store.js";

const box = byId("job");
const PAGE = 100;
const MAP_PAGE = 1000;
const FORMATS = [["html", "Report"], ["xml", "nmap XML"], ["csv", "CSV"], ["jsonl", "JSON Lines"], ["json", "JSON"]];

let shown = null;
let job = null;
let map = null;
let parts = {};
let loading = null;

/** Where the map's hosts were read up to. */
let mapped = { cursor: null, done: false, busy: false };

export function showJob(id) {
  if (id === shown) return;
  shown = id;
  job = null;
  map = null;
  parts = {};
  show(box, id !== null);
  box.replaceChildren();
  if (id !== null) load(id);
}

async function load(id) {
  try {
    const read = await json(`api/v1/jobs/${encodeURIComponent(id)}`);
    if (id !== shown) return;
    const first = job === null;
    job = read;
    if (first) build();
    draw();
  } catch (failure) {
    if (id !== shown) return;
    if (job === null) unknown(failure instanceof Refused ? failure.message : "The server cannot be reached.");
  }
}

function unknown(sentence) {
  box.replaceChildren(
    el("p", { class: "back" }, el("a", { href: "#/" }, "← Cabinet")),
    el("section", { class: "panel" }, el("h1", { id: "job-h", tabindex: "-1" }, "Scan job"),
      el("p", { class: "unknown", role: "alert" }, sentence)));
  byId("job-h").focus({ preventScroll: true });
}

/** Loads the job again after an event, at most once a second. */
function again() {
  if (loading || shown === null) return;
  loading = setTimeout(() => {
    loading = null;
    if (shown !== null) load(shown);
  }, 700);
}

const mayControl = () => whoami().permissions.includes("ops:write")
  || (whoami().permissions.includes("scan:run") && job.principal === whoami().name);

function section(heading, ...children) {
  return el("section", { class: "panel" }, el("h2", {}, heading), ...children);
}

function build() {
  const button = (label, action, asks) => el("button", { type: "button", onclick: () => control(action, asks) }, label);
  parts = {
    state: el("span", { class: "job-state job-state-big" }),
    waiting: el("p", { class: "why" }),
    problem: el("p", { class: "problem", role: "alert", hidden: true }),
    bar: el("progress", { max: "1", "aria-label": "Progress of the job" }),
    found: el("p", { class: "job-sum" }),
    numbers: el("div", {}),
    problems: el("div", {}),
    blocks: el("div", {}),
    hosts: el("div", {}),
    diff: el("div", {}),
    pause: button("Pause", "pause"),
    resume: button("Resume", "resume"),
    cancel: button("Cancel…", "cancel", "Cancel this job? Its scanners are stopped; what it found is kept."),
  };
  map = new HostMap(job);
  mapped = { cursor: null, done: false, busy: false };
  box.replaceChildren(
    el("p", { class: "back" }, el("a", { href: "#/" }, "← Cabinet")),
    el("section", { class: "panel job-head" },
      el("div", { class: "job-title" }, el("h1", { id: "job-h", tabindex: "-1" }, title(job)), parts.state),
      parts.waiting, parts.bar, parts.found, parts.problem,
      el("p", { class: "buttons" }, parts.pause, parts.resume, parts.cancel)),
    el("div", { class: "job-grid" },
      el("section", { class: "panel job-map" }, el("h2", {}, "Map"), map.node),
      el("div", { class: "job-side" }, section("Job", parts.numbers), section("Running blocks", parts.blocks), section("Problems", parts.problems))),
    el("section", { class: "panel" }, el("div", { class: "bar" }, el("h2", {}, "Hosts"), filters(), downloads()), parts.hosts),
    el("section", { class: "panel" }, el("div", { class: "bar" }, el("h2", {}, "Changes"), comparer()), parts.diff));
  byId("job-h").focus({ preventScroll: true });
  loadHosts();
  loadMap();
}

async function control(action, asks) {
  if (asks && !confirm(asks)) return;
  show(parts.problem, false);
  try {
    job = await post(`api/v1/jobs/${encodeURIComponent(shown)}/${action}`, {});
    draw();
  } catch (failure) {
    text(parts.problem, failure.message);
    show(parts.problem, true);
  }
}

function draw() {
  if (!parts.state) return;
  const ended = ENDED.has(job.state);
  text(parts.state, words(job.state));
  attr(parts.state, "data-tone", TONES[job.state] ?? null);
  text(parts.waiting, job.waiting ?? "");
  show(parts.waiting, Boolean(job.waiting));
  attr(parts.bar, "value", String(share(job)));
  show(parts.bar, !ended);
  text(parts.found, [findings(job), job.rate > 0 && !ended ? `${rate(job.rate)} hosts/s` : "", eta(job)].filter(Boolean).join(", "));
  const controls = !ended && mayControl();
  show(parts.pause, controls && ["queued", "planning", "running"].includes(job.state));
  show(parts.resume, controls && ["paused", "pausing"].includes(job.state));
  show(parts.cancel, controls && job.state !== "cancelling");
  parts.numbers.replaceChildren(pairs([
    ["Tool", job.tool], ["For", job.principal], ["Targets", job.targets.slice(0, 8).join(", ") + (job.targets.length > 8 ? " …" : "")],
    ["Excluded", job.exclude.join(", ") || "nothing"], ["Priority", String(job.priority)],
    ["Rate", job.max_rate ? `${count(job.max_rate)} packets/s` : "no limit"],
    ["Blocks", `${count(job.blocks_done)} of ${count(job.blocks_total)}`], ["Failed runs", count(job.blocks_failed)],
    ["Created", when(job.created_at)], ["Started", job.started_at ? when(job.started_at) : "not yet"],
    ...(job.finished_at ? [["Ended", when(job.finished_at)]] : []), ...(job.deadline_at ? [["Deadline", when(job.deadline_at)]] : []),
  ], { class: "numbers" }));
  drawBlocks();
  drawProblems();
  map.problems(job.problems.flatMap((problem) => problem.targets.split(",")));
  map.draw(ended && job.state !== "cancelled");
}

function drawBlocks() {
  const blocks = job.running_blocks ?? [];
  parts.blocks.replaceChildren(blocks.length === 0 ? el("p", { class: "calm" }, "None.")
    : el("ul", { class: "blocks" }, ...blocks.slice(0, 12).map((block) =>
      el("li", {}, el("span", {}, block.hosts || "the call"), el("span", { class: "job-time" }, elapsed(serverNow() - Date.parse(block.since))),
        el("progress", { max: "1", value: String(block.done), "aria-label": `Progress of ${block.hosts}` })))));
}

function drawProblems() {
  parts.problems.replaceChildren(job.problems.length === 0
    ? el("p", { class: "calm" }, ENDED.has(job.state) && job.state === "completed" ? "None: every host was scanned." : "None so far.")
    : el("ul", { class: "problems" }, ...job.problems.map((problem) =>
      el("li", {}, el("b", {}, problem.hosts ? `${plural(problem.hosts, "host", "hosts")}: ${words(problem.kind)}` : words(problem.kind)), " ",
        el("span", { class: "problem-targets" }, problem.targets), el("p", {}, problem.message)))));
  if (job.problems_total > job.problems.length) {
    parts.problems.append(el("p", { class: "calm" }, `and ${count(job.problems_total - job.problems.length)} more`));
  }
}

/** Reads the hosts that were added since, page by page. */
async function loadMap() {
  if (mapped.busy || map === null) return;
  mapped.busy = true;
  const mine = map;
  const id = shown;
  try {
    // Hosts are in the order of their addresses and are finished in any order, so each reading starts at the first.
    let cursor = "";
    let read = 0;
    do {
      const page = await json(`api/v1/jobs/${encodeURIComponent(id)}/hosts?limit=${MAP_PAGE}${cursor}`);
      if (mine !== map) return;
      mine.add(page.hosts);
      read += page.hosts.length;
      cursor = page.next_cursor ? `&cursor=${encodeURIComponent(page.next_cursor)}` : "";
    } while (cursor && read < MOST_HOSTS);
    mine.draw(ENDED.has(job.state) && job.state !== "cancelled");
    mapped.hosts = read;
  } catch {
    // The next event tries again.
  } finally {
    mapped.busy = false;
  }
}

const filter = {};

function filters() {
  const input = (name, label, attributes) => {
    filter[name] = el("input", { id: `job-${name}`, autocomplete: "off", spellcheck: "false", ...attributes });
    filter[name].addEventListener("change", () => loadHosts());
    return el("label", {}, `${label} `, filter[name]);
  };
  filter.state = el("select", { id: "job-state" }, ...["all", "up", "down", "unknown"].map((state) => el("option", { value: state }, state)));
  filter.state.addEventListener("change", () => loadHosts());
  return el("div", { class: "filters" },
    input("open", "open only", { type: "checkbox" }),
    input("port", "Port", { type: "search", inputmode: "numeric", class: "short" }),
    input("service", "Service", { type: "search", class: "short" }),
    input("target", "Address", { type: "search" }),
    el("label", {}, "State ", filter.state));
}

function query() {
  const wanted = new URLSearchParams({ limit: String(PAGE) });
  if (filter.open.checked) wanted.set("open", "true");
  for (const name of ["port", "service", "target"]) if (filter[name].value.trim()) wanted.set(name, filter[name].value.trim());
  if (filter.state.value !== "all") wanted.set("state", filter.state.value);
  return wanted;
}

const portText = (port) => [`${port.port}/${port.protocol}`, port.state === "open" ? "" : port.state, port.service, port.product, port.version]
  .filter(Boolean).join(" ");

function hostRow(host) {
  const ports = host.ports ?? [];
  return [
    host.address, (host.names ?? [])[0] ?? "", host.scan === "complete" || !host.scan ? host.state : `${host.state}, ${words(host.scan)}`,
    ports.length <= 6 ? ports.map(portText).join("; ")
      : el("details", {}, el("summary", {}, `${ports.length} ports`), ports.map(portText).join("; ")),
  ];
}

async function loadHosts() {
  const id = shown;
  const wanted = query();
  const rows = [];
  const box = parts.hosts;
  const next = async (cursor) => {
    if (cursor) wanted.set("cursor", cursor);
    try {
      const page = await json(`api/v1/jobs/${encodeURIComponent(id)}/hosts?${wanted}`);
      if (id !== shown || box !== parts.hosts) return;
      rows.push(...page.hosts.map(hostRow));
      box.replaceChildren(rows.length === 0 ? el("p", { class: "calm" }, "No host matches.")
        : table("Hosts of the job", ["Address", "Name", "State", "Ports"], rows));
      if (page.next_cursor) {
        box.append(el("p", { class: "buttons" }, el("button", { type: "button", onclick: () => next(page.next_cursor) }, "More")));
      }
    } catch (failure) {
      box.replaceChildren(el("p", { class: "problem", role: "alert" }, failure.message));
    }
  };
  await next("");
}

/** A link would send no token, so the report is fetched and saved. */
async function save(format) {
  show(parts.problem, false);
  const response = await ask(`api/v1/jobs/${encodeURIComponent(shown)}/report?format=${format}`);
  if (!response.ok) {
    text(parts.problem, `The report cannot be made (${response.status}).`);
    show(parts.problem, true);
    return;
  }
  const url = URL.createObjectURL(await response.blob());
  const link = el("a", { href: url, download: `${title(job).replace(/[^\w.-]+/g, "-")}.${format}` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

function downloads() {
  return el("div", { class: "downloads" }, "Save as ",
    ...FORMATS.map(([format, label]) => el("button", { type: "button", class: "small", onclick: () => save(format) }, label)));
}

function comparer() {
  const others = [...jobs.byId.values()].filter((other) => other.id !== shown && other.name === job.name && job.name !== "");
  const choice = el("select", { "aria-label": "Compare with" },
    el("option", { value: "previous" }, "the previous complete run"),
    ...others.map((other) => el("option", { value: other.id }, `${when(other.created_at)}, ${words(other.state)}`)));
  return el("div", { class: "filters" }, el("label", {}, "Compare with ", choice),
    el("button", { type: "button", class: "small", onclick: () => compare(choice.value) }, "Compare"));
}

const SIGNS = { came: "+", went: "−", changed: "~" };

const facts = (side) => [side.state, side.service, side.product, side.version].filter(Boolean).join(" ");

function portChange(port) {
  const sides = [port.before, port.after].filter(Boolean).map(facts);
  return `${SIGNS[port.kind] ?? "~"} ${port.port}/${port.protocol} ${sides.join(" → ")}`;
}

const portMove = (move) => `~ ${move.ports || plural(move.count, "port", "ports")} ${move.before} → ${move.after}`;

async function compare(other) {
  parts.diff.replaceChildren(el("p", { class: "calm" }, "Comparing…"));
  try {
    const diff = await json(`api/v1/jobs/${encodeURIComponent(shown)}/diff/${encodeURIComponent(other)}`);
    const rows = diff.changes.map((host) => [
      `${SIGNS[host.kind] ?? "~"} ${host.address}`, (host.names ?? [])[0] ?? "", words(host.kind),
      [...(host.fields ?? []).map((field) => `${words(field.field)}: ${field.before || "none"} → ${field.after || "none"}`),
        ...(host.ports ?? []).map(portChange), ...(host.others ?? []).map(portMove)].join("; "),
    ]);
    parts.diff.replaceChildren(
      el("p", {}, diff.same ? "Nothing changed, as far as the two can be compared." : "",
        " ", el("a", { href: jobHref(diff.before.id) }, `before: ${when(diff.before.finished_at)}`), ` ${diff.before.coverage} `,
        el("a", { href: jobHref(diff.after.id) }, `after: ${when(diff.after.finished_at)}`), ` ${diff.after.coverage}`),
      ...(rows.length ? [table("Changes between the two jobs", ["Host", "Name", "Change", "What"], rows)] : []),
      ...(diff.more_changes ? [el("p", { class: "calm" }, `and ${count(diff.more_changes)} more hosts`)] : []),
      ...(diff.uncovered.length
        ? [el("h3", {}, "Cannot be compared"), el("ul", { class: "problems" }, ...diff.uncovered.map((part) =>
          el("li", {}, Object.values(part).filter((value) => typeof value === "string" || typeof value === "number").join(" "))))]
        : []));
  } catch (failure) {
    parts.diff.replaceChildren(el("p", { class: "calm", role: "alert" }, failure.message));
  }
}

export function startJob() {
  on("job", (ids) => {
    if (shown === null || !ids.has(shown)) return;
    again();
    loadMap();
  });
  on("theme", () => {
    if (map && job) map.draw(ENDED.has(job.state) && job.state !== "cancelled");
  });
  addEventListener("resize", () => {
    if (map && job) map.draw(ENDED.has(job.state) && job.state !== "cancelled");
  });
}
