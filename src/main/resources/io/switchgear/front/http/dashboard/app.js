// Start of the page: authentication, loading, event stream, routing between overview and tool page.

import { attr, byId, el, show, text } from "./dom.js";
import { firing, startAlerts } from "./alerts.js";
import { startBoard } from "./board.js";
import { startCabinet } from "./cabinet.js";
import { startCalls } from "./calls.js";
import { clusterMayHaveChanged, loadCluster, nodes, several, stale, startCluster, worstHealth } from "./cluster.js";
import { showDetail, startDetail } from "./detail.js";
import { startFeed } from "./feed.js";
import { ENDED, loadJobs, startJobs } from "./jobs.js";
import { showJob, startJob } from "./job.js";
import { startNodes } from "./nodes.js";
import { loadSchedules, startSchedules } from "./schedules.js";
import { checksOf, startHealth } from "./health.js";
import { clock, countdown, day, plural, stateName, when, words } from "./format.js";
import { hasToken, introduce, isLocal, isSendable, json, lockedBecause, mayLook, mayOperate, Refused, useToken, whoami } from "./session.js";
import { calls, health, jobs, link, on, setAlerts, setCalls, serverNow, setHealth, setLink, setNode, setTools, told, tools, touch } from "./store.js";
import { follow } from "./stream.js";
import { startTimeline } from "./timeline.js";

let reading = new AbortController();

async function load() {
  const tools = json("api/v1/tools").then(setTools);
  loadHealth().catch(() => {});
  loadCluster();
  if (whoami().server?.jobs) {
    loadJobs().catch(() => {});
    loadSchedules().catch(() => {});
  }
  await Promise.all([tools, json("api/v1/calls").then(setCalls), loadAlerts()]);
}

/** Loads the firing alerts with their current values. */
async function loadAlerts() {
  setAlerts(await json("api/v1/alerts"));
}

let loading = 0;

/** Reloads after a gap in the events. Under high load gaps come in series, so one reload serves all gaps of two seconds. */
function loadAgain() {
  if (loading) return;
  loading = setTimeout(() => {
    loading = 0;
    load().catch(() => {});
  }, 2000);
}

let healthAsked = 0;

/** Reloads health and alerts after an event. Events come in bursts, so one request serves all of them. */
function healthMayHaveChanged() {
  if (healthAsked) return;
  healthAsked = setTimeout(() => {
    healthAsked = 0;
    loadHealth().catch(() => {});
    loadAlerts().catch(() => {});
  }, 1200);
}

/** Loads the detailed health report, or the short one if the server does not have the detailed one. */
async function loadHealth() {
  const bad = [207, 503];
  try {
    setHealth(await json("api/v1/health", {}, bad));
  } catch (failure) {
    if (!(failure instanceof Refused) || failure.status !== 404) return;
    setHealth(await json("health", {}, bad));
  }
}

