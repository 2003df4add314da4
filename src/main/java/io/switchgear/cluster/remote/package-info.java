/**
 * Calls that run on another node than the one whose client made them: one hop, as {@link
 * io.switchgear.cluster.place.Placement} decides.
 *
 * <pre>
 * node of the client                              node that runs the tool
 * PlacedCalls  step of the call path
 * Hops ── Hop, an actor for each call      Offer  RemoteCalls ── RemoteCall, an actor for each call
 *          │ ─────────────────────────────────▶                   │
 *          │ ◀─────────────────────────────── Taken               │
 *          │ ─────────────────── Next (rest of a large call) ───▶ │
 *          │ ◀────────────────────── Reported, Logged             │ audit ▸ running ▸ supervisor
 *          │ ──────────────────────────────── Ping ─────────────▶ │ every 10 s
 *          │ ◀─────────────────────────────── Alive               │
 *          │ ──────────────────────────────── Stop ─────────────▶ │
 *          │ ◀─────────────────────────────── Answer              │
 *          │ ──────────────────── Next (rest of a large answer)─▶ │
 * </pre>
 *
 * The call and its outcome are data and travel in pieces, because Pekko drops a message over 256
 * KiB without telling its sender. docs/adr/0045-calls-on-other-nodes.md has the reasons.
 */
package io.switchgear.cluster.remote;
