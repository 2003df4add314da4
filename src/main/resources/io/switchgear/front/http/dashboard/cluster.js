// The nodes of the cluster as the server sees them. Asked for at intervals, because other nodes' values are not in the stream.

import { json, mayLook, Refused } from "./session.js";
import { link, on, setCalls, touch } from "./store.js";

/** A node repeats what it tells every two seconds. */
const STALE = 5;
const OFTEN = 2_000;
const SELDOM = 10_000;

/** `document` is the answer of /api/v1/cluster, `at` the local time of its arrival. */
const known = { document: null, nodes: [], at: 0 };
let asking = false;
let absent = false;

/** By name. */
export const nodes = () => known.nodes;

/** Whether there are other nodes. */
export const several = () => nodes().length > 1;

export const titleOf = (node) => node.name ?? node.address;
export const answers = (node) => node.address === known.document.self;
export const leads = (node) => node.address === known.document.leader;
export const schedules = (node) => node.name != null && node.name === known.document.scheduler;

/** Seconds since the node was last heard; null if it never was. */
export function age(node) {
  const told = node.work_age ?? node.breakers_age;
  return told == null ? null : told + (answers(node) ? 0 : (Date.now() - known.at) / 1000);
}

/** Whether what is shown of the node may no longer be so. */
export const stale = (node) => !node.reachable || age(node) === null || age(node) > STALE;

/** Seconds until another try makes sense at a node's breaker. */
export const retryLeft = (node, breaker) =>
  Math.max(0, breaker.retry_after - (node.breakers_age ?? 0) - (Date.now() - known.at) / 1000);

export async function loadCluster() {
  if (asking || absent || !mayLook()) return;
  asking = true;
  try {
    known.document = await json("api/v1/cluster");
    known.nodes = known.document.nodes.sort((a, b) => (titleOf(a) < titleOf(b) ? -1 : 1));
    known.at = Date.now();
    if (several()) setCalls(await json("api/v1/calls?nodes=all"));
  } catch (failure) {
    absent = failure instanceof Refused && failure.status === 404;
  } finally {
    asking = false;
  }
  touch("cluster");
}

const RANK = { healthy: 0, degraded: 1, unhealthy: 2 };

/** The worst health of all nodes; one that is not heard counts as degraded. */
export const worstHealth = () => nodes()
  .map((node) => (stale(node) ? "degraded" : node.work?.health ?? "degraded"))
  .reduce((worst, health) => (RANK[health] > RANK[worst] ? health : worst), "healthy");

let soon = 0;

/** Asks again after an event or an order. Events come in bursts, so one request serves all of them. */
export function clusterMayHaveChanged() {
  if (soon || !several()) return;
  soon = setTimeout(() => {
    soon = 0;
    loadCluster();
  }, 300);
}

export function startCluster() {
  on("beat", () => {
    if (link.state === "live" && Date.now() - known.at >= (several() ? OFTEN : SELDOM)) loadCluster();
  });
}