/** Authenticates with the current token, loads everything and follows the event stream. */
async function begin() {
  reading.abort();
  reading = new AbortController();
  const mine = reading;
  for (let pause = 500; !mine.signal.aborted; pause = Math.min(pause * 2, 10_000)) {
    try {
      await introduce();
      setNode(whoami().server?.node);
      break;
    } catch (failure) {
      if (failure instanceof Refused && failure.status < 500) {
        turnedAway(failure);
        return;
      }
      setLink("lost", Date.now() + pause);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  drawWho();
  touch("permissions");
  if (!mayLook()) {
    deny("This token does not permit reading: it lacks the scope ops:read.");
    return;
  }
  show(byId("denied"), false);
  attr(document.body, "data-denied", null);
  // Runs in parallel to the stream. The stream resumes after its last event, so no event is missed in between.
  let early = load();
  early.catch(() => {});
  await follow({
    opened: async () => {
      await (early ?? load());
      early = null;
      setLink("live");
    },
    told: (type, event) => {
      told(type, event);
      if (type === "health_changed" || type === "breaker_transition") healthMayHaveChanged();
      if (type === "breaker_transition" || type === "gap") clusterMayHaveChanged();
      if (type === "gap") loadAgain();
    },
    lost: (wait) => {
      early = null;
      setLink("lost", Date.now() + wait);
    },
    refused: turnedAway,
  }, mine.signal);
}

/** Asks for a token if the caller is not authenticated (401). If the caller lacks a permission (403), shows which. */
function turnedAway(refused) {
  drawWho();
  if (refused.status === 403) deny(refused.message);
  else askForToken(refused.status === 401 && !hasToken() ? "" : refused.message);
}

function deny(sentence) {
  setLink("closed");
  show(byId("token-button"), true);
  attr(document.body, "data-denied", "");
  byId("denied").replaceChildren(
    el("h2", { id: "denied-h" }, "Not permitted (403)"),
    el("p", {}, sentence),
    el("p", { class: "buttons" },
      el("button", { type: "button", class: "primary", onclick: () => askForToken("") }, "Use another token…")));
  show(byId("denied"), true);
}

function askForToken(problem) {
  setLink("closed");
  show(byId("token-button"), true);
  const dialog = byId("token");
  const input = el("input", { id: "token-value", type: "password", required: true, autocomplete: "off", spellcheck: "false" });
  dialog.replaceChildren(el("form", { method: "dialog", onsubmit: (event) => {
    event.preventDefault();
    const given = input.value.trim();
    if (!isSendable(given)) {
      askForToken("This is not a token. A token has ASCII letters, digits and signs, and no spaces.");
      return;
    }
    useToken(given);
    dialog.close();
    begin();
  } },
  el("h2", { id: "token-h" }, "Token required"),
  el("p", {}, "This server requires a token. The token is kept until this tab closes, and is sent only to this server."),
  el("p", { class: "field" }, el("label", { for: "token-value" }, "Token"), input),
  el("p", { class: "problem", role: "alert", hidden: !problem }, problem ?? ""),
  el("p", { class: "buttons" },
    el("button", { type: "button", onclick: () => dialog.close() }, "Cancel"),
    el("button", { type: "submit", class: "primary" }, "Sign in"))));
  if (!dialog.open) dialog.showModal();
  input.focus();
}

function drawWho() {
  const { name } = whoami();
  text(byId("who"), isLocal() || !name ? "" : mayOperate() ? name : `${name}, read-only`);
  text(byId("locked"), `The levers are locked. ${lockedBecause()}.`);
  show(byId("locked"), mayLook() && !mayOperate());
  show(byId("token-button"), !isLocal());
}

const WINDOWS = [
  ["link", "link"], ["nodes", "nodes"], ["closed", "closed"], ["half_open", "half open"], ["open", "open"], ["running", "running"], ["jobs", "jobs"], ["alerts", "alerts"],
  ["health", "health"],
];
const lights = new Map();

function buildAnnunciator() {
  for (const [key, label] of WINDOWS) {
    const value = el("dd", {}, "–");
    const node = el("div", { class: "light", "data-light": key }, el("dt", {}, label), value);
    lights.set(key, { node, value });
    byId("annunciator").append(node);
  }
}

function light(key, value, lit) {
  text(lights.get(key).value, value);
  attr(lights.get(key).node, "data-lit", lit ? lit : null);
}

function drawSummary() {
  const states = { closed: 0, half_open: 0, open: 0 };
  for (const { state } of breakers()) states[state]++;
  drawNodesLight();
  light("closed", String(states.closed), states.closed ? "closed" : null);
  light("half_open", String(states.half_open), states.half_open ? "half" : null);
  light("open", String(states.open), states.open ? "open" : null);
  light("running", String(calls.size), calls.size ? "busy" : null);
  const under = [...jobs.byId.values()].filter((job) => !ENDED.has(job.state)).length;
  light("jobs", jobs.known ? String(under) : "–", under ? "busy" : null);
  const trouble = health ? checksOf(health).filter((check) => check.status !== "healthy").length : 0;
  const status = several() ? worstHealth() : health?.status;
  light("health", status ?? "–", !status ? null : status === "healthy" ? "closed" : status === "degraded" ? "half" : "open");
  attr(lights.get("health").node, "title", trouble ? `${plural(trouble, "check is", "checks are")} not healthy` : null);
  drawAlertLight();
  const open = states.open + states.half_open;
  drawServer(open);
}

/** The breakers of all nodes that are heard; of this server if it is alone. */
function breakers() {
  return several() ? nodes().filter((node) => !stale(node)).flatMap((node) => Object.values(node.breakers ?? {})) : [...tools.values()];
}

function drawNodesLight() {
  const heard = nodes().filter((node) => !stale(node)).length;
  show(lights.get("nodes").node, several());
  light("nodes", heard === nodes().length ? String(heard) : `${heard} of ${nodes().length}`, heard === nodes().length ? "closed" : "open");
}

/** Shows host, date and version of the server, also in the title, to distinguish tabs and screenshots of several servers. */
function drawServer(open) {
  const { server } = whoami();
  if (!server) return;
  const today = day(serverNow());
  text(byId("server"), `${server.host}, ${today}, version ${server.version}`);
  const title = `${open ? `(${open}) ` : ""}${server.host}: Switchgear ${server.version}, ${today}`;
  if (document.title !== title) document.title = title;
}

const SEVERITIES = { critical: "open", warning: "half", info: "busy" };

function drawAlertLight() {
  const found = firing();
  light("alerts", String(found.length), found.length ? SEVERITIES[found[0].severity] ?? "half" : null);
  attr(lights.get("alerts").node, "title", found.length ? found.map(({ name, tool }) => `${words(name)}: ${tool}`).slice(0, 10).join("\n") : null);
}

const LINKS = { connecting: "connecting", live: "live", lost: "lost", closed: "closed" };

function drawLink() {
  const banner = byId("banner");
  light("link", LINKS[link.state], link.state === "live" ? "closed" : link.state === "lost" ? "open" : null);
  attr(document.body, "data-link", link.state);
  show(banner, link.state === "lost");
  if (link.state === "lost") {
    text(banner, `The server cannot be reached. ${link.asOf ? `The data shown is from ${clock(link.asOf)}. ` : ""}`
      + `Next attempt in ${countdown(link.until - Date.now())}.`);
  }
  text(byId("foot-state"), link.since ? `Server running since ${when(link.since)}.` : "");
}

function announce(events) {
  const said = [...events].slice(-3).map((event) =>
    `${event.tool}: ${stateName(event.to_state)}${event.metadata?.operator ? `, by ${event.metadata.operator}` : `, ${words(event.reason)}`}`);
  text(byId("announce"), said.join(". "));
}

function route() {
  const match = /^#\/(tool|job)\/([^/]+)$/.exec(location.hash);
  const name = match ? decodeURIComponent(match[2]) : null;
  show(byId("overview"), name === null);
  showDetail(match?.[1] === "tool" ? name : null);
  showJob(match?.[1] === "job" ? name : null);
}

const THEMES = { auto: ["Auto", "as in the system settings"], light: ["Light", "always light"], dark: ["Dark", "always dark"] };

function theme(next) {
  if (next === "auto") {
    localStorage.removeItem("theme");
    delete document.documentElement.dataset.theme;
  } else {
    localStorage.setItem("theme", next);
    document.documentElement.dataset.theme = next;
  }
  const [word, means] = THEMES[next];
  text(byId("theme-button"), word);
  attr(byId("theme-button"), "aria-label", `${word}: colours ${means}`);
  touch("theme");
}

function startTheme() {
  const order = ["auto", "light", "dark"];
  let now = document.documentElement.dataset.theme ?? "auto";
  theme(now);
  byId("theme-button").addEventListener("click", () => {
    now = order[(order.indexOf(now) + 1) % order.length];
    theme(now);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => touch("theme"));
}

function keys(event) {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, dialog")) return;
  event.preventDefault();
  location.hash = "#/";
  byId("find").focus();
}

function start() {
  buildAnnunciator();
  startAlerts();
  startCabinet();
  startCluster();
  startBoard();
  startNodes();
  startTimeline();
  startCalls();
  startHealth();
  startFeed();
  startJobs();
  startJob();
  startSchedules();
  startDetail();
  startTheme();
  for (const topic of ["tools", "tool", "calls", "cluster", "jobs", "health", "alerts"]) on(topic, drawSummary);
  on("beat", () => several() && drawSummary());
  on("link", drawLink);
  on("beat", drawLink);
  on("transition", announce);
  byId("token-button").addEventListener("click", () => askForToken(""));
  addEventListener("hashchange", route);
  addEventListener("keydown", keys);
  setInterval(() => touch("beat"), 1000);
  route();
  begin();
}

start();
